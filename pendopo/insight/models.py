"""Monthly closings with their frozen figures and digest, follower counts, obstacles, recommendations."""

from __future__ import annotations

from typing import ClassVar

from django.db import models
from django.utils.translation import gettext_lazy as _

from pendopo.inbox.models import Case
from pendopo.insight.states import CLOSING, RECOMMENDATION
from pendopo.journal.actor import Place
from pendopo.journal.machine import Machine
from pendopo.people.models import Person
from pendopo.publishing.models import Message
from pendopo.registry.models import Agency, OfficialAccount


class Count(models.Model):
    """A counted thing of an account on a day (followers, shares): value, where it came from, how it is defined (15(3) b, e)."""

    class Name(models.TextChoices):
        FOLLOWERS = "followers", _("pengikut")
        VISITORS = "visitors", _("pengunjung bulan itu")
        REACH = "reach", _("jangkauan bulan itu")
        SHARES = "shares", _("dibagikan bulan itu")
        REPOSTS = "reposts", _("diunggah ulang bulan itu")

    account = models.ForeignKey(OfficialAccount, on_delete=models.PROTECT, related_name="counts")
    name = models.CharField(_("Yang dihitung"), max_length=40, choices=Name)
    on = models.DateField(_("Tanggal"))
    value = models.PositiveBigIntegerField(_("Jumlah"))
    source = models.CharField(_("Sumber"), max_length=200)
    entered_by = models.CharField(max_length=200, blank=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["account", "name", "on"], name="count_once_a_day")]

    def __str__(self) -> str:
        return f"{self.account} {self.name} {self.on}: {self.value}"

    def journal_place(self) -> Place:
        return self.account.journal_place()


class Obstacle(models.Model):
    """What stood in the way, inside or outside the agency (15(3) g)."""

    class Origin(models.TextChoices):
        INTERNAL = "internal", _("internal")
        EXTERNAL = "external", _("eksternal")

    agency = models.ForeignKey(Agency, on_delete=models.PROTECT, related_name="obstacles")
    on = models.DateField(_("Tanggal"))
    origin = models.CharField(_("Asal"), max_length=8, choices=Origin)
    text = models.TextField(_("Kendala"))
    by = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")

    def __str__(self) -> str:
        return self.text[:80]

    def journal_place(self) -> Place:
        return self.agency.journal_place()


class Closing(models.Model):
    """A month of an agency: figures frozen as canonical JSON with their hash, and the digest of what people said (8 h)."""

    machine: ClassVar[Machine] = CLOSING

    agency = models.ForeignKey(Agency, on_delete=models.PROTECT, related_name="closings")
    month = models.DateField(help_text="first day of the month")
    figures = models.TextField()
    figures_sha256 = models.CharField(max_length=64)
    digest = models.TextField(_("Sari masukan"))
    nil_reason = models.CharField(_("Alasan nihil"), max_length=300, blank=True)
    state = models.CharField(max_length=8, choices=CLOSING.choices, default=CLOSING.start)
    # K 8 i: a month's digest carries a recommendation, or says why there is none.
    no_recommendation = models.CharField(_("Alasan tanpa rekomendasi"), max_length=300, blank=True)
    closed_at = models.DateTimeField()
    closed_by = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")
    signed_by = models.ForeignKey(Person, on_delete=models.PROTECT, null=True, related_name="+")
    signed_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["agency", "month"], name="closing_once_a_month")]

    def __str__(self) -> str:
        return f"{self.agency} {self.month:%Y-%m}"

    def journal_place(self) -> Place:
        return self.agency.journal_place()


class Recommendation(models.Model):
    """Advice for activity, programme or policy drawn from what people said (K 8 i, 15(3) h), and what came of it."""

    machine: ClassVar[Machine] = RECOMMENDATION

    agency = models.ForeignKey(Agency, on_delete=models.PROTECT, related_name="recommendations")
    closing = models.ForeignKey(Closing, on_delete=models.PROTECT, null=True, related_name="recommendations")
    text = models.TextField(_("Rekomendasi"))
    addressee = models.CharField(_("Ditujukan kepada"), max_length=200)
    due = models.DateField(_("Tenggat"))
    state = models.CharField(max_length=10, choices=RECOMMENDATION.choices, default=RECOMMENDATION.start)
    result = models.TextField(_("Hasil"), blank=True)
    cases = models.ManyToManyField(Case, related_name="recommendations", blank=True)
    public_message = models.ForeignKey(Message, on_delete=models.PROTECT, null=True, related_name="+")
    decided_by = models.CharField(max_length=300, blank=True)
    decided_at = models.DateTimeField(null=True)
    decided_because = models.TextField(_("Catatan keputusan"), blank=True)
    done_at = models.DateTimeField(null=True)
    created_at = models.DateTimeField()

    def __str__(self) -> str:
        return self.text[:80]

    def journal_place(self) -> Place:
        return self.agency.journal_place()
