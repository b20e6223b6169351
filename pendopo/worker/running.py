"""The worker process: plans, takes tasks out of the database's queue, and does them with a few threads until told to stop."""

from __future__ import annotations

import logging
import subprocess
import sys
import threading
import time
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from django.conf import settings
from django.db import connection
from django_tasks_db.management.commands.db_worker import Worker as TaskRunner
from django_tasks_db.models import DBTaskResult
from django_tasks_db.utils import exclusive_transaction

from pendopo.connectors import discover
from pendopo.delivery.leases import beat, now_there, worker_name
from pendopo.delivery.queries import next_to_leave
from pendopo.loaded import keep
from pendopo.worker.lanes import bury_neighbours
from pendopo.worker.planning import Planner
from pendopo.worker.schedule import JOBS, LINES

log = logging.getLogger("pendopo.worker")
TICK = 0.25
# As soon as a hand is free the next piece is planned, but not more often than this.
SHORTEST_TICK = 0.1
# Where nothing was to be done the next look comes at the next due moment, or after this.
CALM_TICK = 1.0
BEAT = 5.0
JOB_HANDS = 4
# How long calls under way may take to end when the worker is told to stop; what is cut off is read back later.
PATIENCE = 20.0


@dataclass
class Engine:
    """One worker. `run` returns after `stop` is set and the work under way has ended."""

    threads: int = field(default_factory=lambda: max(2, settings.WORKER_THREADS))
    stop: threading.Event = field(default_factory=threading.Event)
    planner: Planner = field(default_factory=Planner)
    started_at: datetime | None = None
    _freed: threading.Event = field(default_factory=threading.Event)
    _beaten: float = 0
    _hands: threading.Semaphore = field(init=False)

    def __post_init__(self) -> None:
        # Beside the shared hands each platform has one of its own, and the jobs some: the planner counts on it.
        self.threads += len(discover()) + JOB_HANDS
        self._hands = threading.Semaphore(self.threads)

    def run(self) -> None:
        """Until told to stop. A database or queue that is away for a while only makes it wait."""
        pool = ThreadPoolExecutor(self.threads, thread_name_prefix="pekerja")
        keep()
        while not self.stop.is_set():
            wait = TICK
            try:
                wait = self.tick(pool)
            except Exception as error:
                # The database is locked or restarts, Redis is away: nothing is lost, the rows are still there later.
                log.warning("%s: %s; trying again", type(error).__name__, str(error)[:200])
                connection.close()
                self.stop.wait(1)
            self.stop.wait(SHORTEST_TICK)
            self._freed.wait(wait - SHORTEST_TICK)
            self._freed.clear()
        self._end(pool)

    def tick(self, pool: ThreadPoolExecutor) -> float:
        """Show that we live, plan, and hand out what waits in the queue; how many seconds until the next look."""
        now = now_there()
        if self.started_at is None:
            bury_neighbours(now)
            self.started_at = now
        if time.monotonic() - self._beaten >= BEAT:
            beat(now, started_at=self.started_at)
            self._beaten = time.monotonic()
        done = self.planner.plan(now)
        if not settings.REDIS_URL:
            done += self._hand_out(pool)
        return TICK if done else until_next(now)

    def _hand_out(self, pool: ThreadPoolExecutor) -> int:
        out = 0
        while DBTaskResult.objects.ready().filter(backend_name="default").exists():
            if not self._hands.acquire(blocking=False):
                break
            claimed = _claim()
            if claimed is None:
                self._hands.release()
                break
            pool.submit(self._do, claimed)
            out += 1
        return out

    def _do(self, claimed: DBTaskResult[..., object]) -> None:
        try:
            _runner().run_task(claimed)
        except Exception:
            log.exception("task %s", claimed.task_path)
        finally:
            connection.close()
            self._hands.release()
            self._freed.set()

    def _end(self, pool: ThreadPoolExecutor) -> None:
        ending = threading.Thread(target=pool.shutdown, daemon=True)
        ending.start()
        ending.join(PATIENCE)
        if ending.is_alive():
            log.warning("calls under way are left behind; they will be read back")


def until_next(now: datetime) -> float:
    """Seconds to sleep when nothing was to be done: to the next moment at which something leaves, at most a second."""
    moment = next_to_leave(now, within=timedelta(seconds=CALM_TICK))
    return max(SHORTEST_TICK, (moment - now).total_seconds()) if moment else CALM_TICK


def _claim() -> DBTaskResult[..., object] | None:
    with exclusive_transaction():
        row: DBTaskResult[..., object] | None = DBTaskResult.objects.ready().filter(backend_name="default").get_locked()
        if row is not None:
            row.claim(worker_name())
    return row


def _runner() -> TaskRunner:
    return TaskRunner(
        queue_names=["default"], interval=1, batch=False, backend_name="default", startup_delay=False, max_tasks=None,
        worker_id=worker_name(), excluded_queue_names=[],
    )  # fmt: skip


def run_once(*, rounds: int = 50) -> int:
    """Do all that is due now, here, without the queue; how many pieces of work."""
    done = 0
    for name, job in JOBS.items():
        if job.needed(now_there()):
            log.info("%s: %s", name, job.run(now_there()))
            done += 1
    for _round in range(rounds):
        pieces = [(line, pk) for line in LINES.values() for pk in line.accounts(now_there())]
        if not pieces:
            break
        for line, pk in pieces:
            line.run(pk, now_there())
        done += len(pieces)
    for name in ("inbox.settle", "publishing.settle", "people.mail"):
        if JOBS[name].needed(now_there()):
            JOBS[name].run(now_there())
    return done


def rq_hands(count: int) -> list[subprocess.Popen[bytes]]:
    """With Redis the queue's own workers do the tasks; they carry our name, so that their lanes are known as ours."""
    command = [sys.executable, "-m", "pendopo", "django", "rqworker", "default", "--job-class", "django_tasks_rq.Job"]
    command += ["--worker-class", "rq.worker.SimpleWorker"]
    return [subprocess.Popen(command) for _one in range(count)]  # noqa: S603
