"""A request to pass a message on, and one row for each agency that was asked."""

from __future__ import annotations

from typing import ClassVar

from django.db import models
from django.utils.translation import gettext_lazy as _

from pendopo.journal.actor import Place
from pendopo.journal.machine import Machine
from pendopo.people.models import Person
from pendopo.publishing.amplifying.states import ECHO
from pendopo.publishing.models import Message
from pendopo.registry.models import Agency


class Ask(models.Model):
    """Please pass this message on: with which tags, until when, and why."""

    message = models.ForeignKey(Message, on_delete=models.PROTECT, related_name="asks")
    words = models.TextField(_("Permintaan"))
    tags = models.CharField(_("Penanda yang dipakai"), max_length=300, blank=True)
    until = models.DateField(_("Paling lambat"))
    by = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")
    created_at = models.DateTimeField()

    def __str__(self) -> str:
        return f"{self.message_id}: {self.words[:60]}"

    def journal_place(self) -> Place:
        return self.message.journal_place()


class Echo(models.Model):
    """What one agency did with it: the link where it stands, or why not."""

    machine: ClassVar[Machine] = ECHO

    ask = models.ForeignKey(Ask, on_delete=models.PROTECT, related_name="echoes")
    agency = models.ForeignKey(Agency, on_delete=models.PROTECT, related_name="echoes")
    state = models.CharField(max_length=10, choices=ECHO.choices, default=ECHO.start)
    url = models.URLField(_("Tautan"), max_length=1000, blank=True)
    ended_at = models.DateTimeField(null=True)
    ended_by = models.CharField(max_length=200, blank=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["ask", "agency"], name="echo_once")]

    def __str__(self) -> str:
        return f"{self.ask_id} {self.agency}"

    def journal_place(self) -> Place:
        return self.agency.journal_place()
