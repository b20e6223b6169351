"""What the compliance board keeps: a look at an agency each month, and what every check found in it."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _

from pendopo.registry.models import Agency


class Checkup(models.Model):
    """The last look at an agency in a month, with the counts of the three numbers above the board.

    `asked` and `in_time` are questions of other agencies in that month whose 24 hours have been decided (annex B.4).
    """

    agency = models.ForeignKey(Agency, on_delete=models.PROTECT, related_name="checkups")
    month = models.DateField(help_text="first day of the month")
    on = models.DateField(_("Tanggal"))
    checked_at = models.DateTimeField()
    asked = models.PositiveIntegerField(default=0)
    in_time = models.PositiveIntegerField(default=0)
    accounts = models.PositiveIntegerField(default=0)
    accounts_bare = models.PositiveIntegerField(default=0)
    reports_owed = models.PositiveIntegerField(default=0)
    reports_missing = models.PositiveIntegerField(default=0)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["agency", "month"], name="checkup_once_a_month")]

    def __str__(self) -> str:
        return f"{self.agency_id} {self.month:%Y-%m}"


class CheckResult(models.Model):
    """What one check found. `records` are the first of them with their places; `seen` is how many there were."""

    checkup = models.ForeignKey(Checkup, on_delete=models.CASCADE, related_name="results")
    code = models.CharField(max_length=16)
    verdict = models.CharField(max_length=16)
    because = models.TextField()
    records = models.JSONField(default=list)
    seen = models.PositiveIntegerField(default=0)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["checkup", "code"], name="check_once_a_checkup")]

    def __str__(self) -> str:
        return f"{self.code}: {self.verdict}"
