"""The writer's attitude to the service: negatif, netral, positif. Our own messages and public text, weighed together."""

from __future__ import annotations

from dataclasses import dataclass

from pendopo.language import desk, tongue
from pendopo.language.features import Features, read
from pendopo.language.linear import load

TONES = ("negatif", "netral", "positif")
_OWN = 0.75
"""How much the model of desk messages counts against the one of public comments and reviews."""


@dataclass(frozen=True)
class Tone:
    """The likeliest tone and how sure."""

    name: str
    confidence: float


def chances(features: Features, own: dict[str, float], language: str = "") -> dict[str, float]:
    """The chance of each tone in a message to a desk; `own` is what the desk model says."""
    public = public_chances(features, language)
    return {name: _OWN * own[name] + (1 - _OWN) * public[name] for name in TONES}


def public_chances(features: Features, language: str = "") -> dict[str, float]:
    """The chance of each tone in any comment or review; with its language known, that language's own view counts half."""
    held = load("cc-by-sa/tone.npz")
    scores = held.scores(features)
    pooled = held.head("tone", scores)
    if language not in held.heads:
        return pooled
    alone = held.head(language, scores)
    return {name: (pooled[name] + alone[name]) / 2 for name in pooled}


def judge(text: str) -> Tone:
    """The tone of a message."""
    features = read(text)
    return decide(chances(features, desk.look(features).tones, tongue.decide(tongue.chances(features)).code))


def decide(found: dict[str, float]) -> Tone:
    """The likeliest tone."""
    name = max(found, key=lambda one: found[one])
    return Tone(name, round(found[name], 3))
