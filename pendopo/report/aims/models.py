"""A year's snapshot of an aim, a year's value of an objective (or that it is not measured), and contacts in the media."""

from __future__ import annotations

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from pendopo.journal.actor import Place
from pendopo.registry.models import Government


class AimSnapshot(models.Model):
    """An aim of Pasal 4 (2) as its figures stood for a closed year, frozen when it was taken."""

    government = models.ForeignKey(Government, on_delete=models.PROTECT, related_name="aim_snapshots")
    year = models.PositiveSmallIntegerField()
    code = models.CharField(max_length=40)
    figures = models.JSONField(default=list, help_text="[[label, value], …] as they were counted")
    words = models.TextField(_("Ulasan"), blank=True)
    taken_at = models.DateTimeField()
    taken_by = models.CharField(max_length=300)

    class Meta:
        ordering = ["-year", "code"]
        constraints = [models.UniqueConstraint(fields=["government", "year", "code"], name="aim_once_a_year")]

    def __str__(self) -> str:
        return f"{self.code} {self.year}"

    def journal_place(self) -> Place:
        return self.government.journal_place()


class ObjectiveValue(models.Model):
    """What is known of an objective of Pasal 6 for a year: a value with its source, or that it is not measured and why."""

    government = models.ForeignKey(Government, on_delete=models.PROTECT, related_name="objective_values")
    year = models.PositiveSmallIntegerField()
    code = models.CharField(max_length=40)
    measured = models.BooleanField()
    value = models.CharField(_("Nilai"), max_length=300, blank=True)
    source = models.TextField(_("Sumber, atau mengapa tidak diukur"))
    given_at = models.DateTimeField()
    given_by = models.CharField(max_length=300)

    class Meta:
        ordering = ["-year", "code"]
        constraints = [
            models.UniqueConstraint(fields=["government", "year", "code"], name="objective_once_a_year"),
            models.CheckConstraint(condition=Q(measured=False) | ~Q(value=""), name="objective_has_value"),
        ]

    def __str__(self) -> str:
        return f"{self.code} {self.year}: {self.value or 'tidak diukur'}"

    def journal_place(self) -> Place:
        return self.government.journal_place()


class MediaContact(models.Model):
    """A newsroom that the government works with (Pasal 6 b): the desk's own address, no private numbers."""

    government = models.ForeignKey(Government, on_delete=models.PROTECT, related_name="media_contacts")
    outlet = models.CharField(_("Media"), max_length=120)
    name = models.CharField(_("Narahubung atau meja"), max_length=120, blank=True)
    email = models.EmailField(_("Surel redaksi"), blank=True)
    phone = models.CharField(_("Telepon redaksi"), max_length=30, blank=True)
    note = models.CharField(_("Catatan"), max_length=300, blank=True)
    active = models.BooleanField(default=True)

    class Meta:
        ordering = ["outlet", "pk"]
        constraints = [
            models.UniqueConstraint(fields=["government", "outlet", "name"], name="media_contact_once"),
        ]

    def __str__(self) -> str:
        return self.outlet

    def journal_place(self) -> Place:
        return self.government.journal_place()
