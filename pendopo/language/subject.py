"""What a message is about: which known questions it resembles.

The known questions are those of the training text; an answer and a message that resemble the same ones belong together.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache

import numpy as np
from numpy.typing import NDArray

from pendopo.language.features import Features
from pendopo.language.linear import Linear, load

Vector = NDArray[np.float32]
_SHARPNESS = 18.0


def model() -> Linear:
    """The shipped weights."""
    return load("subject.npz")


@dataclass(frozen=True)
class Subject:
    """A unit vector over the known questions, so that two texts about the same thing point the same way; how much of it
    points to things no answer is written for, and how strongly the likeliest of those speaks."""

    likeness: Vector
    elsewhere: float
    nothing: float


def look(features: Features) -> Subject:
    """What one message resembles."""
    held = model()
    first, labels = held.heads["question"]
    scores = held.scores(features)[0, first : first + len(labels)]
    lifted = np.exp(_SHARPNESS / 2 * (scores - scores.max()))
    unit: Vector = (lifted / np.sqrt((lifted * lifted).sum())).astype(np.float32)
    unanswered = _unanswered(labels)
    return Subject(unit, float((unit[unanswered] ** 2).sum()), float(scores[unanswered].max()))


@cache
def _unanswered(labels: tuple[str, ...]) -> NDArray[np.bool_]:
    """Which of the known questions are of the kind that has no answer ("topic|agency" instead of an id)."""
    return np.array(["|" in label for label in labels])
