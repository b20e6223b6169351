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


def chances(features: Features) -> dict[str, float]:
    """The chance of every language."""
    held = load("cc-by-sa/tongue.npz")
    return held.head("tongue", held.scores(features))


def recognise(text: str) -> Tongue:
    """The language of a text."""
    return decide(chances(read(text)))


def decide(found: dict[str, float]) -> Tongue:
    """The likeliest language; mixed when it is not far enough ahead."""
    first, second = sorted(found, key=lambda code: -found[code])[:2]
    ahead = found[first] - found[second]
    return Tongue(first, round(found[first], 3), found[first] < _SURE or ahead < _MARGIN)
