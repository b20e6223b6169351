"""`pendopo work`: the worker, until SIGTERM or Ctrl-C."""

from __future__ import annotations

import os
import signal
import threading
from argparse import ArgumentParser
from types import FrameType
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand

from pendopo.delivery.leases import worker_name
from pendopo.worker.running import Engine, rq_hands, run_once


class Command(BaseCommand):
    help = "Jalankan pekerja: mengumpulkan, mengirim, mengingatkan."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--once", action="store_true", help="kerjakan yang jatuh tempo sekali, lalu berhenti")

    def handle(self, *args: Any, once: bool = False, **options: Any) -> None:
        if once:
            self.stdout.write(f"Selesai: {run_once()} pekerjaan.")
            return
        os.environ.setdefault("PENDOPO_WORKER_NAME", worker_name())
        engine = Engine()
        _stop_on_signal(engine.stop)
        hands = rq_hands(settings.WORKERS) if settings.REDIS_URL else []
        self.stdout.write(f"Pekerja {worker_name()} berjalan.")
        self.stdout.flush()
        engine.run()
        for hand in hands:
            hand.terminate()
        for hand in hands:
            hand.wait(30)
        self.stdout.write("Pekerja berhenti.")
        self.stdout.flush()
        # A call that is still under way must not keep the process: its lease lapses and it is read back.
        os._exit(0)


def _stop_on_signal(stop: threading.Event) -> None:
    def told(number: int, frame: FrameType | None) -> None:
        if stop.is_set():
            os._exit(1)
        stop.set()

    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, told)
