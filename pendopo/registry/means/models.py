"""Devices of a year, outages, budget lines and what was spent of them."""

from __future__ import annotations

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from pendopo.journal.actor import Place
from pendopo.registry.models import Agency


class Device(models.Model):
    """What officers work with in a year (Pasal 14): whose it is, how it reaches the internet, what carries it without power."""

    class Kind(models.TextChoices):
        PHONE = "phone", _("Telepon genggam")
        COMPUTER = "computer", _("Komputer atau laptop")
        CAMERA = "camera", _("Kamera")
        OTHER = "other", _("Lainnya")

    class Owner(models.TextChoices):
        AGENCY = "agency", _("milik dinas")
        PERSONAL = "personal", _("milik pribadi")

    class Link(models.TextChoices):
        FIBRE = "fibre", _("kabel atau serat optik")
        WIFI = "wifi", _("wifi kantor")
        CELLULAR = "cellular", _("seluler")
        MODEM = "modem", _("modem")
        NONE = "none", _("tidak tersambung")

    class Backup(models.TextChoices):
        NONE = "none", _("tidak ada")
        BATTERY = "battery", _("baterai sendiri")
        UPS = "ups", _("UPS")
        GENERATOR = "generator", _("genset")

    agency = models.ForeignKey(Agency, on_delete=models.PROTECT, related_name="devices")
    year = models.PositiveSmallIntegerField(_("Tahun"))
    kind = models.CharField(_("Jenis"), max_length=10, choices=Kind)
    name = models.CharField(_("Sebutan"), max_length=120)
    quantity = models.PositiveSmallIntegerField(_("Jumlah"), default=1)
    owner = models.CharField(_("Kepemilikan"), max_length=10, choices=Owner)
    link = models.CharField(_("Jaringan"), max_length=10, choices=Link)
    backup = models.CharField(_("Cadangan listrik"), max_length=10, choices=Backup)
    note = models.CharField(_("Catatan"), max_length=300, blank=True)
    removed = models.BooleanField(default=False)
    recorded_at = models.DateTimeField()

    class Meta:
        ordering = ["kind", "name", "pk"]
        constraints = [models.CheckConstraint(condition=Q(quantity__gte=1), name="device_at_least_one")]

    def __str__(self) -> str:
        return self.name

    def journal_place(self) -> Place:
        return self.agency.journal_place()


class Outage(models.Model):
    """Power, internet, a platform or a device failed, from when to when; still open while `ended_at` is empty."""

    class What(models.TextChoices):
        POWER = "power", _("listrik padam")
        INTERNET = "internet", _("internet putus")
        PLATFORM = "platform", _("platform terganggu")
        DEVICE = "device", _("perangkat rusak")

    agency = models.ForeignKey(Agency, on_delete=models.PROTECT, related_name="outages")
    what = models.CharField(_("Gangguan"), max_length=10, choices=What)
    started_at = models.DateTimeField(_("Mulai"))
    ended_at = models.DateTimeField(_("Pulih"), null=True)
    note = models.CharField(_("Catatan"), max_length=300, blank=True)
    by = models.CharField(max_length=200)

    class Meta:
        ordering = ["-started_at", "-pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(ended_at=None) | Q(ended_at__gte=F("started_at")), name="outage_ends_after_start"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.what} {self.started_at:%Y-%m-%d}"

    def journal_place(self) -> Place:
        return self.agency.journal_place()


class CostLine(models.Model):
    """A line of an agency's budget document (DPA) from which the service is paid in a year (Pasal 17)."""

    agency = models.ForeignKey(Agency, on_delete=models.PROTECT, related_name="cost_lines")
    year = models.PositiveSmallIntegerField(_("Tahun anggaran"))
    item = models.CharField(_("Uraian"), max_length=200)
    budget_reference = models.CharField(_("Letak dalam DPA"), max_length=200)
    sub_activity = models.CharField(_("Kode sub kegiatan"), max_length=60)
    account_code = models.CharField(_("Kode rekening"), max_length=60)
    ceiling = models.PositiveBigIntegerField(_("Pagu"))

    class Meta:
        ordering = ["year", "sub_activity", "account_code", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["agency", "year", "sub_activity", "account_code", "item"], name="cost_once"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.item} {self.year}"

    def journal_place(self) -> Place:
        return self.agency.journal_place()


class Spending(models.Model):
    """An amount spent of a budget line; a correction is a negative one, so that nothing is rewritten."""

    cost = models.ForeignKey(CostLine, on_delete=models.PROTECT, related_name="spendings")
    on = models.DateField(_("Tanggal"))
    amount = models.BigIntegerField(_("Jumlah"))
    note = models.CharField(_("Untuk"), max_length=300)
    by = models.CharField(max_length=200)

    class Meta:
        ordering = ["on", "pk"]

    def __str__(self) -> str:
        return f"{self.cost_id} {self.on}: {self.amount}"

    def journal_place(self) -> Place:
        return self.cost.agency.journal_place()
