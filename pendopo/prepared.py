"""Querysets whose SQL is worked out once: Django needs five times as long to write such a query as the database to answer it.

Only for what stands on every page or case; everything else asks Django directly. `tests/house/test_prepared.py` holds
every answer against Django's own.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any, Generic, TypeVar, cast

from django.db import connection
from django.db.models import QuerySet
from django.db.models.query import ModelIterable, get_related_populators

Row = TypeVar("Row")

# What stands for a value while the SQL is written; nothing in a query is like it otherwise.
_NUMBER, _DAY = -7_203_100_000_000, date(1802, 3, 1)


@dataclass(frozen=True)
class _Written:
    """The SQL for one kind of database, which of its values are given, and how a row becomes what was asked for."""

    sql: str
    values: Sequence[Any]
    places: Sequence[tuple[int, int]]
    read: Callable[[Sequence[Sequence[Any]]], list[Any]]


class Prepared(Generic[Row]):
    """`Prepared(build, int, date)` (or `str`) is asked like `build(5, today)`, and gives the same rows as a list.

    `build` makes the queryset out of the given values, each of which must come to the database as it stands: it decides
    nothing by them. Rows are models (with `select_related`) or the tuples of `values_list`.
    """

    def __init__(self, build: Callable[..., QuerySet[Any, Row]], *kinds: type[int] | type[date] | type[str]) -> None:
        self._build, self._kinds = build, kinds
        self._written: dict[str, _Written] = {}

    def __call__(self, *given: int | date | str) -> list[Row]:
        if len(given) != len(self._kinds):
            raise TypeError(f"{len(self._kinds)} values are wanted, not {len(given)}")
        written = self._written.get(connection.vendor)
        if written is None:
            written = self._written[connection.vendor] = self._write()
        values = list(written.values)
        for place, number in written.places:
            values[place] = _stored(given[number])
        with connection.cursor() as cursor:
            cursor.execute(written.sql, values)
            return written.read(cursor.fetchall())

    def _write(self) -> _Written:
        marks = [_mark(kind, number) for number, kind in enumerate(self._kinds)]
        rows = self._build(*marks)
        compiler: Any = rows.query.get_compiler(connection=connection)
        sql, values = compiler.as_sql()
        stored = [_stored(mark) for mark in marks]
        places = [(place, stored.index(value)) for place, value in enumerate(values) if value in stored]
        if {number for _place, number in places} != set(range(len(marks))):
            raise ValueError(f"not every value comes to the database as it stands: {sql}")
        return _Written(sql, values, places, _reader(rows, compiler))


def _mark(kind: type[int] | type[date] | type[str], number: int) -> int | date | str:
    if issubclass(kind, date):
        return _DAY + timedelta(days=number)
    return f"{_NUMBER}-{number}" if issubclass(kind, str) else _NUMBER - number


def _stored(value: int | date | str) -> Any:
    """A value as Django hands it to this database."""
    return connection.ops.adapt_datefield_value(value) if isinstance(value, date) else value


def _reader(rows: QuerySet[Any, Any], compiler: Any) -> Callable[[Sequence[Sequence[Any]]], list[Any]]:
    """What Django's own iterables do with the rows of a query."""
    converters = compiler.get_converters([column[0] for column in compiler.select])
    asked = cast(Any, rows)._iterable_class

    def converted(read: Sequence[Sequence[Any]]) -> Any:
        return compiler.apply_converters(read, converters) if converters else read

    if asked is not ModelIterable:
        return lambda read: [tuple(row) for row in converted(read)]
    model, fields = compiler.klass_info["model"], compiler.klass_info["select_fields"]
    first, last = fields[0], fields[-1] + 1
    counted = compiler.annotation_col_map or {}
    names = [column[0].target.attname for column in compiler.select[first:last]]
    populators = get_related_populators(compiler.klass_info, compiler.select, "default")  # type: ignore[call-arg]  # the stubs know a later Django

    def models(read: Sequence[Sequence[Any]]) -> list[Any]:
        made = []
        for row in converted(read):
            one = model.from_db("default", names, row[first:last])
            for populator in populators:
                populator.populate(row, one)
            for name, place in counted.items():
                setattr(one, name, row[place])
            made.append(one)
        return made

    return models
