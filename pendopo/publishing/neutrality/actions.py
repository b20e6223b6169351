"""Registering an election window and calling one off: the coordinating agency does so for the whole government."""

from __future__ import annotations

from datetime import date

from django.db import transaction

from pendopo.journal.actions import note
from pendopo.journal.machine import Said
from pendopo.people.models import Person
from pendopo.publishing.neutrality.models import ElectionWindow
from pendopo.publishing.neutrality.queries import words_of
from pendopo.publishing.rules import kept
from pendopo.registry.models import Agency
from pendopo.registry.queries import acting, today
from pendopo.registry.rules import Doing

MOST_WORDS = 500


class BadWindow(Said):
    """The window can't be kept so; the sentence says why."""


@transaction.atomic
def open_window(
    *, coordinating: Agency, by: Person, label: str, starts: date, ends: date, words: str
) -> ElectionWindow:
    """From now on messages planned for these days are held against the lexicon and these words."""
    actor, label = acting(by, Doing.REGISTER, coordinating), " ".join(kept(label).split())
    if not coordinating.coordinates:
        raise BadWindow("Masa pemilihan dicatat oleh dinas pengampu untuk seluruh pemerintah daerah.")
    listed = words_of(kept(words))
    if not label or len(label) > 160:
        raise BadWindow("Beri masa ini nama, paling banyak 160 karakter.")
    if ends < starts:
        raise BadWindow("Tanggal akhir ada sebelum tanggal mulai: periksa kedua tanggal itu.")
    if len(listed) > MOST_WORDS or any(len(one) > 100 for one in listed):
        raise BadWindow(f"Paling banyak {MOST_WORDS} kata atau nama, masing-masing paling panjang 100 karakter.")
    made = ElectionWindow.objects.create(
        government=coordinating.government, label=label, starts=starts, ends=ends, words="\n".join(listed)
    )
    after = {"label": label, "starts": starts, "ends": ends, "words": len(listed)}
    note(made, doing="election_window.opened", by=actor, after=after)
    return made


@transaction.atomic
def cancel_window(*, window: ElectionWindow, coordinating: Agency, by: Person, because: str) -> ElectionWindow:
    """It was registered wrongly. Decisions made under it stay."""
    actor = acting(by, Doing.REGISTER, coordinating)
    if not because.strip():
        raise BadWindow("Tulis alasan pembatalannya.")
    if window.cancelled_on is None:
        window.cancelled_on = today(window.government)
        window.save(update_fields=["cancelled_on"])
        note(window, doing="election_window.cancelled", by=actor, because=because, before={"label": window.label})
    return window
