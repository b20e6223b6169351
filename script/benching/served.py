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
from concurrent.futures import ThreadPoolExecutor
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


def served(bench: Any) -> None:
    """Public pages from the cache, the desk over HTTP, and the memory of a process after both."""
    port = free_port()
    options = ["--interface", "wsgi", "--host", "127.0.0.1", "--port", str(port), "--workers", "2", "--http", "1"]
    options += ["--no-ws", "--blocking-threads", "4", "--backpressure", "64", "--log-level", "error"]
    command = [sys.executable, "-m", "granian", *options, "pendopo.wsgi:application"]
    server = subprocess.Popen(command, cwd=CHECKOUT, start_new_session=True)
    try:
        wait_for(port)
        for address in ("/", f"/pemda/{bench.account.agency.government.key}/"):
            public(bench, port, address)
        cookie = f"pendopo={bench.client.cookies['pendopo'].value}"
        taken = [bench.timed(lambda: ask(port, "/meja/?tampak=all", cookie)) for _ in range(60)]
        bench.keep("desk over HTTP", median(taken), "ms", p95=round(quantiles(taken, n=20)[-1], 2))
        most = max(memory(pid) for pid in children(server.pid))
        bench.keep("memory of a web process", most, "MB", target="<= 150 MB", reached=most <= 150)
        newest = bench.inbox.Case.objects.filter(agency=bench.account.agency_id).order_by("-id")
        with ThreadPoolExecutor(CONNECTIONS) as many:
            list(
                many.map(
                    lambda pk: ask(port, f"/meja/kasus/{pk}/", cookie), newest.values_list("pk", flat=True)[:CASES]
                )
            )
        most = max(memory(pid) for pid in children(server.pid))
        bench.keep(f"the same after {CASES} cases were opened", most, "MB", target="<= 150 MB", reached=most <= 150)
    finally:
        os.killpg(server.pid, signal.SIGKILL)
        server.wait()


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
