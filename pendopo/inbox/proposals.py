"""What the language part thinks of a message. It proposes; an officer decides (a proposal is never `kind_confirmed`)."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass


@dataclass(frozen=True)
class Proposal:
    """Empty where the language part is not sure enough to say anything."""

    kind: str = ""
    topic: str = ""
    tone: str = ""


NOTHING = Proposal()


def propose(texts: Sequence[str]) -> list[Proposal]:
    """A proposal for each text, in their order."""
    return [NOTHING for _ in texts]
