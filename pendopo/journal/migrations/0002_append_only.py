"""Entries are only ever added: the database itself refuses to change or remove one."""

from django.db import migrations

SQLITE = [
    "CREATE TRIGGER journal_no_update BEFORE UPDATE ON journal_entry BEGIN SELECT RAISE(ABORT, 'journal is append-only'); END",
    "CREATE TRIGGER journal_no_delete BEFORE DELETE ON journal_entry BEGIN SELECT RAISE(ABORT, 'journal is append-only'); END",
]
POSTGRESQL = [
    "CREATE OR REPLACE FUNCTION journal_refuse() RETURNS trigger LANGUAGE plpgsql AS "
    "$$ BEGIN RAISE EXCEPTION 'journal is append-only'; END $$",
    "CREATE TRIGGER journal_append_only BEFORE UPDATE OR DELETE ON journal_entry "
    "FOR EACH ROW EXECUTE FUNCTION journal_refuse()",
]
UNDO = {
    "sqlite": ["DROP TRIGGER IF EXISTS journal_no_update", "DROP TRIGGER IF EXISTS journal_no_delete"],
    "postgresql": ["DROP TRIGGER IF EXISTS journal_append_only ON journal_entry"],
}


def guard(apps, schema_editor):
    """Set the triggers."""
    for statement in SQLITE if schema_editor.connection.vendor == "sqlite" else POSTGRESQL:
        schema_editor.execute(statement)


def unguard(apps, schema_editor):
    """Remove the triggers."""
    for statement in UNDO[schema_editor.connection.vendor]:
        schema_editor.execute(statement)


class Migration(migrations.Migration):
    dependencies = [("journal", "0001_initial")]
    operations = [migrations.RunPython(guard, unguard)]
