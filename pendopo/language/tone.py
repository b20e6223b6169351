"""The writer's attitude to the service: negatif, netral, positif. Our own messages and public text, weighed together."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

import numpy as np

from pendopo.language.desk import TONES
from pendopo.language.features import Features
from pendopo.language.linear import Chances, load

_OWN = 0.75
"""How much the model of desk messages counts against the one of public comments and reviews."""


class Tone(NamedTuple):
    """The likeliest tone and how sure."""

    name: str
    confidence: float


def feel(messages: Features, own: Chances, languages: Sequence[str]) -> list[Tone]:
    """The tone of messages to a desk; `own` is what the desk model says of each."""
    return decide(_OWN * own + (1 - _OWN) * public_chances(messages, languages))


def public_chances(messages: Features, languages: Sequence[str]) -> Chances:
    """The chances of TONES in comments or reviews; with its language known, that language's own view counts half."""
    held = load("cc-by-sa/tone.npz")
    scores = held.scores(messages)
    chances = held.chances("tone", TONES, scores)
    for language in {*languages} & held.heads.keys():
        rows = [number for number, spoken in enumerate(languages) if spoken == language]
        chances[rows] = (chances[rows] + held.chances(language, TONES, scores[rows])) / 2
    return chances


def decide(chances: Chances) -> list[Tone]:
    """The likeliest tone of each message; the columns are TONES."""
    likeliest, sure = chances.argmax(axis=1).tolist(), np.round(chances.max(axis=1), 3).tolist()
    return [Tone(TONES[at], confidence) for at, confidence in zip(likeliest, sure, strict=True)]
