"""The language a message is written in. Indonesian and eleven neighbours; below a margin the answer is "campuran"."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np

from pendopo.language.features import Features, read
from pendopo.language.linear import load

NAMES = {
    "ind": "Indonesia",
    "jav": "Jawa",
    "mad": "Madura",
    "bjn": "Banjar",
    "nij": "Ngaju",
    "sun": "Sunda",
    "eng": "Inggris",
    "min": "Minangkabau",
    "ban": "Bali",
    "ace": "Aceh",
    "bbc": "Batak Toba",
    "bug": "Bugis",
}
_SURE = 0.5
_MARGIN = 0.15


class Tongue(NamedTuple):
    """The likeliest language (ISO 639-3), how sure, and whether the message is mixed or too short to say."""

    code: str
    confidence: float
    mixed: bool


def hear(messages: Features) -> list[Tongue]:
    """The language of each message."""
    held = load("cc-by-sa/tongue.npz")
    labels, chances = held.labels("tongue"), held.head("tongue", held.scores(messages))
    second, first = np.partition(chances, -2, axis=1)[:, -2:].T
    mixed = (first < _SURE) | (first - second < _MARGIN)
    found = zip(chances.argmax(axis=1).tolist(), np.round(first, 3).tolist(), mixed.tolist(), strict=True)
    return [Tongue(labels[at], confidence, several) for at, confidence, several in found]


def recognise(text: str) -> Tongue:
    """The language of a text."""
    return hear(read(text))[0]
