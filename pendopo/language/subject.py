"""What a message is about: which known questions it resembles.

The known questions are those of the training text; an answer and a message that resemble the same ones belong together.
"""

from __future__ import annotations

from functools import cache

import numpy as np
from numpy.typing import NDArray

from pendopo.language.features import Features, read
from pendopo.language.linear import Linear, load

_SHARPNESS = 18.0


def model() -> Linear:
    """The shipped weights."""
    return load("subject.npz")


def likeness(features: Features) -> NDArray[np.float32]:
    """A unit vector over the known questions; two texts about the same thing point the same way."""
    held = model()
    first, labels = held.heads["question"]
    scores = held.scores(features)[first : first + len(labels)]
    lifted = np.exp(_SHARPNESS / 2 * (scores - scores.max()))
    unit: NDArray[np.float32] = (lifted / np.sqrt((lifted * lifted).sum())).astype(np.float32)
    return unit


def likeness_of(text: str) -> NDArray[np.float32]:
    """The same for a text that nobody has read yet."""
    return likeness(read(text))


@cache
def _unanswered(labels: tuple[str, ...]) -> NDArray[np.bool_]:
    """Which of the known questions are of the kind that has no answer ("topic|agency" instead of an id)."""
    return np.array(["|" in label for label in labels])


def elsewhere(likeness: NDArray[np.float32]) -> float:
    """How much a message resembles things no answer is written for."""
    return float((likeness[_unanswered(model().heads["question"][1])] ** 2).sum())
