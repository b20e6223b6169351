"""What a platform meets that delivers by itself: how soon it hears that its delivery is kept, with web server and worker
running as they do in use. Deliveries leave at a steady rate whatever the answers take, and count from their planned moment."""

from __future__ import annotations

import http.client
import os
import signal
import subprocess
import sys
import threading
import time
from importlib import import_module
from statistics import median, quantiles
from typing import Any

from benching.served import CHECKOUT, free_port, memory, wait_for

SECRET = "rahasia-kait-ukur"
# What is asked for: so many a second on each database, acknowledged within so many milliseconds.
RATES, SECONDS, TARGET, CONNECTIONS = {"sqlite": 50, "postgresql": 500}, 30, 500.0, 32


def hooks(bench: Any, seconds: int = SECONDS) -> None:
    """Deliveries at the promised rate; then everything must stand in the inbox."""
    hook = opened(bench.account)
    port, rate = free_port(), RATES[bench.database]
    options = ["--interface", "wsgi", "--host", "127.0.0.1", "--port", str(port), "--workers", "2", "--http", "1"]
    options += ["--no-ws", "--blocking-threads", "4", "--backpressure", "64", "--log-level", "error"]
    web = [sys.executable, "-m", "granian", *options, "tests.faults.wsgi:application"]
    worker = [sys.executable, "-m", "tests.faults.bootstrap", "work"]
    running: list[subprocess.Popen[bytes]] = []
    inbound = import_module("pendopo.inbox.receiving.models").Inbound.objects
    try:
        for command in (web, worker):
            running.append(subprocess.Popen(command, cwd=CHECKOUT, start_new_session=True, stdout=subprocess.DEVNULL))
        wait_for(port)
        path = f"/kait/truth/{hook.key}/"
        drive(port, path, rate=20, seconds=3, name="hangat")
        before, load = inbound.count(), os.getloadavg()[0]
        taken, wrong = drive(port, path, rate=rate, seconds=seconds, name="ukur")
        kept, count = inbound.count() - before, rate * seconds
        ended = time.perf_counter()
        while inbound.filter(read_at=None).exists() and time.perf_counter() - ended < 120:
            time.sleep(0.2)
        p99 = quantiles(taken, n=100)[-1]
        fine = p99 <= TARGET and not wrong and kept == count
        bench.keep(
            f"webhook acknowledged, {rate}/s, p99", p99, "ms", p95=round(quantiles(taken, n=20)[-1], 2),
            target=f"<= {TARGET:g} ms after the commit; {kept} of {count} kept, load {load:.1f}-{os.getloadavg()[0]:.1f}",
            reached=fine,
        )  # fmt: skip
        bench.keep("webhook acknowledged, p50", median(taken), "ms")
        bench.keep("webhook, the last one read after", time.perf_counter() - ended, "s")
        held = memory(running[1].pid)
        bench.keep(f"memory of a worker that read {count}", held, "MB", target="<= 250 MB", reached=held <= 250)
    finally:
        for process in running:
            os.killpg(process.pid, signal.SIGKILL)
            process.wait()


def opened(account: Any) -> Any:
    """The account, connected to a platform that signs what it delivers, with an address open for it."""
    import_module("tests.faults.connector").offer()
    connections = import_module("pendopo.registry.connections")
    keeper = connections.keepers_of(account)[0]
    connections.connect(account=account, options={}, secrets={"token": SECRET}, by=keeper, connector="truth")
    # Nothing is fetched meanwhile: the platform of the measurement only delivers.
    import_module("pendopo.registry.models").Connection.objects.filter(account=account).update(next_collect_at=None)
    return import_module("pendopo.inbox.receiving.actions").open_hook(account=account, by=keeper)


def drive(port: int, path: str, *, rate: int, seconds: int, name: str) -> tuple[list[float], list[int]]:
    """Milliseconds from the planned moment to the answer of each delivery, and every answer that was not 200."""
    deliver = import_module("tests.faults.connector").delivery
    taken: list[float] = []
    wrong: list[int] = []
    start = time.perf_counter() + 0.5

    def line(first: int) -> None:
        connection = http.client.HTTPConnection("127.0.0.1", port, timeout=60)
        for number in range(first, rate * seconds, CONNECTIONS):
            planned = start + number / rate
            said = {
                "id": f"{name}-{number}",
                "text": f"Kapan loket buka? {number}",
                "who": f"w{number}",
                "at": time.time(),
            }
            time.sleep(max(0.0, planned - time.perf_counter()))
            body, headers = deliver(SECRET, [said])
            connection.request("POST", path, body, {"Content-Type": "application/json", **headers})
            answer = connection.getresponse()
            answer.read()
            taken.append((time.perf_counter() - planned) * 1000)
            if answer.status != 200:
                wrong.append(answer.status)

    lines = [threading.Thread(target=line, args=(number,)) for number in range(CONNECTIONS)]
    for one in lines:
        one.start()
    for one in lines:
        one.join()
    return taken, wrong
