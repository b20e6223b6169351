"""Times as PostgreSQL sends them, read by Python's own reader: psycopg's takes them apart by a pattern, seven times as slow,
and a page of cases has hundreds.

And where a pooler (PgBouncer, say) stands before the server, which may lend a connection for one transaction only, nothing is
kept on a connection from one transaction to the next: neither statements that were planned nor cursors.
"""

from __future__ import annotations

from datetime import UTC, datetime
from functools import lru_cache
from typing import Any

import psycopg
from django.db.backends.postgresql import base
from psycopg.abc import AdaptContext, Buffer
from psycopg.adapt import AdaptersMap
from psycopg.types.datetime import TimestamptzLoader


class MomentLoader(TimestamptzLoader):
    """Times of a connection that speaks UTC; psycopg's own reader says what is wrong with those that Python has no time for
    (infinity, before Christ). Django looks at `timezone` and then leaves the reader alone."""

    timezone = UTC

    def load(self, data: Buffer) -> datetime:
        try:
            return datetime.fromisoformat(str(data, "ascii"))
        except ValueError:
            return super().load(data)


@lru_cache(maxsize=4)
def _with_moments(context: AdaptContext) -> AdaptersMap:
    """The same way of reading everything else."""
    adapters = AdaptersMap(context.adapters)
    adapters.register_loader("timestamptz", MomentLoader)
    return adapters


def behind_a_pooler(connection: psycopg.Connection[Any]) -> bool:
    """Does another process answer than the one that the connection was opened with? Asked once a connection."""
    cursor = connection.execute("SELECT pg_backend_pid()")
    (answering,) = cursor.fetchone() or (None,)
    if not connection.autocommit:
        connection.rollback()
    return answering != connection.info.backend_pid


class DatabaseWrapper(base.DatabaseWrapper):
    """Django's, with that reader and that caution."""

    def get_new_connection(self, conn_params: dict[str, Any]) -> Any:
        connection = super().get_new_connection(conn_params)
        pooled = behind_a_pooler(connection)
        self.settings_dict["DISABLE_SERVER_SIDE_CURSORS"] = pooled
        if pooled:
            connection.prepare_threshold = None
        return connection

    def get_connection_params(self) -> dict[str, Any]:
        params = super().get_connection_params()
        if self.timezone is UTC:
            params["context"] = _with_moments(params["context"])
        return params
