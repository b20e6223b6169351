"""A later migration may change any table: what guards it and what reads it stay as they were, on SQLite too."""

from __future__ import annotations

import pytest
from django.apps import apps
from django.db import DatabaseError, connection, models

from pendopo.inbox.queries import desk
from pendopo.journal.models import Entry
from tests.inbox.scene import arrive, said
from tests.world import two_governments

pytestmark = pytest.mark.django_db(transaction=True)


def triggers() -> set[tuple[str, str]]:
    sql = {
        "sqlite": "SELECT name, tbl_name FROM sqlite_master WHERE type = 'trigger'",
        "postgresql": "SELECT tgname, relname FROM pg_trigger JOIN pg_class ON pg_class.oid = tgrelid WHERE NOT tgisinternal",
    }[connection.vendor]
    with connection.cursor() as cursor:
        cursor.execute(sql)
        return {(str(name), str(table)) for name, table in cursor.fetchall()}


CHANGED = ("registry.Agency", "inbox.Case", "inbox.Item", "journal.Entry", "knowledge.Version", "referral.Referral")


def test_a_column_that_must_be_filled_is_added_and_taken_away_with_every_trigger_in_place() -> None:
    world, before = two_governments(), triggers()
    arrive(world.dukcapil.account, said("1", "jalan berlubang", author_id="1"))
    for label in CHANGED:
        model = apps.get_model(label)
        added = models.CharField(max_length=9, default="kosong")
        added.set_attributes_from_name("added_later")
        added.model = model
        for change in ("add_field", "remove_field"):
            with connection.schema_editor() as editor:
                getattr(editor, change)(model, added)
            assert triggers() == before, label
    entry = Entry.objects.earliest("pk")
    with pytest.raises(DatabaseError, match="append-only"):
        Entry.objects.filter(pk=entry.pk).update(because="lain")
    arrive(world.dukcapil.account, said("2", "lampu padam", author_id="2"))
    for word in ("berlubang", "padam"):
        assert len(desk(world.dukcapil.officer, "all", search=word).rows) == 1
