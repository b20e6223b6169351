"""What an approved answer needs, and when it may be used: decisions only."""

from __future__ import annotations

from datetime import date

from pendopo.inbox.text import clean
from pendopo.journal.machine import Said

LONGEST = 20_000


class BadAnswer(Said):
    """What was asked for can't be done with this answer; the sentence says what to mend."""


def tidy(text: str, what: str, longest: int = LONGEST, *, required: bool = True) -> str:
    """The text as every database can keep it; BadAnswer when it is empty or too long."""
    cleaned = clean(text).strip()
    if required and not cleaned:
        raise BadAnswer(f"Isi {what} dulu.")
    if len(cleaned) > longest:
        raise BadAnswer(f"{what.capitalize()} terlalu panjang: paling banyak {longest:,} huruf.".replace(",", "."))
    return cleaned


def tags_of(text: str) -> tuple[str, ...]:
    """Keywords as they are typed: parted by commas."""
    return tuple(dict.fromkeys(part.strip() for part in text.replace("\n", ",").split(",") if part.strip()))


def expired(valid_until: date | None, today: date) -> bool:
    """Is it past its last day? Without a last day it never is."""
    return valid_until is not None and valid_until < today
