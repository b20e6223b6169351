"""Deciding what to put into the queue now: each job and each account's line at most once at a time, over all workers."""

from __future__ import annotations

import time
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import datetime

from django.conf import settings
from django.db import transaction

from pendopo.registry.models import OfficialAccount
from pendopo.worker.lanes import busy, take
from pendopo.worker.schedule import JOBS, LINES
from pendopo.worker.tasks import run_job, run_line

# A task that nobody has begun after this time was lost with its queue: it is put in again.
WAITS = 30.0
MOST_A_SITE = 4


@dataclass
class Planner:
    """Remembers when each job was last planned (by a clock that never jumps)."""

    planned: dict[str, float] = field(default_factory=dict)

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
            if time.monotonic() - self.planned.get(name, -job.every) >= job.every and job.needed(now):
                self.planned[name] = time.monotonic()
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
    """The lines' pieces that may begin: few at a time for each site, and room kept for what is urgent."""
    wanted = [(name, pk) for name, line in LINES.items() for pk in line.accounts(now) if f"{name}:{pk}" not in taken]
    if not wanted:
        return
    at_work = [lane.partition(":") for lane in taken if lane.partition(":")[0] in LINES]
    sites = _sites({pk for _name, pk in wanted} | {int(pk) for _name, _colon, pk in at_work})
    load = Counter(sites.get(int(pk), "") for _name, _colon, pk in at_work)
    leisurely = sum(not LINES[name].urgent for name, _colon, _pk in at_work)
    for name, pk in wanted:
        site = sites.get(pk, "")
        if load[site] >= MOST_A_SITE or (not LINES[name].urgent and leisurely >= max(1, settings.WORKER_THREADS // 2)):
            continue
        load[site] += 1
        leisurely += not LINES[name].urgent
        yield name, pk


def _sites(accounts: set[int]) -> dict[int, str]:
    """Which server each account lives on, as far as its address tells."""
    rows = OfficialAccount.objects.filter(pk__in=accounts).values_list("pk", "connector", "url")
    return {pk: f"{connector} {url.split('/')[2] if url.count('/') > 1 else url}" for pk, connector, url in rows}
