"""Writing the monitoring log."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, datetime, timedelta

from django.db import transaction
from django.utils import timezone

from pendopo.insight.watching.models import Look
from pendopo.journal.actions import note
from pendopo.journal.machine import Said
from pendopo.people.models import Person
from pendopo.registry.models import OfficialAccount
from pendopo.registry.queries import acting, today
from pendopo.registry.rules import Doing

# So late a look may still be written down; the moment of writing is kept beside its day.
DAYS_LATE = 7


class WatchRefused(Said):
    """The look can't be written so; the sentence says why."""


@transaction.atomic
def look(
    *, accounts: Iterable[OfficialAccount], on: date, by: Person, words: str = "", at: datetime | None = None
) -> list[Look]:
    """Somebody looked at these accounts on a day (Pasal 8 f; C-MON1)."""
    made = []
    for account in accounts:
        actor = acting(by, Doing.RECORD, account.agency, account=account, at=at)
        day = today(account.agency.government, at)
        if on > day or on < day - timedelta(days=DAYS_LATE):
            raise WatchRefused(f"Pantauan dicatat pada harinya, paling lambat {DAYS_LATE} hari kemudian.")
        if account.state != "official":
            raise WatchRefused(f"{account.name} bukan akun resmi yang aktif.")
        signed = f"{actor.name}, {actor.office}".rstrip(", ")[:300]
        row, new = Look.objects.get_or_create(
            account=account,
            on=on,
            defaults={"words": words.strip()[:500], "by": signed, "recorded_at": at or timezone.now()},
        )
        if not new and words.strip():
            row.words = f"{row.words} {words.strip()}".strip()[:500]
            row.save(update_fields=["words"])
        note(row, doing="account.watched", by=actor, because=words, after={"on": on}, at=at)
        made.append(row)
    return made
