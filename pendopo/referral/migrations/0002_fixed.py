"""The database itself refuses to shift a referral that was made, and to write an end or an answer a second time (annex B.4).

A later migration that rebuilds the table on SQLite keeps the triggers (pendopo/sqlite).
"""

from django.db import migrations

FIXED = (
    "case_id", "from_agency_id", "to_agency_id", "outside", "question", "because", "their_competence", "not_answerable",
    "by_id", "contacted_at", "due_at", "previous_id",
)
ONCE = {"ended_at": "IS NOT NULL", "answer": "<> ''", "answered_by": "<> ''"}
WORDS = "rujukan yang sudah dibuat tidak dapat diubah"


def _changed(differs):
    fixed = [f"NEW.{name} {differs} OLD.{name}" for name in FIXED]
    once = [f"(OLD.{name} {written} AND NEW.{name} {differs} OLD.{name})" for name, written in ONCE.items()]
    return " OR ".join(fixed + once)


SET = {
    "sqlite": [
        f"CREATE TRIGGER referral_fixed BEFORE UPDATE ON referral_referral WHEN {_changed('IS NOT')} "
        f"BEGIN SELECT RAISE(ABORT, '{WORDS}'); END",
    ],
    "postgresql": [
        "CREATE OR REPLACE FUNCTION referral_refuse() RETURNS trigger LANGUAGE plpgsql AS "
        f"$$ BEGIN RAISE EXCEPTION '{WORDS}'; END $$",
        f"CREATE TRIGGER referral_fixed BEFORE UPDATE ON referral_referral FOR EACH ROW "
        f"WHEN ({_changed('IS DISTINCT FROM')}) EXECUTE FUNCTION referral_refuse()",
    ],
}
UNSET = {
    "sqlite": ["DROP TRIGGER IF EXISTS referral_fixed"],
    "postgresql": ["DROP TRIGGER IF EXISTS referral_fixed ON referral_referral"],
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
    dependencies = [("referral", "0001_initial")]
    operations = [migrations.RunPython(guard, unguard)]
