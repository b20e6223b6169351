"""From a message to weighted search terms: informal spelling folded, office words added, regional words translated."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import cache

from pendopo.language import tables
from pendopo.language.words import clean, cut, squeeze, stem

_MOST_WORDS = 120
_OFFICE, _REGIONAL = 0.6, 0.6


@dataclass(frozen=True)
class Term:
    """One thing to look for: the stem, the word it is the stem of, what the person wrote, how much it counts."""

    stem: str
    word: str
    surface: str
    weight: float


@cache
def _stop() -> frozenset[str]:
    words = tables.word_list("stop-words.txt")
    return words | frozenset(stem(word) for word in words if len(word) > 4)


def query_terms(text: str, *, expand: bool = True, known: Callable[[str], bool] | None = None) -> list[Term]:
    """The terms of a message, each stem once with its greatest weight."""
    best: dict[str, Term] = {}
    for term in _all_terms(text, expand, known or (lambda _: False)):
        held = best.get(term.stem)
        if held is None or held.weight < term.weight:
            best[term.stem] = term
    return list(best.values())


def _all_terms(text: str, expand: bool, known: Callable[[str], bool]) -> Iterator[Term]:
    stop, table = _stop(), tables.informal()
    raws = [(squeeze(raw), raw) for raw in cut(clean(text))][:_MOST_WORDS]
    for squeezed, raw in raws:
        for word in table.get(squeezed, squeezed).split():
            if word not in stop and len(word) > 1:
                yield Term(stem(word), word, raw, 1.0)
    if not expand:
        return
    yield from _office_terms([squeezed for squeezed, _ in raws])
    for squeezed, raw in raws:
        if squeezed not in stop and squeezed not in table and not known(stem(squeezed)):
            yield from _translated(squeezed, raw)


def _office_terms(words: list[str]) -> Iterator[Term]:
    table, stop = tables.desk_words(), _stop()
    for size in (1, 2, 3):
        for start in range(len(words) - size + 1):
            phrase = " ".join(words[start : start + size])
            for word in table.get(phrase, "").split():
                if word not in stop:
                    yield Term(stem(word), word, phrase, _OFFICE)


def _translated(word: str, raw: str) -> Iterator[Term]:
    meanings = tables.regional().get(word, ())
    for rank, meaning in enumerate(meanings):
        if meaning not in _stop():
            yield Term(stem(meaning), meaning, raw, _REGIONAL / (1 + rank))
