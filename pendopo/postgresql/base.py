"""Times as PostgreSQL sends them, read by Python's own reader: its own takes them apart by a pattern, seven times as slow, and
a page of cases has hundreds.
"""

from __future__ import annotations

from datetime import UTC, datetime
from functools import lru_cache
from typing import Any

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


class DatabaseWrapper(base.DatabaseWrapper):
    """Django's, with that reader."""

    def get_connection_params(self) -> dict[str, Any]:
        params = super().get_connection_params()
        if self.timezone is UTC:
            params["context"] = _with_moments(params["context"])
        return params
