"""The model of messages to a government desk: kind, tone, topic and agency, from one pass over one table."""

from __future__ import annotations

from dataclasses import dataclass

from pendopo.language.features import Features
from pendopo.language.linear import Chances, load

KINDS = ("komentar", "kritik", "pertanyaan", "saran", "spam")
TONES = ("negatif", "netral", "positif")


@dataclass(frozen=True)
class Reading:
    """Of each message the chances of KINDS and TONES (a row each); its likeliest topic and agency, empty when none is;
    `outside`: how strongly it looks like nothing an office deals with."""

    kinds: Chances
    tones: Chances
    topics: list[str]
    agencies: list[str]
    outside: list[float]


def look(messages: Features) -> Reading:
    """What the model sees in messages."""
    model = load("desk.npz")
    scores = model.scores(messages)
    return Reading(
        kinds=model.chances("kind", KINDS, scores),
        tones=model.chances("tone", TONES, scores),
        topics=["" if topic == "lain" else topic for topic in model.likeliest("topic", scores)],
        agencies=["" if agency == "-" else agency for agency in model.likeliest("agency", scores)],
        outside=model.score("topic", "lain", scores),
    )
