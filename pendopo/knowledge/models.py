"""Approved answers, every version of them, and where each version was used."""

from __future__ import annotations

from typing import ClassVar

from django.db import models
from django.utils.translation import gettext_lazy as _

from pendopo.inbox.models import Reply
from pendopo.journal.actor import Place
from pendopo.journal.machine import Machine
from pendopo.knowledge.states import ANSWER
from pendopo.people.models import Person
from pendopo.registry.models import Agency


class Answer(models.Model):
    """A question that people ask, with an answer that the agency stands by. What is approved is its `current` version."""

    machine: ClassVar[Machine] = ANSWER

    agency = models.ForeignKey(Agency, on_delete=models.PROTECT, related_name="answers")
    title = models.CharField(_("Judul"), max_length=200)
    topic = models.CharField(_("Topik"), max_length=80, blank=True)
    tags = models.CharField(_("Kata kunci"), max_length=500, blank=True)
    state = models.CharField(max_length=8, choices=ANSWER.choices, default=ANSWER.start)
    current = models.ForeignKey("Version", on_delete=models.PROTECT, null=True, related_name="+")
    # Other agencies of the government may use it too (opening hours, addresses).
    shared = models.BooleanField(_("Boleh dipakai instansi lain"), default=True)
    created_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        ordering = ["title"]

    def __str__(self) -> str:
        return self.title

    def journal_place(self) -> Place:
        return self.agency.journal_place()


class Version(models.Model):
    """The text of an answer as it stood: never changed once written."""

    answer = models.ForeignKey(Answer, on_delete=models.PROTECT, related_name="versions")
    number = models.PositiveIntegerField()
    text = models.TextField(_("Jawaban"))
    source = models.CharField(_("Sumber"), max_length=500)
    valid_until = models.DateField(_("Berlaku sampai"), null=True, blank=True)
    author = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")
    created_at = models.DateTimeField(auto_now_add=True)
    approved_by = models.ForeignKey(Person, on_delete=models.PROTECT, null=True, related_name="+")
    approved_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["answer", "number"], name="version_once")]

    def __str__(self) -> str:
        return f"{self.answer} v{self.number}"


class Use(models.Model):
    """Which version stood behind a reply (C-SRV3)."""

    version = models.ForeignKey(Version, on_delete=models.PROTECT, related_name="uses")
    reply = models.OneToOneField(Reply, on_delete=models.PROTECT, related_name="knowledge_use")

    def __str__(self) -> str:
        return f"{self.version} → {self.reply_id}"
