"""Informal spelling folded to formal Indonesian, for reading and searching. Names, numbers, links and regional words stay."""

from __future__ import annotations

import re
from functools import cache

from pendopo.language import tables
from pendopo.language.words import squeeze

_WORD = re.compile(r"(?<![\w@#/.:-])[A-Za-z]+(?:[2²])?(?![\w@/:-])(?!\.\w)")
_DOUBLED = re.compile(r"^([a-z]{2,})[2²]$")
_STAMPED = re.compile(r"^([a-z])\1\1")
# Informal words that are also Javanese or Madurese: left alone, the writer may mean them.
_SHARED = frozenset(
    {"iso", "kudu", "ae", "piye", "gawe", "nggawe", "ndang", "suwe", "nuhun", "suwun", "wes", "wis", "larang", "resik"}
)


@cache
def _table() -> dict[str, str]:
    regional = tables.regional()
    own = {word for row in tables.rows("informal.tsv") for word in row[0].split()}
    return {
        word: formal
        for word, formal in tables.informal().items()
        if word not in _SHARED and (word in own or word not in regional)
    }


def normalise(text: str) -> str:
    """The text with informal words written out; everything else letter for letter as it was."""
    return _WORD.sub(lambda found: _formal(found.group(), found.start() == 0), text)


def _formal(word: str, first: bool) -> str:
    lower = word.lower()
    if word[0].isupper() and not first and not word.isupper():
        return word
    formal = _table().get(lower) or _table().get(squeeze(lower)) or _unfolded(lower)
    if formal is None:
        return word
    return formal[0].upper() + formal[1:] if word[0].isupper() and not (word.isupper() and len(word) > 1) else formal


def _unfolded(lower: str) -> str | None:
    """ "anak2" → "anak-anak", "bangeeet" → "banget"."""
    doubled = _DOUBLED.match(lower)
    if doubled:
        base = _table().get(doubled[1], doubled[1])
        return f"{base}-{base}" if " " not in base else None
    short = lower[0] + squeeze(lower[1:])
    return short if short != lower and not _STAMPED.match(lower) else None
