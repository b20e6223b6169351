"""The two tasks that the queue knows: a job, and a piece of a line. What they find to do stands in the rows, not in the task."""

from __future__ import annotations

import logging
import time
from collections.abc import Callable
from datetime import datetime
from traceback import format_tb

from django.db import connection
from django_tasks import task

from pendopo.delivery.leases import now_there
from pendopo.worker.lanes import begin, leave
from pendopo.worker.schedule import JOBS, LINES

log = logging.getLogger("pendopo.worker")


@task
def run_job(name: str) -> int:
    """Do one job of the schedule."""
    return _in_lane(f"job:{name}", JOBS[name].limit, lambda now: JOBS[name].run(now))


@task
def run_line(name: str, account_id: int) -> int:
    """Do what one line has for one account."""
    line = LINES[name]
    return _in_lane(f"{name}:{account_id}", line.limit, lambda now: line.run(account_id, now))


def _in_lane(lane: str, limit: float, work: Callable[[datetime], int]) -> int:
    """Work, and leave the lane whatever happens."""
    began = time.monotonic()
    try:
        now = now_there()
        begin(lane, now, limit)
        return work(now)
    except Exception as error:
        # Only kind and place are logged: the message of the error may quote a citizen.
        place = "".join(format_tb(error.__traceback__))
        log.error("%s failed after %.1f s: %s\n%s", lane, time.monotonic() - began, type(error).__name__, place)
        raise
    finally:
        leave(lane, now_there())
        if not connection.in_atomic_block:
            connection.close()
