"""Training that people had, and what agencies agreed with each other."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _

from pendopo.journal.actor import Place
from pendopo.people.models import Person
from pendopo.registry.models import Agency


def certificate_file(training: Training, name: str) -> str:
    """Where a certificate is kept: under our own name."""
    return f"certificates/{training.agency.government.key}/{training.person_id}-{training.sha256[:16]}.pdf"


def minutes_file(meeting: Meeting, name: str) -> str:
    """Where minutes are kept: under our own name."""
    return f"minutes/{meeting.agency.government.key}/{meeting.agency_id}-{meeting.sha256[:16]}.pdf"


class Training(models.Model):
    """A course that a person finished; the certificate, when there is one, is kept with its hash (3 c, 12 b)."""

    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="trainings")
    agency = models.ForeignKey(Agency, on_delete=models.PROTECT, related_name="trainings")
    title = models.CharField(_("Pelatihan"), max_length=200)
    organiser = models.CharField(_("Penyelenggara"), max_length=200)
    on = models.DateField(_("Tanggal selesai"))
    valid_until = models.DateField(_("Sertifikat berlaku sampai"), null=True, blank=True)
    file = models.FileField(upload_to=certificate_file, max_length=300, blank=True)
    file_name = models.CharField(max_length=200, blank=True)
    sha256 = models.CharField(max_length=64, blank=True)
    recorded_by = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")
    created_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        ordering = ["-on", "-pk"]
        constraints = [
            models.UniqueConstraint(fields=["person", "title", "on"], name="training_once"),
            models.CheckConstraint(
                condition=models.Q(valid_until=None) | models.Q(valid_until__gte=models.F("on")),
                name="training_valid_after",
            ),
        ]

    def __str__(self) -> str:
        return self.title

    def journal_place(self) -> Place:
        return self.agency.journal_place()


class Meeting(models.Model):
    """A coordination meeting or a joint campaign: who, what was said, what was decided (13 c)."""

    class Kind(models.TextChoices):
        MEETING = "meeting", _("Rapat koordinasi")
        CAMPAIGN = "campaign", _("Kampanye bersama")

    agency = models.ForeignKey(Agency, on_delete=models.PROTECT, related_name="meetings_held")
    kind = models.CharField(_("Jenis"), max_length=8, choices=Kind, default=Kind.MEETING)
    on = models.DateField(_("Tanggal"))
    title = models.CharField(_("Tentang"), max_length=200)
    agencies = models.ManyToManyField(Agency, related_name="meetings")
    people = models.ManyToManyField(Person, related_name="meetings", blank=True)
    others = models.CharField(_("Pihak lain"), max_length=500, blank=True)
    minutes = models.TextField(_("Notula"))
    decisions = models.TextField(_("Keputusan rapat"), blank=True)
    file = models.FileField(upload_to=minutes_file, max_length=300, blank=True)
    file_name = models.CharField(max_length=200, blank=True)
    sha256 = models.CharField(max_length=64, blank=True)
    recorded_by = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")
    created_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        ordering = ["-on", "-pk"]

    def __str__(self) -> str:
        return self.title

    def journal_place(self) -> Place:
        return self.agency.journal_place()
