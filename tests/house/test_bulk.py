"""Rows that are written past the ORM end as the ORM's would: the same values, the same refusals, each id with its row."""

from __future__ import annotations

from collections.abc import Sequence

import pytest
from django.db import DataError, connection, transaction

from pendopo.bulk import bring, insert
from pendopo.inbox.models import Citizen
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
