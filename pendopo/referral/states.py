"""The life of one hop. Being late is not a state: it is computed from when the agency was asked and when it answered."""

from __future__ import annotations

from pendopo.journal.machine import Machine

REFERRAL = Machine(
    name="Rujukan",
    start="sent",
    moves={
        "sent": frozenset({"answered", "rejected", "withdrawn"}),
        "answered": frozenset(),
        "rejected": frozenset(),
        "withdrawn": frozenset(),
    },
    labels={
        "sent": "menunggu jawaban",
        "answered": "dijawab",
        "rejected": "salah alamat",
        "withdrawn": "ditarik",
    },
    reasons=frozenset({"rejected", "withdrawn"}),
)
