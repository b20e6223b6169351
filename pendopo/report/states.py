"""The life of a yearly report and of its evaluation."""

from __future__ import annotations

from pendopo.journal.machine import Machine

REPORT = Machine(
    name="Laporan",
    start="draft",
    moves={
        "draft": frozenset({"signed"}),
        # Back to draft only while nobody has it in hand.
        "signed": frozenset({"delivered", "draft"}),
        "delivered": frozenset(),
    },
    labels={"draft": "konsep", "signed": "ditandatangani", "delivered": "disampaikan"},
    reasons=frozenset({"draft"}),
)

EVALUATION = Machine(
    name="Evaluasi",
    start="draft",
    moves={"draft": frozenset({"issued"}), "issued": frozenset()},
    labels={"draft": "konsep", "issued": "diterbitkan"},
)
