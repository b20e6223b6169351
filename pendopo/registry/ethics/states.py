"""The life of an ethics case. Reasons stay in the confidential file, so the machine asks for none."""

from __future__ import annotations

from pendopo.journal.machine import Machine

ETHICS_CASE = Machine(
    name="Perkara etika",
    start="reported",
    moves={
        "reported": frozenset({"examined", "dismissed"}),
        "examined": frozenset({"decided", "dismissed"}),
        "decided": frozenset({"examined"}),
        "dismissed": frozenset({"examined"}),
    },
    labels={
        "reported": "dilaporkan",
        "examined": "diperiksa",
        "decided": "diputus",
        "dismissed": "tidak terbukti",
    },
)
ENDED = frozenset({"decided", "dismissed"})
