"""An address at which a platform may knock, and what it brought, until that stands in the inbox."""

from __future__ import annotations

from django.db import models
from django.db.models import Q

from pendopo.journal.actor import Place
from pendopo.registry.models import OfficialAccount


class Hook(models.Model):
    """The address of one account: `key` can't be guessed, but what proves a sender is the signature, not the address."""

    account = models.OneToOneField(OfficialAccount, on_delete=models.PROTECT, related_name="hook")
    key = models.CharField(max_length=64, unique=True)
    opened_at = models.DateTimeField()
    opened_by = models.CharField(max_length=200)

    def __str__(self) -> str:
        return f"{self.account}: {self.opened_at:%Y-%m-%d}"

    def journal_place(self) -> Place:
        return self.account.journal_place()


class Inbound(models.Model):
    """One genuine delivery, committed before it was acknowledged. Its body is emptied once it has been read; the row
    stays for a while, so that the same delivery again is known."""

    account = models.ForeignKey(OfficialAccount, on_delete=models.PROTECT, related_name="inbound", db_index=False)
    key = models.CharField(max_length=64)
    body = models.BinaryField()
    received_at = models.DateTimeField()
    read_at = models.DateTimeField(null=True)
    # Whoever reads it moves this forward first, so that a reader that dies costs a minute and not the delivery.
    next_read_at = models.DateTimeField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["account", "key"], name="inbound_once")]
        indexes = [
            models.Index(fields=["next_read_at"], name="inbound_unread", condition=Q(read_at=None)),
            models.Index(fields=["received_at"], name="inbound_by_age"),
        ]

    def __str__(self) -> str:
        return f"{self.account_id} {self.key}"
