"""Linear models over hashed features: one table of small integers, one scale a column. Trained by `script/train`."""

from __future__ import annotations

import json
import math
from dataclasses import dataclass
from functools import cache
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from pendopo.language.features import LONGEST, Features, side_by_side
from pendopo.language.tables import MODELS

Scores = NDArray[np.float32]
_WORTH_NUMPY = 5
_ONES: Scores = np.ones(8 * LONGEST, np.float32)


@dataclass(frozen=True)
class Linear:
    """Columns of scores; `heads` names the groups of columns: head → (first column, labels)."""

    table: NDArray[np.int8]
    scale: Scores
    bias: Scores
    rarity: Scores
    heads: dict[str, tuple[int, tuple[str, ...]]]
    groups: tuple[str, ...]

    def scores(self, messages: Features) -> Scores:
        """A row for each message, one score a column, before any softmax."""
        first, last = side_by_side(self.groups)
        at = messages.hashes & (len(self.table) - 1)
        found, rarity = self.table.take(at, 0, mode="clip"), self.rarity.take(at, mode="clip")
        rows: Scores = np.empty((len(messages), len(self.scale)), np.float32)
        bounds = messages.places[:, (first, last)]
        for row, (begin, end) in zip(rows, bounds.tolist(), strict=True):
            # A product with ones is the fastest way numpy has to add up rows.
            _ONES[: end - begin].dot(found[begin:end].astype(np.float32), out=row)
        # Summed from each bound to the next, so that every second sum is a message's; where there is nothing more to come
        # numpy sums to the end by itself, and takes no bound for it.
        rarity *= rarity
        cuts = bounds.ravel()
        sums = np.add.reduceat(rarity, cuts if cuts[-1] < len(rarity) else cuts[:-1])[::2]
        rows *= self.scale / np.sqrt(sums)[:, None]
        rows += self.bias
        return rows

    def head(self, name: str, scores: Scores) -> list[list[float]]:
        """The probability of each label of a head, for each message."""
        first, labels = self.heads[name]
        return softmax(scores[:, first : first + len(labels)])

    def labels(self, name: str) -> tuple[str, ...]:
        """The labels of a head, in the order of its columns."""
        return self.heads[name][1]

    def score(self, name: str, label: str, scores: Scores) -> list[float]:
        """The bare score of one label, for each message."""
        first, labels = self.heads[name]
        found: list[float] = scores[:, first + labels.index(label)].tolist()
        return found

    def likeliest(self, name: str, scores: Scores) -> list[str]:
        """The label with the highest score, for each message."""
        first, labels = self.heads[name]
        return [labels[at] for at in scores[:, first : first + len(labels)].argmax(axis=1).tolist()]


def buckets(features: Features, groups: tuple[str, ...], size: int) -> NDArray[np.intp]:
    """Where in a table of `size` rows (a power of two) the features of one message stand."""
    first, last = side_by_side(groups)
    (places,) = features.places.tolist()
    return features.hashes[places[first] : places[last]] & (size - 1)


def softmax(scores: Scores) -> list[list[float]]:
    """Rows of scores to rows of chances that sum to one."""
    if len(scores) < _WORTH_NUMPY:
        return [_softmax(row) for row in scores.tolist()]
    lifted = np.exp(scores - scores.max(axis=1, keepdims=True).astype(np.float64))
    found: list[list[float]] = (lifted / lifted.sum(axis=1, keepdims=True)).tolist()
    return found


def _softmax(scores: list[float]) -> list[float]:
    highest = max(scores)
    lifted = [math.exp(score - highest) for score in scores]
    total = sum(lifted)
    return [one / total for one in lifted]


@cache
def load(name: str) -> Linear:
    """A shipped model, read once."""
    return read(MODELS / name)


def read(path: Path) -> Linear:
    """A model from its file."""
    with np.load(path, allow_pickle=False) as held:
        about = json.loads(bytes(held["about"]).decode())
        return Linear(
            table=held["table"],
            scale=held["scale"].astype(np.float32),
            bias=held["bias"].astype(np.float32),
            rarity=held["rarity"].astype(np.float32),
            heads={name: (first, tuple(labels)) for name, (first, labels) in about["heads"].items()},
            groups=tuple(about["groups"]),
        )
