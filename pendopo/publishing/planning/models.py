"""Sheets of an audience, the questionnaire behind them, and the plan of a year with its rows."""

from __future__ import annotations

from typing import ClassVar

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from pendopo.journal.actor import Place
from pendopo.journal.machine import Machine
from pendopo.people.models import Person
from pendopo.publishing.models import Message
from pendopo.publishing.planning.states import PLAN, SURVEY
from pendopo.registry.models import Agency, OfficialAccount


class Survey(models.Model):
    """A questionnaire that anybody with its address may fill in, once each; nothing of the person is kept."""

    machine: ClassVar[Machine] = SURVEY

    agency = models.ForeignKey(Agency, on_delete=models.PROTECT, related_name="surveys")
    title = models.CharField(_("Judul"), max_length=200)
    audience = models.CharField(_("Khalayak yang ditanya"), max_length=200)
    address = models.CharField(max_length=24, unique=True)
    state = models.CharField(max_length=8, choices=SURVEY.choices, default=SURVEY.start)
    created_at = models.DateTimeField()
    by = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")

    def __str__(self) -> str:
        return self.title

    def journal_place(self) -> Place:
        return self.agency.journal_place()


class Tally(models.Model):
    """How many answers a questionnaire got on a day, and how many of them showed each behaviour: sums, no single answers."""

    survey = models.ForeignKey(Survey, on_delete=models.PROTECT, related_name="tallies")
    on = models.DateField()
    answers = models.PositiveIntegerField(default=0)
    creator = models.PositiveIntegerField(default=0)
    conversationalist = models.PositiveIntegerField(default=0)
    critic = models.PositiveIntegerField(default=0)
    collector = models.PositiveIntegerField(default=0)
    joiner = models.PositiveIntegerField(default=0)
    spectator = models.PositiveIntegerField(default=0)
    inactive = models.PositiveIntegerField(default=0)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["survey", "on"], name="tally_once_a_day")]

    def __str__(self) -> str:
        return f"{self.survey_id} {self.on}: {self.answers}"


class Sheet(models.Model):
    """A technographic sheet: seven shares in percent (they overlap), how they were found, of how many, when (Pasal 8 a).

    A sheet is never changed; a better one is made beside it.
    """

    class Method(models.TextChoices):
        SURVEY = "survey", _("kuesioner")
        OBSERVATION = "observation", _("pengamatan")
        ESTIMATE = "estimate", _("perkiraan dari interaksi akun sendiri")
        OTHER = "other", _("sumber lain")

    agency = models.ForeignKey(Agency, on_delete=models.PROTECT, related_name="audience_sheets")
    audience = models.CharField(_("Khalayak"), max_length=200)
    on = models.DateField(_("Tanggal data"))
    method = models.CharField(_("Cara"), max_length=12, choices=Method)
    sample = models.PositiveIntegerField(_("Jumlah yang ditanya atau dihitung"))
    source = models.CharField(_("Sumber"), max_length=300)
    shares = models.JSONField(help_text="percent by behaviour; a behaviour that could not be measured is missing")
    survey = models.ForeignKey(Survey, on_delete=models.PROTECT, null=True, related_name="sheets")
    by = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")
    created_at = models.DateTimeField()

    class Meta:
        indexes = [models.Index(fields=["agency", "-on"], name="sheet_of_agency")]

    def __str__(self) -> str:
        return f"{self.audience} ({self.on:%d-%m-%Y})"

    def journal_place(self) -> Place:
        return self.agency.journal_place()


class Plan(models.Model):
    """The communication plan of an agency for a year (Pasal 7). Only one version of a year is in force."""

    machine: ClassVar[Machine] = PLAN

    agency = models.ForeignKey(Agency, on_delete=models.PROTECT, related_name="plans")
    year = models.PositiveSmallIntegerField(_("Tahun"))
    number = models.PositiveSmallIntegerField(_("Versi"), default=1)
    aim = models.TextField(_("Yang ingin dicapai"), blank=True)
    state = models.CharField(max_length=8, choices=PLAN.choices, default=PLAN.start)
    author = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="plans")
    approved_by = models.ForeignKey(Person, on_delete=models.PROTECT, null=True, related_name="+")
    approved_at = models.DateTimeField(null=True)
    created_at = models.DateTimeField()

    class Meta:
        ordering = ["-year", "-number"]
        constraints = [
            models.UniqueConstraint(fields=["agency", "year", "number"], name="plan_one_version"),
            models.UniqueConstraint(fields=["agency", "year"], condition=Q(state="approved"), name="plan_one_in_force"),
        ]

    def __str__(self) -> str:
        return f"{self.agency} {self.year} v{self.number}"

    def journal_place(self) -> Place:
        return self.agency.journal_place()


class PlanRow(models.Model):
    """One line of a plan: which message, for which audience, on which accounts, how often a month."""

    plan = models.ForeignKey(Plan, on_delete=models.PROTECT, related_name="rows")
    audience = models.CharField(_("Khalayak"), max_length=200)
    sheet = models.ForeignKey(Sheet, on_delete=models.PROTECT, null=True, blank=True, related_name="rows")
    theme = models.CharField(_("Pesan pokok"), max_length=300)
    purpose = models.CharField(_("Tujuan"), max_length=40)
    category = models.CharField(_("Kategori"), max_length=40)
    accounts = models.ManyToManyField(OfficialAccount, related_name="plan_rows")
    a_month = models.PositiveSmallIntegerField(_("Kali sebulan"), default=1)
    indicator = models.CharField(_("Ukuran berhasil"), max_length=200, blank=True)

    class Meta:
        ordering = ["pk"]

    def __str__(self) -> str:
        return self.theme


class Aim(models.Model):
    """For whom a message is (C-PLAN2), and which row of the plan it carries out."""

    message = models.OneToOneField(Message, on_delete=models.PROTECT, related_name="aim")
    row = models.ForeignKey(PlanRow, on_delete=models.PROTECT, null=True, blank=True, related_name="aims")
    audience = models.CharField(_("Khalayak"), max_length=200)

    def __str__(self) -> str:
        return self.audience


class Holiday(models.Model):
    """A day off of a government's own, or one that moved; beside the national days that are shipped. Data, never code."""

    home = models.ForeignKey(Agency, on_delete=models.PROTECT, related_name="holidays")
    on = models.DateField(_("Tanggal"))
    label = models.CharField(_("Nama hari libur"), max_length=120)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["home", "on"], name="holiday_once_a_day")]

    def __str__(self) -> str:
        return self.label

    def journal_place(self) -> Place:
        return self.home.journal_place()
