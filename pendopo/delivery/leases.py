"""Whose clock counts, and who we are: leases are measured by the database's clock, so that two servers agree."""

from __future__ import annotations

import os
import socket
from collections.abc import Callable
from datetime import datetime, timedelta
from typing import TypeVar

from django.conf import settings
from django.db import OperationalError, connection
from django.utils import timezone

from pendopo.delivery.models import Heartbeat

Result = TypeVar("Result")


def now_there() -> datetime:
    """The moment by the database's clock (SQLite has this machine's)."""
    if connection.vendor != "postgresql":
        return timezone.now()
    with connection.cursor() as cursor:
        cursor.execute("SELECT clock_timestamp()")
        moment: datetime = cursor.fetchone()[0]
    return moment


def lease() -> timedelta:
    """How long a call to a platform is ours alone."""
    return timedelta(seconds=max(2, settings.SEND_LEASE_SECONDS))


def worker_name() -> str:
    """This process, as leases and the screen name it."""
    return os.environ.get("PENDOPO_WORKER_NAME") or f"{socket.gethostname()[:40]}:{os.getpid()}"


def beat(now: datetime, *, started_at: datetime) -> None:
    """This worker is alive; those that were not seen for a day are forgotten."""
    Heartbeat.objects.update_or_create(worker=worker_name(), defaults={"seen_at": now, "started_at": started_at})
    Heartbeat.objects.filter(seen_at__lt=now - timedelta(days=1)).delete()


def stubborn(write: Callable[[], Result], *, times: int = 5) -> Result:
    """Do a write that must not be lost to a locked database: again, a few times."""
    for _left in range(times - 1):
        try:
            return write()
        except OperationalError:
            connection.close()
    return write()
