"""Finding the account of an address, and what waits to be read."""

from __future__ import annotations

from datetime import datetime

from django.db.models import Exists, OuterRef, QuerySet

from pendopo.inbox.receiving.models import Hook, Inbound
from pendopo.prepared import Prepared
from pendopo.registry.models import Connection


def hook_at(platform: str, key: str) -> Hook | None:
    """The address, if it is open and of that platform."""
    return next(iter(_hooks_at(platform, key)), None)


# Only what proves a delivery: this is asked hundreds of times a second.
_PROVING = (
    "key", "account__handle", "account__url", "account__connector", "account__connection__options",
    "account__connection__sealed",
)  # fmt: skip
_hooks_at = Prepared(
    lambda platform, key: (
        Hook.objects.select_related("account__connection").only(*_PROVING).filter(key=key, account__connector=platform)
    ),
    str,
    str,
)


def unread(now: datetime) -> QuerySet[Inbound]:
    """What waits to be read, in the order in which it came. A paused account keeps what came until it goes on."""
    able = Connection.objects.filter(account=OuterRef("account"), enabled=True, account__state="official")
    able = able.exclude(health=Connection.Health.CUT)
    return Inbound.objects.filter(Exists(able), read_at=None, next_read_at__lte=now).order_by("pk")


def accounts_to_read(now: datetime) -> list[int]:
    """The accounts with something to read."""
    return sorted(set(unread(now).order_by().values_list("account_id", flat=True).distinct()))
