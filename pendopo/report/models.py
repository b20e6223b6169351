"""The yearly report frozen as data, each hop of its delivery, its evaluation, and the plan that carries findings on."""

from __future__ import annotations

from typing import ClassVar

from django.db import models
from django.utils.translation import gettext_lazy as _

from pendopo.journal.actor import Place
from pendopo.journal.machine import Machine
from pendopo.people.models import Person
from pendopo.registry.models import Agency
from pendopo.regulation.terms import Term
from pendopo.report.compliance_models import CheckResult as CheckResult
from pendopo.report.compliance_models import Checkup as Checkup
from pendopo.report.states import EVALUATION, REPORT


class Report(models.Model):
    """An agency's report over a year (15(1)), or over one of the `parts` into which its regulation cuts the year.

    `data` is the frozen document (canonical JSON), `sha256` its hash.
    """

    machine: ClassVar[Machine] = REPORT

    agency = models.ForeignKey(Agency, on_delete=models.PROTECT, related_name="reports")
    year = models.PositiveSmallIntegerField(_("Tahun"))
    part = models.PositiveSmallIntegerField(default=1)
    parts = models.PositiveSmallIntegerField(default=1)
    state = models.CharField(max_length=10, choices=REPORT.choices, default=REPORT.start)
    narrative = models.JSONField(default=dict)
    data = models.TextField(blank=True)
    # The moment of counting: figures are those known then.
    cut = models.DateTimeField(null=True)
    sha256 = models.CharField(max_length=64, blank=True)
    signed_by = models.ForeignKey(Person, on_delete=models.PROTECT, null=True, related_name="+")
    signed_at = models.DateTimeField(null=True)
    created_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["agency", "year", "parts", "part"], name="report_once_a_term")]

    def __str__(self) -> str:
        return f"{self.agency} {self.name}"

    @property
    def term(self) -> Term:
        """What it reports of."""
        return Term(self.year, self.part, self.parts)

    @property
    def name(self) -> str:
        """ "2026", or "Oktober 2026" where reports are monthly."""
        return self.term.name

    def journal_place(self) -> Place:
        return self.agency.journal_place()


class Handover(models.Model):
    """One hop of the report's way (15(2)): P straight to the Walikota with a copy to the dinas, K through the dinas.

    `received_at` is the receiver's own word; in K the dinas adds whether the report is complete before it goes on.
    """

    report = models.ForeignKey(Report, on_delete=models.PROTECT, related_name="handovers")
    hop = models.PositiveSmallIntegerField()
    sender = models.CharField(max_length=200)
    receiver = models.CharField(max_length=200)
    copy = models.BooleanField(default=False)
    handed_at = models.DateTimeField()
    receipt = models.CharField(_("Tanda terima"), max_length=200)
    by = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")
    received_at = models.DateTimeField(null=True)
    received_by = models.CharField(max_length=300, blank=True)
    complete = models.BooleanField(_("Lengkap"), null=True)
    remarks = models.TextField(_("Catatan penerima"), blank=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["report", "hop", "receiver"], name="handover_once")]
        ordering = ["hop", "copy", "pk"]

    def __str__(self) -> str:
        return f"{self.report_id} hop {self.hop}: {self.receiver}"

    def journal_place(self) -> Place:
        return self.report.journal_place()


class Evaluation(models.Model):
    """What the regional head, through the dinas, makes of a report (16(1)). Scores are of the profile's rubric, 0–100."""

    machine: ClassVar[Machine] = EVALUATION

    report = models.OneToOneField(Report, on_delete=models.PROTECT, related_name="evaluation")
    scores = models.JSONField(default=dict)
    summary = models.TextField(_("Ringkasan"), blank=True)
    state = models.CharField(max_length=8, choices=EVALUATION.choices, default=EVALUATION.start)
    by = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")
    issued_at = models.DateTimeField(null=True)

    def __str__(self) -> str:
        return f"evaluation of {self.report}"

    def journal_place(self) -> Place:
        return self.report.journal_place()


class Finding(models.Model):
    """A finding of an evaluation with what the dinas recommends."""

    evaluation = models.ForeignKey(Evaluation, on_delete=models.PROTECT, related_name="findings")
    text = models.TextField(_("Temuan"))
    recommendation = models.TextField(_("Saran perbaikan"))

    def __str__(self) -> str:
        return self.text[:80]


class PlanItem(models.Model):
    """A row of the plan of a year (15(3) h); where it answers a finding, the link is kept (16(2))."""

    agency = models.ForeignKey(Agency, on_delete=models.PROTECT, related_name="plan_items")
    year = models.PositiveSmallIntegerField(_("Tahun"))
    finding = models.ForeignKey(Finding, on_delete=models.PROTECT, null=True, related_name="plan_items")
    action = models.TextField(_("Rencana tindak lanjut"))
    owner = models.CharField(_("Penanggung jawab"), max_length=200)
    due = models.DateField(_("Tenggat"))
    indicator = models.CharField(_("Ukuran keberhasilan"), max_length=300)
    result = models.TextField(_("Hasil"), blank=True)
    result_at = models.DateTimeField(null=True)

    class Meta:
        ordering = ["due", "pk"]

    def __str__(self) -> str:
        return self.action[:80]

    def journal_place(self) -> Place:
        return self.agency.journal_place()
