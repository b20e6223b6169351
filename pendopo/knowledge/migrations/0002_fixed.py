"""The database itself refuses to change the words of a version, or to judge it a second time.

A later migration that rebuilds the table on SQLite keeps the triggers (pendopo/sqlite).
"""

from django.db import migrations

FIXED = (
    "answer_id", "number", "title", "topic", "tags", "shared", "text", "source", "valid_until", "because",
    "from_reply_id", "author_id", "created_at",
)
ONCE = ("approved_by_id", "approved_at", "returned_by_id", "returned_at")
WORDS = "versi jawaban baku tidak dapat diubah: tulis versi baru"


def _changed(differs):
    fixed = [f"NEW.{name} {differs} OLD.{name}" for name in FIXED]
    once = [f"(OLD.{name} IS NOT NULL AND NEW.{name} {differs} OLD.{name})" for name in ONCE]
    return " OR ".join(fixed + once)


SET = {
    "sqlite": [
        f"CREATE TRIGGER version_fixed BEFORE UPDATE ON knowledge_version WHEN {_changed('IS NOT')} "
        f"BEGIN SELECT RAISE(ABORT, '{WORDS}'); END",
    ],
    "postgresql": [
        "CREATE OR REPLACE FUNCTION version_refuse() RETURNS trigger LANGUAGE plpgsql AS "
        f"$$ BEGIN RAISE EXCEPTION '{WORDS}'; END $$",
        f"CREATE TRIGGER version_fixed BEFORE UPDATE ON knowledge_version FOR EACH ROW "
        f"WHEN ({_changed('IS DISTINCT FROM')}) EXECUTE FUNCTION version_refuse()",
    ],
}
UNSET = {
    "sqlite": ["DROP TRIGGER IF EXISTS version_fixed"],
    "postgresql": ["DROP TRIGGER IF EXISTS version_fixed ON knowledge_version"],
}


def guard(apps, schema_editor):
    """Set the trigger."""
    for statement in SET[schema_editor.connection.vendor]:
        schema_editor.execute(statement)


def unguard(apps, schema_editor):
    """Remove the trigger."""
    for statement in UNSET[schema_editor.connection.vendor]:
        schema_editor.execute(statement)


class Migration(migrations.Migration):
    dependencies = [("knowledge", "0001_initial")]
    operations = [migrations.RunPython(guard, unguard)]
