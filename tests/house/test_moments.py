"""Times come out of the database as they went in, whoever reads them."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta, timezone

import pytest
from django.db import DataError, connection, transaction
from hypothesis import given
from hypothesis import strategies as st

pytestmark = pytest.mark.django_db
only_postgresql = pytest.mark.skipif(connection.vendor != "postgresql", reason="SQLite keeps times as text")


def asked(sql: str, *values: datetime) -> object:
    with connection.cursor() as cursor:
        cursor.execute(sql, values)
        (found,) = cursor.fetchone() or (None,)
        return found


@only_postgresql
@given(st.datetimes(min_value=datetime(1, 1, 2), max_value=datetime(9999, 12, 30), timezones=st.timezones()))  # noqa: DTZ001
def test_any_time_is_read_as_it_was_written_in_utc(moment: datetime) -> None:
    found = asked("SELECT %s::timestamptz", moment)
    assert found == moment.astimezone(UTC)
    assert isinstance(found, datetime)
    assert found.tzinfo is UTC


@only_postgresql
@pytest.mark.parametrize("text", ["infinity", "0044-03-15 00:00:00 BC"])
def test_what_python_has_no_time_for_is_an_error_that_says_so(text: str) -> None:
    with pytest.raises(DataError, match="timestamp too"), transaction.atomic():
        asked(f"SELECT '{text}'::timestamptz")


@only_postgresql
def test_a_connection_that_speaks_another_zone_is_read_too() -> None:
    west = datetime(2026, 11, 27, 10, 0, tzinfo=timezone(timedelta(hours=7)))
    with connection.cursor() as cursor:
        cursor.execute("SET LOCAL TIME ZONE 'Asia/Jakarta'")
        cursor.execute("SELECT %s::timestamptz", [west])
        assert cursor.fetchone() == (west,)
