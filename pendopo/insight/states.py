"""The life of a monthly closing and of a recommendation."""

from __future__ import annotations

from pendopo.journal.machine import Machine

CLOSING = Machine(
    name="Tutup bulan",
    start="draft",
    # A month that was closed stays closed: what is found later is shown beside it, never written into it.
    moves={"draft": frozenset({"signed"}), "signed": frozenset()},
    labels={"draft": "konsep", "signed": "ditandatangani"},
)

RECOMMENDATION = Machine(
    name="Rekomendasi",
    start="proposed",
    moves={
        "proposed": frozenset({"accepted", "declined"}),
        "accepted": frozenset({"done"}),
        "declined": frozenset(),
        "done": frozenset(),
    },
    labels={"proposed": "diusulkan", "accepted": "disetujui", "declined": "tidak disetujui", "done": "dilaksanakan"},
    reasons=frozenset({"declined", "done"}),
)
