"""Taking a lane, working in it, and leaving it; a lane of a worker that died is free again at once."""

from __future__ import annotations

import os
import threading
from bisect import bisect
from collections.abc import Collection, Iterator
from contextlib import contextmanager
from datetime import datetime, timedelta

from pendopo.delivery.leases import worker_name
from pendopo.delivery.models import Heartbeat
from pendopo.registry.models import Connection, OfficialAccount
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
    with _visits:
        here = set(_visited)
    return here | set(Lane.objects.filter(busy_until__gt=now).values_list("name", flat=True))


def sites_of(accounts: set[int]) -> dict[int, tuple[str, str]]:
    """Which platform and server each account lives on, as far as its address tells."""
    rows = OfficialAccount.objects.filter(pk__in=accounts).values_list("pk", "connector", "url")
    return {pk: (connector, url.split("/")[2] if url.count("/") > 1 else url) for pk, connector, url in rows}


def neighbours(account_id: int, others: list[int]) -> list[int]:
    """Those of the others that live on the same server of the same platform, those who come next first."""
    if not others:
        return []
    sites = sites_of({account_id, *others})
    near = [pk for pk in others if pk != account_id and sites.get(pk) == sites.get(account_id)]
    at = bisect(near, account_id)
    return near[at:] + near[:at]


_visited: set[str] = set()
_visits = threading.Lock()


@contextmanager
def visiting(lane: str) -> Iterator[bool]:
    """A hand of this process goes into a lane in passing; False when another one is there.

    Nothing is written: two processes that meet in a lane are told apart by the rows of the work itself.
    """
    with _visits:
        free = lane not in _visited
        _visited.add(lane)
    try:
        yield free
    finally:
        if free:
            with _visits:
                _visited.discard(lane)


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
