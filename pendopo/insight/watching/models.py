"""The monitoring log: an officer looked at an account on a day, and what there was."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _

from pendopo.journal.actor import Place
from pendopo.registry.models import OfficialAccount


class Look(models.Model):
    """An account was looked at on a day (8 f). `words` is what was seen that is no input: a topic, a rumour, a clone."""

    account = models.ForeignKey(OfficialAccount, on_delete=models.PROTECT, related_name="looks")
    on = models.DateField(_("Tanggal"))
    words = models.CharField(_("Yang terlihat"), max_length=500, blank=True)
    by = models.CharField(max_length=300)
    recorded_at = models.DateTimeField()

    class Meta:
        ordering = ["-on", "-pk"]
        constraints = [models.UniqueConstraint(fields=["account", "on"], name="look_once_a_day")]

    def __str__(self) -> str:
        return f"{self.account} {self.on}"

    def journal_place(self) -> Place:
        return self.account.journal_place()
