"""The writer's attitude to the service: negatif, netral, positif. Our own messages and public text, weighed together."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
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


def feel(messages: Features, own: Sequence[Mapping[str, float]], languages: Sequence[str]) -> list[Tone]:
    """The tone of messages to a desk; `own` is what the desk model says of each."""
    public = public_chances(messages, languages)
    return [
        decide([_OWN * mine[name] + (1 - _OWN) * chance for name, chance in zip(TONES, theirs, strict=True)])
        for mine, theirs in zip(own, public, strict=True)
    ]


def public_chances(messages: Features, languages: Sequence[str]) -> list[list[float]]:
    """The chance of each tone in comments or reviews; with its language known, that language's own view counts half."""
    held = load("cc-by-sa/tone.npz")
    scores = held.scores(messages)
    columns = [held.labels("tone").index(name) for name in TONES]
    heads = {name: held.head(name, scores) for name in {"tone", *languages} & held.heads.keys()}
    found = []
    for number, language in enumerate(languages):
        pooled = heads["tone"][number]
        alone = heads.get(language, heads["tone"])[number]
        found.append([(pooled[at] + alone[at]) / 2 for at in columns])
    return found


def judge(text: str) -> Tone:
    """The tone of a message."""
    messages = read(text)
    return feel(messages, [desk.look(messages)[0].tones], [tongue.hear(messages)[0].code])[0]


def decide(chances: list[float]) -> Tone:
    """The likeliest tone; `chances` in the order of TONES."""
    highest = max(chances)
    return Tone(TONES[chances.index(highest)], round(highest, 3))
