"""The life of something that leaves: one call to the platform, and never blindly a second one."""

from __future__ import annotations

from pendopo.journal.machine import Machine

DISPATCH = Machine(
    name="Kiriman",
    start="queued",
    moves={
        # handed: the platform has no API, a person posts it and pastes the link back.
        "queued": frozenset({"sending", "cancelled", "missed", "handed", "refused"}),
        "sending": frozenset({"live", "refused", "unknown", "queued", "submitted"}),
        # submitted: the platform has taken it and still decides (review, processing); it is asked until it says.
        "submitted": frozenset({"live", "refused", "unknown"}),
        # Only after the platform was read back and the message was certainly not there may it be queued again.
        "unknown": frozenset({"live", "refused", "queued", "submitted"}),
        "handed": frozenset({"live", "cancelled"}),
        "missed": frozenset({"queued", "cancelled"}),
        "refused": frozenset({"queued", "cancelled"}),
        # removed: taken down on the platform by a decision of ours (delivery.changing).
        "live": frozenset({"removed"}),
        "removed": frozenset(),
        "cancelled": frozenset(),
    },
    labels={
        "queued": "menunggu dikirim",
        "sending": "sedang dikirim",
        "submitted": "diterima platform, belum tayang",
        "live": "terkirim",
        "removed": "dihapus dari platform",
        "refused": "ditolak platform",
        "unknown": "belum pasti, sedang diperiksa",
        "handed": "menunggu diunggah petugas",
        "missed": "terlewat",
        "cancelled": "dibatalkan",
    },
    reasons=frozenset({"refused", "cancelled", "removed"}),
)
