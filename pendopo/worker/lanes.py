"""Taking a lane, working in it, and leaving it; a lane of a worker that died is free again at once."""

from __future__ import annotations

import os
from collections.abc import Collection
from datetime import datetime, timedelta

from pendopo.delivery.leases import worker_name
from pendopo.delivery.models import Heartbeat
from pendopo.registry.models import Connection
from pendopo.worker.models import Lane

DEAD_AFTER = timedelta(seconds=20)


def take(name: str, now: datetime, seconds: float) -> bool:
    """Ours for so long, unless somebody has it. One statement decides, so two schedulers can't both win."""
    free = Lane.objects.filter(name=name, busy_until__lte=now)
    values = {"busy_until": now + timedelta(seconds=seconds), "by": worker_name()}
    if free.update(**values):
        return True
    return Lane.objects.get_or_create(name=name, defaults=values)[1]


def begin(name: str, now: datetime, seconds: float) -> None:
    """The work begins here and now; it may take so long."""
    Lane.objects.filter(name=name).update(busy_until=now + timedelta(seconds=seconds), by=worker_name())


def leave(name: str, now: datetime) -> None:
    """Done: the lane is free."""
    Lane.objects.filter(name=name, by=worker_name()).update(busy_until=now)


def busy(now: datetime) -> Collection[str]:
    """The lanes that somebody works in."""
    return set(Lane.objects.filter(busy_until__gt=now).values_list("name", flat=True))


def bury_neighbours(now: datetime) -> int:
    """At the start of a worker: those of this machine whose process is gone are dead now, not in twenty seconds."""
    host = worker_name().rpartition(":")[0]
    for beat in Heartbeat.objects.filter(worker__startswith=f"{host}:"):
        number = beat.worker.rpartition(":")[2]
        if number.isdecimal() and not _runs(int(number)):
            beat.delete()
    return free_the_dead(now)


def _runs(pid: int) -> bool:
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    except (PermissionError, OverflowError):
        return True
    return True


def free_the_dead(now: datetime) -> int:
    """Free what workers held that were not seen for a while: lanes, and accounts being fetched from; how many.

    Fetching twice is harmless (each item is one row). A message being sent is another matter: it waits for its lease.
    """
    alive = list(Heartbeat.objects.filter(seen_at__gt=now - DEAD_AFTER).values_list("worker", flat=True))
    fetching = Connection.objects.filter(lease_until__gt=now).exclude(leased_by__in=alive)
    freed = fetching.update(lease_until=None, leased_by="")
    return freed + Lane.objects.filter(busy_until__gt=now).exclude(by__in=alive).update(busy_until=now)
