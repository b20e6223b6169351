"""Rows past the ORM's work for each field: intake writes three rows for every message that comes in and looks a page of
them up by their names on the platform; whatever anybody does writes the journal."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
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

    Datetimes must be aware. `ignore` leaves rows that are there already as they are. Several rows need a transaction around
    them: where one is refused, those before it are taken back with that, not with the statement.
    """
    into = _target(model, tuple(names))
    values = into.values(rows)
    if not values:
        return
    with connection.cursor() as cursor, connection.wrap_database_errors:
        if connection.vendor == "postgresql" and not ignore and len(values) > WORTH_COPYING:
            _copy(cursor, into, values)
        else:
            for _ in _insert(cursor, into, values, ignore):
                pass


def bring(
    model: type[models.Model], names: Sequence[str], rows: Iterable[Sequence[object]], key: str, *, ignore: bool = False,
    **same: Any,
) -> dict[Any, int]:  # fmt: skip
    """Insert rows as `insert` does; the id of each by its `key` (one of `names`, different in every row). `same`: what they
    all have, for finding those that `ignore` left as they were."""
    place, into = names.index(key), _target(model, tuple(names))
    values = into.values(rows)
    if not values:
        return {}
    keys: list[Any] = [one[place] for one in values]
    with connection.cursor() as cursor, connection.wrap_database_errors:
        if connection.vendor == "postgresql" and not ignore and len(values) > WORTH_COPYING:
            cursor.execute("SELECT nextval(pg_get_serial_sequence(%s, 'id')) FROM generate_series(1, %s)", [model._meta.db_table, len(values)])  # fmt: skip
            ids = [id for (id,) in cursor.fetchall()]
            _copy(cursor, into.with_id(), [[id, *one] for id, one in zip(ids, values, strict=True)])
            return dict(zip(keys, ids, strict=True))
        found = dict(_insert(cursor, into, values, ignore, f' RETURNING {into.columns[place]}, "id"'))
    missing = [one for one in keys if one not in found] if len(found) < len(keys) else ()
    return found | dict(look(model, (key, "id"), missing, **same)) if missing else found


