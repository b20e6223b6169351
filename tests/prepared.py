"""A database with every migration applied, made once and then copied: each process of a test run begins with a copy.

On SQLite the file stays in `.cache/` until a migration or a library changes; on PostgreSQL it is a template for one run.
"""

from __future__ import annotations

import fcntl
import hashlib
import os
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from urllib.parse import urlsplit, urlunsplit

import psycopg
from psycopg import sql

CHECKOUT = Path(__file__).resolve().parent.parent


def sqlite_copy(place: Path) -> None:
    """Put a migrated database there."""
    folder = _cache()
    with _alone(folder / "lock"):
        kept = folder / f"{_state_of_migrations()}.sqlite3"
        if not kept.exists():
            for old in folder.glob("*.sqlite3"):
                old.unlink()
            with tempfile.TemporaryDirectory(dir=folder) as scratch:
                _migrate({"PENDOPO_DATA_DIR": scratch, "PENDOPO_DATABASE_URL": ""})
                Path(scratch, "pendopo.sqlite3").rename(kept)
        shutil.copyfile(kept, place)


def postgresql_copy(url: str, name: str, shared: Path) -> None:
    """Make the database `name` on the server of `url`, migrated. `shared`: a folder of this test run."""
    template, parts = f"{urlsplit(url).path.lstrip('/')}_migrated", urlsplit(url)
    made, there = shared / f"{template}.made", urlunsplit(parts._replace(path="/postgres"))
    with _alone(shared / "database.lock"), psycopg.connect(there, autocommit=True) as server:
        if not made.exists():
            _create(server, template)
            _migrate({"PENDOPO_DATABASE_URL": urlunsplit(parts._replace(path=f"/{template}"))})
            made.touch()
        _create(server, name, template)


def _create(server: psycopg.Connection, name: str, template: str = "template1") -> None:
    server.execute(sql.SQL("DROP DATABASE IF EXISTS {}").format(sql.Identifier(name)))
    server.execute(sql.SQL("CREATE DATABASE {} TEMPLATE {}").format(sql.Identifier(name), sql.Identifier(template)))


def _migrate(place: dict[str, str]) -> None:
    command = [sys.executable, "-m", "pendopo", "django", "migrate", "--verbosity", "0", "--no-input"]
    subprocess.run(command, cwd=CHECKOUT, env={**os.environ, **place}, check=True)


def _state_of_migrations() -> str:
    """Changes with every migration, with the settings, and with the versions of the libraries."""
    files = [
        *CHECKOUT.glob("pendopo/**/migrations/*.py"),
        CHECKOUT / "pendopo/settings.py",
        CHECKOUT / "requirements.lock",
    ]
    found = hashlib.sha256(sys.version.encode())
    for file in sorted(files):
        found.update(f"{file.relative_to(CHECKOUT)}\n".encode() + file.read_bytes())
    return found.hexdigest()[:24]


def _cache() -> Path:
    folder = CHECKOUT / ".cache" / f"test-databases-{os.getuid()}"
    try:
        folder.mkdir(parents=True, exist_ok=True)
    except OSError:
        folder = Path(tempfile.gettempdir()) / f"pendopo-test-databases-{os.getuid()}"
        folder.mkdir(exist_ok=True)
    return folder


@contextmanager
def _alone(lock: Path) -> Iterator[None]:
    with lock.open("a") as held:
        fcntl.flock(held, fcntl.LOCK_EX)
        yield
