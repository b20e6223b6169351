"""A measure of a published message on a day, and when each message is measured next."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _

from pendopo.delivery.models import Dispatch
from pendopo.journal.actor import Place


class Measure(models.Model):
    """One counted thing of what stands on a platform, on a day. `value` is empty where the platform does not tell;
    `availability` then says why. The definition is kept with the value, since platforms change what they count."""

    class Availability(models.TextChoices):
        AVAILABLE = "available", _("tersedia")
        UNSUPPORTED = "unsupported", _("tidak diberikan platform")
        DELAYED = "delayed", _("menyusul")
        PRIVATE = "private", _("tidak dibuka platform")

    dispatch = models.ForeignKey(Dispatch, on_delete=models.PROTECT, related_name="measures")
    name = models.CharField(_("Yang dihitung"), max_length=40)
    on = models.DateField(_("Tanggal"))
    value = models.PositiveBigIntegerField(_("Jumlah"), null=True)
    availability = models.CharField(max_length=12, choices=Availability, default=Availability.AVAILABLE)
    definition = models.CharField(_("Arti"), max_length=300)
    source = models.CharField(_("Sumber"), max_length=120)
    taken_at = models.DateTimeField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["dispatch", "name", "on"], name="measure_once_a_day")]

    def __str__(self) -> str:
        return f"{self.dispatch_id} {self.name} {self.on}: {self.value}"

    def journal_place(self) -> Place:
        return self.dispatch.journal_place()


class Watch(models.Model):
    """When a live message is measured next; none once its last measure is taken."""

    dispatch = models.OneToOneField(Dispatch, on_delete=models.PROTECT, related_name="watch")
    next_at = models.DateTimeField(null=True, db_index=True)
    failures = models.PositiveSmallIntegerField(default=0)

    def __str__(self) -> str:
        return f"{self.dispatch_id} {self.next_at}"
