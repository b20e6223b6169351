"""The life of a planned merger or closure: it may be called off until its day."""

from __future__ import annotations

from pendopo.journal.machine import Machine

ENDING = Machine(
    name="Rencana ini",
    start="planned",
    moves={"planned": frozenset({"done", "cancelled"}), "done": frozenset(), "cancelled": frozenset()},
    labels={"planned": "direncanakan", "done": "terlaksana", "cancelled": "dibatalkan"},
    reasons=frozenset({"cancelled"}),
)
