"""A platform that keeps the truth: a real HTTP server on loopback that remembers every post and can be made to misbehave."""

from __future__ import annotations

import json
import socket
import threading
import time
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any, Literal
from urllib.parse import parse_qs, urlsplit

How = Literal[
    "well", "drop before", "drop after", "half answer", "502 before", "502 after", "504 after", "refuse", "refuse after",
    "429", "429 for ten years", "429 negative", "401", "html after", "empty after", "slow", "silent after",
]  # fmt: skip
KEPT = {"well", "drop after", "half answer", "502 after", "504 after", "refuse after", "html after", "empty after", "slow",
        "silent after"}  # fmt: skip


@dataclass
class Truth:
    """What is really live. `how` is asked for every change; `reading` for every look back."""

    url: str = ""
    live: list[dict[str, Any]] = field(default_factory=list)
    said: list[dict[str, Any]] = field(default_factory=list)
    calls: list[tuple[float, str]] = field(default_factory=list)
    how: dict[str, list[How]] = field(default_factory=dict)
    reading: list[How] = field(default_factory=list)
    before: float = 0
    after: float = 0
    # What becomes of posts that the platform reviews: set by a test, told when it is asked again.
    reviews: bool = False
    media: dict[str, int] = field(default_factory=dict)
    # How often a picture is "still being worked on" before it is ready.
    works: int = 0
    lock: threading.Lock = field(default_factory=threading.Lock, repr=False)

    def next_how(self, key: str) -> How:
        """What to do with this call: the account's own list first, else well."""
        with self.lock:
            waiting = self.how.get(key) or ([] if " " in key else self.how.get("*")) or []
            return waiting.pop(0) if waiting else "well"

    def put(self, message: dict[str, Any]) -> dict[str, Any]:
        """It is live from now on."""
        with self.lock:
            kept = {**message, "id": str(len(self.live) + 1), "verdict": "waiting" if self.reviews else "yes"}
            self.live.append(kept)
            return kept

    def copies(self) -> Counter[str]:
        """How many copies of each key are live."""
        with self.lock:
            return Counter(one["key"] for one in self.live)


class _Answers(BaseHTTPRequestHandler):
    truth: Truth

    def log_message(self, format: str, *args: object) -> None:
        return

    def do_GET(self) -> None:
        with self.truth.lock:
            how = self.truth.reading.pop(0) if self.truth.reading else "well"
        if how == "502 before":
            return self._say(502, {})
        if how == "401":
            return self._say(401, {})
        if how == "drop before":
            return self._cut()
        asked = parse_qs(urlsplit(self.path).query)
        with self.truth.lock:
            if self.path.startswith("/said"):
                after = int(asked["after"][0])
                return self._say(200, {"said": self.truth.said[after : after + 50], "all": len(self.truth.said)})
            if self.path.startswith("/media"):
                return self._say(200, self._worked_on(asked["id"][0]))
            name = "key" if "key" in asked else "id"
            return self._say(200, {"posts": [one for one in self.truth.live if one[name] == asked[name][0]]})

    def _worked_on(self, number: str) -> dict[str, Any]:
        left = self.truth.media.get(number, 0)
        self.truth.media[number] = max(0, left - 1)
        return {"id": number, "ready": left <= 0}

    def _changes(self, wanted: str) -> None:
        message = json.loads(self.rfile.read(int(self.headers["content-length"])))
        how = self.truth.next_how(f"{wanted} {message['account']}")
        with self.truth.lock:
            found = [one for one in self.truth.live if one["id"] == message["id"]]
            if how in KEPT:
                for one in found:
                    one.update({"text": message["text"]} if wanted == "edit" else {"removed": "yes"})
        self._answer(how, found[0] if found else {})

    def do_PUT(self) -> None:
        self._changes("edit")

    def do_DELETE(self) -> None:
        self._changes("delete")

    def do_POST(self) -> None:
        message = json.loads(self.rfile.read(int(self.headers["content-length"])))
        if self.path.startswith("/media"):
            self._take_picture(message)
            return
        with self.truth.lock:
            self.truth.calls.append((time.time(), message["key"]))
        how = self.truth.next_how(message["account"])
        time.sleep(30 if how == "slow" else self.truth.before)
        kept = self.truth.put(message) if how in KEPT else {}
        time.sleep(self.truth.after)
        self._answer(how, kept)

    def _take_picture(self, message: dict[str, Any]) -> None:
        how = self.truth.next_how(f"media {message['account']}")
        with self.truth.lock:
            number = str(len(self.truth.media) + 1)
            self.truth.media[number] = self.truth.works
        self._answer(how, {"id": number, "ready": self.truth.works == 0})

    def _answer(self, how: How, kept: dict[str, Any]) -> None:
        if how in {"drop before", "drop after"}:
            return self._cut()
        if how == "silent after":
            time.sleep(20)
            return self._cut()
        if how == "half answer":
            self.wfile.write(b'HTTP/1.1 200 OK\r\nContent-Length: 5000\r\n\r\n{"id":')
            return self._cut()
        if how in {"html after", "empty after"}:
            return self._raw(200, b"<html>masuk dulu</html>" if how == "html after" else b"", "text/html")
        status = {"502 before": 502, "502 after": 502, "504 after": 504, "refuse": 403, "refuse after": 403, "401": 401}
        if how.startswith("429"):
            wait = {"429": "2", "429 for ten years": "315360000", "429 negative": "-5"}[how]
            return self._say(429, {}, {"Retry-After": wait})
        return self._say(status.get(how, 201), kept)

    def _cut(self) -> None:
        with suppress(OSError):
            self.connection.shutdown(socket.SHUT_RDWR)
        self.close_connection = True

    def _say(self, status: int, body: object, headers: dict[str, str] | None = None) -> None:
        self._raw(status, json.dumps(body).encode(), "application/json", headers)

    def _raw(self, status: int, body: bytes, kind: str, headers: dict[str, str] | None = None) -> None:
        with suppress(OSError):
            self.send_response(status)
            for name, value in {"Content-Type": kind, "Content-Length": str(len(body)), **(headers or {})}.items():
                self.send_header(name, value)
            self.end_headers()
            self.wfile.write(body)


class _Server(ThreadingHTTPServer):
    daemon_threads = True
    request_queue_size = 128

    def handle_error(self, request: Any, client_address: Any) -> None:
        return


@contextmanager
def truth() -> Iterator[Truth]:
    """A platform, running until the block ends."""
    kept = Truth()
    server = _Server(("127.0.0.1", 0), type("Answers", (_Answers,), {"truth": kept}))
    kept.url = f"http://127.0.0.1:{server.server_address[1]}"
    threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.05}, daemon=True).start()
    try:
        yield kept
    finally:
        server.shutdown()
        server.server_close()
