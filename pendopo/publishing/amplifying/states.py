"""The life of one agency's part in passing a message on."""

from __future__ import annotations

from pendopo.journal.machine import Machine

ECHO = Machine(
    name="Gaung",
    start="asked",
    moves={
        "asked": frozenset({"done", "declined", "withdrawn"}),
        "done": frozenset(),
        "declined": frozenset({"done"}),
        "withdrawn": frozenset(),
    },
    labels={"asked": "diminta", "done": "sudah digaungkan", "declined": "tidak ikut", "withdrawn": "ditarik"},
    reasons=frozenset({"declined", "withdrawn"}),
)
