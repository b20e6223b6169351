"""The life of a message. Whether each account has it live is its dispatch's state, not this one."""

from __future__ import annotations

from django.utils.translation import gettext_noop as _

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
        "draft": _("konsep"),
        "review": _("menunggu persetujuan"),
        "approved": _("disetujui"),
        "scheduled": _("terjadwal"),
        "published": _("terbit"),
        "cancelled": _("dibatalkan"),
    },
    # Back to draft is always told why: it voids what was approved.
    reasons=frozenset({"cancelled", "draft"}),
)
