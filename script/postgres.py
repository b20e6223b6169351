"""Runs a command with PENDOPO_DATABASE_URL naming a PostgreSQL database of its own, dropped afterwards.

The server is the one PENDOPO_TEST_POSTGRES_URL names, or one that lets us in on this machine, or one started here for
the purpose in a temporary folder. Exit code 97: there is none.
"""

from __future__ import annotations

import getpass
import os
import pwd
import secrets
import shutil
import signal
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from types import FrameType
from urllib.parse import quote, urlsplit, urlunsplit

import psycopg
from psycopg import sql

NONE_FOUND = 97
OLDEST = 140000  # the oldest server that Django 5.2 works with


def address(server: str, database: str) -> str:
    """The address of another database on the same server."""
    return urlunsplit(urlsplit(server)._replace(path="/" + database))


def lets_us_in(server: str) -> bool:
    """Whether this server answers, is new enough, and lets us make databases."""
    try:
        with psycopg.connect(server, connect_timeout=5) as connection:
            row = connection.execute(
                "SELECT rolcreatedb OR rolsuper, current_setting('server_version_num')::int"
                " FROM pg_roles WHERE rolname = current_user"
            ).fetchone()
    except psycopg.Error:
        return False
    return row is not None and bool(row[0]) and row[1] >= OLDEST


def running_server() -> str | None:
    """A server on this machine that needs no password."""
    user = quote(getpass.getuser())
    here = [
        f"postgresql://{user}@/postgres?host=/var/run/postgresql",
        "postgresql://postgres@/postgres?host=/var/run/postgresql",
        "postgresql://postgres@127.0.0.1:5432/postgres",
    ]
    return next((server for server in here if lets_us_in(server)), None)


def programs() -> Path | None:
    """The folder of the newest installed initdb."""
    found = sorted(Path("/usr/lib/postgresql").glob("*/bin/initdb"), key=lambda path: float(path.parts[-3]))
    if found:
        return found[-1].parent
    anywhere = shutil.which("initdb")
    return Path(anywhere).resolve().parent if anywhere else None


def unprivileged() -> str | None:
    """PostgreSQL refuses to run as root: who runs it then."""
    if os.geteuid() != 0:
        return None
    names = {entry.pw_name for entry in pwd.getpwall()}
    return "postgres" if "postgres" in names else "nobody"


@contextmanager
def started_server(bin_folder: Path) -> Iterator[str]:
    """A server of our own, reached by a socket in its temporary folder only."""
    folder = Path(tempfile.mkdtemp(prefix="pendopo-pg-"))
    user = unprivileged()
    if user:
        shutil.chown(folder, user)
    folder.chmod(0o755)

    as_user = {"user": user, "group": pwd.getpwnam(user).pw_gid, "extra_groups": []} if user else {}

    def run(program: str, *arguments: str) -> None:
        command = [str(bin_folder / program), *arguments]
        done = subprocess.run(command, cwd=folder, stdout=subprocess.DEVNULL, check=False, **as_user)  # type: ignore[call-overload]
        if done.returncode:
            sys.exit(f"{program} gagal (kode {done.returncode}).")

    data = str(folder / "data")
    try:
        run("initdb", "-D", data, "-U", "postgres", "-A", "trust", "-E", "UTF8", "--locale=C.UTF-8", "--no-sync")
        options = f"-k {folder} -c listen_addresses='' -c fsync=off -c full_page_writes=off"
        run("pg_ctl", "-D", data, "-l", str(folder / "log"), "-w", "-o", options, "start")
        try:
            yield f"postgresql://postgres@/postgres?host={quote(str(folder))}"
        finally:
            run("pg_ctl", "-D", data, "-m", "immediate", "-w", "stop")
    finally:
        shutil.rmtree(folder, ignore_errors=True)


@contextmanager
def own_database(server: str) -> Iterator[str]:
    """A new database; whatever carries its unique name goes again, also the test databases made beside it."""
    name = f"pendopo_{secrets.token_hex(4)}"
    with psycopg.connect(server, autocommit=True) as connection:
        connection.execute(sql.SQL("CREATE DATABASE {}").format(sql.Identifier(name)))
    try:
        yield address(server, name)
    finally:
        with psycopg.connect(server, autocommit=True) as connection:
            rows = connection.execute(
                "SELECT datname FROM pg_database WHERE datname LIKE %s", (f"%{name}%",)
            ).fetchall()
            for (database,) in rows:
                connection.execute(sql.SQL("DROP DATABASE {} WITH (FORCE)").format(sql.Identifier(database)))


def run_on(server: str, command: list[str]) -> int:
    with own_database(server) as url:
        return subprocess.run(command, env={**os.environ, "PENDOPO_DATABASE_URL": url}, check=False).returncode


def main(command: list[str]) -> int:
    def leave(number: int, _frame: FrameType | None) -> None:
        sys.exit(128 + number)

    signal.signal(signal.SIGTERM, leave)
    signal.signal(signal.SIGHUP, leave)

    named = os.environ.get("PENDOPO_TEST_POSTGRES_URL", "")
    if named:
        if not lets_us_in(named):
            sys.exit("PENDOPO_TEST_POSTGRES_URL: server tidak menjawab, terlalu lama, atau tidak mengizinkan.")
        return run_on(named, command)
    running = running_server()
    if running:
        return run_on(running, command)
    bin_folder = programs()
    if bin_folder is None:
        return NONE_FOUND
    with started_server(bin_folder) as server:
        return run_on(server, command)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
