"""What happens to answers by itself: they are read by the language part before the first person asks."""

from __future__ import annotations

import json
from datetime import datetime

from django.db.models import Q, QuerySet

from pendopo.knowledge.models import Answer, Reading
from pendopo.knowledge.shelf import indexed
from pendopo.language.search import edition, read_answer

AT_ONCE = 400


def unread() -> QuerySet[Answer]:
    """Answers in use that nobody has read by the tables and weights of today."""
    by_others = Q(current__reading=None) | ~Q(current__reading__edition=edition())
    return Answer.objects.filter(by_others, state="approved", current__isnull=False)


def anything_to_read(now: datetime) -> bool:
    """Whether there is one."""
    return unread().exists()


def read_answers(now: datetime) -> int:
    """Read some of them; how many were read."""
    found = [
        (row.current, read_answer(indexed(row.pk, row.title, row.current.text, row.tags, row.topic)))
        for row in unread().select_related("current").order_by("pk")[:AT_ONCE]
        if row.current is not None
    ]
    Reading.objects.bulk_create(
        (
            Reading(version=version, edition=edition(), words=json.dumps(one.words), likeness=one.likeness)
            for version, one in found
        ),
        update_conflicts=True, unique_fields=["version"], update_fields=["edition", "words", "likeness"],
    )  # fmt: skip
    return len(found)
