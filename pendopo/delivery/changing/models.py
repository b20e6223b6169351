"""An edit or a taking down of something live: what stood there before, what shall stand there, who asked, who agreed, why."""

from __future__ import annotations

from typing import ClassVar

from django.db import models
from django.utils.translation import gettext_lazy as _

from pendopo.delivery.changing.states import CHANGE
from pendopo.delivery.models import Dispatch
from pendopo.journal.actor import Place
from pendopo.journal.machine import Machine
from pendopo.people.models import Person


class Change(models.Model):
    """One change of one live dispatch (Pasal 3 b: nothing is changed or removed in silence)."""

    machine: ClassVar[Machine] = CHANGE

    class Doing(models.TextChoices):
        EDIT = "edit", _("ralat")
        DELETE = "delete", _("hapus")

    dispatch = models.ForeignKey(Dispatch, on_delete=models.PROTECT, related_name="changes")
    doing = models.CharField(max_length=6, choices=Doing)
    because = models.CharField(max_length=500)
    # What stood there, whole, with its address: kept for ever, whatever the platform does.
    before = models.JSONField()
    after = models.TextField(blank=True)
    state = models.CharField(max_length=10, choices=CHANGE.choices, default=CHANGE.start)
    asked_by = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")
    asked_at = models.DateTimeField()
    agreed_by = models.ForeignKey(Person, on_delete=models.PROTECT, null=True, related_name="+")
    agreed_at = models.DateTimeField(null=True)
    done_at = models.DateTimeField(null=True)
    next_try_at = models.DateTimeField(null=True)
    tries = models.PositiveSmallIntegerField(default=0)
    trouble = models.TextField(blank=True)
    evidence_sha256 = models.CharField(max_length=64, blank=True)

    class Meta:
        indexes = [models.Index(fields=["state", "next_try_at"], name="change_due")]

    def __str__(self) -> str:
        return f"{self.doing} {self.dispatch_id} ({self.state})"

    def journal_place(self) -> Place:
        return self.dispatch.journal_place()
