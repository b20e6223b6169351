"""The life of a case: annex B, steps 1 to 5, and the step that the annex leaves open (own competence, no answer ready)."""

from __future__ import annotations

from pendopo.journal.machine import Machine

CASE = Machine(
    name="Kasus",
    start="new",
    moves={
        "new": frozenset({"assigned", "referred", "ready", "exited", "noise", "closed"}),
        # Own competence without a ready answer: disposisi inside the agency.
        "assigned": frozenset({"new", "referred", "ready", "exited", "closed"}),
        "referred": frozenset({"new", "assigned", "referred", "ready", "exited", "closed"}),
        # A reply is written and on its way (undo, sending, or being checked at the platform).
        "ready": frozenset({"answered", "new", "assigned", "referred"}),
        "answered": frozenset({"closed", "new", "assigned", "referred", "ready", "exited"}),
        "exited": frozenset({"closed", "new", "ready"}),
        "noise": frozenset({"new"}),
        "closed": frozenset({"new", "ready"}),
    },
    labels={
        "new": "baru",
        "assigned": "disposisi",
        "referred": "dirujuk",
        "ready": "jawaban siap",
        "answered": "terjawab",
        "exited": "keluar ke PPID/SP4N",
        "noise": "spam",
        "closed": "selesai",
    },
    reasons=frozenset({"noise"}),
)

# Cases that still want somebody's work.
OPEN = ("new", "assigned", "referred", "ready")
