"""Deciding what to put into the queue now: each job and each account's line at most once at a time, over all workers."""

from __future__ import annotations

import time
from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import datetime

from django.conf import settings
from django.db import transaction

from pendopo.connectors import discover
from pendopo.worker.lanes import busy, sites_of, take
from pendopo.worker.schedule import JOBS, LINES
from pendopo.worker.tasks import run_job, run_line

# A task that nobody has begun after this time was lost with its queue: it is put in again.
WAITS = 30.0
# How often a job is asked whether it has something to do, at most; what is seldom done is seldom asked.
LOOKS = 0.5
SHARE = 0.1


@dataclass
class Planner:
    """Remembers when each job was last planned (by a clock that never jumps)."""

    planned: dict[str, float] = field(default_factory=dict)
    # When it is asked again.
    looked: dict[str, float] = field(default_factory=dict)

    def plan(self, now: datetime) -> int:
        """Put into the queue whatever has something to do; how many tasks."""
        taken = set(busy(now))
        put = 0
        for name in self._jobs_due(now):
            put += f"job:{name}" not in taken and _enqueue(f"job:{name}", now, name=name)
        for name, account_id in _pieces(now, taken):
            put += _enqueue(f"{name}:{account_id}", now, name=name, account_id=account_id)
        return put

    def _jobs_due(self, now: datetime) -> Iterator[str]:
        for name, job in JOBS.items():
            at = time.monotonic()
            if at - self.planned.get(name, -job.every) < job.every or at < self.looked.get(name, 0):
                continue
            # Planning is done many times a second while messages leave: most jobs need not be asked each time.
            self.looked[name] = at + max(LOOKS, SHARE * job.every)
            if job.needed(now):
                self.planned[name] = at
                yield name


def _enqueue(lane: str, now: datetime, *, name: str, account_id: int | None = None) -> bool:
    with transaction.atomic():
        if not take(lane, now, WAITS):
            return False
        if account_id is None:
            run_job.enqueue(name)
        else:
            run_line.enqueue(name, account_id)
    return True


def _pieces(now: datetime, taken: set[str]) -> Iterator[tuple[str, int]]:
    """The lines' pieces that may begin, so that a slow platform holds up no other (F25).

    Every platform has one hand of its own for what is urgent. The others are shared, at most half of them for any one
    platform and few for any one site; what is not urgent has at most half of the shared ones.
    """
    wanted = [(name, pk) for name, line in LINES.items() for pk in line.accounts(now) if f"{name}:{pk}" not in taken]
    if not wanted:
        return
    at_work = [
        (lane.partition(":")[0], int(lane.partition(":")[2])) for lane in taken if lane.partition(":")[0] in LINES
    ]
    load = Load(max(2, settings.WORKER_THREADS), sites_of({pk for _name, pk in (*wanted, *at_work)}))
    for name, pk in at_work:
        load.take(pk, urgent=LINES[name].urgent)
    for name, pk in wanted:
        if load.free_for(pk, urgent=LINES[name].urgent):
            load.take(pk, urgent=LINES[name].urgent)
            yield name, pk


@dataclass
class Load:
    """How many hands are busy: by site, by platform, and of those that are shared."""

    hands: int
    sites: Mapping[int, tuple[str, str]]
    by_site: Counter[tuple[str, str]] = field(default_factory=Counter)
    urgent: Counter[str] = field(default_factory=Counter)
    leisurely: int = 0

    def free_for(self, account_id: int, *, urgent: bool) -> bool:
        """May a piece of this account begin?"""
        site = self.sites.get(account_id, ("", ""))
        if self.by_site[site] >= at_once(site[0]):
            return False
        shared = self.leisurely + sum(max(0, busy - 1) for busy in self.urgent.values())
        if not urgent:
            return self.leisurely < max(1, self.hands // 2) and shared < self.hands
        if not self.urgent[site[0]]:
            return True
        return self.urgent[site[0]] <= self.hands // 2 and shared < self.hands

    def take(self, account_id: int, *, urgent: bool) -> None:
        """It has begun."""
        site = self.sites.get(account_id, ("", ""))
        self.by_site[site] += 1
        if urgent:
            self.urgent[site[0]] += 1
        else:
            self.leisurely += 1


def at_once(connector: str) -> int:
    """How many calls one site of a platform is asked to bear at a time."""
    kind = discover().get(connector)
    return kind.at_once if kind is not None else 4
