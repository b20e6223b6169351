"""How a correction reads in public. Values in, words out."""

from __future__ import annotations

from datetime import date

from pendopo.regulation.days import day_name


def corrected(text: str, note: str, day: date) -> str:
    """The new words with the note below them that says what was corrected, and when (Pasal 3 b, 12 f)."""
    return f"{text.strip()}\n\nRalat {day_name(day)}: {note.strip()}"
