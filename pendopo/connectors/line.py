"""The line below the HTTP door: connects to checked addresses only, within the time of the whole call."""

from __future__ import annotations

import ssl
import time
from typing import Any

import httpcore
import httpx

from pendopo.connectors.address import MAX_ADDRESSES, AddressRule

TLS = httpx.create_ssl_context(trust_env=False)


class Door(httpcore.NetworkBackend):
    """Connects to checked addresses only, and remembers whether anything was sent over this line."""

    def __init__(self, rule: AddressRule, deadline: float) -> None:
        self.rule = rule
        self.deadline = deadline
        self.sent = False

    def left(self, timeout: float | None) -> float:
        """Seconds that a step may take: its own limit, and never beyond the end of the whole call."""
        remaining = self.deadline - time.monotonic()
        if remaining <= 0:
            raise httpcore.ReadTimeout("total time")
        return remaining if timeout is None else min(timeout, remaining)

    def connect_tcp(
        self,
        host: str,
        port: int,
        timeout: float | None = None,
        local_address: str | None = None,
        socket_options: Any = None,
    ) -> httpcore.NetworkStream:
        failure: Exception = httpcore.ConnectError("no address")
        for address in self.rule.checked(host, port)[:MAX_ADDRESSES]:
            try:
                return Line(httpcore.SyncBackend().connect_tcp(address, port, self.left(timeout)), self)
            except (httpcore.ConnectError, httpcore.ConnectTimeout) as refusal:
                failure = refusal
        raise failure


class Line(httpcore.NetworkStream):
    """A stream within the time of the whole call."""

    def __init__(self, inner: httpcore.NetworkStream, door: Door) -> None:
        self.inner = inner
        self.door = door

    def read(self, max_bytes: int, timeout: float | None = None) -> bytes:
        return self.inner.read(max_bytes, self.door.left(timeout))

    def write(self, buffer: bytes, timeout: float | None = None) -> None:
        self.door.sent = self.door.sent or bool(buffer)
        self.inner.write(buffer, self.door.left(timeout))

    def close(self) -> None:
        self.inner.close()

    def start_tls(
        self, ssl_context: ssl.SSLContext, server_hostname: str | None = None, timeout: float | None = None
    ) -> httpcore.NetworkStream:
        return Line(self.inner.start_tls(ssl_context, server_hostname, self.door.left(timeout)), self.door)

    def get_extra_info(self, info: str) -> Any:
        return self.inner.get_extra_info(info)
