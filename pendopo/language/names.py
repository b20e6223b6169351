"""Names of private persons in a message: after a word that announces a name, or right before a personal number.

Offices are not names: "Pak Bupati", "Bu Lurah", "Pak RT" stay as they are.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from functools import cache

from pendopo.language import tables
from pendopo.language.gate import Gate

_NAME_WORD = r"(?:H\.|Hj\.|Hj|Dr\.|Ir\.|[A-Z][a-z'’]{1,20}|[A-Z]\.|bin|binti)"
_ANY_WORD = r"[A-Za-z][A-Za-z'’.]{1,20}"
# After these a name follows even when it is written without capitals.
_STRONG = re.compile(
    r"\b(?:a/n|an|a\.n\.?|atas nama|nama(?:nya)?(?: (?:saya|aku|sy|ibu|bapak|anak|lengkap|istri|suami|almarhum|korban|pelapor))?|"
    r"jeneng(?:ku|e|nya|kulo)?|asma(?:ne|nipun)? ?kulo|ngaran(?:ku|e|nya)?|arai?(?:ku)?|nyamana(?: engkok| kaule)?|pelapornya|"
    r"pelapor|perkenalkan saya|kenalkan saya|name is|i am|pengirim)(?![A-Za-z])[ :.]{1,3}"
)
# After these only a word with a capital, or one from the list of given names, is a name.
_WEAK = re.compile(
    r"\b(?:saya|kulo|ulun|abdi|aku|pak|bu|bapak|ibu|mas|mbak|mba|cak|ning|bang|kang|ustad|ustadz|haji|sdr|sdri|saudara|anak saya|"
    r"data anak|ananda|almarhum|alm|dokter|dr|bidan|kontak)(?![A-Za-z])[ :.]{1,3}",
    re.I,
)
_GATE = Gate([_STRONG.pattern, _WEAK.pattern])
_RUN = re.compile(rf"{_NAME_WORD}(?: {_NAME_WORD}){{0,4}}")
_TITLE = re.compile(r"(?:[Pp]ak|[Bb]pk\.?|[Bb]u|[Bb]apak|[Ii]bu|[Mm]as|[Mm]bak) ")
_LABEL = re.compile(
    r"[\s,:;(\-]*(?:nik|no|nomor|kk|hp|wa|telp|lahir|ttl|tgl|kontak|bpjs)?[\s.,:;(\-]*$",
    re.I,
)
_WORD = re.compile(_ANY_WORD)


@cache
def _given() -> frozenset[str]:
    return tables.word_list("given-names.txt")


@cache
def _offices() -> frozenset[str]:
    return tables.word_list("not-names.txt")


def names(text: str, words: Sequence[str], numbers: tuple[int, ...]) -> list[tuple[int, int]]:
    """Where names stand; `words` are those of the text, `numbers` the places where personal numbers start."""
    open_ = _GATE.open(words)
    found = [*_after(text, _STRONG, strong=True)] if open_ & 1 else []
    if open_ & 2:
        found += _after(text, _WEAK, strong=False)
    if numbers:
        found += _before(text, numbers)
    return sorted(set(found))


def _after(text: str, cue: re.Pattern[str], *, strong: bool) -> Iterator[tuple[int, int]]:
    for match in cue.finditer(text):
        span = _name_at(text, match.end(), strong)
        if span:
            yield span


def _name_at(text: str, start: int, strong: bool) -> tuple[int, int] | None:
    title = _TITLE.match(text, start) if strong else None
    at = title.end() if title else start
    end = at
    for count in range(5):
        word = _WORD.match(text, at)
        if not word or not _belongs(word.group(), first=count == 0, strong=strong, capital=text[at].isupper()):
            break
        end = word.end()
        if text[end : end + 1] != " ":
            break
        at = end + 1
    trimmed = text[start:end].rstrip(".'’ ")
    bare = not title or end > title.end()
    return (start, start + len(trimmed)) if len(trimmed) >= 3 and bare else None


def _belongs(word: str, *, first: bool, strong: bool, capital: bool) -> bool:
    plain = word.lower().strip(".'’")
    if plain in _offices():
        return False
    if word[0].isupper():
        return strong or not (word.isupper() and len(plain) > 3)
    if plain in _given():
        return not capital or first
    return strong and first and not capital and plain in _given()


def _before(text: str, numbers: tuple[int, ...]) -> Iterator[tuple[int, int]]:
    """A run of capitalised words that ends right before a personal number and its label: "Abdul Gafur nik 6271…"."""
    for number in numbers:
        window = max(0, number - 60)
        lead = _LABEL.sub("", text[window:number])
        runs = [run for run in _RUN.finditer(lead) if run.end() == len(lead)]
        for run in runs[-1:]:
            words = run.group().split()
            if not any(word.lower().strip(".") in _offices() for word in words):
                yield window + run.start(), window + run.end()
