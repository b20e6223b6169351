"""A stop: from when to when nothing left for a government, who decided it, and why."""

from __future__ import annotations

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from pendopo.journal.actor import Place
from pendopo.people.models import Person
from pendopo.registry.models import Government


class Stop(models.Model):
    """In force until `lifted_at`; a government has at most one in force. `replies`: answers to citizens wait too."""

    government = models.ForeignKey(Government, on_delete=models.PROTECT, related_name="stops")
    because = models.CharField(_("Alasan"), max_length=500)
    replies = models.BooleanField(_("Balasan kepada warga ikut ditahan"), default=False)
    at = models.DateTimeField()
    by = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")
    # Calls that were already on the way when the stop was declared: they can't be called back.
    under_way = models.PositiveIntegerField(default=0)
    lifted_at = models.DateTimeField(null=True)
    lifted_by = models.ForeignKey(Person, on_delete=models.PROTECT, null=True, related_name="+")
    lifted_because = models.CharField(max_length=500, blank=True)
    # The dispatches whose window passed while everything waited, as the lifting found them.
    missed = models.JSONField(default=list)

    class Meta:
        ordering = ["-at"]
        constraints = [
            models.UniqueConstraint(fields=["government"], condition=Q(lifted_at=None), name="stop_one_in_force"),
        ]

    def __str__(self) -> str:
        return f"{self.government} {self.at:%Y-%m-%d %H:%M}"

    def journal_place(self) -> Place:
        return self.government.journal_place()
