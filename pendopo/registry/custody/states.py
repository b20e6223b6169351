"""The life of handover minutes and of a trouble."""

from __future__ import annotations

from pendopo.journal.machine import Machine

HANDOVER = Machine(
    name="Berita acara",
    start="draft",
    moves={"draft": frozenset({"done", "cancelled"}), "done": frozenset(), "cancelled": frozenset()},
    labels={"draft": "konsep", "done": "selesai", "cancelled": "batal"},
    reasons=frozenset({"cancelled"}),
)

TROUBLE = Machine(
    name="Gangguan",
    start="open",
    moves={"open": frozenset({"closed"}), "closed": frozenset({"open"})},
    labels={"open": "ditangani", "closed": "selesai"},
    reasons=frozenset({"closed", "open"}),
)
