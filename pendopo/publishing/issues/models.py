"""An issue (isu): something that is talked about now, and the agency that speaks for the government on it."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _

from pendopo.journal.actor import Place
from pendopo.registry.models import Agency, Government


class Issue(models.Model):
    """One current issue of a government. Exactly one agency leads it (Pasal 10 b); others speak along."""

    government = models.ForeignKey(Government, on_delete=models.PROTECT, related_name="issues")
    name = models.CharField(_("Isu"), max_length=160)
    lead = models.ForeignKey(
        Agency, on_delete=models.PROTECT, related_name="issues_led", verbose_name=_("Pemimpin isu")
    )
    # What everybody says alike: the single narrative.
    narrative = models.TextField(_("Narasi bersama"), blank=True)
    since = models.DateField(_("Mulai"))
    closed_on = models.DateField(_("Selesai"), null=True, blank=True)

    class Meta:
        ordering = ["closed_on", "-since", "name"]
        constraints = [models.UniqueConstraint(fields=["government", "name"], name="issue_one_name")]

    def __str__(self) -> str:
        return self.name

    def journal_place(self) -> Place:
        return Place(self.government.key, self.government.zone, self.lead_id)
