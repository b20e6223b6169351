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
from pendopo.worker.lanes import begin, leave, neighbours, visiting
from pendopo.worker.schedule import JOBS, LINES

# So long a hand goes on by itself before others get their turn.
GOES_ON = 5.0
log = logging.getLogger("pendopo.worker")


@task
def run_job(name: str) -> int:
    """Do one job of the schedule."""
    return _in_lane(f"job:{name}", JOBS[name].limit, lambda now: JOBS[name].run(now))


@task
def run_line(name: str, account_id: int) -> int:
    """Do what one line has for one account; then, while it is quick, for its neighbours on the same server.

    When hundreds of accounts are due at one minute a hand goes from one to the next without asking the queue each time.
    """
    line, began = LINES[name], time.monotonic()
    done = _in_lane(f"{name}:{account_id}", line.limit, lambda now: line.run(account_id, now))
    if not line.urgent:
        return done
    for neighbour in neighbours(account_id, line.accounts(now_there())):
        if time.monotonic() - began > GOES_ON:
            break
        with visiting(f"{name}:{neighbour}") as free:
            done += line.run(neighbour, now_there()) if free else 0
    return done


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
