"""Approved answers, every version of them, and where each version was used."""

from __future__ import annotations

import uuid
from typing import ClassVar

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from pendopo.inbox.models import Reply
from pendopo.journal.actor import Place
from pendopo.journal.machine import Machine
from pendopo.knowledge.states import ANSWER
from pendopo.people.models import Person
from pendopo.registry.models import Agency, Government


class Shelf(models.Model):
    """All answers of a government. `edition` counts up with every change, so that a copy in memory knows what it missed;
    `series` tells one database from another."""

    government = models.OneToOneField(Government, on_delete=models.PROTECT, related_name="shelf")
    series = models.UUIDField(default=uuid.uuid4, editable=False)
    edition = models.BigIntegerField(default=0)

    def __str__(self) -> str:
        return f"{self.government} {self.edition}"


class Answer(models.Model):
    """A question that people ask, with an answer that the agency stands by: its `current` version, the last one approved.

    Title, topic, keywords and `shared` repeat those of the current version (of the first draft, as long as none is approved).
    """

    machine: ClassVar[Machine] = ANSWER

    agency = models.ForeignKey(Agency, on_delete=models.PROTECT, related_name="answers")
    title = models.CharField(_("Judul"), max_length=200)
    topic = models.CharField(_("Topik"), max_length=80, blank=True)
    tags = models.CharField(_("Kata kunci"), max_length=500, blank=True)
    state = models.CharField(max_length=8, choices=ANSWER.choices, default=ANSWER.start)
    current = models.ForeignKey("Version", on_delete=models.PROTECT, null=True, related_name="+")
    # Other agencies of the government may use it too (opening hours, addresses).
    shared = models.BooleanField(_("Boleh dipakai instansi lain"), default=True)
    edition = models.BigIntegerField(default=0)
    created_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        ordering = ["title", "pk"]
        indexes = [
            models.Index(fields=["agency", "edition"], name="answer_changed"),
            models.Index(fields=["agency", "state", "title"], name="answer_list"),
        ]

    def __str__(self) -> str:
        return self.title

    def journal_place(self) -> Place:
        return self.agency.journal_place()


class Version(models.Model):
    """An answer as somebody wrote it: never changed afterwards (the database refuses it), only approved or sent back."""

    answer = models.ForeignKey(Answer, on_delete=models.PROTECT, related_name="versions")
    number = models.PositiveIntegerField()
    title = models.CharField(_("Judul"), max_length=200)
    topic = models.CharField(_("Topik"), max_length=80, blank=True)
    tags = models.CharField(_("Kata kunci"), max_length=500, blank=True)
    shared = models.BooleanField(_("Boleh dipakai instansi lain"), default=True)
    text = models.TextField(_("Jawaban"))
    source = models.CharField(_("Sumber"), max_length=500)
    valid_until = models.DateField(_("Berlaku sampai"), null=True, blank=True)
    because = models.CharField(_("Alasan perubahan"), max_length=300, blank=True)
    from_reply = models.ForeignKey(Reply, on_delete=models.PROTECT, null=True, related_name="drafts_from")
    author = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")
    created_at = models.DateTimeField()
    approved_by = models.ForeignKey(Person, on_delete=models.PROTECT, null=True, related_name="+")
    approved_at = models.DateTimeField(null=True)
    returned_by = models.ForeignKey(Person, on_delete=models.PROTECT, null=True, related_name="+")
    returned_at = models.DateTimeField(null=True)
    returned_because = models.CharField(max_length=300, blank=True)

    class Meta:
        ordering = ["-number"]
        constraints = [
            models.UniqueConstraint(fields=["answer", "number"], name="version_once"),
            # Four eyes: nobody approves what they wrote.
            models.CheckConstraint(
                condition=Q(approved_by=None) | ~Q(approved_by=models.F("author")), name="version_two_people"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.title} v{self.number}"

    @property
    def waiting(self) -> bool:
        """Neither approved nor sent back."""
        return self.approved_at is None and self.returned_at is None


class Reading(models.Model):
    """What the language part found in a version, kept so that a new process need not read thousands of answers again.
    `edition` names the tables and weights it was read by; another edition is read anew (`jobs`)."""

    version = models.OneToOneField(Version, on_delete=models.CASCADE, primary_key=True, related_name="reading")
    edition = models.CharField(max_length=16)
    words = models.TextField()
    likeness = models.BinaryField()

    def __str__(self) -> str:
        return str(self.version_id)


class Use(models.Model):
    """Which version stood behind a reply (C-SRV3)."""

    version = models.ForeignKey(Version, on_delete=models.PROTECT, related_name="uses")
    reply = models.OneToOneField(Reply, on_delete=models.PROTECT, related_name="knowledge_use")

    def __str__(self) -> str:
        return f"{self.version} → {self.reply_id}"
