"""Chains of approval as an agency sets them, the route that a message takes, and what went the short way in a disaster."""

from __future__ import annotations

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from pendopo.journal.actor import Place
from pendopo.people.models import Person
from pendopo.publishing.models import Message
from pendopo.registry.models import Agency, OfficialAccount


class Chain(models.Model):
    """Up to five steps in order, for all messages of an agency, of one account, of one category, or of both."""

    agency = models.ForeignKey(Agency, on_delete=models.PROTECT, related_name="approval_chains")
    account = models.ForeignKey(OfficialAccount, on_delete=models.PROTECT, null=True, related_name="+")
    category = models.CharField(max_length=40, blank=True)
    # [{"mode": "any" | "all", "signers": ["standing:head", "office:Sekretaris", "person:12"]}, …]
    steps = models.JSONField()
    active = models.BooleanField(default=True)
    set_by = models.CharField(max_length=200)
    set_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["agency", "category"], condition=Q(active=True, account=None), name="chain_one_for_all"
            ),
            models.UniqueConstraint(
                fields=["agency", "account", "category"], condition=Q(active=True, account__isnull=False),
                name="chain_one_for_each",
            ),
        ]  # fmt: skip

    def __str__(self) -> str:
        return f"{self.agency} {self.account or ''} {self.category}".strip()

    def journal_place(self) -> Place:
        return self.agency.journal_place()


class Route(models.Model):
    """The steps that a message goes through, as they stood when it was handed in."""

    message = models.ForeignKey(Message, on_delete=models.PROTECT, related_name="routes")
    steps = models.JSONField()
    urgent = models.BooleanField(default=False)
    # The four eyes of the regulation and no chain of the agency's own: only its own people are asked.
    usual = models.BooleanField(default=True)
    made_at = models.DateTimeField()
    closed_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["message"], condition=Q(closed_at=None), name="route_one_in_force"),
        ]

    def __str__(self) -> str:
        return f"{self.message_id} {self.made_at:%Y-%m-%d}"


class Ready(models.Model):
    """Words approved beforehand for a disaster; [what stands in brackets] is filled in when it happens."""

    agency = models.ForeignKey(Agency, on_delete=models.PROTECT, related_name="ready_texts")
    title = models.CharField(_("Judul"), max_length=200)
    text = models.TextField(_("Teks"))
    category = models.CharField(max_length=40)
    level = models.CharField(max_length=20, blank=True)
    purpose = models.CharField(max_length=40)
    source = models.CharField(_("Sumber"), max_length=500)
    tags = models.CharField(_("Penanda"), max_length=500)
    until = models.DateField(_("Berlaku sampai"))
    written_by = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")
    written_at = models.DateTimeField()
    approved_by = models.ForeignKey(Person, on_delete=models.PROTECT, null=True, related_name="+")
    approved_at = models.DateTimeField(null=True)
    withdrawn_at = models.DateTimeField(null=True)

    class Meta:
        ordering = ["title"]

    def __str__(self) -> str:
        return self.title

    def journal_place(self) -> Place:
        return self.agency.journal_place()


class Urgent(models.Model):
    """A message that went the short way: by which ready text, why, and what was found when it was looked at afterwards."""

    class Verdict(models.TextChoices):
        FIT = "fit", _("sesuai")
        MEND = "mend", _("perlu ralat")

    message = models.OneToOneField(Message, on_delete=models.PROTECT, related_name="urgent")
    ready = models.ForeignKey(Ready, on_delete=models.PROTECT, related_name="used")
    because = models.CharField(max_length=500)
    asked_by = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")
    asked_at = models.DateTimeField()
    # Set when it was approved.
    review_due = models.DateTimeField(null=True)
    reviewed_by = models.ForeignKey(Person, on_delete=models.PROTECT, null=True, related_name="+")
    reviewed_at = models.DateTimeField(null=True)
    verdict = models.CharField(max_length=4, choices=Verdict, blank=True)
    note = models.CharField(max_length=500, blank=True)

    def __str__(self) -> str:
        return f"{self.message_id} {self.because[:40]}"

    def journal_place(self) -> Place:
        return self.message.journal_place()
