"""Linear models over hashed features: one table of small integers, one scale a column. Trained by `script/train`."""

from __future__ import annotations

import json
import math
from dataclasses import dataclass
from functools import cache
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from pendopo.language.features import Features, Hashes
from pendopo.language.tables import MODELS

Scores = NDArray[np.float32]


@dataclass(frozen=True)
class Linear:
    """Columns of scores; `heads` names the groups of columns: head → (first column, labels)."""

    table: NDArray[np.int8]
    scale: Scores
    bias: Scores
    rarity: NDArray[np.float16]
    heads: dict[str, tuple[int, tuple[str, ...]]]
    groups: tuple[str, ...]

    def scores(self, features: Features) -> Scores:
        """One score a column, before any softmax."""
        at = buckets(features, self.groups, len(self.table))
        rarity = self.rarity.take(at).astype(np.float32)
        norm = math.sqrt(float(rarity @ rarity)) or 1.0
        # A product with ones is the fastest way numpy has to add up rows.
        summed: Scores = np.ones(len(at), np.float32) @ self.table.take(at, 0).astype(np.float32)
        summed *= self.scale / np.float32(norm)
        summed += self.bias
        return summed

    def head(self, name: str, scores: Scores) -> dict[str, float]:
        """Label → probability for one group of columns."""
        first, labels = self.heads[name]
        return dict(zip(labels, softmax(scores[first : first + len(labels)].tolist()), strict=True))

    def score(self, name: str, label: str, scores: Scores) -> float:
        """The bare score of one label."""
        first, labels = self.heads[name]
        return float(scores[first + labels.index(label)])

    def likeliest(self, name: str, scores: Scores) -> str:
        """The label with the highest score."""
        first, labels = self.heads[name]
        return labels[int(scores[first : first + len(labels)].argmax())]


def buckets(features: Features, groups: tuple[str, ...], size: int) -> NDArray[np.int64]:
    """Where in a table of `size` rows (a power of two) the features stand; each group has its own corner by a twist."""
    parts: list[Hashes] = []
    for group in groups:
        hashes: Hashes = getattr(features, group)
        parts.append(hashes)
    return (np.concatenate(parts) & np.uint32(size - 1)).astype(np.int64)


def softmax(scores: list[float]) -> list[float]:
    """Scores to chances that sum to one."""
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
            rarity=held["rarity"],
            heads={name: (first, tuple(labels)) for name, (first, labels) in about["heads"].items()},
            groups=tuple(about["groups"]),
        )
