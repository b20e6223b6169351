"""Killing workers around their calls until so many calls were hit, then letting one finish."""

from __future__ import annotations

import logging
import time
from collections.abc import Callable
from dataclasses import dataclass, field

from pendopo.delivery.models import Attempt, Dispatch
from pendopo.journal.models import Entry
from tests.faults.house import House, until
from tests.lab.nursery import nursery

log = logging.getLogger("pendopo.lab")
KILLS = 20


@dataclass
class Strike:
    """Kills worker after worker, each when the moment is ripe, and counts the kills that cut a call off."""

    house: House
    cut: set[int] = field(default_factory=set)
    killed: int = 0

    def under_way(self) -> int:
        """How many calls of the worker that lives now are open."""
        calls = Attempt.objects.filter(doing="send", ended_at=None, outcome="")
        return calls.exclude(pk__in=self.cut).count()

    def until_killed(self, *, refill: Callable[[], None], ripe: Callable[[], bool], kills: int = KILLS) -> None:
        """Go on until so many workers were killed by SIGKILL in the midst of a call."""
        with nursery(self.house) as born:
            while self.killed < kills:
                refill()
                worker = born.worker()
                until(ripe, "a call in the wanted moment", 90)
                born.kill(worker)
                calls = set(Attempt.objects.filter(doing="send", ended_at=None).values_list("pk", flat=True))
                self.killed += bool(calls - self.cut)
                self.cut |= calls
        log.info("killed %d workers, cut off %d calls", self.killed, len(self.cut))


def finish(house: House, seconds: float = 150) -> None:
    """One worker goes on until everything is live; nothing may ever have been called a failure."""
    house.worker()
    waits = Dispatch.objects.exclude(state="live")
    try:
        until(lambda: not waits.exists(), "everything is live", seconds)
    except AssertionError as late:
        rows = list(waits.values_list("state", "tries", "looks", "trouble"))
        raise AssertionError(f"{late}: {rows}") from late
    time.sleep(0.5)
    wrong = {"dispatch.refused", "dispatch.missed", "dispatch.cancelled"}
    assert not Entry.objects.filter(doing__in=wrong).exists(), "an unknown outcome was shown as a failure"
