"""A hop to another agency, the one-time link to it, and the reminders that were given."""

from __future__ import annotations

from typing import ClassVar

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from pendopo.inbox.models import Case, Reply
from pendopo.journal.actor import Place
from pendopo.journal.machine import Machine
from pendopo.people.models import Person
from pendopo.referral.states import REFERRAL
from pendopo.registry.models import Agency


class Referral(models.Model):
    """A question put to the agency whose competence it is. `contacted_at` starts T2 and, with `due_at`, never changes
    afterwards (the database refuses it too). `outside` names somebody who is no agency of this government: no verdict."""

    machine: ClassVar[Machine] = REFERRAL

    case = models.ForeignKey(Case, on_delete=models.PROTECT, related_name="referrals")
    from_agency = models.ForeignKey(Agency, on_delete=models.PROTECT, related_name="referrals_out")
    to_agency = models.ForeignKey(Agency, on_delete=models.PROTECT, null=True, related_name="referrals_in")
    outside = models.CharField(_("Instansi di luar pemerintah daerah"), max_length=200, blank=True)
    question = models.TextField(_("Pertanyaan untuk instansi"))
    because = models.TextField(_("Alasan"))
    # The two legal conditions of annex B.3, ticked by the officer.
    their_competence = models.BooleanField()
    not_answerable = models.BooleanField()
    by = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")
    contacted_at = models.DateTimeField()
    due_at = models.DateTimeField(null=True)
    state = models.CharField(max_length=10, choices=REFERRAL.choices, default=REFERRAL.start)
    seen_at = models.DateTimeField(null=True)
    ended_at = models.DateTimeField(null=True)
    answer = models.TextField(blank=True)
    answered_by = models.CharField(max_length=200, blank=True)
    previous = models.ForeignKey("self", on_delete=models.PROTECT, null=True, related_name="next_hops")
    holding_reply = models.ForeignKey(Reply, on_delete=models.PROTECT, null=True, related_name="+")
    reply = models.ForeignKey(Reply, on_delete=models.PROTECT, null=True, related_name="from_referrals")

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["case"], condition=Q(state="sent"), name="referral_one_open"),
            models.CheckConstraint(
                condition=Q(to_agency__isnull=False, outside="", due_at__isnull=False)
                | (Q(to_agency__isnull=True, due_at__isnull=True) & ~Q(outside="")),
                name="referral_one_addressee",
            ),
            models.CheckConstraint(
                condition=Q(to_agency=None) | ~Q(to_agency=F("from_agency")), name="referral_not_to_itself"
            ),
            models.CheckConstraint(condition=Q(their_competence=True, not_answerable=True), name="referral_conditions"),
            models.CheckConstraint(
                condition=Q(state="sent", ended_at=None) | (~Q(state="sent") & Q(ended_at__isnull=False)),
                name="referral_ends_with_its_time",
            ),
        ]
        indexes = [
            models.Index(fields=["to_agency", "state", "due_at"], name="referral_in"),
            models.Index(fields=["from_agency", "state", "due_at"], name="referral_out"),
        ]

    def __str__(self) -> str:
        return f"{self.case_id} → {self.to_agency or self.outside}"

    def journal_place(self) -> Place:
        return self.from_agency.journal_place()


class LiaisonLink(models.Model):
    """A one-time link that lets the related agency answer without signing in. Only the hash of the token is kept."""

    referral = models.ForeignKey(Referral, on_delete=models.PROTECT, related_name="links")
    token_sha256 = models.CharField(max_length=64, unique=True)
    address = models.EmailField(blank=True)
    created_at = models.DateTimeField()
    expires_at = models.DateTimeField()
    used_at = models.DateTimeField(null=True)

    def __str__(self) -> str:
        return f"link of {self.referral_id}"


class Reminder(models.Model):
    """A mark that was reached (12, 20, 24 hours): each exactly once for each referral. `due_at` is when it truly fell.

    `covered_by`: after an outage only the latest mark is told; the earlier ones are kept here as covered by it.
    """

    referral = models.ForeignKey(Referral, on_delete=models.PROTECT, related_name="reminders")
    mark = models.PositiveSmallIntegerField()
    due_at = models.DateTimeField()
    given_at = models.DateTimeField()
    covered_by = models.PositiveSmallIntegerField(null=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["referral", "mark"], name="reminder_once")]

    def __str__(self) -> str:
        return f"{self.referral_id}: {self.mark} jam"
