"""Decisions of the desk as plain functions: values in, decision out. No queries, no clock of their own."""

from __future__ import annotations

from datetime import datetime
from functools import lru_cache

from pendopo.journal.machine import Said
from pendopo.regulation.calendar import Calendar, calendar_of, national
from pendopo.regulation.clock import due_at
from pendopo.regulation.profile import load


class BadInput(Said):
    """What was written can't be taken; the sentence says what to change."""


class NoSource(BadInput):
    """An answer that rests on another source must name it (C-SRV3)."""


class AlreadyAnswered(Said):
    """Somebody else was first; nothing was sent twice."""


# A reply in one of these states may still reach the citizen, or has.
ON_ITS_WAY = frozenset({"queued", "sending", "submitted", "unknown", "handed"})
# A reply in one of these states never reached the citizen; what it was to pass on still waits to be passed on.
CAME_TO_NOTHING = frozenset({"cancelled", "refused", "missed"})
# How a case says that its answer waits for somebody to look or to act.
WAITS_FOR_A_PERSON = {
    "unknown": "Belum pasti apakah jawaban sudah terunggah: platform sedang diperiksa. Jangan kirim ulang.",
    "handed": "Unggah jawabannya dari akun resmi, lalu tempel tautannya.",
}
# What a citizen says later brings a case back from these.
REOPENS = frozenset({"answered", "closed", "exited"})

# How much of an answer is taken; what a platform allows is checked where it is sent.
REPLY_LIMIT = 10_000
NOTE_LIMIT = 20_000


@lru_cache(maxsize=8)
def _calendar(profile_key: str) -> Calendar:
    return calendar_of(load(profile_key), national())


@lru_cache(maxsize=512)
def target_at(profile_key: str, clock: str, start: datetime) -> datetime:
    """When the government's own target (T1 first answer, T0-internal disposisi) runs out. It warns, it never fails."""
    return due_at(start, load(profile_key).clock(clock), _calendar(profile_key))


def text_of(text: str, what: str, limit: int = NOTE_LIMIT) -> str:
    """A text that an officer wrote, trimmed; BadInput when there is none or too much."""
    text = text.strip()
    if not text:
        raise BadInput(f"{what} masih kosong: tulis dulu, lalu kirim lagi.")
    if len(text) > limit:
        raise BadInput(f"{what} terlalu panjang: {len(text):,} karakter, paling banyak {limit:,}.".replace(",", "."))
    return text


def input_kind(profile_key: str, code: str) -> str:
    """The code itself when the profile knows that kind of input; BadInput otherwise."""
    if code not in {kind.code for kind in load(profile_key).input_kinds}:
        raise BadInput("Jenis masukan ini tidak ada dalam profil peraturan: pilih salah satu dari daftar.")
    return code


def same_answer(*, earlier_state: str, earlier_id: int, known_id: int | None) -> bool:
    """Would a reply now repeat what a colleague has said? An addition to a live answer is meant only by somebody who has
    seen that answer (`known_id`); while one is on its way nobody adds to it."""
    if earlier_state in ON_ITS_WAY:
        return True
    return earlier_state == "live" and earlier_id != known_id
