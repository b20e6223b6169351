"""How a correction reads in public. Values in, words out."""

from __future__ import annotations

from datetime import date

MONTHS = (
    "Januari", "Februari", "Maret", "April", "Mei", "Juni", "Juli", "Agustus", "September", "Oktober", "November",
    "Desember",
)  # fmt: skip


def corrected(text: str, note: str, day: date) -> str:
    """The new words with the note below them that says what was corrected, and when (Pasal 3 b, 12 f)."""
    return f"{text.strip()}\n\nRalat {day.day} {MONTHS[day.month - 1]} {day.year}: {note.strip()}"
