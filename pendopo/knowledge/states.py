"""The life of an answer. A newer version may wait for approval while the one approved before stays in use."""

from __future__ import annotations

from pendopo.journal.machine import Machine

ANSWER = Machine(
    name="Jawaban baku",
    start="draft",
    moves={
        "draft": frozenset({"approved", "retired"}),
        "approved": frozenset({"approved", "retired"}),
        "retired": frozenset({"draft"}),
    },
    labels={"draft": "konsep", "approved": "disetujui", "retired": "tidak dipakai lagi"},
    reasons=frozenset({"retired"}),
)
