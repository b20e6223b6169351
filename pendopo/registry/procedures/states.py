"""The life of a procedure: a draft, in force once its signed copy is here, ended by a newer version or by a reason."""

from __future__ import annotations

from pendopo.journal.machine import Machine

PROCEDURE = Machine(
    name="Prosedur",
    start="draft",
    moves={
        "draft": frozenset({"in_force", "cancelled"}),
        "in_force": frozenset({"ended"}),
        "ended": frozenset(),
        "cancelled": frozenset(),
    },
    labels={"draft": "konsep", "in_force": "ditetapkan", "ended": "tidak berlaku lagi", "cancelled": "batal"},
    reasons=frozenset({"ended", "cancelled"}),
)
