"""Linear models over hashed features: one table of small integers, one scale a column. Trained by `script/train`."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path
from threading import Lock
from weakref import WeakKeyDictionary

import numpy as np
from numpy.typing import NDArray

from pendopo.language.features import LONGEST, PAIRS, Features, Vocabulary, side_by_side, with_room
from pendopo.language.tables import MODELS

Scores = NDArray[np.float32]
Chances = NDArray[np.float64]
_LEARNT_AT_ONCE = 256
_ONES: Scores = np.ones(8 * LONGEST, np.float32)


class _Known:
    """What a model knows of each token of a vocabulary by itself: the rows of its table added up, and the squares of their
    rarities. (A token has some two hundred hashes at most: sixteen bits hold their sum.)"""

    def __init__(self, columns: int) -> None:
        self.rows: NDArray[np.int16] = np.zeros((1, columns), np.int16)
        self.squares: Scores = np.zeros(1, np.float32)
        self.tokens = 1
        self.learning = Lock()


@dataclass(frozen=True, eq=False)
class Linear:
    """Columns of scores; `heads` names the groups of columns: head → (first column, labels)."""

    table: NDArray[np.int8]
    scale: Scores
    bias: Scores
    rarity: Scores
    heads: dict[str, tuple[int, tuple[str, ...]]]
    groups: tuple[str, ...]
    _known: WeakKeyDictionary[Vocabulary, _Known] = field(default_factory=WeakKeyDictionary, init=False, repr=False)

    def scores(self, messages: Features) -> Scores:
        """A row for each message, one score a column, before any softmax."""
        first, last = side_by_side(self.groups)
        known = self._knowing(messages.vocabulary)
        at = (messages.pairs[:, PAIRS * first : PAIRS * last] & (len(self.table) - 1)).astype(np.intp)
        beside = self.table.take(at.ravel(), 0, mode="clip").astype(np.float32)
        said = known.rows.take(messages.tokens, 0, mode="clip").astype(np.float32)
        rows: Scores = np.empty((len(messages), len(self.scale)), np.float32)
        pair = token = 0
        columns = at.shape[1]
        for row, pair_end, token_end in zip(rows, messages.pair_ends, messages.token_ends, strict=True):
            # A product with ones is the fastest way numpy has to add up rows.
            some, own = beside[pair * columns : pair_end * columns], said[token:token_end]
            _ONES[: len(some)].dot(some, out=row)
            row += _ONES[: len(own)].dot(own)
            pair, token = pair_end, token_end
        rarity = self.rarity.take(at, mode="clip")
        rarity *= rarity
        squares = _summed(rarity.sum(axis=1), messages.pair_ends)
        squares += _summed(known.squares.take(messages.tokens), messages.token_ends)
        rows *= self.scale / np.sqrt(squares)[:, None]
        rows += self.bias
        return rows

    def _knowing(self, vocabulary: Vocabulary) -> _Known:
        """What is known of every token of the vocabulary."""
        known = self._known.get(vocabulary) or self._known.setdefault(vocabulary, _Known(len(self.scale)))
        if known.tokens < len(vocabulary):
            with known.learning:
                count = len(vocabulary)
                known.rows, known.squares = with_room(known.rows, count), with_room(known.squares, count)
                for start in range(known.tokens, count, _LEARNT_AT_ONCE):
                    self._learn(vocabulary, known, start, min(start + _LEARNT_AT_ONCE, count))
        return known

    def _learn(self, vocabulary: Vocabulary, known: _Known, start: int, end: int) -> None:
        """Add up what tokens start … end say."""
        first, last = side_by_side(self.groups)
        bounds = vocabulary.places[start:end, (first, last)]
        begin, stop = int(bounds[0, 0]), int(bounds[-1, 1])
        at = (vocabulary.hashes[begin:stop] & (len(self.table) - 1)).astype(np.intp)
        # Summed from each bound to the next, so that every second sum is a token's; the last numpy sums to the end by itself.
        cuts = (bounds - begin).ravel()[:-1]
        known.rows[start:end] = np.add.reduceat(self.table.take(at, 0), cuts, axis=0, dtype=np.int16)[::2]
        known.squares[start:end] = np.add.reduceat(np.square(self.rarity.take(at)), cuts)[::2]
        known.tokens = end

    def head(self, name: str, scores: Scores) -> Chances:
        """The probability of each label of a head: a row for each message."""
        first, labels = self.heads[name]
        return softmax(scores[:, first : first + len(labels)])

    def chances(self, name: str, labels: tuple[str, ...], scores: Scores) -> Chances:
        """The same with its columns in the order of these labels."""
        held, found = self.labels(name), self.head(name, scores)
        return found if labels == held else found[:, [held.index(label) for label in labels]]

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


def _summed(values: Scores, ends: Sequence[int]) -> Scores:
    """The values of each message added up."""
    sums = np.concatenate(([0.0], values.cumsum(dtype=np.float64)))[[0, *ends]]
    return np.diff(sums).astype(np.float32)


def buckets(features: Features, groups: tuple[str, ...], size: int) -> NDArray[np.intp]:
    """Where in a table of `size` rows (a power of two) the features of one message stand."""
    first, last = side_by_side(groups)
    known = features.vocabulary
    own = (known.hashes[begin:end] for begin, end in known.places[features.tokens][:, (first, last)].tolist())
    found = np.concatenate([*own, features.pairs[:, PAIRS * first : PAIRS * last].ravel()])
    return (found & (size - 1)).astype(np.intp)


def softmax(scores: Scores) -> Chances:
    """Rows of scores to rows of chances that sum to one."""
    lifted: Chances = np.exp(scores - scores.max(axis=1, keepdims=True).astype(np.float64))
    lifted /= lifted.sum(axis=1, keepdims=True)
    return lifted


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
