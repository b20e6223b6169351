"""Figures and how far they can be trusted: macro-F1, BLEU, V-measure, AUROC, with bootstrap intervals."""

from __future__ import annotations

import math
import random
from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import TypeVar

T = TypeVar("T")
Pair = tuple[str, str]
_DRAWS = 500


@dataclass(frozen=True)
class Figure:
    """A measured value in percent with the interval that holds 95 of 100 resamples."""

    value: float
    low: float
    high: float
    count: int

    def __str__(self) -> str:
        return f"{self.value:5.1f}  [{self.low:.1f}; {self.high:.1f}]  n={self.count}"


def bootstrap(rows: Sequence[T], measure: Callable[[Sequence[T]], float]) -> Figure:
    """The measure on the rows, and on many draws with replacement."""
    rng = random.Random(11)  # noqa: S311 — draws for an interval, no secret
    drawn = sorted(100 * measure(rng.choices(rows, k=len(rows))) for _ in range(_DRAWS))
    return Figure(100 * measure(rows), drawn[int(_DRAWS * 0.025)], drawn[int(_DRAWS * 0.975)], len(rows))


def share(rows: Sequence[bool]) -> float:
    """How many are true."""
    return sum(rows) / len(rows) if rows else 0.0


def macro_f1(pairs: Sequence[Pair]) -> float:
    """The mean over the true labels of each label's F1; a pair is (true, proposed)."""
    labels = {true for true, _ in pairs}
    return sum(f1(pairs, label) for label in labels) / max(1, len(labels))


def f1(pairs: Sequence[Pair], label: str) -> float:
    """F1 of one label."""
    hit = sum(true == proposed == label for true, proposed in pairs)
    told = sum(true == label for true, _ in pairs) + sum(proposed == label for _, proposed in pairs)
    return 2 * hit / told if told else 0.0


def auroc(pairs: Sequence[tuple[bool, float]]) -> float:
    """How often a positive scores above a negative."""
    positive = [score for right, score in pairs if right]
    negative = [score for right, score in pairs if not right]
    if not positive or not negative:
        return 0.5
    wins = sum((one > other) + 0.5 * (one == other) for one in positive for other in negative)
    return wins / (len(positive) * len(negative))


def v_measure(pairs: Sequence[Pair]) -> float:
    """How well groups and true labels tell each other: the harmonic mean of homogeneity and completeness."""
    true, found = Counter(one for one, _ in pairs), Counter(one for _, one in pairs)
    both = Counter(pairs)
    shared = sum(n / len(pairs) * math.log(n * len(pairs) / (true[a] * found[b])) for (a, b), n in both.items())
    parts = (_entropy(true), _entropy(found))
    homogeneous, complete = (shared / part if part else 1.0 for part in parts)
    return 2 * homogeneous * complete / (homogeneous + complete) if homogeneous + complete else 0.0


def _entropy(counts: Counter[str]) -> float:
    total = sum(counts.values())
    return -sum(count / total * math.log(count / total) for count in counts.values())


def bleu(pairs: Sequence[Pair]) -> float:
    """Corpus BLEU-4; a pair is (reference, written), cut at spaces."""
    held, possible = Counter[int](), Counter[int]()
    lengths = [0, 0]
    for reference, written in pairs:
        wanted, given = reference.split(), written.split()
        lengths[0] += len(wanted)
        lengths[1] += len(given)
        for size in range(1, 5):
            found, known = _groups(given, size), _groups(wanted, size)
            held[size] += sum((found & known).values())
            possible[size] += sum(found.values())
    if not all(held[size] for size in range(1, 5)):
        return 0.0
    precision = sum(math.log(held[size] / possible[size]) for size in range(1, 5)) / 4
    return math.exp(precision + min(0.0, 1 - lengths[0] / lengths[1]))


def _groups(words: list[str], size: int) -> Counter[tuple[str, ...]]:
    return Counter(tuple(words[start : start + size]) for start in range(len(words) - size + 1))
