"""Names that agencies had, and their endings: a merger or closure on a day, with the agency that takes over."""

from __future__ import annotations

from typing import ClassVar

from django.db import models
from django.utils.translation import gettext_lazy as _

from pendopo.journal.actor import Place
from pendopo.journal.machine import Machine
from pendopo.people.models import Person
from pendopo.registry.models import Agency
from pendopo.registry.structure.states import ENDING


class FormerName(models.Model):
    """A name that an agency had until a day (included). Papers of that time keep it."""

    agency = models.ForeignKey(Agency, on_delete=models.PROTECT, related_name="former_names")
    name = models.CharField(_("Nama"), max_length=200)
    short_name = models.CharField(_("Nama pendek"), max_length=60)
    until = models.DateField(_("Sampai"))
    because = models.CharField(_("Dasar perubahan"), max_length=300)

    class Meta:
        ordering = ["-until"]
        constraints = [models.UniqueConstraint(fields=["agency", "until"], name="former_name_one_a_day")]

    def __str__(self) -> str:
        return self.name

    def journal_place(self) -> Place:
        return self.agency.journal_place()


class Ending(models.Model):
    """An agency ends on a day (`on` is the first day without it); `successor` takes over what is open and what is owed."""

    class Kind(models.TextChoices):
        MERGED = "merged", _("Digabung")
        CLOSED = "closed", _("Ditutup")

    machine: ClassVar[Machine] = ENDING

    agency = models.ForeignKey(Agency, on_delete=models.PROTECT, related_name="endings")
    kind = models.CharField(_("Jenis"), max_length=6, choices=Kind)
    on = models.DateField(_("Mulai tanggal"))
    successor = models.ForeignKey(Agency, on_delete=models.PROTECT, related_name="takes_over")
    because = models.CharField(_("Dasar (peraturan atau keputusan)"), max_length=300)
    state = models.CharField(max_length=9, choices=ENDING.choices, default=ENDING.start)
    planned_by = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")
    done_at = models.DateTimeField(null=True)
    # How many accounts, cases, referrals, messages passed on; for the page.
    passed_on = models.JSONField(default=dict)

    class Meta:
        ordering = ["-on", "-pk"]
        constraints = [
            models.UniqueConstraint(fields=["agency"], condition=models.Q(state="planned"), name="ending_one_planned"),
            models.CheckConstraint(condition=~models.Q(agency=models.F("successor")), name="ending_not_to_itself"),
        ]

    def __str__(self) -> str:
        return f"{self.agency} → {self.successor}"

    def journal_place(self) -> Place:
        return self.agency.journal_place()
