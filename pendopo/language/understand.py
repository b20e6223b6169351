"""One call at intake: everything the language part proposes about one message."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import NamedTuple

from pendopo.language import abuse, desk, kind, personal, spam, tone, tongue
from pendopo.language.features import AT_ONCE, read_all
from pendopo.language.folding import fold
from pendopo.language.gate import words_of


@dataclass  # frozen ones take five times as long to make
class Proposals:
    """What a case begins with; topic and agency are empty when nothing is likely enough."""

    lang: str
    lang_mixed: bool
    kind: kind.Proposal
    tone: tone.Tone
    spam: spam.Spam
    topic: str
    agency: str


@dataclass
class Understanding(Proposals):
    """All proposals about a message."""

    abuse: abuse.Abuse
    personal: tuple[personal.Span, ...]


class _Read(NamedTuple):
    """A message with its words, as written and with disguises taken off."""

    text: str
    words: list[str]
    plain: str
    folded: list[str]


def understand(text: str) -> Understanding:
    """What the message is, in what tone and language, about what, and what must be covered in it."""
    return understand_all([text])[0]


def understand_all(texts: Sequence[str]) -> list[Understanding]:
    """The same for many messages: the models read them together, which costs half."""
    read = [_read(text) for text in texts]
    return [
        Understanding(**vars(each), abuse=abuse.look_folded(one.plain, one.folded), personal=personal.find(one.text, one.words))
        for one, each in zip(read, _proposed(read), strict=True)
    ]  # fmt: skip


def propose_all(texts: Sequence[str]) -> list[Proposals]:
    """What many messages are, in what tone and language, and about what."""
    return _proposed([_read(text) for text in texts])


def _read(text: str) -> _Read:
    words, plain = words_of(text[: personal.LONGEST]), fold(text)
    return _Read(text, words, plain, words if plain == text.lower() else words_of(plain))


def _proposed(read: Sequence[_Read]) -> list[Proposals]:
    return [one for start in range(0, len(read), AT_ONCE) for one in _together(read[start : start + AT_ONCE])]


def _together(read: Sequence[_Read]) -> list[Proposals]:
    messages = read_all([one.text for one in read])
    spoken, seen = tongue.hear(messages), desk.look(messages)
    tones = tone.feel(messages, seen.tones, [one.code for one in spoken])
    about = zip(read, spoken, kind.weigh(seen.kinds), tones, seen.topics, seen.agencies, strict=True)
    return [_one(*each) for each in about]


def _one(
    read: _Read, spoken: tongue.Tongue, likely: kind.Likely, felt: tone.Tone, topic: str, agency: str
) -> Proposals:
    signs = spam.look_folded(read.plain, read.folded)
    proposal = kind.decide(read.text, read.words, likely, signs)
    spammy = proposal.kind == "spam"
    return Proposals(
        lang=spoken.code,
        lang_mixed=spoken.mixed,
        kind=proposal,
        tone=felt,
        spam=spam.Spam(spammy, proposal.confidence if spammy else signs.score, signs.signs),
        topic="" if spammy else topic,
        agency="" if spammy else agency,
    )
