"""Fetching: each account by itself, at its pace, and trouble stays with the account that has it."""

from __future__ import annotations

import time
from collections.abc import Iterator
from datetime import timedelta
from typing import Any

import pytest

from pendopo.connectors import discover
from pendopo.connectors.errors import ConnectorError, Disconnected, Refused, Retry
from pendopo.inbox.models import Item
from pendopo.people.models import Notice
from pendopo.registry.models import Connection, OfficialAccount
from pendopo.worker.collecting import Pace as EveryMinute
from pendopo.worker.collecting import accounts_due, collect_due, next_wait
from tests.faults.connector import offer
from tests.faults.desk import on_platform
from tests.faults.truth import Truth, truth
from tests.world import NOW, World, two_governments

pytestmark = pytest.mark.django_db
MINUTE = timedelta(minutes=1)


@pytest.fixture
def platform(settings: Any) -> Iterator[Truth]:
    settings.ALLOW_PRIVATE_ADDRESSES = True
    offer()
    with truth() as running:
        yield running
    for key in ("truth", "blind"):
        discover().pop(key, None)


@pytest.fixture
def world() -> World:
    return two_governments()


def due_now(of: OfficialAccount) -> OfficialAccount:
    Connection.objects.filter(account=of).update(next_collect_at=NOW)
    return of


def held(of: OfficialAccount) -> Connection:
    return Connection.objects.get(account=of)


def say(platform: Truth, number: int) -> None:
    at = time.time() - 3600
    platform.said.append({"id": str(number), "text": f"Kapan buka? {number}", "who": f"warga{number}", "at": at})


def test_what_was_said_is_fetched_page_by_page_and_only_once(world: World, platform: Truth) -> None:
    of = due_now(on_platform(world.dukcapil, platform))
    for number in range(130):
        say(platform, number)
    assert collect_due(NOW) == 130
    assert (held(of).cursor, held(of).health) == ("130", "good")
    due_now(of)
    assert collect_due(NOW + MINUTE) == 0
    assert Item.objects.count() == 130


def test_an_account_is_fetched_from_at_its_pace(world: World, platform: Truth, settings: Any) -> None:
    settings.COLLECT_SECONDS = 45
    of = due_now(on_platform(world.dukcapil, platform))
    collect_due(NOW)
    assert accounts_due(NOW + timedelta(seconds=44)) == []
    assert accounts_due(NOW + timedelta(seconds=46)) == [of.pk]


def test_the_trouble_of_one_account_does_not_reach_another(world: World, platform: Truth) -> None:
    broken, whole = due_now(on_platform(world.dukcapil, platform)), due_now(on_platform(world.pu, platform, "pu"))
    say(platform, 1)
    platform.reading = ["502 before"]
    assert collect_due(NOW) == 1
    assert (held(broken).health, held(whole).health) == ("troubled", "good")
    assert "502" in held(broken).trouble
    due_now(broken)
    assert collect_due(NOW + 5 * MINUTE) == 1
    assert (held(broken).health, held(broken).trouble) == ("good", "")


def test_a_cut_account_tells_its_keepers_once_and_heals_by_itself(world: World, platform: Truth) -> None:
    of = due_now(on_platform(world.dukcapil, platform))
    platform.reading = ["401", "401"]
    collect_due(NOW)
    assert accounts_due(NOW + 14 * MINUTE) == []
    collect_due(NOW + 16 * MINUTE)
    assert held(of).health == "cut"
    assert Notice.objects.filter(person=world.dukcapil.official).count() == 1
    collect_due(NOW + 40 * MINUTE)
    assert held(of).health == "good"


@pytest.mark.parametrize("change", [{"enabled": False}, {"next_collect_at": None}, {"lease_until": NOW + MINUTE}])
def test_an_account_that_is_paused_not_connected_or_being_fetched_is_left_alone(
    world: World, platform: Truth, change: dict[str, Any]
) -> None:
    of = due_now(on_platform(world.dukcapil, platform))
    Connection.objects.filter(account=of).update(**change)
    assert accounts_due(NOW) == []


def test_an_account_that_is_not_official_is_not_fetched_from(world: World, platform: Truth) -> None:
    of = due_now(on_platform(world.dukcapil, platform))
    OfficialAccount.objects.filter(pk=of.pk).update(state="suspended")
    assert collect_due(NOW) == 0


@pytest.mark.parametrize(
    ("error", "failures", "seconds"),
    [
        (None, 0, 60), (Retry("x"), 1, 60), (Retry("x"), 3, 240), (Retry("x"), 90, 900), (Refused("x"), 2, 120),
        (Retry("x", wait=timedelta(days=3650)), 1, 3600), (Retry("x", wait=timedelta(seconds=-9)), 1, 1),
        (Disconnected("x"), 1, 900),
    ],
)  # fmt: skip
def test_when_to_come_again(error: ConnectorError | None, failures: int, seconds: int) -> None:
    assert next_wait(Connection(health="good"), error, EveryMinute(MINUTE), failures).total_seconds() == seconds
