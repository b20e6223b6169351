"""What a browser meets: the real web server with its two processes, asked over loopback."""

from __future__ import annotations

import http.client
import os
import signal
import socket
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from importlib import import_module
from pathlib import Path
from statistics import median, quantiles
from typing import Any

CHECKOUT = Path(__file__).resolve().parent.parent.parent
SECONDS, CONNECTIONS = 5.0, 8
# Opening a case reads the models and all answers of the government.
CASES = 40


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


@contextmanager
def web_server() -> Iterator[tuple[int, int]]:
    """Port and process number of the real server, with two processes that answer."""
    port = free_port()
    serve = import_module("pendopo.worker.management.commands.serve")
    command, place = serve.web("127.0.0.1", port), serve.LEAN | os.environ
    server = subprocess.Popen(command, cwd=CHECKOUT, env=place, start_new_session=True)
    try:
        wait_for(port)
        yield port, server.pid
    finally:
        os.killpg(server.pid, signal.SIGKILL)
        server.wait()


def served(bench: Any) -> None:
    """Public pages from the cache, the desk over HTTP, and the memory of a process after that."""
    with web_server() as (port, pid):
        for address in ("/", f"/pemda/{bench.account.agency.government.key}/"):
            public(bench, port, address)
        taken = [bench.timed(lambda: ask(port, "/meja/?tampak=all", cookie_of(bench))) for _ in range(60)]
        bench.keep("desk over HTTP", median(taken), "ms", p95=round(quantiles(taken, n=20)[-1], 2))
        open_cases(bench, port, pid)


def with_few_answers(bench: Any) -> None:
    """The memory of a process that serves a desk, while the library holds the demo's answers only."""
    with web_server() as (port, pid):
        open_cases(bench, port, pid)


def open_cases(bench: Any, port: int, pid: int) -> None:
    """Memory of a process after a desk and many cases were opened by several at once."""
    newest = bench.inbox.Case.objects.filter(agency=bench.account.agency_id).order_by("-id")
    addresses = ["/meja/?tampak=all", *(f"/meja/kasus/{pk}/" for pk in newest.values_list("pk", flat=True)[:CASES])]
    cookie = cookie_of(bench)
    with ThreadPoolExecutor(CONNECTIONS) as many:
        list(many.map(lambda address: ask(port, address, cookie), addresses))
    most = max(memory(one) for one in children(pid))
    count = import_module("pendopo.knowledge.models").Answer.objects.count()
    bench.keep(f"memory of a web process, {count} answers", most, "MB", target="<= 150 MB", reached=most <= 150)


def cookie_of(bench: Any) -> str:
    return f"pendopo={bench.client.cookies['pendopo'].value}"


def wait_for(port: int) -> None:
    for _ in range(3000):
        try:
            ask(port, "/")
        except OSError:
            time.sleep(0.1)
        else:
            return
    sys.exit("the web server did not answer")


def ask(port: int, address: str, cookie: str = "") -> bytes:
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=30)
    try:
        connection.request("GET", address, headers={"Cookie": cookie} if cookie else {})
        answer = connection.getresponse()
        body = answer.read()
    finally:
        connection.close()
    if answer.status != 200:
        sys.exit(f"{address}: HTTP {answer.status}")
    return body


def public(bench: Any, port: int, address: str) -> None:
    """As many requests as a few connections that stay open bring through."""
    size = len(ask(port, address))
    for _ in range(20):
        ask(port, address)
    first: list[float] = []
    counts = [0] * CONNECTIONS
    until = time.perf_counter() + SECONDS

    def keep_asking(number: int) -> None:
        with socket.create_connection(("127.0.0.1", port)) as line:
            while time.perf_counter() < until:
                before = time.perf_counter()
                line.sendall(f"GET {address} HTTP/1.1\r\nHost: 127.0.0.1\r\n\r\n".encode())
                part = line.recv(65536)
                first.append((time.perf_counter() - before) * 1000)
                head, _, body = part.partition(b"\r\n\r\n")
                if not head.startswith(b"HTTP/1.1 200"):
                    raise ConnectionError(head[:80])
                lower = head.lower()
                left = int(lower.split(b"content-length:")[1].split(b"\r\n")[0]) - len(body)
                while left > 0:
                    left -= len(line.recv(65536))
                counts[number] += 1

    threads = [threading.Thread(target=keep_asking, args=(number,)) for number in range(CONNECTIONS)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    a_second = sum(counts) / SECONDS
    name = "public front page" if address == "/" else "public page of a government"
    bench.keep(f"{name}, kept", a_second, "req/s", target=">= 1000 req/s", reached=a_second >= 1000)
    bench.keep(f"{name}, first byte", median(first), "ms", p95=round(quantiles(first, n=20)[-1], 2),
               target=f"<= 20 ms ({CONNECTIONS} connections at once)", reached=median(first) <= 20)  # fmt: skip
    bench.keep(f"{name}, size", size / 1000, "kB", target="<= 100 kB", reached=size <= 100_000)


def children(pid: int) -> list[int]:
    """The server's own processes: those that answer are its children."""
    found = []
    for entry in Path("/proc").iterdir():
        if entry.name.isdigit():
            try:
                stat = (entry / "stat").read_text()
            except OSError:
                continue
            if int(stat.rpartition(")")[2].split()[1]) == pid:
                found.append(int(entry.name))
    return found or [pid]


def memory(pid: int) -> float:
    """What a process has of its own and shares, in MB."""
    status = Path(f"/proc/{pid}/status").read_text()
    return int(status.split("VmRSS:")[1].split()[0]) / 1024


def second_start(folder: str) -> float:
    """Seconds from `script/server` on a prepared data folder to the first answer."""
    port = free_port()
    place = {**os.environ, "PENDOPO_DATA_DIR": folder, "PENDOPO_PORT": str(port), "PENDOPO_LOG_LEVEL": "ERROR"}
    before = time.perf_counter()
    server = subprocess.Popen(
        [CHECKOUT / "script" / "server"], env=place, stdout=subprocess.DEVNULL, start_new_session=True
    )
    try:
        wait_for(port)
        return time.perf_counter() - before
    finally:
        server.send_signal(signal.SIGTERM)
        server.wait(30)
