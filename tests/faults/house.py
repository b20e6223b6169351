"""A whole installation for tests with real processes: its own data folder and database, and workers that may be killed."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from pathlib import Path

from django.conf import settings
from django.db import connection, connections

ROOT = Path(__file__).resolve().parents[2]


@dataclass
class House:
    """The database of the test that runs, and the worker processes on it."""

    env: Mapping[str, str]
    folder: Path
    workers: list[subprocess.Popen[bytes]] = field(default_factory=list)

    def worker(self) -> subprocess.Popen[bytes]:
        """Start a worker on the test's database."""
        command = [sys.executable, "-m", "tests.faults.bootstrap", "work"]
        with (self.folder / "worker.log").open("ab") as log:
            process = subprocess.Popen(command, cwd=ROOT, env=dict(self.env), stdout=log, stderr=log)
        self.workers.append(process)
        return process

    def kill(self, process: subprocess.Popen[bytes], sign: int = signal.SIGKILL) -> int:
        """SIGKILL: nothing is said, nothing is put in order."""
        process.send_signal(sign)
        code = process.wait(60)
        self.workers.remove(process)
        return code

    def said(self) -> str:
        """What the workers wrote."""
        return (self.folder / "worker.log").read_text(errors="replace")


def database_url() -> str:
    """The test's database as PENDOPO_DATABASE_URL."""
    held = connection.settings_dict
    if connection.vendor == "sqlite":
        return f"sqlite:///{held['NAME']}"
    where = f"{held['HOST']}:{held['PORT']}" if held["PORT"] else held["HOST"]
    who = f"{held['USER']}:{held['PASSWORD']}@" if held["USER"] else ""
    if str(held["HOST"]).startswith("/"):
        return f"postgresql://{who}/{held['NAME']}?host={held['HOST']}"
    return f"postgresql://{who}{where}/{held['NAME']}"


@contextmanager
def house(**more: str) -> Iterator[House]:
    """Workers inside see the rows of the test (which must use real transactions); none of them outlives the block."""
    with tempfile.TemporaryDirectory(prefix="pendopo-house-") as name:
        env = {
            **os.environ, "PENDOPO_DATA_DIR": name, "PENDOPO_DATABASE_URL": database_url(), "PENDOPO_REDIS_URL": "",
            "PENDOPO_SECRET_KEY": settings.SECRET_KEY, "PENDOPO_ALLOW_PRIVATE_ADDRESSES": "1",
            "PENDOPO_SEND_LEASE_SECONDS": "4", "PENDOPO_UNDO_SECONDS": "0", **more,
        }  # fmt: skip
        made = House(env, Path(name))
        try:
            yield made
        finally:
            for process in list(made.workers):
                with suppress(ProcessLookupError):
                    process.kill()
                process.wait()
            connections.close_all()


def until(so: Callable[[], bool], what: str, seconds: float = 60) -> float:
    """Wait until it is so; how long it took."""
    began = time.monotonic()
    while not so():
        if time.monotonic() - began > seconds:
            raise AssertionError(f"{what} did not happen within {seconds:.0f} s")
        time.sleep(0.05)
    return time.monotonic() - began
