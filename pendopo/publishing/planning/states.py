"""The life of a plan of a year, and of a questionnaire."""

from __future__ import annotations

from pendopo.journal.machine import Machine

PLAN = Machine(
    name="Rencana komunikasi",
    start="draft",
    moves={
        "draft": frozenset({"review"}),
        "review": frozenset({"draft", "approved"}),
        "approved": frozenset({"replaced"}),
        "replaced": frozenset(),
    },
    labels={"draft": "konsep", "review": "menunggu persetujuan", "approved": "disetujui", "replaced": "diganti"},
    reasons=frozenset({"replaced"}),
)

SURVEY = Machine(
    name="Kuesioner",
    start="open",
    moves={"open": frozenset({"closed"}), "closed": frozenset({"open"})},
    labels={"open": "terbuka", "closed": "ditutup"},
)
