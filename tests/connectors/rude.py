"""A small HTTP server on loopback whose manners each test chooses: what a platform does on its worst days."""

from __future__ import annotations

import gzip
import socket
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

BOMB = gzip.compress(bytes(20 * 1024 * 1024), 6)


@dataclass
class Seen:
    """One request as it reached the server."""

    method: str
    path: str
    headers: dict[str, str]
    body: bytes


Manners = Callable[["Desk"], None]


class Desk(BaseHTTPRequestHandler):
    """Hands every request to the manners of its server."""

    server: Rude
    protocol_version = "HTTP/1.1"

    def _serve(self) -> None:
        length = int(self.headers.get("content-length") or 0)
        headers = {name.lower(): value for name, value in self.headers.items()}
        self.seen = Seen(self.command, self.path, headers, self.rfile.read(length))
        self.server.seen.append(self.seen)
        try:
            self.server.manners(self)
        except OSError:
            self.close_connection = True

    do_GET = do_POST = do_PUT = do_DELETE = do_HEAD = _serve

    def log_message(self, format: str, *args: object) -> None:
        """Quiet."""

    def say(self, status: int, body: bytes | str = b"", kind: str = "application/json", **headers: str) -> None:
        """A whole, well-formed answer."""
        raw = body.encode() if isinstance(body, str) else body
        self.send_response(status)
        self.send_header("content-type", kind)
        self.send_header("content-length", str(len(raw)))
        for name, value in headers.items():
            self.send_header(name.replace("_", "-"), value)
        self.end_headers()
        self.wfile.write(raw)


class Rude(ThreadingHTTPServer):
    """The server; `seen` keeps every request."""

    daemon_threads = True

    def __init__(self, manners: Manners) -> None:
        super().__init__(("127.0.0.1", 0), Desk)
        self.manners = manners
        self.seen: list[Seen] = []

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.server_address[1]}"

    def handle_error(self, request: object, client_address: object) -> None:
        """A client that hangs up is what these tests are about."""


@contextmanager
def rude(manners: Manners) -> Iterator[Rude]:
    """A server with these manners while the block lasts."""
    server = Rude(manners)
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True)
    thread.start()
    try:
        yield server
    finally:
        server.shutdown()
        server.server_close()


def html_page(desk: Desk) -> None:
    desk.say(200, "<!doctype html><title>Selamat datang</title><p>Silakan masuk</p>", "text/html")


def nothing(desk: Desk) -> None:
    desk.say(200, b"", "application/json")


def too_many(wait: str) -> Manners:
    return lambda desk: desk.say(429, '{"code":"too_many"}', Retry_After=wait)


def status(code: int, body: str = "{}") -> Manners:
    return lambda desk: desk.say(code, body)


def hangs_up(desk: Desk) -> None:
    """The connection is reset before any answer."""
    desk.connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, b"\x01\x00\x00\x00\x00\x00\x00\x00")
    desk.connection.close()
    desk.close_connection = True


def half_body(desk: Desk) -> None:
    desk.send_response(200)
    desk.send_header("content-type", "application/json")
    desk.send_header("content-length", "1000")
    desk.end_headers()
    desk.wfile.write(b'{"id": 1')
    desk.wfile.flush()
    desk.close_connection = True


def silent(desk: Desk) -> None:
    time.sleep(5)


def drips(desk: Desk) -> None:
    """A byte now and then: no single read is slow, the whole never ends."""
    desk.send_response(200)
    desk.send_header("content-length", "100000")
    desk.end_headers()
    for _count in range(100):
        desk.wfile.write(b" ")
        desk.wfile.flush()
        time.sleep(0.1)


def endless(desk: Desk) -> None:
    desk.send_response(200)
    desk.send_header("connection", "close")
    desk.end_headers()
    while True:
        desk.wfile.write(b"x" * 65536)


def gzip_bomb(desk: Desk) -> None:
    """Twenty kilobytes that unpack to 20 MB."""
    desk.say(200, BOMB, content_encoding="gzip")


def deep_json(desk: Desk) -> None:
    desk.say(200, "[" * 200_000)


def sends_to(url: str, code: int = 302) -> Manners:
    return lambda desk: desk.say(code, b"", Location=url)


@dataclass
class Paths:
    """Manners by path (without query); what is not listed is a 404."""

    by_path: dict[str, Manners] = field(default_factory=dict)

    def __call__(self, desk: Desk) -> None:
        self.by_path.get(desk.path.split("?")[0], status(404))(desk)
