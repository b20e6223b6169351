"""The life of a change to what is public. Doing it twice leaves the same, so an unclear call is simply made again."""

from __future__ import annotations

from pendopo.journal.machine import Machine

CHANGE = Machine(
    name="Perubahan",
    start="asked",
    moves={
        # asked: waits for a second person. handed: the platform takes nothing from programs, a person does it.
        "asked": frozenset({"queued", "cancelled"}),
        "queued": frozenset({"done", "refused", "handed", "cancelled"}),
        "handed": frozenset({"done", "cancelled"}),
        "refused": frozenset({"queued", "handed", "cancelled"}),
        "done": frozenset(),
        "cancelled": frozenset(),
    },
    labels={
        "asked": "menunggu persetujuan",
        "queued": "menunggu dikerjakan",
        "handed": "menunggu dikerjakan petugas",
        "refused": "ditolak platform",
        "done": "sudah diubah",
        "cancelled": "dibatalkan",
    },
    reasons=frozenset({"refused", "cancelled"}),
)
