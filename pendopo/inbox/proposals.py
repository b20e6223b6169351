"""What the language part thinks of a message. It proposes; an officer decides (a proposal is never `kind_confirmed`)."""

from __future__ import annotations

import logging
from collections.abc import Collection, Mapping
from dataclasses import dataclass

from pendopo.language.understand import Proposals, propose_all, understand
from pendopo.regulation.profile import load

log = logging.getLogger(__name__)
# The first words say what a message is; a very long one is not read to its end.
READ = 2000
SURE = 0.5


@dataclass(frozen=True)
class Proposal:
    """Empty where the language part is not sure enough to say anything."""

    kind: str = ""
    topic: str = ""
    tone: str = ""


NOTHING = Proposal()


def propose(texts: Mapping[str, str], profile: str) -> dict[str, Proposal]:
    """A proposal for each text, by its key; only kinds that the profile knows."""
    kinds = {each.code for each in load(profile).input_kinds}
    asked = {key: text[:READ] for key, text in texts.items() if text.strip()}
    try:
        found: list[Proposals | None] = [*propose_all(list(asked.values()))]
    except Exception as error:  # which of them it was shows when each is read alone
        log.error("no proposals together: %s", type(error).__name__)
        found = [_alone(text) for text in asked.values()]
    return {key: _proposal(one, kinds) if one else NOTHING for key, one in zip(asked, found, strict=True)}


def _alone(text: str) -> Proposals | None:
    try:
        return understand(text)
    except Exception as error:  # a guess that goes wrong must not cost the message that it was to be about
        log.error("no proposal: %s", type(error).__name__)
        return None


def _proposal(found: Proposals, kinds: Collection[str]) -> Proposal:
    return Proposal(
        kind=found.kind.kind if found.kind.confidence >= SURE and found.kind.kind in kinds else "",
        topic=found.topic[:80],
        tone=found.tone.name[:8] if found.tone.confidence >= SURE else "",
    )
