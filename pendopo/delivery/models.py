"""A thing that leaves for a platform, each attempt at it, and the workers that were seen alive."""

from __future__ import annotations

import uuid
from typing import ClassVar

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from pendopo.delivery.states import DISPATCH
from pendopo.journal.actor import Place
from pendopo.journal.machine import Machine
from pendopo.registry.models import OfficialAccount


class Dispatch(models.Model):
    """One message for one account. `outgoing` is the connector's Outgoing as JSON; `key` stays the same over every attempt."""

    machine: ClassVar[Machine] = DISPATCH

    class Kind(models.TextChoices):
        REPLY = "reply", _("balasan")
        POST = "post", _("unggahan")
        # The next part of a thread, or the first comment: below our own post, once that is live.
        PART = "part", _("bagian utas")
        FIRST = "first", _("komentar pertama")

    account = models.ForeignKey(OfficialAccount, on_delete=models.PROTECT, related_name="dispatches")
    kind = models.CharField(max_length=6, choices=Kind)
    key = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    outgoing = models.JSONField()
    # The digest of `outgoing` as it was queued: what was changed behind our back does not leave.
    outgoing_sha256 = models.CharField(max_length=64, blank=True)
    # A thread: what must be live before this leaves, and the post that it all belongs to.
    follows = models.ForeignKey("self", on_delete=models.PROTECT, null=True, related_name="followers")
    root = models.ForeignKey("self", on_delete=models.PROTECT, null=True, related_name="parts")
    state = models.CharField(max_length=10, choices=DISPATCH.choices, default=DISPATCH.start)
    not_before = models.DateTimeField()
    # After this it is `missed`, never sent late by itself.
    not_after = models.DateTimeField(null=True)
    lease_until = models.DateTimeField(null=True)
    leased_by = models.CharField(max_length=80, blank=True)
    # Calls begun so far, and when the next may follow one that certainly failed (not_before stays what was planned).
    tries = models.PositiveSmallIntegerField(default=0)
    next_try_at = models.DateTimeField(null=True)
    # Reading the platform back: since when nobody knows, how often we looked, when it was first certainly absent.
    unknown_at = models.DateTimeField(null=True)
    next_look_at = models.DateTimeField(null=True)
    looks = models.PositiveSmallIntegerField(default=0)
    absent_at = models.DateTimeField(null=True)
    trouble = models.TextField(blank=True)
    external_id = models.CharField(max_length=300, blank=True)
    url = models.URLField(max_length=1000, blank=True)
    evidence_sha256 = models.CharField(max_length=64, blank=True)
    sent_at = models.DateTimeField(null=True)
    created_at = models.DateTimeField(auto_now_add=True)
    created_by = models.CharField(max_length=200, blank=True)

    class Meta:
        indexes = [
            models.Index(fields=["state", "not_before"], name="dispatch_due"),
            models.Index(fields=["account", "state"], name="dispatch_of_account"),
            models.Index(fields=["lease_until"], name="dispatch_leases", condition=Q(state="sending")),
            models.Index(
                fields=["next_look_at"], name="dispatch_looks", condition=Q(state__in=["unknown", "submitted"])
            ),
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.key} ({self.state})"

    def journal_place(self) -> Place:
        return self.account.journal_place()


class Attempt(models.Model):
    """One call to the platform (or one look back at it): who, when, and what came of it."""

    dispatch = models.ForeignKey(Dispatch, on_delete=models.PROTECT, related_name="attempts")
    doing = models.CharField(max_length=8, choices=[("send", _("kirim")), ("look", _("periksa"))])
    by = models.CharField(max_length=80)
    started_at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True)
    outcome = models.CharField(max_length=12, blank=True)
    detail = models.TextField(blank=True)

    def __str__(self) -> str:
        return f"{self.doing} {self.outcome}"


class Heartbeat(models.Model):
    """A worker process that was alive at `seen_at`: what the screen shows, and what tells that another's leases are void."""

    worker = models.CharField(max_length=60, unique=True)
    started_at = models.DateTimeField()
    seen_at = models.DateTimeField(db_index=True)

    def __str__(self) -> str:
        return self.worker
