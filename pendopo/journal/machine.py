"""State machines as data: which moves are legal, readable beside the model that has them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field


class Said(Exception):
    """A refusal that a person is told as it stands: `sentence` is Indonesian and says what to do; `field` is what to mend."""

    def __init__(self, sentence: str, field: str = "") -> None:
        super().__init__(sentence)
        self.sentence, self.field = sentence, field


class MoveRefused(Said):
    """A move that the machine forbids."""


@dataclass(frozen=True)
class Machine:
    """`moves` maps each state to the states that may follow; `labels` are what people read.

    `reasons` are the states that nobody may enter without saying why.
    """

    name: str
    start: str
    moves: Mapping[str, frozenset[str]]
    labels: Mapping[str, str]
    reasons: frozenset[str] = field(default_factory=frozenset)

    def __post_init__(self) -> None:
        known = set(self.moves)
        unknown = {to for follow in self.moves.values() for to in follow} - known
        if unknown or self.start not in known or set(self.labels) != known:
            raise ValueError(f"machine {self.name}: states do not agree ({unknown or set(self.labels) ^ known})")

    @property
    def choices(self) -> list[tuple[str, str]]:
        """For a model field."""
        return list(self.labels.items())

    def refusal(self, now: str, to: str, because: str) -> MoveRefused | None:
        """Why `now` → `to` may not be; None when it is legal and the reason that it needs is given."""
        if to not in self.moves.get(now, frozenset()):
            return MoveRefused(
                f"{self.name} sudah «{self.labels.get(now, now)}», tidak bisa menjadi «{self.labels.get(to, to)}». "
                "Muat ulang halaman untuk melihat keadaan terbaru."
            )
        if to in self.reasons and not because.strip():
            return MoveRefused(f"Tulis alasannya dulu sebelum {self.name.lower()} menjadi «{self.labels[to]}».")
        return None
