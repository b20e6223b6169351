"""The parent of the workers that are killed: it has everything loaded, no database connection and no thread when it forks."""

from __future__ import annotations

import os
import signal
import sys
from contextlib import suppress

import django

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "pendopo.settings")
django.setup()

from pendopo.worker.running import Engine  # noqa: E402
from tests.faults.connector import offer  # noqa: E402

living: set[int] = set()


def end(*_signal: object) -> None:
    """Nobody outlives the test."""
    for pid in living:
        with suppress(ProcessLookupError):
            os.kill(pid, signal.SIGKILL)
    os._exit(0)


def say(number: int) -> None:
    """Answer whoever asked."""
    sys.stdout.write(f"{number}\n")
    sys.stdout.flush()


def born() -> int:
    """A worker of its own process."""
    pid = os.fork()
    if pid == 0:
        signal.signal(signal.SIGTERM, signal.SIG_DFL)
        os.close(0)
        Engine().run()
        os._exit(0)
    living.add(pid)
    return pid


def buried(pid: int) -> int:
    """By which signal it ended."""
    _pid, status = os.waitpid(pid, 0)
    living.discard(pid)
    return os.WTERMSIG(status) if os.WIFSIGNALED(status) else -1


if __name__ == "__main__":
    offer()
    signal.signal(signal.SIGTERM, end)
    for line in sys.stdin:
        word, _space, number = line.strip().partition(" ")
        say(buried(int(number)) if word == "bury" else born())
    end()
