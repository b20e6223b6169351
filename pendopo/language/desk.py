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


def look(messages: Features) -> list[Reading]:
    """What the model sees in each message."""
    model = load("desk.npz")
    scores = model.scores(messages)
    kinds, tones = model.labels("kind"), model.labels("tone")
    seen = zip(
        model.head("kind", scores), model.head("tone", scores), model.likeliest("topic", scores),
        model.likeliest("agency", scores), model.score("topic", "lain", scores), strict=True,
    )  # fmt: skip
    return [
        Reading(
            kinds=dict(zip(kinds, kind, strict=True)),
            tones=dict(zip(tones, tone, strict=True)),
            topic="" if topic == "lain" else topic,
            agency="" if agency == "-" else agency,
            outside=outside,
        )
        for kind, tone, topic, agency, outside in seen
    ]
