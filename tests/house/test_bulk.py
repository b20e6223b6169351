"""Rows that are written past the ORM end as the ORM's would: the same values, the same refusals, each id with its row."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, datetime

import pytest
from django.db import DataError, connection, transaction

from pendopo.bulk import add, bring, insert, save
from pendopo.inbox.models import Citizen
from pendopo.people.models import Notice
from pendopo.registry.models import Connection
from tests.world import World, two_governments

pytestmark = pytest.mark.django_db
NAMES = ("agency_id", "platform", "external_id", "name")


@pytest.fixture
def world() -> World:
    return two_governments()


def people(world: World, keys: Sequence[str], platform: str = "wordpress") -> list[tuple[object, ...]]:
    return [(world.dukcapil.agency.pk, platform, key, f"Warga {key}") for key in keys]


@pytest.mark.parametrize("count", [1, 3, 40])
@pytest.mark.parametrize("ignore", [False, True])
def test_each_id_comes_back_with_its_own_row(world: World, count: int, ignore: bool) -> None:
    keys = [f"w{number}" for number in range(count)]
    with transaction.atomic():
        found = bring(Citizen, NAMES, people(world, keys), "external_id", ignore=ignore)
    assert {one.external_id: one.pk for one in Citizen.objects.all()} == found
    assert {one.name for one in Citizen.objects.all()} == {f"Warga {key}" for key in keys}


def test_what_is_there_already_stays_as_it_is_and_is_found(world: World) -> None:
    here = Citizen.objects.create(agency=world.dukcapil.agency, platform="wordpress", external_id="w1", name="Lama")
    place = {"agency_id": world.dukcapil.agency.pk, "platform": "wordpress"}
    with transaction.atomic():
        found = bring(Citizen, NAMES, people(world, ["w0", "w1", "w2"]), "external_id", ignore=True, **place)
    assert found["w1"] == here.pk
    assert len(set(found.values())) == 3
    here.refresh_from_db()
    assert here.name == "Lama"


@pytest.mark.skipif(connection.vendor == "sqlite", reason="SQLite does not limit how long a text is")
@pytest.mark.parametrize("count", [1, 40])
@pytest.mark.parametrize("ignore", [False, True])
def test_a_value_that_is_too_long_is_refused_and_not_cut(world: World, count: int, ignore: bool) -> None:
    rows = people(world, [f"w{number}" for number in range(count)], platform="x" * 41)
    with pytest.raises(DataError), transaction.atomic():
        insert(Citizen, NAMES, rows, ignore=ignore)
    assert not Citizen.objects.exists()


def test_a_row_is_added_once_and_the_transaction_around_it_goes_on(world: World) -> None:
    def told() -> Notice:
        return Notice(key="satu", person=world.analyst, subject="Kabar", body="Isi")

    with transaction.atomic():
        first = told()
        assert add(first)
        assert not add(told())
        assert add(Notice(key="dua", person=world.analyst, subject="Kabar", body="Isi"))
    assert Notice.objects.get(key="satu").pk == first.pk
    assert [one.mail for one in Notice.objects.order_by("pk")] == [Notice.Mail.QUEUED] * 2
    assert first.created_at == Notice.objects.get(key="satu").created_at


def test_saved_fields_are_those_that_django_would_have_saved(world: World) -> None:
    account, moment = world.dukcapil.account, datetime(2026, 3, 27, 3, 4, 5, 678901, tzinfo=UTC)
    Connection.objects.get_or_create(account=account)
    for name, value in (("options", {"a": ["b", 1]}), ("collected_at", moment), ("account", account)):
        ours = Connection.objects.get(account=account)
        setattr(ours, name, value)
        save(ours, [name])
        seen = getattr(Connection.objects.get(account=account), name)
        assert seen == value
