"""The journal's rows: entries that nobody changes, and the head of each chain."""

from __future__ import annotations

from django.db import models


class Entry(models.Model):
    """One thing done. `before` and `after` are canonical JSON text, so that the digest can be computed again anywhere."""

    chain = models.CharField(max_length=64)
    sequence = models.BigIntegerField()
    at = models.DateTimeField()
    local_time = models.CharField(max_length=40)
    actor_id = models.CharField(max_length=32)
    actor_name = models.CharField(max_length=200)
    office = models.CharField(max_length=300)
    decree = models.CharField(max_length=300)
    doing = models.CharField(max_length=64)
    thing_kind = models.CharField(max_length=64)
    thing_id = models.CharField(max_length=64)
    agency_id = models.BigIntegerField(null=True)
    before = models.TextField()
    after = models.TextField()
    because = models.TextField()
    previous = models.CharField(max_length=64)
    digest = models.CharField(max_length=64)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["chain", "sequence"], name="journal_one_entry_a_number")]
        indexes = [
            models.Index(fields=["thing_kind", "thing_id", "sequence"], name="journal_by_thing"),
            models.Index(fields=["agency_id", "-at"], name="journal_by_agency"),
        ]

    def __str__(self) -> str:
        return f"{self.chain} {self.sequence}: {self.doing} {self.thing_kind} {self.thing_id}"


class Chain(models.Model):
    """The head of a chain: locked by whoever writes next, and what shows that nothing was cut off at the end."""

    name = models.CharField(max_length=64, unique=True)
    last_sequence = models.BigIntegerField(default=0)
    last_digest = models.CharField(max_length=64, default="")

    def __str__(self) -> str:
        return f"{self.name} {self.last_sequence}"
