"""A wire on loopback that is cut at a chosen moment: the server does its work, the answer never arrives."""

from __future__ import annotations

import socket
import threading
from collections.abc import Iterator
from contextlib import closing, contextmanager, suppress


def _pump(source: socket.socket, target: socket.socket, cut_at: bytes) -> None:
    """Pass bytes on until the other side ends, or until this answer passes (which it then does not)."""
    with suppress(OSError):
        while chunk := source.recv(65536):
            if cut_at and cut_at in chunk:
                break
            target.sendall(chunk)
    for side in (source, target):
        with suppress(OSError):
            side.shutdown(socket.SHUT_RDWR)


@contextmanager
def wire(port: int, *, cut_at: bytes) -> Iterator[int]:
    """A port that leads to another one of loopback; an answer that holds `cut_at` cuts the connection."""
    with closing(socket.create_server(("127.0.0.1", 0))) as listening:

        def accept() -> None:
            with suppress(OSError):
                while True:
                    near, _address = listening.accept()
                    far = socket.create_connection(("127.0.0.1", port))
                    threading.Thread(target=_pump, args=(near, far, b""), daemon=True).start()
                    threading.Thread(target=_pump, args=(far, near, cut_at), daemon=True).start()

        threading.Thread(target=accept, daemon=True).start()
        yield int(listening.getsockname()[1])
