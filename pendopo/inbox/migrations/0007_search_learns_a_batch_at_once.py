"""On PostgreSQL the words of all items that one statement brings go into the index together: begun once, not once an item.
(What an edit changes is still learnt row by row: a trigger for some columns sees no table of what changed.)
"""

from importlib import import_module

from django.db import migrations

WORDS = import_module("pendopo.inbox.migrations.0002_search").PG_WORDS
TOGETHER = [
    "CREATE FUNCTION inbox_search_learn_all() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN "
    "INSERT INTO inbox_search SELECT i.id, " + WORDS.format(row="i") + " FROM added i "
    "ON CONFLICT (item_id) DO UPDATE SET words = excluded.words; RETURN NULL; END $$",
    "DROP TRIGGER inbox_search_learn ON inbox_item",
    "CREATE TRIGGER inbox_search_learn AFTER INSERT ON inbox_item REFERENCING NEW TABLE AS added "
    "FOR EACH STATEMENT EXECUTE FUNCTION inbox_search_learn_all()",
    "CREATE TRIGGER inbox_search_change AFTER UPDATE OF text, author_name, case_id ON inbox_item "
    "FOR EACH ROW EXECUTE FUNCTION inbox_search_learn()",
]
ONE_BY_ONE = [
    "DROP TRIGGER inbox_search_change ON inbox_item",
    "DROP TRIGGER inbox_search_learn ON inbox_item",
    "DROP FUNCTION inbox_search_learn_all",
    "CREATE TRIGGER inbox_search_learn AFTER INSERT OR UPDATE OF text, author_name, case_id ON inbox_item "
    "FOR EACH ROW EXECUTE FUNCTION inbox_search_learn()",
]


def on_postgresql(statements):
    """Does these there; elsewhere nothing."""

    def do(apps, schema_editor):
        for statement in statements if schema_editor.connection.vendor == "postgresql" else ():
            schema_editor.execute(statement, None)

    return do


class Migration(migrations.Migration):
    dependencies = [("inbox", "0006_indexes_that_nobody_asks")]
    operations = [migrations.RunPython(on_postgresql(TOGETHER), on_postgresql(ONE_BY_ONE))]
