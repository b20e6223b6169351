"""Versions and comments of a message, decisions on what was found in it, and an agency's own aids for writing."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _

from pendopo.journal.actor import Place
from pendopo.people.models import Person
from pendopo.publishing.models import Message
from pendopo.publishing.scan import LABELS
from pendopo.registry.models import Agency


class Version(models.Model):
    """The content as it stood after one sitting of one person. A later sitting makes the next."""

    message = models.ForeignKey(Message, on_delete=models.PROTECT, related_name="versions")
    number = models.PositiveIntegerField()
    content = models.JSONField()
    sha256 = models.CharField(max_length=64)
    by = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")
    began_at = models.DateTimeField()
    at = models.DateTimeField()
    # True while its writer is still typing: what is kept by itself goes into the same version.
    open = models.BooleanField(default=False)

    class Meta:
        ordering = ["number"]
        constraints = [models.UniqueConstraint(fields=["message", "number"], name="version_one_number")]

    def __str__(self) -> str:
        return f"{self.message_id}.{self.number}"


class Comment(models.Model):
    """A remark among colleagues, never published. Who is named in it is told."""

    message = models.ForeignKey(Message, on_delete=models.PROTECT, related_name="comments")
    by = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")
    text = models.TextField()
    at = models.DateTimeField()
    named = models.ManyToManyField(Person, related_name="+")

    class Meta:
        ordering = ["at", "pk"]

    def __str__(self) -> str:
        return f"{self.by}: {self.text[:40]}"


class Decision(models.Model):
    """Why a hit (personal data, one-sided words, abuse) may stand, by who approves. It belongs to exactly one content."""

    message = models.ForeignKey(Message, on_delete=models.PROTECT, related_name="decisions")
    hit = models.CharField(max_length=32)
    kind = models.CharField(max_length=12)
    where = models.CharField(max_length=200)
    words = models.CharField(max_length=200)
    because = models.CharField(max_length=500)
    content_sha256 = models.CharField(max_length=64)
    by = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["message", "content_sha256", "hit"], name="decision_once_a_content")
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.hit}"

    @property
    def label(self) -> str:
        """The kind in words."""
        return LABELS.get(self.kind, self.kind)


class TagGroup(models.Model):
    """Tags that an agency uses together."""

    agency = models.ForeignKey(Agency, on_delete=models.PROTECT, related_name="tag_groups")
    name = models.CharField(_("Nama kelompok"), max_length=80)
    tags = models.CharField(_("Penanda"), max_length=500)

    class Meta:
        ordering = ["name"]
        constraints = [models.UniqueConstraint(fields=["agency", "name"], name="tag_group_one_name")]

    def __str__(self) -> str:
        return self.name

    def journal_place(self) -> Place:
        return self.agency.journal_place()


class Template(models.Model):
    """A message to begin from: everything but its time, its ethics answers and its pictures."""

    agency = models.ForeignKey(Agency, on_delete=models.PROTECT, related_name="message_templates")
    name = models.CharField(_("Nama kerangka"), max_length=80)
    content = models.JSONField()

    class Meta:
        ordering = ["name"]
        constraints = [models.UniqueConstraint(fields=["agency", "name"], name="template_one_name")]

    def __str__(self) -> str:
        return self.name

    def journal_place(self) -> Place:
        return self.agency.journal_place()


class CampaignLinks(models.Model):
    """How an agency marks the links of a campaign; `hosts` one a line, none means every link."""

    agency = models.OneToOneField(Agency, on_delete=models.PROTECT, related_name="campaign_links")
    template = models.CharField(_("Kata penanda tautan"), max_length=300)
    hosts = models.TextField(_("Hanya untuk alamat"), blank=True)

    def __str__(self) -> str:
        return self.template

    def journal_place(self) -> Place:
        return self.agency.journal_place()


class MonthFile(models.Model):
    """A file of messages that was read and shown, to be taken in whole or not at all."""

    agency = models.ForeignKey(Agency, on_delete=models.PROTECT, related_name="month_files")
    by = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")
    name = models.CharField(max_length=200)
    rows = models.JSONField()
    made_at = models.DateTimeField(auto_now_add=True)
    taken_at = models.DateTimeField(null=True)

    def __str__(self) -> str:
        return self.name
