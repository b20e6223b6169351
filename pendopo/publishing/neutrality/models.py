"""An election window of a government, with words of its own beside the program's list."""

from __future__ import annotations

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from pendopo.journal.actor import Place
from pendopo.registry.models import Government


class ElectionWindow(models.Model):
    """From a day to a day (both included) outgoing words are held against the lexicon. `words`: names, slogans, one a line."""

    government = models.ForeignKey(Government, on_delete=models.PROTECT, related_name="election_windows")
    label = models.CharField(_("Nama masa"), max_length=160)
    starts = models.DateField(_("Mulai"))
    ends = models.DateField(_("Sampai"))
    words = models.TextField(_("Kata yang diperiksa"), blank=True)
    cancelled_on = models.DateField(null=True, blank=True)

    class Meta:
        ordering = ["-starts"]
        constraints = [models.CheckConstraint(condition=Q(ends__gte=F("starts")), name="window_ends_after_start")]

    def __str__(self) -> str:
        return self.label

    def journal_place(self) -> Place:
        return Place(self.government.key, self.government.zone)
