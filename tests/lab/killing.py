"""Killing workers around their calls until so many calls were hit, then letting one finish."""

from __future__ import annotations

import time
from collections.abc import Callable

from pendopo.delivery.models import Attempt, Dispatch
from pendopo.journal.models import Entry
from tests.faults.house import House, until

HITS = 20


def under_way() -> int:
    """How many calls are open at this moment."""
    return Dispatch.objects.filter(state="sending").count()


def strike(house: House, *, refill: Callable[[], None], ripe: Callable[[], bool], hits: int = HITS) -> int:
    """Kill worker after worker, each when the moment is `ripe`, until `hits` calls were cut off; how many workers died."""
    cut: set[int] = set()
    killed = 0
    while len(cut) < hits:
        refill()
        worker = house.worker()
        until(ripe, "a call in the wanted moment", 90)
        house.kill(worker)
        killed += 1
        open_calls = Attempt.objects.filter(doing="send", ended_at=None).values_list("pk", flat=True)
        cut |= set(open_calls)
    return killed


def finish(house: House, seconds: float = 150) -> None:
    """One worker goes on until everything is live; nothing may ever have been called a failure."""
    house.worker()
    until(lambda: not Dispatch.objects.exclude(state="live").exists(), "everything is live", seconds)
    time.sleep(0.5)
    wrong = {"dispatch.refused", "dispatch.missed", "dispatch.cancelled"}
    assert not Entry.objects.filter(doing__in=wrong).exists(), "an unknown outcome was shown as a failure"
