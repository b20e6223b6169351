"""What script/server does once Python is ready: a free port, the database, the demo world once, then web and worker."""

from __future__ import annotations

import argparse
import fcntl
import os
import socket
import sys
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from importlib import import_module
from pathlib import Path

CHECKOUT = Path(__file__).resolve().parent.parent
FIRST_PORT = 8000
HELD: list[socket.socket] = []  # kept open as long as this process lives


def is_free(host: str, port: int) -> bool:
    """Whether nobody listens there, and no other script/server is about to."""
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((host, port))
        except OSError:
            return False
    if sys.platform != "linux":
        return True
    # The web server binds some seconds later; a name in Linux's abstract space keeps the port ours until then, for
    # every user of the machine, and goes with this process.
    hold = socket.socket(socket.AF_UNIX)
    try:
        hold.bind(f"\0pendopo-port-{port}")
    except OSError:
        hold.close()
        return False
    HELD.append(hold)
    return True


def choose_port(host: str) -> int:
    """PENDOPO_PORT, or the first free one from 8000 on."""
    wanted = os.environ.get("PENDOPO_PORT", "").strip()
    if wanted:
        if not wanted.isdigit() or not 0 < int(wanted) < 65536:
            sys.exit(f"PENDOPO_PORT={wanted!r}: tulis angka 1 sampai 65535. (write a number from 1 to 65535)")
        if not is_free(host, int(wanted)):
            sys.exit(
                f"Porta {wanted} sedang dipakai; pilih PENDOPO_PORT lain. (port {wanted} is taken; choose another)"
            )
        return int(wanted)
    for port in range(FIRST_PORT, FIRST_PORT + 200):
        if is_free(host, port):
            return port
    sys.exit(f"Tidak ada porta bebas mulai {FIRST_PORT}; tentukan PENDOPO_PORT. (no free port; set PENDOPO_PORT)")


@contextmanager
def alone_in(data: Path) -> Iterator[None]:
    """Several starts on one data folder prepare it one after the other."""
    with (data / ".starting").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        yield


def data_folder() -> Path:
    folder = Path(os.environ.get("PENDOPO_DATA_DIR", "").strip() or CHECKOUT / ".data").resolve()
    try:
        folder.mkdir(parents=True, exist_ok=True, mode=0o700)
        with (folder / ".starting").open("a"):
            return folder
    except OSError as problem:
        sys.exit(
            f"Folder data {folder} tidak dapat ditulis ({problem.strerror}); tentukan PENDOPO_DATA_DIR."
            " (the data folder cannot be written; set PENDOPO_DATA_DIR)"
        )


def announce(host: str, port: int, began: float) -> None:
    """Says where to go as soon as somebody answers there."""
    while True:
        try:
            socket.create_connection((host, port), timeout=1).close()
            break
        except OSError:
            time.sleep(0.05)
    seconds = f"{time.monotonic() - began:.1f}".replace(".", ",")
    print(
        f"\n  Pendopo siap setelah {seconds} detik:  http://{host}:{port}/"
        "\n  Berhenti dengan Ctrl-C. (Pendopo is ready; stop with Ctrl-C.)\n",
        flush=True,
    )


def main() -> int:
    began = time.monotonic()
    parser = argparse.ArgumentParser(prog="script/server", description="Pendopo dengan dunia contoh, sampai Ctrl-C.")
    parser.add_argument("--host", default="127.0.0.1", help="alamat yang didengarkan (default: hanya mesin ini)")
    parser.add_argument("--no-demo", action="store_true", help="tanpa dunia contoh")
    arguments = parser.parse_args()
    data = data_folder()
    port = choose_port(arguments.host)
    os.environ["PENDOPO_DATA_DIR"] = str(data)
    os.environ["PENDOPO_PORT"] = str(port)
    sys.path.insert(0, str(CHECKOUT))
    pendopo = import_module("pendopo.__main__").main  # reads the environment when it is loaded, so not before
    with alone_in(data):
        if not (data / "static").exists():
            what = "basis data" if arguments.no_demo else "basis data dan dunia contoh"
            print(f"Menyiapkan {what}; hanya sekali, satu sampai dua menit …", flush=True)
        for word in ("migrate",) if arguments.no_demo else ("migrate", "demo"):
            if code := pendopo([word]):
                return int(code)
    threading.Thread(target=announce, args=(arguments.host, port, began), daemon=True).start()
    result: int = pendopo(["serve", "--host", arguments.host, "--port", str(port)])
    return result


if __name__ == "__main__":
    try:
        sys.exit(main())
    except KeyboardInterrupt:  # before web and worker run; later `pendopo serve` stops them in order
        sys.exit(130)
