"""What every lab server stands on: the packages, a free port, a folder, and processes that end with their block."""

from __future__ import annotations

import ctypes
import os
import shutil
import signal
import socket
import subprocess
import tempfile
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import closing, contextmanager, suppress
from pathlib import Path

INSTALL = Path(__file__).with_name("install.sh")
PLACES = "/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin"


class LabError(RuntimeError):
    """A lab server was to run and does not; the sentence says why."""


class LabMissing(LabError):
    """A lab server can't be had on this machine: its tests are skipped with this sentence."""


def require(programs: Sequence[str], files: Sequence[str] = (), packages: Sequence[str] = ()) -> None:
    """Make sure that these programs and files are there: installs them where we are root, else LabMissing."""
    if not _missing(programs, files):
        return
    if os.geteuid() != 0 or shutil.which("apt-get", path=PLACES) is None:
        lacking = ", ".join(_missing(programs, files))
        raise LabMissing(f"the lab needs {lacking}: run tests/lab/install.sh as root on Debian")
    done = subprocess.run([str(INSTALL), *packages], capture_output=True, text=True, check=False, timeout=900)
    if done.returncode != 0 or _missing(programs, files):
        raise LabMissing(f"the lab's packages could not be installed: {(done.stderr or done.stdout)[-600:]}")


def _missing(programs: Sequence[str], files: Sequence[str]) -> list[str]:
    lacking = [program for program in programs if shutil.which(program, path=PLACES) is None]
    return lacking + [file for file in files if not Path(file).exists()]


def free_port() -> int:
    """A port of loopback that nobody uses at this moment."""
    with closing(socket.socket()) as listening:
        listening.bind(("127.0.0.1", 0))
        return int(listening.getsockname()[1])


@contextmanager
def folder(name: str) -> Iterator[Path]:
    """A temporary folder that other users of the machine may pass through (the servers run as such)."""
    path = Path(tempfile.mkdtemp(prefix=f"pendopo-{name}-", dir="/tmp"))
    path.chmod(0o755)
    try:
        yield path
    finally:
        shutil.rmtree(path, ignore_errors=True)


def run(command: Sequence[str | Path], *, stdin: str = "", env: Mapping[str, str] | None = None) -> str:
    """Run to the end and give what it printed; LabError with its complaint where it fails."""
    done = subprocess.run(
        [str(word) for word in command],
        input=stdin,
        capture_output=True,
        text=True,
        check=False,
        timeout=120,
        env={**os.environ, "PATH": PLACES, "LC_ALL": "C.UTF-8", **(env or {})},
    )
    if done.returncode != 0:
        raise LabError(f"{command[0]}: {(done.stderr or done.stdout)[-800:]}")
    return done.stdout


_LIBC = ctypes.CDLL(None)
_PARENT_DEATH_SIGNAL = 1


def _end_with_parent() -> None:
    """In the child: a test run that is killed leaves no server behind."""
    _LIBC.prctl(_PARENT_DEATH_SIGNAL, signal.SIGTERM)


def start(
    command: Sequence[str | Path], *, log: Path, env: Mapping[str, str] | None = None, user: str | None = None
) -> subprocess.Popen[bytes]:
    """A server in a process group of its own, writing to a log file."""
    with log.open("ab") as out:
        return subprocess.Popen(
            [str(word) for word in command],
            stdin=subprocess.DEVNULL,
            stdout=out,
            stderr=out,
            start_new_session=True,
            preexec_fn=_end_with_parent,
            user=user if os.geteuid() == 0 else None,
            env={**os.environ, "PATH": PLACES, **(env or {})},
        )


def stop(process: subprocess.Popen[bytes], seconds: float = 10) -> None:
    """End a server and all that it started: asked first, then made to."""
    for sign in (signal.SIGTERM, signal.SIGKILL):
        with suppress(ProcessLookupError):
            os.killpg(process.pid, sign)
        with suppress(subprocess.TimeoutExpired):
            process.wait(seconds)
            break
    with suppress(ProcessLookupError):
        os.killpg(process.pid, signal.SIGKILL)


def wait_for(ready: Callable[[], bool], what: str, seconds: float = 30, log: Path | None = None) -> None:
    """Wait until it is so; LabError with the end of the log where it never is."""
    deadline = time.monotonic() + seconds
    while time.monotonic() < deadline:
        with suppress(OSError):
            if ready():
                return
        time.sleep(0.05)
    said = log.read_text(errors="replace")[-800:] if log and log.exists() else ""
    raise LabError(f"{what} did not come up in {seconds:.0f} s: {said}")


def listens(port: int) -> bool:
    """Does somebody answer on this port?"""
    with closing(socket.socket()) as asking:
        asking.settimeout(1)
        return asking.connect_ex(("127.0.0.1", port)) == 0
