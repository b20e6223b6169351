"""A procedure of an agency in one version, and the reviews that were made of it."""

from __future__ import annotations

from typing import ClassVar

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from pendopo.journal.actor import Place
from pendopo.journal.machine import Machine
from pendopo.registry.models import Agency, Office
from pendopo.registry.procedures.states import PROCEDURE


def procedure_file(procedure: Procedure, name: str) -> str:
    """Where a signed copy is kept: under our own name, whatever the file was called."""
    return f"procedures/{procedure.agency.government.key}/{procedure.pk}-{procedure.file_sha256[:16]}.pdf"


class Procedure(models.Model):
    """One version of a procedure (P 11(1) SPO, K 11(1) SOP). In force from `since` to `until`, both days included.

    `steps` says for each step of the flow chart where the paper has it. `signer` is the head who set it (K), `set_by`
    whoever else did where the regulation does not say who (P).
    """

    machine: ClassVar[Machine] = PROCEDURE

    agency = models.ForeignKey(Agency, on_delete=models.PROTECT, related_name="procedures")
    number = models.CharField(_("Nomor"), max_length=120)
    title = models.CharField(_("Judul"), max_length=300)
    version = models.PositiveSmallIntegerField(_("Versi"), default=1)
    state = models.CharField(max_length=12, choices=PROCEDURE.choices, default=PROCEDURE.start)
    steps = models.JSONField(default=dict)
    signed_on = models.DateField(_("Tanggal ditetapkan"), null=True, blank=True)
    signer = models.ForeignKey(Office, on_delete=models.PROTECT, null=True, related_name="procedures_signed")
    set_by = models.CharField(_("Ditetapkan oleh"), max_length=200, blank=True)
    since = models.DateField(_("Berlaku mulai"), null=True, blank=True)
    until = models.DateField(_("Berlaku sampai"), null=True, blank=True)
    reviewed_on = models.DateField(_("Ditinjau"), null=True, blank=True)
    file = models.FileField(upload_to=procedure_file, max_length=300, blank=True)
    file_name = models.CharField(max_length=200, blank=True)
    file_sha256 = models.CharField(max_length=64, blank=True)
    created_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        ordering = ["-since", "-pk"]
        constraints = [
            models.UniqueConstraint(fields=["agency", "number", "version"], name="procedure_one_version"),
            models.CheckConstraint(
                condition=Q(until=None) | Q(since=None) | Q(until__gte=F("since")), name="procedure_ends_after_start"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.number} v{self.version}"

    def journal_place(self) -> Place:
        return self.agency.journal_place()


class Review(models.Model):
    """Somebody looked whether a procedure still fits (once a year by the profile)."""

    procedure = models.ForeignKey(Procedure, on_delete=models.PROTECT, related_name="reviews")
    on = models.DateField()
    words = models.TextField(_("Hasil tinjauan"))
    by = models.CharField(max_length=300)

    class Meta:
        ordering = ["-on", "-pk"]

    def __str__(self) -> str:
        return f"{self.procedure} {self.on}"
