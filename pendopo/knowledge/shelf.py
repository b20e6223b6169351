"""The answers of a government as a search index in memory, brought up to date with one cheap look at the shelf's edition."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from itertools import islice
from threading import Lock
from uuid import UUID

from django.db.models import F

from pendopo.knowledge.models import Answer, Shelf
from pendopo.knowledge.rules import expired, tags_of
from pendopo.language.search import Answer as Indexed
from pendopo.language.search import Index
from pendopo.prepared import Prepared
from pendopo.registry.models import Government

DEEPEST = 150
"""How far down the list an answer is looked for behind others that the agency may not use."""

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
            self._take(
                Answer.objects.filter(
                    agency__government_id=self.government_id, edition__gt=self.edition, edition__lte=edition
                )
                .select_related("current")
                .order_by("pk")
            )
            self.edition = edition

    def _take(self, answers: Iterable[Answer]) -> None:
        self.told.clear()
        for answer in answers:
            self.index.remove(str(answer.pk))
            self.slots.pop(answer.pk, None)
            version = answer.current
            if answer.state != "approved" or version is None:
                continue
            self.index.add(
                Indexed(str(answer.pk), answer.title, version.text, tags_of(answer.tags), topic=answer.topic)
            )
            self.slots[answer.pk] = Slot(answer.agency_id, answer.shared, version.valid_until)

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
