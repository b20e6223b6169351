"""The answers of a government as a search index in memory, brought up to date with one cheap look at the shelf's edition."""

from __future__ import annotations

import json
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from functools import lru_cache
from itertools import islice
from threading import Lock
from typing import Any
from uuid import UUID

from django.db.models import Case, F, TextField, Value, When

from pendopo.knowledge.models import Answer, Shelf
from pendopo.knowledge.rules import expired, tags_of
from pendopo.language.search import Answer as Indexed
from pendopo.language.search import Index, Reading
from pendopo.language.search import edition as reading_edition
from pendopo.prepared import Prepared
from pendopo.registry.models import Government

DEEPEST = 150
"""How far down the list an answer is looked for behind others that the agency may not use."""

AT_ONCE = 200
"""So many answers are loaded at a time: what loading holds for a moment stays with the process."""

TOLD = 500
"""How many questions are remembered with what was found."""

SURE = 0.75
"""From this score on an answer is proposed though it shares no word with the message."""


@dataclass(frozen=True)
class Slot:
    """What decides whether an answer may be proposed to an agency on a day."""

    agency_id: int
    shared: bool
    valid_until: date | None


@lru_cache(maxsize=4096)
def _slot(agency_id: int, shared: bool, valid_until: date | None) -> Slot:
    """Many answers share what decides about them."""
    return Slot(agency_id, shared, valid_until)


@dataclass(frozen=True)
class Hit:
    """An answer found, how surely it fits, and the words of the message that point to it."""

    answer_id: int
    score: float
    matched_words: tuple[str, ...]


def next_edition(government: Government) -> int:
    """Count the shelf up; the row stays locked to the end of the transaction, so that editions appear in order."""
    shelf, _ = Shelf.objects.get_or_create(government=government)
    Shelf.objects.filter(pk=shelf.pk).update(edition=F("edition") + 1)
    return Shelf.objects.values_list("edition", flat=True).get(pk=shelf.pk)


_shelf = Prepared(lambda pk: Shelf.objects.filter(government_id=pk).values_list("series", "edition"), int)


COLUMNS = (
    "pk", "title", "topic", "tags", "state", "agency_id", "shared", "unread", "current__valid_until",
    "current__reading__edition", "current__reading__words", "current__reading__likeness",
)  # fmt: skip


def indexed(pk: int, title: str, text: str, tags: str, topic: str) -> Indexed:
    """An answer as the language part reads it."""
    return Indexed(str(pk), title, text, tags_of(tags), topic=topic)


class _Copy:
    """One government's index. Asked by one thread at a time (a question takes a few milliseconds)."""

    def __init__(self, government_id: int) -> None:
        self.government_id = government_id
        self.lock = Lock()
        self._empty(None)

    def _empty(self, series: UUID | None) -> None:
        self.series, self.edition = series, 0
        self.index = Index()
        self.slots: dict[int, Slot] = {}
        # What was asked since the shelf changed last: the same case is opened again and again.
        self.told: dict[tuple[str, int, date, int], list[Hit]] = {}

    def refresh(self) -> None:
        """Take in what changed since the edition that is held: nothing, as a rule."""
        series, edition = next(iter(_shelf(self.government_id)), (None, 0))
        if series != self.series or edition < self.edition:
            self._empty(series)
        if edition > self.edition:
            changed = Answer.objects.filter(
                agency__government_id=self.government_id, edition__gt=self.edition, edition__lte=edition
            )
            # The text is wanted only where nobody read it yet.
            unread = Case(
                When(current__reading__edition=reading_edition(), then=Value("", TextField())),
                default=F("current__text"),
            )
            rows = changed.annotate(unread=unread).order_by("pk").values_list(*COLUMNS)
            self._take(rows.iterator(chunk_size=AT_ONCE))
            self.edition = edition

    def _take(self, answers: Iterable[tuple[Any, ...]]) -> None:
        self.told.clear()
        by = reading_edition()
        for pk, title, topic, tags, state, agency, shared, text, until, read_by, words, likeness in answers:
            self.index.remove(str(pk))
            self.slots.pop(pk, None)
            if state != "approved" or text is None:
                continue
            # Read beforehand by `jobs`, as a rule; else it is read now.
            kept = Reading(json.loads(words), bytes(likeness)) if read_by == by else None
            self.index.add(indexed(pk, title, text, tags, topic), kept)
            self.slots[pk] = _slot(agency, shared, until)

    def ask(self, text: str, agency_id: int, day: date, top: int) -> list[Hit]:
        """The best answers that the agency may use that day; looks further down when many may not.

        What neither shares a word with the message nor surely fits is no proposal: there would be no reason to show.
        """
        asked = (text, agency_id, day, top)
        if asked not in self.told:
            if len(self.told) >= TOLD:
                self.told.clear()
            matches = self.index.ranked(text, max(top, DEEPEST))
            usable = (match for match in matches if self._usable(self.slots[int(match.id)], agency_id, day))
            self.told[asked] = [Hit(int(one.id), one.score, one.matched_words) for one in islice(usable, top)]
        return [hit for hit in self.told[asked] if hit.matched_words or hit.score >= SURE]

    def _usable(self, slot: Slot, agency_id: int, day: date) -> bool:
        return (slot.shared or slot.agency_id == agency_id) and not expired(slot.valid_until, day)


_copies: dict[int, _Copy] = {}
_copies_lock = Lock()


def ask(text: str, *, government_id: int, agency_id: int, day: date, top: int) -> list[Hit]:
    """The likeliest usable answers to a message."""
    with _copies_lock:
        copy = _copies.setdefault(government_id, _Copy(government_id))
    with copy.lock:
        copy.refresh()
        return copy.ask(text, agency_id, day, top)
