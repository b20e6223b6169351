"""The model of messages to a government desk: kind, tone, topic and agency, from one pass over one table."""

from __future__ import annotations

from dataclasses import dataclass

from pendopo.language.features import Features
from pendopo.language.linear import load


@dataclass(frozen=True)
class Reading:
    """Chances of each kind (spam is one here) and tone; the likeliest topic and agency, empty when none is;
    `outside`: how strongly the message looks like nothing an office deals with."""

    kinds: dict[str, float]
    tones: dict[str, float]
    topic: str
    agency: str
    outside: float


def look(features: Features) -> Reading:
    """What the model sees in a message."""
    model = load("desk.npz")
    scores = model.scores(features)
    topic, agency = model.likeliest("topic", scores), model.likeliest("agency", scores)
    return Reading(
        kinds=model.head("kind", scores),
        tones=model.head("tone", scores),
        topic="" if topic == "lain" else topic,
        agency="" if agency == "-" else agency,
        outside=model.score("topic", "lain", scores),
    )
