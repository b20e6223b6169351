"""Word tables that ship as plain text in `models/`: read once, on first use."""

from __future__ import annotations

from functools import cache
from pathlib import Path

MODELS = Path(__file__).parent / "models"


def rows(name: str) -> list[list[str]]:
    """The tab-separated rows of a table; nothing when it is not there."""
    path = MODELS / name
    if not path.exists():
        return []
    lines = path.read_text(encoding="utf-8").splitlines()
    return [line.split("\t") for line in lines if line and not line.startswith("#")]


@cache
def informal() -> dict[str, str]:
    """Informal spelling → formal Indonesian; our own rows win over the derived ones."""
    table: dict[str, str] = {}
    for name in ("informal-derived.tsv", "informal.tsv"):
        for row in rows(name):
            for word in row[0].split():
                table[word] = row[1]
    return table


@cache
def desk_words() -> dict[str, str]:
    """What citizens call a thing → the words an office uses for it (own table, several languages)."""
    table: dict[str, str] = {}
    for row in rows("desk-words.tsv"):
        for phrase in row[0].split(","):
            key = phrase.strip()
            table[key] = f"{table[key]} {row[1]}" if key in table else row[1]
    return table


@cache
def regional() -> dict[str, tuple[str, ...]]:
    """A regional word → its likeliest Indonesian words (derived from CC BY-SA 4.0 text)."""
    return {row[0]: tuple(row[1].split()) for row in rows("cc-by-sa/regional-words.tsv")}


@cache
def word_list(name: str) -> frozenset[str]:
    """A plain list of words, any number a line."""
    return frozenset(word for row in rows(name) for word in row[0].split())
