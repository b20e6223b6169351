"""The language a message is written in. Indonesian and eleven neighbours; below a margin the answer is "campuran"."""

from __future__ import annotations

from dataclasses import dataclass

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


@dataclass(frozen=True)
class Tongue:
    """The likeliest language (ISO 639-3), how sure, and whether the message is mixed or too short to say."""

    code: str
    confidence: float
    mixed: bool


def hear(messages: Features) -> list[Tongue]:
    """The language of each message."""
    held = load("cc-by-sa/tongue.npz")
    labels = held.labels("tongue")
    return [_decide(labels, chances) for chances in held.head("tongue", held.scores(messages))]


def recognise(text: str) -> Tongue:
    """The language of a text."""
    return hear(read(text))[0]


def _decide(labels: tuple[str, ...], chances: list[float]) -> Tongue:
    """The likeliest language; mixed when it is not far enough ahead."""
    second, first = sorted(chances)[-2:]
    return Tongue(labels[chances.index(first)], round(first, 3), first < _SURE or first - second < _MARGIN)
