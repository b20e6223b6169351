"""A regulation's text as its government loaded it, and what the government knows of each legal basis."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _

from pendopo.journal.actor import Place
from pendopo.registry.models import Government


class RegulationText(models.Model):
    """One loading of a text: the file as it was (`raw`) with its hash. The newest is the one that is read."""

    government = models.ForeignKey(Government, on_delete=models.PROTECT, related_name="texts")
    profile = models.CharField(max_length=60)
    name = models.CharField(_("Nama berkas"), max_length=200)
    raw = models.TextField()
    sha256 = models.CharField(max_length=64)
    loaded_at = models.DateTimeField()
    loaded_by = models.CharField(max_length=300)

    class Meta:
        ordering = ["-loaded_at", "-pk"]

    def __str__(self) -> str:
        return f"{self.profile}: {self.name}"

    def journal_place(self) -> Place:
        return self.government.journal_place()


class LegalBasis(models.Model):
    """What a government found of a legal basis (Mengingat, Memperhatikan): in force, amended or revoked, and when it looked.

    The profile gives the start set; a row exists once somebody has looked or added one.
    """

    class Status(models.TextChoices):
        IN_FORCE = "berlaku", _("berlaku")
        AMENDED = "diubah", _("berlaku, sudah diubah")
        REVOKED = "dicabut", _("dicabut")
        UNKNOWN = "belum_diperiksa", _("belum diperiksa")

    government = models.ForeignKey(Government, on_delete=models.PROTECT, related_name="bases")
    code = models.SlugField(max_length=60)
    label = models.CharField(_("Sebutan"), max_length=120)
    title = models.CharField(_("Tentang"), max_length=300)
    status = models.CharField(_("Keadaan"), max_length=16, choices=Status, default=Status.UNKNOWN)
    checked_on = models.DateField(_("Diperiksa"), null=True)
    note = models.TextField(_("Catatan"), blank=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["government", "code"], name="basis_once")]

    def __str__(self) -> str:
        return self.label

    def journal_place(self) -> Place:
        return self.government.journal_place()


class BasisLook(models.Model):
    """One look at a legal basis: what was found, by whom. Never changed, so that the history stands."""

    basis = models.ForeignKey(LegalBasis, on_delete=models.PROTECT, related_name="looks")
    on = models.DateField()
    status = models.CharField(max_length=16, choices=LegalBasis.Status)
    note = models.TextField(blank=True)
    by = models.CharField(max_length=300)

    class Meta:
        ordering = ["-on", "-pk"]

    def __str__(self) -> str:
        return f"{self.basis} {self.on}: {self.status}"
