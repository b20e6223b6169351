"""Words that may take a side in an election, by an own list and the names that a government adds for its window.

The list names forms of words, never persons: candidates and slogans are the government's own to write down.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import cache

from pendopo.language import tables
from pendopo.language.folding import fold

MOST = 50
# A name of fewer letters is found in everything.
SHORTEST = 2


@cache
def _pattern() -> re.Pattern[str]:
    phrases = sorted((row[0] for row in tables.rows("one-sided-words.txt")), key=len, reverse=True)
    # A star stands for any ending, a hash for a number.
    shaped = [re.escape(one).replace(r"\*", r"\w*").replace(r"\#", r"\d+").replace(r"\ ", r"\s+") for one in phrases]
    return re.compile(rf"(?<!\w)(?:{'|'.join(shaped)})(?!\w)")


def one_sided(text: str, names: Sequence[str] = ()) -> tuple[str, ...]:
    """What in the text may take a side, as it is listed; `names` are the window's own."""
    found: list[str] = []
    # As it is written, and with disguises taken off (which would read "!" after a word as a letter).
    for plain in dict.fromkeys((" ".join(text.casefold().split()), fold(text))):
        found += [match.group() for match in _pattern().finditer(plain)]
        for name in names:
            wanted = " ".join(name.casefold().split())
            if len(wanted) > SHORTEST and re.search(rf"(?<!\w){re.escape(wanted)}(?!\w)", plain):
                found.append(name.strip())
    return tuple(dict.fromkeys(" ".join(one.split()) for one in found))[:MOST]
