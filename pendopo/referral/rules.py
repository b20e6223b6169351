"""What a referral needs, how long a link lives, and which reminder is due: decisions only, no database."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from pendopo.inbox.text import clean
from pendopo.journal.machine import Said
from pendopo.regulation.shape import Clock

LINK_DAYS = 7
"""A one-time link lives this many days after the referral is due."""

LONGEST = 20_000
"""Characters of a question, a reason or an answer."""


class BadReferral(Said):
    """What was asked for can't be done; the sentence says what to mend."""


class HopClosed(Said):
    """The answer came after the hop had ended. `text` is what was written, so that it is not lost."""

    def __init__(self, sentence: str, text: str) -> None:
        super().__init__(sentence)
        self.text = text


class LinkRefused(Said):
    """A link that is wrong, expired, used or cut short: the same words for each, and no data."""

    def __init__(self) -> None:
        super().__init__(
            "Tautan ini tidak dapat dipakai. Mungkin pertanyaannya sudah dijawab, atau masa berlakunya sudah habis. "
            "Mintalah tautan baru kepada petugas yang menghubungi Anda."
        )


def tidy(text: str, what: str, *, required: bool = True) -> str:
    """The text as it can be kept by every database; BadReferral when it is empty or far too long."""
    cleaned = clean(text).strip()
    if required and not cleaned:
        raise BadReferral(f"Tulis {what} dulu.")
    if len(cleaned) > LONGEST:
        raise BadReferral(f"Teks {what} terlalu panjang: paling banyak {LONGEST:,} huruf.".replace(",", "."))
    return cleaned


def check_conditions(*, their_competence: bool, not_answerable: bool) -> None:
    """Annex B.3: only what is another agency's competence and can't be answered directly may be referred."""
    if not (their_competence and not_answerable):
        raise BadReferral(
            "Rujukan memerlukan kedua syarat Lampiran B.3: kewenangan instansi lain, dan tidak dapat dijawab langsung. "
            "Centang keduanya, atau jawab sendiri, atau pakai disposisi."
        )


def check_addressee(
    *, own_id: int, government_id: int, to_id: int | None, to_government_id: int | None, to_active: bool, outside: str
) -> None:
    """One addressee: an active other agency of the same government, or somebody outside it by name (C-SRV4)."""
    if (to_id is None) == (not outside):
        raise BadReferral("Pilih satu instansi tujuan, atau tulis nama instansi di luar pemerintah daerah.")
    if to_id is None:
        return
    if to_id == own_id:
        raise BadReferral("Instansi tujuan sama dengan instansi Anda. Untuk kewenangan sendiri pakai disposisi.")
    if to_government_id != government_id:
        raise BadReferral("Instansi itu bukan bagian dari pemerintah daerah ini. Tulis namanya sebagai instansi luar.")
    if not to_active:
        raise BadReferral("Instansi itu sudah tidak aktif. Pilih instansi penerusnya.")


def link_expires(contacted_at: datetime, due_at: datetime | None) -> datetime:
    """When a link stops working. Without a due time (outside the government) as if 24 hours had been given."""
    return (due_at or contacted_at + timedelta(hours=24)) + timedelta(days=LINK_DAYS)


@dataclass(frozen=True)
class Due:
    """Marks (hours after contact) that were reached and not yet given: one to tell, earlier ones that it covers."""

    tell: int
    covered: tuple[int, ...]


def marks(clock: Clock) -> tuple[int, ...]:
    """All marks of the clock; its end is always one, since the breach must stand on record."""
    return tuple(sorted({*clock.reminders, clock.hours}))


def due_marks(
    at: Sequence[tuple[int, datetime]], given: Collection[int], now: datetime, due_at: datetime
) -> Due | None:
    """What is to be told now: after an outage only the latest mark, the others count as covered by it.

    The mark at the due time itself is reached one instant later, since an answer at 24:00:00 is still in time.
    """
    reached = [mark for mark, when in sorted(at) if when < now or (when == now and when != due_at)]
    if not reached or reached[-1] in given:
        return None
    return Due(reached[-1], tuple(mark for mark in reached[:-1] if mark not in given))
