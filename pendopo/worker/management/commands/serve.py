"""`pendopo serve`: web and worker as two child processes, started, watched and stopped together."""

from __future__ import annotations

import os
import signal
import socket
import subprocess
import sys
import threading
import time
from argparse import ArgumentParser
from collections.abc import Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from types import FrameType
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError
from django.db import connection
from django.db.migrations.executor import MigrationExecutor

LONGEST_BACKOFF = 30.0
PATIENCE = 25.0
# One pool of memory for all threads, which take turns anyway; with one for each a web process holds some 6 MB more.
LEAN = {"MALLOC_ARENA_MAX": "1"}


@dataclass
class Child:
    """A process that is started again when it dies, later each time that it dies young."""

    name: str
    command: Sequence[str]
    process: subprocess.Popen[bytes] | None = None
    begun: float = 0
    deaths: int = 0
    wait_until: float = field(default=0)

    def watch(self, now: float) -> str:
        """Start it where it is not running; what happened, in words, or an empty text."""
        if self.process is not None and self.process.poll() is not None:
            self.deaths = 1 if now - self.begun > 60 else self.deaths + 1
            pause = min(0.5 * 2 ** (self.deaths - 1), LONGEST_BACKOFF)
            kill_rest(self.process)
            self.wait_until, code, self.process = now + pause, self.process.returncode, None
            return f"{self.name} berhenti (kode {code}); dijalankan lagi dalam {pause:.1f} detik."
        if self.process is None and now >= self.wait_until:
            # A group of its own: Ctrl-C reaches only us, and we pass it on.
            self.process = subprocess.Popen(self.command, start_new_session=True, env=LEAN | os.environ)  # noqa: S603
            self.begun = now
        return ""


class Command(BaseCommand):
    help = "Jalankan web dan pekerja bersama."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--host", default="127.0.0.1")
        parser.add_argument("--port", type=int, default=8000)

    def handle(self, *args: Any, host: str = "127.0.0.1", port: int = 8000, **options: Any) -> None:
        _refuse_taken(host, port)
        _refuse_unprepared()
        stop = threading.Event()
        _stop_on_signal(stop)
        children = [Child("Web", web(host, port)), Child("Pekerja", [sys.executable, "-m", "pendopo", "work"])]
        self._say(f"Pendopo di http://{host}:{port} — berhenti: Ctrl-C")
        while not stop.is_set():
            for child in children:
                if said := child.watch(time.monotonic()):
                    self._say(said)
            stop.wait(0.2)
        end(children)
        self._say("Pendopo berhenti.")

    def _say(self, sentence: str) -> None:
        self.stdout.write(sentence)
        self.stdout.flush()


def _refuse_taken(host: str, port: int) -> None:
    """Web processes share their port among themselves, so a second `serve` would be let in, and a visitor would meet
    the one or the other, each with its own database."""
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    with socket.socket(family) as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((host, port))
        except OSError as problem:
            raise CommandError(
                f"Porta {port} pada {host} tidak dapat dipakai ({problem.strerror}); pilih --port atau PENDOPO_PORT lain."
            ) from problem


def _refuse_unprepared() -> None:
    """Better one sentence now than an error on every page."""
    executor = MigrationExecutor(connection)
    if executor.migration_plan(executor.loader.graph.leaf_nodes()):
        raise CommandError("Basis data belum disiapkan untuk versi ini. Jalankan dulu: pendopo migrate")
    connection.close()


def web(host: str, port: int) -> list[str]:
    """The command that answers on a port."""
    options = ["--interface", "wsgi", "--host", host, "--port", str(port), "--workers", str(settings.WORKERS)]
    options += ["--http", "1", "--no-ws", "--blocking-threads", "4", "--backpressure", "64", "--log-level", "error"]
    # A process told to stop while it is still starting misses it, and would be waited for without end.
    options += ["--respawn-failed-workers", "--workers-kill-timeout", "5"]
    return [sys.executable, "-m", "granian", *options, "pendopo.wsgi:application"]


def _stop_on_signal(stop: threading.Event) -> None:
    def told(number: int, frame: FrameType | None) -> None:
        stop.set()

    for number in (signal.SIGTERM, signal.SIGINT, signal.SIGHUP):  # SIGHUP: the terminal was closed
        signal.signal(number, told)


def end(children: Sequence[Child]) -> None:
    """Ask all to stop at once; after a while, make them."""
    running = [child.process for child in children if child.process is not None]
    for process in running:
        process.send_signal(signal.SIGTERM)
    until = time.monotonic() + PATIENCE
    for process in running:
        try:
            process.wait(max(0.1, until - time.monotonic()))
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()
        kill_rest(process)


def kill_rest(ended: subprocess.Popen[bytes]) -> None:
    """What a child left behind in its group would keep the port."""
    with suppress(ProcessLookupError):
        os.killpg(ended.pid, signal.SIGKILL)
