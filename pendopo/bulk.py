"""Rows past the ORM's work for each field: intake writes three rows for every message that comes in and looks a page of
them up by their names on the platform; whatever anybody does writes the journal."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import UTC, datetime
from functools import lru_cache
from typing import Any

from django.db import connection, models

# Far under what SQLite takes of values in one statement (32,766).
VALUES_AT_ONCE = 16_000
KEYS_AT_ONCE = 1_000
# PostgreSQL takes fewer rows sooner in a plain statement.
WORTH_COPYING = 5


def insert(model: type[models.Model], names: Sequence[str], rows: Iterable[Sequence[object]], *, ignore: bool = False) -> None:  # fmt: skip
    """Insert rows given as values in the order of `names` (attnames: "case_id"); other fields get their defaults.

    Datetimes must be aware. `ignore` leaves rows that are there already as they are.
    """
    into, rest, moments = _target(model, tuple(names))
    values = [[*row, *rest] for row in rows]
    if not values:
        return
    if connection.vendor == "sqlite":
        for one in values:
            for at in moments:
                one[at] = _text(one[at])
    with connection.cursor() as cursor, connection.wrap_database_errors:
        if connection.vendor == "postgresql" and not ignore and len(values) > WORTH_COPYING:
            with cursor.copy(f"COPY {into} FROM STDIN") as copy:
                for one in values:
                    copy.write_row(one)
            return
        # Many rows in one statement: the search index is then written once, not once a row.
        unless = " ON CONFLICT DO NOTHING" if ignore else ""
        one_row, at_once = f"({', '.join(['%s'] * len(values[0]))})", max(1, VALUES_AT_ONCE // len(values[0]))
        for start in range(0, len(values), at_once):
            some = values[start : start + at_once]
            marks = ", ".join([one_row] * len(some))
            cursor.execute(f"INSERT INTO {into} VALUES {marks}{unless}", [value for one in some for value in one])  # type: ignore[misc]  # noqa: S608 (our own columns)


@lru_cache(maxsize=32)
def _target(model: type[models.Model], names: tuple[str, ...]) -> tuple[str, tuple[object, ...], tuple[int, ...]]:
    """The table with its columns in our order, the values of those that nobody named, and which of all are times."""
    table, quote = model._meta, connection.ops.quote_name
    others = [field for field in table.concrete_fields if not field.primary_key and field.attname not in names]
    fields: Any = [*(table.get_field(name) for name in names), *others]
    moments = tuple(place for place, field in enumerate(fields) if isinstance(field, models.DateTimeField))
    columns = ", ".join(quote(field.column) for field in fields)
    return f"{quote(table.db_table)} ({columns})", tuple(field.get_default() for field in others), moments


def put(model: type[models.Model], id: int, **values: object) -> None:
    """Set columns of one row. Datetimes must be aware."""
    table, quote = model._meta, connection.ops.quote_name
    sets = ", ".join(f"{quote(str(table.get_field(name).column))} = %s" for name in values)  # type: ignore[union-attr]
    with connection.cursor() as cursor:
        cursor.execute(f"UPDATE {quote(table.db_table)} SET {sets} WHERE id = %s", [*map(_kept, values.values()), id])  # noqa: S608 (our own columns)


def _kept(value: Any) -> Any:
    """How this database wants a value."""
    return _text(value) if connection.vendor == "sqlite" and isinstance(value, datetime) else value


def _text(moment: Any) -> str | None:
    """As Django writes a time into SQLite: text, in UTC."""
    return None if moment is None else str(moment.astimezone(UTC))[: -len("+00:00")]


def look(
    model: type[models.Model], names: Sequence[str], keys: Iterable[str], *, lock: bool = False, **same: Any
) -> Iterator[tuple[Any, ...]]:
    """Columns (attnames) of the rows whose first column is among the keys, and where `same` holds; not for times, which
    come as the database keeps them. `lock`: until the transaction ends nobody else may change them; all lock in one order."""
    wanted = list(dict.fromkeys(keys))
    asked, where = _question(model, tuple(names), tuple(same), lock), [*same.values()]
    with connection.cursor() as cursor:
        for start in range(0, len(wanted), KEYS_AT_ONCE):
            some = wanted[start : start + KEYS_AT_ONCE]
            if connection.vendor == "postgresql":
                cursor.execute(asked, [sorted(some), *where])
            else:
                cursor.execute(asked.replace("{}", ", ".join(["%s"] * len(some))), [*where, *some])
            yield from cursor.fetchall()


@lru_cache(maxsize=32)
def _question(model: type[models.Model], names: tuple[str, ...], same: tuple[str, ...], lock: bool) -> str:
    table, quote = model._meta, connection.ops.quote_name
    column = {name: quote(str(table.get_field(name).column)) for name in (*names, *same)}  # type: ignore[union-attr]
    wanted, key = ", ".join(column[name] for name in names), column[names[0]]
    where = " AND ".join(f"{column[name]} = %s" for name in same)
    found = f"SELECT {wanted} FROM {quote(table.db_table)} WHERE {where} AND {key}"  # noqa: S608 (our own columns)
    if connection.vendor != "postgresql":
        return f"{found} IN ({{}})"
    # One look into the index for each key: "= ANY" may read all rows of the account while the table's statistics are young.
    after = " FOR NO KEY UPDATE" if lock else ""
    return f"SELECT found.* FROM unnest(%s::text[]) AS wanted (key) CROSS JOIN LATERAL ({found} = wanted.key LIMIT 1{after}) AS found"  # noqa: S608 (our own columns)


def lift(model: type[models.Model], name: str, latest: Mapping[int, datetime], *, empty: Sequence[str]) -> None:
    """Set a time of rows (by their id) to a later one, never to an earlier; and empty other columns."""
    if not latest:
        return
    table, quote = model._meta, connection.ops.quote_name
    greater = "GREATEST" if connection.vendor == "postgresql" else "MAX"
    column = quote(str(table.get_field(name).column))  # type: ignore[union-attr]
    nothing = "".join(f", {quote(str(table.get_field(one).column))} = NULL" for one in empty)  # type: ignore[union-attr]
    with connection.cursor() as cursor:
        cursor.executemany(
            f"UPDATE {quote(table.db_table)} SET {column} = {greater}({column}, %s){nothing} WHERE id = %s",  # noqa: S608 (our own columns)
            [(_kept(moment), id) for id, moment in latest.items()],
        )
