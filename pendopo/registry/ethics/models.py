"""Statements that people sign, editions of the rules with attempts at their quiz, and ethics cases."""

from __future__ import annotations

from typing import ClassVar

from django.db import models
from django.utils.translation import gettext_lazy as _

from pendopo.journal.actor import Place
from pendopo.journal.machine import Machine
from pendopo.people.models import Person
from pendopo.registry.ethics.states import ETHICS_CASE
from pendopo.registry.models import Agency, Government, OfficialAccount


class Statement(models.Model):
    """A text of the government's own that managers sign, by version; a new version asks everybody again."""

    class Kind(models.TextChoices):
        PLEDGE = "pledge", _("Pakta integritas")
        COMMITMENT = "commitment", _("Pernyataan kesanggupan")

    government = models.ForeignKey(Government, on_delete=models.PROTECT, related_name="statements")
    kind = models.CharField(_("Jenis"), max_length=12, choices=Kind)
    version = models.PositiveSmallIntegerField(_("Versi"))
    text = models.TextField(_("Isi"))
    since = models.DateField(_("Berlaku mulai"))
    published_by = models.CharField(max_length=200)
    created_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        ordering = ["kind", "-version"]
        constraints = [
            models.UniqueConstraint(fields=["government", "kind", "version"], name="statement_one_version"),
            models.UniqueConstraint(fields=["government", "kind", "since"], name="statement_one_a_day"),
        ]

    def __str__(self) -> str:
        return f"{self.get_kind_display()} versi {self.version}"

    def journal_place(self) -> Place:
        return self.government.journal_place()


class Acknowledgement(models.Model):
    """A person signed a version. `interest` is what they declare of interests of their own ("" none, 12 b)."""

    statement = models.ForeignKey(Statement, on_delete=models.PROTECT, related_name="acknowledgements")
    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="acknowledgements")
    agency = models.ForeignKey(Agency, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField()
    office = models.CharField(max_length=300)
    decree = models.CharField(max_length=300, blank=True)
    interest = models.CharField(_("Benturan kepentingan"), max_length=500, blank=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["statement", "person"], name="acknowledged_once")]

    def __str__(self) -> str:
        return f"{self.person}: {self.statement}"

    def journal_place(self) -> Place:
        return self.agency.journal_place()


class Edition(models.Model):
    """The rules as the program knew them from a day on; another one asks everybody to read again (13 a)."""

    government = models.ForeignKey(Government, on_delete=models.PROTECT, related_name="editions")
    digest = models.CharField(max_length=12)
    title = models.CharField(max_length=300)
    since = models.DateField()

    class Meta:
        ordering = ["-since", "-pk"]
        constraints = [models.UniqueConstraint(fields=["government", "digest"], name="edition_once")]

    def __str__(self) -> str:
        return f"{self.title} ({self.digest})"

    def journal_place(self) -> Place:
        return self.government.journal_place()


class Attempt(models.Model):
    """One go at the quiz: which questions were drawn, in which order, what was answered, and how it ended."""

    edition = models.ForeignKey(Edition, on_delete=models.PROTECT, related_name="attempts")
    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="attempts")
    agency = models.ForeignKey(Agency, on_delete=models.PROTECT, related_name="+")
    drawn = models.JSONField()
    answers = models.JSONField(default=dict)
    right = models.PositiveSmallIntegerField(null=True)
    passed = models.BooleanField(default=False)
    started_at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["edition", "person"], condition=models.Q(ended_at=None), name="attempt_one_open"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.person}: {self.right}/{len(self.drawn)}"

    def journal_place(self) -> Place:
        return self.agency.journal_place()


class EthicsCase(models.Model):
    """Somebody may have broken the ethics of Pasal 12. Confidential: its words stand here only, never in the journal."""

    machine: ClassVar[Machine] = ETHICS_CASE

    agency = models.ForeignKey(Agency, on_delete=models.PROTECT, related_name="ethics_cases")
    account = models.ForeignKey(
        OfficialAccount, on_delete=models.PROTECT, null=True, blank=True, related_name="ethics_cases"
    )
    person = models.ForeignKey(Person, on_delete=models.PROTECT, null=True, blank=True, related_name="ethics_cases")
    rule = models.CharField(_("Kaidah yang dilanggar"), max_length=40)
    report = models.TextField(_("Laporan"))
    reported_by = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")
    reported_on = models.DateField(_("Tanggal laporan"))
    finding = models.TextField(_("Temuan"), blank=True)
    action = models.TextField(_("Tindakan"), blank=True)
    state = models.CharField(max_length=10, choices=ETHICS_CASE.choices, default=ETHICS_CASE.start)
    closed_on = models.DateField(null=True, blank=True)

    class Meta:
        ordering = ["closed_on", "reported_on"]

    def __str__(self) -> str:
        return f"Perkara etika {self.pk}"

    def journal_place(self) -> Place:
        # Of no agency, so that the people of the agency do not read in the journal who reported.
        return self.agency.government.journal_place()
