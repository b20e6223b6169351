"""A large inbox in minutes: what came through the intake is copied inside the database, further and further into the past.

Copies have their own posts, citizens, cases and items, found by the same words; most of their cases are closed, as after
years of work. Indexes, search and constraints are the program's own; the journal is not copied.
"""

from __future__ import annotations

from importlib import import_module
from typing import Any

OWN = {
    "inbox_post": {"external_id": "external_id || '-{copy}'"},
    "inbox_citizen": {"external_id": "external_id || '-{copy}'"},
    "inbox_case": {
        "thread_key": "'{copy}~' || substr(thread_key, 1, 56)", "post_id": "post_id + {shift}", "citizen_id": "citizen_id + {shift}",
        "state": "CASE WHEN id %% 50 = 0 THEN state ELSE 'closed' END",
        "due_at": "CASE WHEN id %% 50 = 0 THEN {due_at} END", "closed_at": "CASE WHEN id %% 50 = 0 THEN NULL ELSE {last_item_at} END",
        "waiting_since": "CASE WHEN id %% 50 = 0 THEN {waiting_since} END",
    },
    "inbox_item": {
        "external_id": "external_id || '-{copy}'", "post_id": "post_id + {shift}", "citizen_id": "citizen_id + {shift}",
        "case_id": "case_id + {shift}",
    },
}  # fmt: skip


def multiply(inbox: Any, account: Any, *, items: int, days: int) -> None:
    """Add so many items, as copies of those that the account has by now, each copy so many days older than the last."""
    connection = import_module("django.db").connection
    mine = inbox.Item.objects.filter(account=account, external_id__startswith="item-")
    base, highest = mine.count(), mine.order_by("-id").values_list("id", flat=True)[0]
    tables = [model._meta for model in (inbox.Post, inbox.Citizen, inbox.Case, inbox.Item)]
    last = {meta.db_table: meta.model.objects.order_by("-id").values_list("id", flat=True)[0] for meta in tables}
    stride = max(last.values())
    copies, rest = divmod(items, base)
    for copy in range(1, copies + (1 if rest else 0) + 1):
        most = rest if copy > copies else base
        only = mine.order_by("id").values_list("id", flat=True)[most - 1] if most < base else highest
        with import_module("django.db").transaction.atomic(), connection.cursor() as cursor:
            for meta in tables:
                sql = copied(connection.vendor, meta, copy, copy * stride, copy * days * 86400)
                where = (
                    "account_id = %s AND id <= %s AND external_id LIKE 'item-%%'"
                    if meta.db_table == "inbox_item"
                    else ""
                )
                agency = "agency_id" if meta.db_table == "inbox_citizen" else "account_id"
                where = where or f"{agency} = %s AND id <= %s"
                of = account.agency_id if agency == "agency_id" else account.pk
                cursor.execute(
                    f"{sql} WHERE {where}", [of, only if meta.db_table == "inbox_item" else last[meta.db_table]]
                )
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            for meta in tables:
                cursor.execute(
                    f"SELECT setval(pg_get_serial_sequence('{meta.db_table}', 'id'), (SELECT max(id) FROM {meta.db_table}))"
                )


def copied(vendor: str, meta: Any, copy: int, shift: int, seconds: int) -> str:
    """The statement that copies a table's rows; WHERE is left to the caller."""
    datetime_field = import_module("django.db.models").DateTimeField

    def older(column: str) -> str:
        if vendor == "sqlite":
            return f"strftime('%%Y-%%m-%%d %%H:%%M:%%f', {column}, '-{seconds} seconds')"
        return f"{column} - interval '{seconds} seconds'"

    columns, values = [], []
    times = {field.column: older(field.column) for field in meta.concrete_fields if isinstance(field, datetime_field)}
    for field in meta.concrete_fields:
        own = OWN[meta.db_table].get(field.column)
        columns.append(f'"{field.column}"')
        if field.primary_key:
            values.append(f"id + {shift}")
        elif own:
            values.append(own.format(copy=copy, shift=shift, **times))
        else:
            values.append(times.get(field.column, f'"{field.column}"'))
    return f"INSERT INTO {meta.db_table} ({', '.join(columns)}) SELECT {', '.join(values)} FROM {meta.db_table}"
