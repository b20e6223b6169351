"""What SQLite can't change in place (a new NOT NULL column, say) Django does by writing the table anew under its name.

Without this the table's own triggers would be gone afterwards without a word (the journal's guard is one), and a table that
a trigger of another reads (the search reads agencies) could not be changed at all: "error in trigger … no such table".

And Django turns each "%s" of a statement into SQLite's "?" every time it is sent; here the statements sent last are remembered.
"""

from __future__ import annotations

from functools import lru_cache
from typing import Any

from django.db.backends.sqlite3 import base, schema
from django.db.models import Model


class DatabaseSchemaEditor(schema.DatabaseSchemaEditor):
    """Changes tables and leaves triggers as they are."""

    def _remake_table(self, model: type[Model], **changes: Any) -> None:
        with self.connection.cursor() as cursor:
            cursor.execute(
                "SELECT sql FROM sqlite_master WHERE type = 'trigger' AND tbl_name = %s", [model._meta.db_table]
            )
            own = [sql for (sql,) in cursor.fetchall()]
            # For a moment the table is not there, and no trigger is looked into.
            cursor.execute("PRAGMA legacy_alter_table = ON")
            try:
                super()._remake_table(model, **changes)  # type: ignore[misc]
            finally:
                cursor.execute("PRAGMA legacy_alter_table = OFF")
            for sql in own:
                cursor.execute(sql)


class Cursor(base.SQLiteCursorWrapper):
    """Sends statements written Django's way."""

    def convert_query(self, query: str, *, param_names: list[str] | None = None) -> str:
        if param_names is None and len(query) <= LONGEST_KEPT:
            return marked(query)
        return str(super().convert_query(query, param_names=param_names))


# A hundred rows in one statement are 8 kB of marks.
LONGEST_KEPT = 20_000


@lru_cache(maxsize=256)
def marked(query: str) -> str:
    """A statement with SQLite's marks for Django's."""
    return base.FORMAT_QMARK_REGEX.sub("?", query).replace("%%", "%")


class DatabaseWrapper(base.DatabaseWrapper):
    """The backend that `ENGINE` names."""

    SchemaEditorClass = DatabaseSchemaEditor

    def create_cursor(self, name: str | None = None) -> Cursor:
        cursor: Cursor = self.connection.cursor(factory=Cursor)
        return cursor
