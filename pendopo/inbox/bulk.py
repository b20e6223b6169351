"""Many new rows at once, past the ORM's work for each field: intake writes three rows for every message that comes in."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from datetime import datetime
from functools import lru_cache

from django.db import connection, models


def insert(model: type[models.Model], names: Sequence[str], rows: Iterable[Sequence[object]], *, ignore: bool = False) -> None:  # fmt: skip
    """Insert rows given as values in the order of `names` (attnames: "case_id"); other fields get their defaults.

    Datetimes must be aware. `ignore` leaves rows that are there already as they are.
    """
    table = model._meta
    others = [field for field in table.concrete_fields if not field.primary_key and field.attname not in names]
    rest = tuple(field.get_default() for field in others)
    quote = connection.ops.quote_name
    columns = [quote(str(field.column)) for field in (*(table.get_field(name) for name in names), *others)]  # type: ignore[union-attr]
    kept = _as_kept()
    values = [(*[kept(value) if type(value) is datetime else value for value in row], *rest) for row in rows]
    if not values:
        return
    into = f"{quote(table.db_table)} ({', '.join(columns)})"
    with connection.cursor() as cursor, connection.wrap_database_errors:
        if connection.vendor == "postgresql" and not ignore:
            with cursor.copy(f"COPY {into} FROM STDIN") as copy:
                for one in values:
                    copy.write_row(one)
        else:
            marks = ", ".join(["%s"] * len(columns))
            unless = " ON CONFLICT DO NOTHING" if ignore else ""
            cursor.executemany(f"INSERT INTO {into} VALUES ({marks}){unless}", values)  # noqa: S608 (our own columns)


def _as_kept() -> Callable[[datetime], object]:
    """How this database wants a time: SQLite keeps it as text. Most times of a batch are the same moment."""
    if connection.vendor != "sqlite":
        return lambda moment: moment
    adapt = connection.ops.adapt_datetimefield_value
    return lru_cache(maxsize=4096)(lambda moment: adapt(moment))
