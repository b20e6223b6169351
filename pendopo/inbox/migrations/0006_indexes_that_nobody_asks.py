"""Four indexes that were written with every comment and asked by nobody. Dropped by their names, which Django makes the same
on every database: changing the columns would make SQLite write both tables anew."""

import django.db.models.deletion
from django.db import migrations, models

FIELDS = (("case", "post", "cases"), ("case", "citizen", "cases"), ("item", "post", "items"), ("item", "citizen", "items"))
NAMES = (
    "inbox_case_post_id_d60765ee",
    "inbox_case_citizen_id_b1d82a27",
    "inbox_item_post_id_b322b171",
    "inbox_item_citizen_id_62678320",
)


def without_index(model: str, name: str, related: str) -> migrations.AlterField:
    """The column as it is, but for its index."""
    key = models.ForeignKey(
        f"inbox.{name}", django.db.models.deletion.PROTECT, null=True, related_name=related, db_index=False
    )
    return migrations.AlterField(model, name, key)


class Migration(migrations.Migration):
    dependencies = [("inbox", "0005_cases_of_a_post_lie_together")]

    operations = [
        migrations.SeparateDatabaseAndState(
            database_operations=[migrations.RunSQL(f"DROP INDEX IF EXISTS {name}", migrations.RunSQL.noop) for name in NAMES],
            state_operations=[without_index(*field) for field in FIELDS],
        )
    ]
