"""A decree that ends is told of in time and followed by its successor."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

import pytest
from django.utils import timezone

from pendopo.people.models import Notice
from pendopo.registry import actions as register
from pendopo.registry.models import Decree
from pendopo.registry.papers import actions
from pendopo.registry.papers.jobs import watch
from pendopo.registry.papers.queries import endings
from pendopo.registry.papers.wording import shifted
from pendopo.registry.queries import may, today
from pendopo.registry.rules import Doing
from tests.registry.papers import copy
from tests.world import World, two_governments

pytestmark = pytest.mark.django_db


@pytest.fixture
def world() -> World:
    return two_governments()


@pytest.mark.parametrize(
    ("since", "until", "start", "last"),
    [
        (date(2024, 1, 2), date(2027, 12, 31), date(2028, 1, 1), date(2031, 12, 31)),
        (date(2025, 3, 15), date(2026, 3, 14), date(2026, 3, 15), date(2027, 3, 14)),
        (date(2026, 1, 1), date(2026, 6, 30), date(2026, 7, 1), date(2026, 12, 28)),
        (date(2023, 3, 1), date(2024, 2, 29), date(2024, 3, 1), date(2025, 2, 28)),
    ],
)
def test_a_successor_lasts_as_long_as_what_it_follows(since: date, until: date, start: date, last: date) -> None:
    assert shifted(since, until, start) == last


def ends_in(world: World, days: int) -> Decree:
    """The decree of an agency, ending in so many days."""
    until = today(world.government) + timedelta(days=days)
    Decree.objects.filter(pk=world.pu.decree.pk).update(until=until)
    world.pu.decree.refresh_from_db()
    return world.pu.decree


def told() -> list[str]:
    """Who was told of a decree that ends."""
    rows = Notice.objects.filter(key__startswith="decree-ends-").select_related("person").order_by("person__name")
    return [str(row.person) for row in rows]


def test_official_head_and_dinas_are_told_30_days_ahead_exactly_once(world: World) -> None:
    ends_in(world, 31)
    now = timezone.now()
    watch(now)
    assert told() == []
    watch(now + timedelta(days=1))
    everybody = ["Ana Analis", "Pu Kepala", "Pu Pejabat"]
    assert told() == everybody
    for days in (1, 2, 30):
        watch(now + timedelta(days=days))
    assert told() == everybody


def test_nobody_is_told_of_a_decree_that_has_a_signed_successor(world: World) -> None:
    old = ends_in(world, 20)
    one = actions.succeed(decree=old, by=world.pu.official)
    day = today(world.government)
    actions.sign(decree=one, signed_on=day, copy=copy(), by=world.pu.official)
    watch(timezone.now())
    assert told() == []
    assert endings(world.analyst, world.government) == []


def test_a_successor_that_leaves_an_account_out_does_not_quiet_the_alert(world: World) -> None:
    ends_in(world, 20)
    wanted = actions.Wanted("Lain", today(world.government) + timedelta(days=21))
    one = actions.draft(agency=world.pu.agency, wanted=wanted, by=world.pu.official)
    actions.sign(decree=one, signed_on=today(world.government), copy=copy(), by=world.pu.official)
    watch(timezone.now())
    assert len(told()) == 3


def test_one_click_drafts_the_successor_once_with_accounts_people_and_wording(world: World) -> None:
    old = ends_in(world, 20)
    one = actions.succeed(decree=old, by=world.pu.official)
    assert actions.succeed(decree=old, by=world.pu.official).pk == one.pk
    assert one.since == old.until + timedelta(days=1)  # type: ignore[operator]
    assert list(one.accounts.all()) == [world.pu.account]
    assert {(row.person.name, row.duty) for row in one.appointments.all()} == {
        ("Pu Pejabat", "official"), ("Pu Petugas", "officer"),
    }  # fmt: skip
    assert one.paper.replaces == old
    assert endings(world.pu.official, world.government)[0].drafted == one


def test_who_moved_away_is_not_named_again(world: World) -> None:
    old = ends_in(world, 20)
    row = old.appointments.get(duty="officer")
    register.end_appointment(appointment=row, on=today(world.government), because="mutasi", by=world.pu.official)
    one = actions.succeed(decree=old, by=world.pu.official)
    assert [each.person.name for each in one.appointments.all()] == ["Pu Pejabat"]


def test_an_appointment_that_ends_soon_is_told_once(world: World) -> None:
    row = world.pu.decree.appointments.get(duty="officer")
    on = today(world.government) + timedelta(days=10)
    register.end_appointment(appointment=row, on=on, because="pensiun", by=world.pu.official)
    for _twice in range(2):
        watch(timezone.now())
    assert Notice.objects.filter(key__startswith="appointment-ends-").count() == 3


def test_rights_follow_the_dates_of_the_signed_decree_to_the_second(world: World) -> None:
    Decree.objects.filter(pk=world.pu.decree.pk).update(until=date(2026, 6, 30))
    last = datetime(2026, 6, 30, 16, 59, 59, tzinfo=UTC)  # 23.59.59 WIB
    assert may(world.pu.officer, Doing.PUBLISH, world.pu.agency, at=last)
    assert not may(world.pu.officer, Doing.PUBLISH, world.pu.agency, at=last + timedelta(seconds=1))
