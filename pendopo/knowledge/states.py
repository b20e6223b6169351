"""The life of an approved answer."""

from __future__ import annotations

from pendopo.journal.machine import Machine

ANSWER = Machine(
    name="Jawaban baku",
    start="draft",
    moves={
        "draft": frozenset({"approved", "retired"}),
        "approved": frozenset({"draft", "approved", "retired"}),
        "retired": frozenset({"draft"}),
    },
    labels={"draft": "konsep", "approved": "disetujui", "retired": "tidak dipakai lagi"},
    reasons=frozenset({"retired"}),
)
