"""What keeps a job from being given out twice at a time."""

from __future__ import annotations

from datetime import UTC, datetime

from django.db import models

LONG_AGO = datetime(2000, 1, 1, tzinfo=UTC)


class Lane(models.Model):
    """A line of work of which one piece is done at a time ("job:referral.remind", "send:12").

    Only a courtesy between schedulers: what must never be done twice is guarded by the rows of the work itself.
    """

    name = models.CharField(max_length=80, unique=True)
    busy_until = models.DateTimeField(default=LONG_AGO)
    by = models.CharField(max_length=60, blank=True)

    def __str__(self) -> str:
        return self.name
