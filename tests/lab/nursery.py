"""Workers for tests that kill many: a parent that has everything loaded forks them, so that one is there at once."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass

from tests.faults.house import ROOT, House


@dataclass
class Nursery:
    """Gives birth to real worker processes on the house's database; each is killed by its number."""

    parent: subprocess.Popen[str]

    def worker(self) -> int:
        """A fresh worker process; its number."""
        assert self.parent.stdin is not None
        assert self.parent.stdout is not None
        self.parent.stdin.write("born\n")
        self.parent.stdin.flush()
        return int(self.parent.stdout.readline())

    def kill(self, pid: int) -> None:
        """SIGKILL, and wait until it is gone."""
        os.kill(pid, signal.SIGKILL)
        assert self.parent.stdin is not None
        assert self.parent.stdout is not None
        self.parent.stdin.write(f"bury {pid}\n")
        self.parent.stdin.flush()
        assert self.parent.stdout.readline().strip() == str(int(signal.SIGKILL))


@contextmanager
def nursery(house: House) -> Iterator[Nursery]:
    """The parent lives as long as the block; so do its workers at most."""
    command = [sys.executable, "-m", "tests.lab.parent"]
    with (house.folder / "worker.log").open("ab") as log:
        parent = subprocess.Popen(
            command, cwd=ROOT, env=dict(house.env), stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=log, text=True
        )
    try:
        yield Nursery(parent)
    finally:
        # A signal in the moment before it reads again would go unheard; the end of what it reads does not.
        assert parent.stdin is not None
        with suppress(OSError):
            parent.stdin.close()
            parent.terminate()
        parent.wait(30)
