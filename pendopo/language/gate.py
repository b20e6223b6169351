"""Which patterns can match a text at all, told from its single words: most words of most messages begin nothing.

A search for hundreds of phrases costs far more than a look at a dozen words that were seen before.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence

MOST_WORDS = 30_000
_LONGEST_KEPT = 40
_WORD = re.compile(r"\w+")
# Letters that ignoring case takes for these ASCII ones, though lower-casing leaves them or makes two of them.
_ODD = str.maketrans("İıſK", "iisk")
_LETTERS = re.compile(r"[a-z0-9]+")
# After the letters comes something that is no letter and can't be left out, or the word's end: they are a whole word.
_ENDS = re.compile(r"(?:\(\?![^()]*\))?(?:\\b|(?:\\[Ws*./]|[ /]|\[[ ,.:]+\])(?:\{1|(?![?*{])))")


def words_of(text: str) -> list[str]:
    """The words of a text as a gate wants them."""
    return _WORD.findall(text.lower() if text.isascii() else text.translate(_ODD).lower())


class Gate:
    """Patterns in lower case. One that begins with a word (`\\b`) may match only where such a word stands; of those in
    `tests` the test tells for a single word; all others may match anywhere."""

    def __init__(self, patterns: Sequence[str], tests: Mapping[int, Callable[[str], object]] | None = None) -> None:
        self.patterns = tuple(patterns)
        self._always = 0
        self._whole: dict[str, int] = {}
        self._begun: dict[str, int] = {}
        self._tests = [(1 << number, test) for number, test in (tests or {}).items()]
        for number, pattern in enumerate(patterns):
            for letters, whole in () if tests and number in tests else _beginnings(pattern):
                if not letters:
                    self._always |= 1 << number
                held = self._whole if whole else self._begun
                held[letters] = held.get(letters, 0) | 1 << number
        self._longest = max(map(len, self._begun), default=0)
        self._seen: dict[str, int] = {}

    def open(self, words: Iterable[str]) -> int:
        """A number whose bit n says that pattern n may match a text with these words."""
        seen, found = self._seen, self._always
        for word in words:
            bits = seen.get(word)
            found |= self._look(word) if bits is None else bits
        return found

    def _look(self, word: str) -> int:
        bits = self._whole.get(word, 0)
        for end in range(1, min(len(word), self._longest) + 1):
            bits |= self._begun.get(word[:end], 0)
        for bit, test in self._tests:
            bits |= bit if test(word) else 0
        if len(word) <= _LONGEST_KEPT:
            if len(self._seen) >= MOST_WORDS:
                self._seen.clear()
            self._seen[word] = bits
        return bits


def _beginnings(pattern: str, after: str = "", inside: bool = False) -> Iterator[tuple[str, bool]]:
    """The letters that every match begins with, and whether they are a whole word; ("", False) where nothing can be said."""
    for branch in _branches(pattern):
        if not inside and not branch.startswith(r"\b"):
            yield "", False
            continue
        rest = branch.removeprefix(r"\b") + after
        group = _group(rest)
        found = _LETTERS.match(rest)
        if group:
            yield from _beginnings(group, rest[len(group) + 4 :], inside=True)
        elif not found:
            yield "", False
        else:
            optional = rest[found.end() : found.end() + 1] in ("?", "*", "{")
            yield found.group()[: -1 if optional else None], _ENDS.match(rest, found.end()) is not None


def _group(rest: str) -> str:
    """The inside of the group that a pattern begins with; "" when there is none, or when it may be left out."""
    if not rest.startswith("(?:"):
        return ""
    depth = 0
    for at, sign in enumerate(rest):
        depth += (sign == "(") - (sign == ")")
        if depth == 0:
            return "" if rest[at + 1 : at + 2] in ("?", "*", "{") else rest[3:at]
    return ""


def _branches(pattern: str) -> list[str]:
    """What stands between the bars, outside of any group."""
    found, depth = [""], 0
    for sign in pattern:
        depth += (sign == "(") - (sign == ")")
        if sign == "|" and depth == 0:
            found.append("")
        else:
            found[-1] += sign
    return found
