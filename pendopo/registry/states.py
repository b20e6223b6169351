"""The life of an official account and of a decree."""

from __future__ import annotations

from pendopo.journal.machine import Machine

ACCOUNT = Machine(
    name="Akun",
    start="proposed",
    moves={
        "proposed": frozenset({"official", "closed"}),
        "official": frozenset({"suspended", "closed"}),
        "suspended": frozenset({"official", "closed"}),
        "closed": frozenset({"proposed"}),
    },
    labels={"proposed": "usulan", "official": "resmi", "suspended": "dibekukan", "closed": "nonaktif"},
    reasons=frozenset({"suspended", "closed"}),
)

DECREE = Machine(
    name="Keputusan",
    start="draft",
    moves={
        "draft": frozenset({"signed", "cancelled"}),
        "signed": frozenset({"revoked"}),
        "revoked": frozenset(),
        "cancelled": frozenset(),
    },
    labels={"draft": "konsep", "signed": "ditandatangani", "revoked": "dicabut", "cancelled": "batal"},
    reasons=frozenset({"revoked", "cancelled"}),
)
