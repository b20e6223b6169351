"""The life of a message. Whether each account has it live is its dispatch's state, not this one."""

from __future__ import annotations

from pendopo.journal.machine import Machine

MESSAGE = Machine(
    name="Pesan",
    start="draft",
    moves={
        "draft": frozenset({"review", "cancelled"}),
        "review": frozenset({"draft", "approved", "cancelled"}),
        "approved": frozenset({"draft", "scheduled", "cancelled"}),
        "scheduled": frozenset({"draft", "published", "cancelled"}),
        "published": frozenset(),
        "cancelled": frozenset({"draft"}),
    },
    labels={
        "draft": "konsep",
        "review": "menunggu persetujuan",
        "approved": "disetujui",
        "scheduled": "terjadwal",
        "published": "terbit",
        "cancelled": "dibatalkan",
    },
    # Back to draft is always told why: it voids what was approved.
    reasons=frozenset({"cancelled", "draft"}),
)
