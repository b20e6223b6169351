"""How soon a due message reaches its platform: a real worker process, and a platform on loopback that notes when it was called."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
import uuid
from datetime import UTC, datetime, timedelta
from importlib import import_module
from statistics import median, quantiles
from typing import Any

from benching.served import CHECKOUT

# Four a second for two minutes, over so many accounts; 99 of 100 within ten seconds (issue: sending).
RATE, SECONDS, ACCOUNTS, TARGET = 4, 120, 24, 10.0


def due(bench: Any, seconds: int = SECONDS) -> None:
    """Every message is planned ahead, as a calendar plans it; what counts is the platform's own clock of the call."""
    import_module("tests.faults.connector").offer()
    dispatches = import_module("pendopo.delivery.models").Dispatch.objects
    with import_module("tests.faults.truth").truth() as platform:
        of = accounts(bench.account, platform.url)
        start = datetime.now(UTC) + timedelta(seconds=12)
        planned = {
            plan(of[n % ACCOUNTS], n, start + timedelta(seconds=n / RATE)): n / RATE for n in range(RATE * seconds)
        }
        command = [sys.executable, "-m", "tests.faults.bootstrap", "work"]
        place = {**os.environ, "PENDOPO_ALLOW_PRIVATE_ADDRESSES": "1"}
        load = os.getloadavg()[0]
        worker = subprocess.Popen(command, cwd=CHECKOUT, env=place, start_new_session=True, stdout=subprocess.DEVNULL)
        try:
            until = time.monotonic() + seconds + 120
            while len(platform.calls) < len(planned) and time.monotonic() < until:
                time.sleep(0.5)
            time.sleep(1)
        finally:
            os.killpg(worker.pid, signal.SIGKILL)
            worker.wait()
        late = sorted(at - start.timestamp() - planned[key] for at, key in platform.calls if key in planned)
        once = len(platform.copies()) == len(planned) and max(platform.copies().values()) == 1
    live = dispatches.filter(key__in=list(planned), state="live").count()
    p99 = quantiles(late, n=100)[-1]
    told = f"<= {TARGET:g} s for 99 %; {live} of {len(planned)} live, load {load:.1f}-{os.getloadavg()[0]:.1f}"
    bench.keep(
        f"due message at the platform, {RATE}/s, p99", p99, "s", p95=round(quantiles(late, n=20)[-1], 2), target=told,
        reached=p99 <= TARGET and once,
    )  # fmt: skip
    bench.keep("due message at the platform, p50", median(late), "s")
    bench.keep("due message at the platform, the latest", late[-1], "s")


def accounts(like: Any, url: str) -> list[Any]:
    """Official accounts on that platform, in the decree of one that is official already."""
    models, queries = import_module("pendopo.registry.models"), import_module("pendopo.registry.queries")
    decree, made = queries.decree_of(like, datetime.now(UTC)), []
    for number in range(ACCOUNTS):
        one = type(like).objects.create(
            agency=like.agency, platform="truth", connector="truth", name=f"Ukur {number}", handle=f"ukur{number}",
            handle_folded=f"ukur{number}", url=url, account_type=like.account_type, verdict=like.verdict,
            state="official", official_since=like.official_since,
        )  # fmt: skip
        models.Connection.objects.create(account=one, health="good")
        decree.accounts.add(one)
        made.append(one)
    return made


def plan(account: Any, number: int, at: datetime) -> str:
    """A message of the calendar, waiting in the outbox."""
    outgoing = import_module("pendopo.connectors.base").Outgoing
    by = import_module("pendopo.journal.actor").Actor.system()
    message = outgoing(key=str(uuid.uuid4()), text=f"Jadwal layanan {number}", since=at)
    queue = import_module("pendopo.delivery.actions").queue
    queue(account=account, kind="post", outgoing=message, not_before=at, not_after=at + timedelta(hours=1), by=by)
    return str(message.key)
