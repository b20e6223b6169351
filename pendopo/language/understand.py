"""One call at intake: everything the language part proposes about one message."""

from __future__ import annotations

from dataclasses import dataclass

from pendopo.language import abuse, desk, kind, personal, spam, tone, tongue
from pendopo.language.features import read
from pendopo.language.folding import fold


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
    features = read(text)
    spoken = tongue.decide(tongue.chances(features))
    seen = desk.look(features)
    plain = fold(text)
    signs = spam.look_folded(plain)
    proposal = kind.decide(text, seen.kinds, signs)
    spammy = proposal.kind == "spam"
    return Understanding(
        lang=spoken.code,
        lang_mixed=spoken.mixed,
        kind=proposal,
        tone=tone.decide(tone.chances(features, seen.tones, spoken.code)),
        abuse=abuse.look_folded(plain),
        spam=spam.Spam(True, proposal.confidence, signs.signs)
        if spammy
        else spam.Spam(False, signs.score, signs.signs),
        topic="" if spammy else seen.topic,
        agency="" if spammy else seen.agency,
        personal=personal.find(text),
    )
