"""Somebody moves: no rights from that day, and what they held open is the responsible official's the same day (Pasal 8 d)."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from django.utils import timezone

from pendopo.inbox.actions import assign, hold
from pendopo.inbox.models import Assignment, Case
from pendopo.inbox.moving import hand_over, move_away
from pendopo.journal.queries import entries_of
from pendopo.people.models import Notice
from pendopo.registry.actions import BadRegister
from pendopo.registry.models import Appointment, Office, Role
from pendopo.registry.queries import NotAllowed, may
from pendopo.registry.rules import Doing
from tests.inbox.scene import arrive, said
from tests.world import World, person, two_governments

pytestmark = pytest.mark.django_db
WIB = ZoneInfo("Asia/Jakarta")
MOVED = date(2026, 5, 15)


@pytest.fixture
def world() -> World:
    return two_governments()


@pytest.fixture
def case(world: World) -> Case:
    arrive(world.dukcapil.account, said("1"))
    return Case.objects.get()


def moves(world: World, *, on: date = MOVED, at: datetime | None = None) -> int:
    return move_away(
        person=world.dukcapil.officer, agency=world.dukcapil.agency, on=on, because="SK mutasi 800/7", by=world.analyst,
        at=at or datetime(2026, 5, 15, 0, 0, tzinfo=WIB),
    )  # fmt: skip


def test_officer_moved_15_may_open_items_go_to_the_official_the_same_day(world: World, case: Case) -> None:
    hold(case=case, by=world.dukcapil.officer)
    assert moves(world) == 1
    case.refresh_from_db()
    assert case.holder == world.dukcapil.official
    last = entries_of(case).get(doing="case.handed_over")
    assert (last.before, last.after) == ('{"holder":"Duk Petugas"}', '{"holder":"Duk Pejabat"}')
    assert Notice.objects.get(person=world.dukcapil.official, key__startswith="moved-").subject.startswith("1 kasus")


def test_rights_end_with_the_last_second_of_14_may(world: World) -> None:
    moves(world)
    for moment, holds in (
        (datetime(2026, 5, 14, 23, 59, 59, tzinfo=WIB), True),
        (datetime(2026, 5, 15, tzinfo=WIB), False),
    ):
        assert may(world.dukcapil.officer, Doing.ANSWER, world.dukcapil.agency, at=moment) is holds


def test_a_move_that_is_announced_waits_for_its_day(world: World, case: Case) -> None:
    hold(case=case, by=world.dukcapil.officer)
    assert moves(world, at=datetime(2026, 5, 1, 9, tzinfo=WIB)) == 0
    assert hand_over(datetime(2026, 5, 14, 23, 59, 59, tzinfo=WIB)) == 0
    assert hand_over(datetime(2026, 5, 15, tzinfo=WIB)) == 1
    case.refresh_from_db()
    assert case.holder == world.dukcapil.official


def test_where_no_officer_is_left_questions_that_nobody_held_are_the_officials_too(world: World, case: Case) -> None:
    moves(world)
    case.refresh_from_db()
    assert case.holder == world.dukcapil.official
    arrive(world.pu.account, said("2"))
    assert hand_over(datetime(2026, 5, 16, tzinfo=WIB)) == 0


def test_a_disposisi_to_somebody_who_moved_goes_on_with_its_target(world: World, case: Case) -> None:
    assign(case=case, to=world.dukcapil.officer, by=world.dukcapil.official)
    target = Assignment.objects.get().target_at
    moves(world)
    open_one = Assignment.objects.get(done_at=None)
    assert (open_one.to, open_one.target_at) == (world.dukcapil.official, target)
    case.refresh_from_db()
    assert (case.state, case.holder) == ("assigned", world.dukcapil.official)


def test_offices_at_that_agency_end_and_those_elsewhere_stay(world: World) -> None:
    for home in (world.dukcapil.agency, world.pu.agency):
        Office.objects.create(
            person=world.dukcapil.officer, agency=home, role=Role.LIAISON, title="Narahubung", since=date(2020, 1, 1)
        )
    moves(world)
    ends = dict(Office.objects.filter(person=world.dukcapil.officer).values_list("agency__short_name", "until"))
    assert ends == {"Disdukcapil": date(2026, 5, 14), "DPUPR": None}
    named = Appointment.objects.get(person=world.dukcapil.officer)
    assert (named.ended_on, named.ended_because) == (MOVED, "SK mutasi 800/7")


def test_a_move_needs_a_letter_a_right_and_something_to_leave(world: World) -> None:
    given = {"person": world.dukcapil.officer, "agency": world.dukcapil.agency, "on": MOVED}
    with pytest.raises(BadRegister, match="surat mutasi"):
        move_away(because=" ", by=world.analyst, **given)  # type: ignore[arg-type]
    with pytest.raises(NotAllowed):
        move_away(because="SK", by=world.pu.official, **given)  # type: ignore[arg-type]
    with pytest.raises(BadRegister, match="tidak memegang apa pun"):
        move_away(because="SK", by=world.analyst, **(given | {"person": person("Orang Lain")}))  # type: ignore[arg-type]


def test_cases_held_by_the_official_who_moves_go_to_the_head(world: World, case: Case) -> None:
    hold(case=case, by=world.dukcapil.official)
    Appointment.objects.filter(person=world.dukcapil.official).update(
        ended_on=timezone.now().date() - timedelta(days=1)
    )
    assert hand_over(timezone.now()) == 1
    case.refresh_from_db()
    assert case.holder == world.dukcapil.head
