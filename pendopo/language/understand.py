"""One call at intake: everything the language part proposes about one message."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from pendopo.language import abuse, desk, kind, personal, spam, tone, tongue
from pendopo.language.features import read_all
from pendopo.language.folding import fold
from pendopo.language.gate import words_of


@dataclass(frozen=True)
class Understanding:
    """Proposals about a message; topic and agency are empty when nothing is likely enough."""

    lang: str
    lang_mixed: bool
    kind: kind.Proposal
    tone: tone.Tone
    abuse: abuse.Abuse
    spam: spam.Spam
    topic: str
    agency: str
    personal: tuple[personal.Span, ...]


def understand(text: str) -> Understanding:
    """What the message is, in what tone and language, about what, and what must be covered in it."""
    return understand_all([text])[0]


def understand_all(texts: Sequence[str]) -> list[Understanding]:
    """The same for many messages: the models read them together, which costs half."""
    if not texts:
        return []
    messages = read_all(texts)
    spoken, seen = tongue.hear(messages), desk.look(messages)
    tones = tone.feel(messages, [one.tones for one in seen], [one.code for one in spoken])
    return [_one(*about) for about in zip(texts, spoken, seen, tones, strict=True)]


def _one(text: str, spoken: tongue.Tongue, seen: desk.Reading, felt: tone.Tone) -> Understanding:
    words, plain = words_of(text[: personal.LONGEST]), fold(text)
    folded = words if plain == text.lower() else words_of(plain)
    signs = spam.look_folded(plain, folded)
    proposal = kind.decide(text, words, seen.kinds, signs)
    spammy = proposal.kind == "spam"
    return Understanding(
        lang=spoken.code,
        lang_mixed=spoken.mixed,
        kind=proposal,
        tone=felt,
        abuse=abuse.look_folded(plain, folded),
        spam=spam.Spam(spammy, proposal.confidence if spammy else signs.score, signs.signs),
        topic="" if spammy else seen.topic,
        agency="" if spammy else seen.agency,
        personal=personal.find(text, words),
    )
