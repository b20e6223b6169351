"""A real PostgreSQL with a real PgBouncer before it that lends a connection for one transaction only."""

from __future__ import annotations

import importlib.util
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from types import ModuleType
from urllib.parse import unquote, urlsplit

from tests.lab.ground import PLACES, LabMissing, folder, free_port, listens, require, start, stop, wait_for

FEW = 3
SETTINGS = """[databases]
* = host={socket} user=postgres
[pgbouncer]
listen_addr = 127.0.0.1
listen_port = {port}
unix_socket_dir =
auth_type = any
pool_mode = transaction
default_pool_size = {few}
"""


def _postgres() -> ModuleType:
    place = Path(__file__).parents[2] / "script" / "postgres.py"
    spec = importlib.util.spec_from_file_location("pendopo_postgres", place)
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


@contextmanager
def pooled_database() -> Iterator[str]:
    """The address of an empty database behind the pooler, which shares three connections among all who ask."""
    require(["pgbouncer"])
    postgres = _postgres()
    programs = postgres.programs()
    if programs is None:
        raise LabMissing("the lab needs PostgreSQL's programs")
    with postgres.started_server(programs) as server, folder("pgbouncer") as place:
        port, settings = free_port(), place / "pgbouncer.ini"
        socket = unquote(urlsplit(server).query.removeprefix("host="))
        settings.write_text(SETTINGS.format(socket=socket, port=port, few=FEW))
        program = shutil.which("pgbouncer", path=PLACES)
        # As root it refuses to run.
        running = start([str(program), settings], log=place / "log", user=postgres.unprivileged())
        try:
            wait_for(lambda: listens(port), "PgBouncer", log=place / "log")
            yield f"postgresql://postgres@127.0.0.1:{port}/postgres"
        finally:
            stop(running)
