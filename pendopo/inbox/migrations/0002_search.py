"""Every item's words, findable: FTS5 on SQLite, tsvector on PostgreSQL. Triggers keep it, so that it is never stale.

A row also holds two words that no citizen needs to know: its agency ("zzag7") and its government ("zzgv1"), so that the
index itself narrows a search to what a person may see. Only the first 20,000 characters are indexed.
"""

from django.db import migrations

SCOPE = (
    "(SELECT 'zzag' || c.agency_id || ' zzgv' || a.government_id "
    "FROM inbox_case c JOIN registry_agency a ON a.id = c.agency_id WHERE c.id = {row}.case_id)"
)
LITE_WORDS = "{row}.author_name || ' ' || substr({row}.text, 1, 20000) || ' ' || coalesce(" + SCOPE + ", '')"
NEW, OLD, ANY = (LITE_WORDS.format(row=row) for row in ("NEW", "OLD", "i"))
# The same words under the agency that a case had before it was handed to another.
BEFORE = (
    "i.author_name || ' ' || substr(i.text, 1, 20000) || ' ' || "
    "(SELECT 'zzag' || a.id || ' zzgv' || a.government_id FROM registry_agency a WHERE a.id = OLD.agency_id)"
)
FORGET = "INSERT INTO inbox_search(inbox_search, rowid, words) VALUES ('delete', OLD.id, " + OLD + ")"
LEARN = "INSERT INTO inbox_search(rowid, words) VALUES (NEW.id, " + NEW + ")"
SQLITE = [
    "CREATE VIRTUAL TABLE inbox_search USING fts5("
    "words, content='', detail='none', tokenize=\"unicode61 remove_diacritics 2\")",
    "INSERT INTO inbox_search(rowid, words) SELECT i.id, " + ANY + " FROM inbox_item i",
    "CREATE TRIGGER inbox_search_insert AFTER INSERT ON inbox_item BEGIN " + LEARN + "; END",
    "CREATE TRIGGER inbox_search_delete AFTER DELETE ON inbox_item BEGIN " + FORGET + "; END",
    "CREATE TRIGGER inbox_search_update AFTER UPDATE OF text, author_name, case_id ON inbox_item "
    "BEGIN " + FORGET + "; " + LEARN + "; END",
    "CREATE TRIGGER inbox_search_moved AFTER UPDATE OF agency_id ON inbox_case WHEN OLD.agency_id <> NEW.agency_id BEGIN "
    "INSERT INTO inbox_search(inbox_search, rowid, words) SELECT 'delete', i.id, " + BEFORE + " "
    "FROM inbox_item i WHERE i.case_id = NEW.id; "
    "INSERT INTO inbox_search(rowid, words) SELECT i.id, " + ANY + " FROM inbox_item i WHERE i.case_id = NEW.id; END",
]
SQLITE_UNDO = [
    "DROP TRIGGER IF EXISTS inbox_search_insert",
    "DROP TRIGGER IF EXISTS inbox_search_delete",
    "DROP TRIGGER IF EXISTS inbox_search_update",
    "DROP TRIGGER IF EXISTS inbox_search_moved",
    "DROP TABLE IF EXISTS inbox_search",
]
# Words are split where SQLite splits them, at everything that is neither letter nor digit.
PG_WORDS = (
    "to_tsvector('simple', regexp_replace({row}.author_name || ' ' || left({row}.text, 20000) || ' ' || coalesce("
    + SCOPE + ", ''), '[^[:alnum:]]+', ' ', 'g'))"
)  # fmt: skip
POSTGRESQL = [
    "CREATE TABLE inbox_search (item_id bigint PRIMARY KEY, words tsvector NOT NULL)",
    "INSERT INTO inbox_search SELECT i.id, " + PG_WORDS.format(row="i") + " FROM inbox_item i",
    "CREATE INDEX inbox_search_words ON inbox_search USING gin (words)",
    "CREATE FUNCTION inbox_search_learn() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN "
    "INSERT INTO inbox_search VALUES (NEW.id, " + PG_WORDS.format(row="NEW") + ") "
    "ON CONFLICT (item_id) DO UPDATE SET words = excluded.words; RETURN NULL; END $$",
    "CREATE FUNCTION inbox_search_forget() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN "
    "IF TG_OP = 'TRUNCATE' THEN TRUNCATE inbox_search; ELSE DELETE FROM inbox_search WHERE item_id = OLD.id; END IF; "
    "RETURN NULL; END $$",
    "CREATE FUNCTION inbox_search_moved() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN "
    "UPDATE inbox_search s SET words = " + PG_WORDS.format(row="i") + " "
    "FROM inbox_item i WHERE i.case_id = NEW.id AND s.item_id = i.id; RETURN NULL; END $$",
    "CREATE TRIGGER inbox_search_learn AFTER INSERT OR UPDATE OF text, author_name, case_id ON inbox_item "
    "FOR EACH ROW EXECUTE FUNCTION inbox_search_learn()",
    "CREATE TRIGGER inbox_search_forget AFTER DELETE ON inbox_item FOR EACH ROW EXECUTE FUNCTION inbox_search_forget()",
    "CREATE TRIGGER inbox_search_empty AFTER TRUNCATE ON inbox_item EXECUTE FUNCTION inbox_search_forget()",
    "CREATE TRIGGER inbox_search_moved AFTER UPDATE OF agency_id ON inbox_case FOR EACH ROW "
    "WHEN (OLD.agency_id IS DISTINCT FROM NEW.agency_id) EXECUTE FUNCTION inbox_search_moved()",
]
POSTGRESQL_UNDO = [
    "DROP TRIGGER IF EXISTS inbox_search_learn ON inbox_item",
    "DROP TRIGGER IF EXISTS inbox_search_forget ON inbox_item",
    "DROP TRIGGER IF EXISTS inbox_search_empty ON inbox_item",
    "DROP TRIGGER IF EXISTS inbox_search_moved ON inbox_case",
    "DROP FUNCTION IF EXISTS inbox_search_learn, inbox_search_forget, inbox_search_moved",
    "DROP TABLE IF EXISTS inbox_search",
]


def build(apps, schema_editor):
    """The index and its triggers."""
    for statement in SQLITE if schema_editor.connection.vendor == "sqlite" else POSTGRESQL:
        schema_editor.execute(statement, None)


def remove(apps, schema_editor):
    """Without them."""
    for statement in SQLITE_UNDO if schema_editor.connection.vendor == "sqlite" else POSTGRESQL_UNDO:
        schema_editor.execute(statement, None)


class Migration(migrations.Migration):
    dependencies = [("inbox", "0001_initial"), ("registry", "0001_initial")]
    operations = [migrations.RunPython(build, remove)]