def _insert(cursor: Any, into: Target, values: list[list[object]], ignore: bool, back: str = "") -> Iterator[tuple[Any, int]]:  # fmt: skip
    """Many rows in one statement: the search index is then written once, not once a row."""
    ending = f"{' ON CONFLICT DO NOTHING' if ignore else ''}{back}"
    if connection.vendor == "postgresql":
        # A column in one value each: the same words however many rows, so that they are planned once.
        columns = [list(column) for column in zip(*values, strict=True)]
        cursor.execute(f"INSERT INTO {into} SELECT * FROM unnest({into.arrays}){ending}", columns)  # noqa: S608 (our own columns)
        if back:
            yield from cursor.fetchall()
        return
    # What fails is rolled back by the transaction around it: SQLite need not copy each page aside for the statement alone.
    one_row, at_once = f"({', '.join(['%s'] * len(values[0]))})", max(1, VALUES_AT_ONCE // len(values[0]))
    for start in range(0, len(values), at_once):
        some = values[start : start + at_once]
        marks = ", ".join([one_row] * len(some))
        sentence = f"INSERT OR FAIL INTO {into} VALUES {marks}{ending}"  # noqa: S608 (our own columns)
        cursor.execute(sentence, [value for one in some for value in one])
        if back:
            yield from cursor.fetchall()


def _copy(cursor: Any, into: Target, values: Iterable[Sequence[object]]) -> None:
    with cursor.copy(f"COPY {into} FROM STDIN") as copy:
        for one in values:
            copy.write_row(one)


@dataclass(frozen=True)
class Target:
    """A table and its columns in the order of the values: those that were named, then the others with what they hold.
    `moments`: where times stand among those that were named."""

    table: str
    columns: tuple[str, ...]
    rest: tuple[object, ...]
    moments: tuple[int, ...]
    arrays: str

    def __str__(self) -> str:
        return f"{self.table} ({', '.join(self.columns)})"

    def with_id(self) -> Target:
        return replace(self, columns=('"id"', *self.columns))

    def values(self, rows: Iterable[Sequence[object]]) -> list[list[object]]:
        """The rows as this database wants them."""
        values = [[*row, *self.rest] for row in rows]
        vendor = connection.vendor
        for one in values:
            for at in self.moments:
                one[at] = _text(one[at], vendor)
        return values


@lru_cache(maxsize=32)
def _target(model: type[models.Model], names: tuple[str, ...]) -> Target:
    """Where rows go whose values stand in this order."""
    table, quote = model._meta, connection.ops.quote_name
    others = [field for field in table.concrete_fields if not field.primary_key and field.attname not in names]
    fields: Any = [*(table.get_field(name) for name in names), *others]
    moments = tuple(
        place for place, field in enumerate(fields[: len(names)]) if isinstance(field, models.DateTimeField)
    )
    columns = tuple(quote(field.column) for field in fields)
    # Without its length: a cast to "varchar(40)" would cut what is too long, where a plain insert refuses it.
    arrays = ", ".join(f"%s::{str(field.db_type(connection)).partition('(')[0]}[]" for field in fields)
    return Target(
        quote(table.db_table), columns, tuple(_kept(field.get_default()) for field in others), moments, arrays
    )


def add(made: models.Model) -> bool:
    """Insert one row with all its fields and give it its id, unless a row with a key of it (`unique`) stands there already:
    False then, also when another process inserts that at this moment. No savepoint and no signals."""
    sentence, fields = _addition(type(made), connection.vendor)
    values = [field.get_db_prep_save(field.pre_save(made, True), connection) for field in fields]
    with connection.cursor() as cursor:
        cursor.execute(sentence, values)
        row = cursor.fetchone()
    if row is None:
        return False
    made.pk, made._state.adding, made._state.db = row[0], False, connection.alias
    return True


@lru_cache(maxsize=16)
def _addition(model: type[models.Model], vendor: str) -> tuple[str, tuple[Any, ...]]:
    table, quote = model._meta, connection.ops.quote_name
    fields = tuple(field for field in table.concrete_fields if not field.primary_key)
    columns, marks = ", ".join(quote(str(field.column)) for field in fields), ", ".join(["%s"] * len(fields))
    into = f"{quote(table.db_table)} ({columns})"
    return f'INSERT INTO {into} VALUES ({marks}) ON CONFLICT DO NOTHING RETURNING "id"', fields  # noqa: S608 (our own columns)


def save(row: models.Model, names: Iterable[str]) -> None:
    """What `row.save(update_fields=names)` does to the database, in one statement and without signals."""
    fields = [row._meta.get_field(name) for name in names]
    given = {str(one.column): one.get_db_prep_save(one.pre_save(row, False), connection) for one in fields}  # type: ignore[union-attr]
    _update(row._meta.db_table, row.pk, given)


def put(model: type[models.Model], id: int, **values: object) -> None:
    """Set columns of one row. Datetimes must be aware."""
    table = model._meta
    _update(table.db_table, id, {str(table.get_field(name).column): _kept(value) for name, value in values.items()})  # type: ignore[union-attr]


def _update(table: str, id: int, values: Mapping[str, Any]) -> None:
    quote = connection.ops.quote_name
    sets = ", ".join(f"{quote(column)} = %s" for column in values)
    with connection.cursor() as cursor:
        cursor.execute(f"UPDATE {quote(table)} SET {sets} WHERE id = %s", [*values.values(), id])  # noqa: S608 (our own columns)


def _kept(value: Any) -> Any:
    """How this database wants a value."""
    return _text(value, connection.vendor) if isinstance(value, datetime) else value


@lru_cache(maxsize=512)
def _text(moment: datetime | None, vendor: str) -> str | None:
    """A time as text, in UTC; SQLite keeps it so, and PostgreSQL's driver writes it faster. Many rows of a batch share
    their times."""
    if moment is None:
        return None
    text = str(moment.astimezone(UTC))
    return text[: -len("+00:00")] if vendor == "sqlite" else text


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
