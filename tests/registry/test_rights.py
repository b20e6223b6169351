"""Rights hold exactly while the decree does, and reach only where it says."""

from __future__ import annotations

from datetime import UTC, date, datetime
from zoneinfo import ZoneInfo

import pytest

from pendopo.registry.models import Appointment, Decree, Office, Role
from pendopo.registry.queries import NotAllowed, acting, agencies_for, may, visible_accounts
from pendopo.registry.rules import Doing
from tests.world import NOW, Desk, account, decree, person, two_governments

pytestmark = pytest.mark.django_db
WIB = ZoneInfo("Asia/Jakarta")


def ending_30_june(desk: Desk) -> Decree:
    """The desk's decree ends on 30 June 2026."""
    desk.decree.until = date(2026, 6, 30)
    desk.decree.save()
    return desk.decree


def may_answer(desk: Desk, *when: int) -> bool:
    """May the officer answer at that local time?"""
    return may(desk.officer, Doing.ANSWER, desk.agency, account=desk.account, at=datetime(*when, tzinfo=WIB))  # type: ignore[misc,arg-type]


@pytest.mark.parametrize(
    ("when", "allowed"),
    [
        ((2019, 12, 31, 23, 59, 59), False),
        ((2020, 1, 1, 0, 0, 0), True),
        ((2026, 6, 30, 23, 59, 59), True),
        ((2026, 7, 1, 0, 0, 0), False),
    ],
)
def test_an_officer_answers_from_the_first_to_the_last_second_of_the_decree(
    when: tuple[int, ...], allowed: bool
) -> None:
    desk = two_governments().dukcapil
    ending_30_june(desk)
    assert may_answer(desk, *when) is allowed


def test_a_new_decree_signed_later_gives_the_right_from_its_own_first_day() -> None:
    desk = two_governments().dukcapil
    ending_30_june(desk)
    assert not may_answer(desk, 2026, 7, 2, 9)
    office = Office.objects.get(agency=desk.agency, role=Role.HEAD)
    new = decree(desk.agency, office, [desk.account], number="188/2/2026", since=date(2026, 7, 1))
    new.signed_on = date(2026, 7, 3)
    new.save()
    Appointment.objects.create(decree=new, person=desk.officer, duty="officer")
    assert may_answer(desk, 2026, 7, 2, 9)


def test_an_officer_who_moved_loses_the_right_on_that_day() -> None:
    desk = two_governments().dukcapil
    Appointment.objects.filter(person=desk.officer).update(ended_on=date(2026, 5, 15), ended_because="mutasi")
    assert may_answer(desk, 2026, 5, 14, 23, 59)
    assert not may_answer(desk, 2026, 5, 15, 0, 0)


def test_a_decree_that_is_not_signed_gives_no_right() -> None:
    desk = two_governments().dukcapil
    assert may_answer(desk, 2026, 3, 27)
    Decree.objects.filter(pk=desk.decree.pk).update(state="draft")
    assert not may_answer(desk, 2026, 3, 27)


def test_a_revoked_decree_gives_rights_up_to_the_day_before() -> None:
    desk = two_governments().dukcapil
    Decree.objects.filter(pk=desk.decree.pk).update(state="revoked", revoked_on=date(2026, 3, 27))
    assert may_answer(desk, 2026, 3, 26, 23, 59, 59)
    assert not may_answer(desk, 2026, 3, 27, 0, 0)


def test_contract_staff_prepare_but_never_answer_even_when_named() -> None:
    desk = two_governments().dukcapil
    assert may(desk.officer, Doing.ANSWER, desk.agency, at=NOW)
    desk.officer.employment = "contract"
    desk.officer.save()
    assert not may(desk.officer, Doing.ANSWER, desk.agency, at=NOW)
    assert may(desk.officer, Doing.DRAFT, desk.agency, at=NOW)


def test_an_officer_named_for_one_account_answers_only_there() -> None:
    desk = two_governments().dukcapil
    second = account(desk.agency, "duk_kedua", platform="instagram")
    Appointment.objects.filter(person=desk.officer).update(account=desk.account)
    assert may(desk.officer, Doing.ANSWER, desk.agency, account=desk.account, at=NOW)
    assert not may(desk.officer, Doing.ANSWER, desk.agency, account=second, at=NOW)


def test_nobody_reaches_another_agency_by_an_own_decree() -> None:
    world = two_governments()
    with pytest.raises(NotAllowed, match="petugas ASN DPUPR"):
        acting(world.dukcapil.officer, Doing.ANSWER, world.pu.agency, at=NOW)


def test_the_actor_of_the_journal_carries_the_office_and_the_decree() -> None:
    desk = two_governments().dukcapil
    actor = acting(desk.officer, Doing.ANSWER, desk.agency, account=desk.account, at=NOW)
    assert (actor.name, actor.office, actor.decree) == ("Duk Petugas", "Pranata Humas", "188/1/2020")


def test_the_dinas_sees_all_agencies_of_its_government_and_none_of_another() -> None:
    world = two_governments()
    assert set(agencies_for(world.analyst, at=NOW)) == {world.kominfo.agency, world.dukcapil.agency, world.pu.agency}
    assert set(agencies_for(world.dukcapil.officer, at=NOW)) == {world.dukcapil.agency}
    assert set(visible_accounts(world.other.officer)) == {world.other.account}


def test_the_auditor_sees_everything_and_changes_nothing() -> None:
    world = two_governments()
    assert may(world.auditor, Doing.SEE, world.dukcapil.agency, at=NOW)
    assert may(world.auditor, Doing.AUDIT, world.dukcapil.agency, at=NOW)
    changing = set(Doing) - {Doing.SEE, Doing.AUDIT, Doing.READ_ETHICS}
    assert not [doing for doing in changing if may(world.auditor, doing, world.dukcapil.agency, at=NOW)]


def test_a_person_who_was_deactivated_holds_nothing() -> None:
    desk = two_governments().dukcapil
    desk.officer.is_active = False
    desk.officer.save()
    assert not may(desk.officer, Doing.SEE, desk.agency, at=NOW)


def test_an_office_that_ended_gives_no_right_the_day_after() -> None:
    world = two_governments()
    who = person("Mantan Analis")
    Office.objects.create(
        person=who,
        agency=world.kominfo.agency,
        role=Role.ANALYST,
        title="Analis",
        since=date(2020, 1, 1),
        until=date(2026, 3, 26),
    )
    assert may(who, Doing.SEE, world.pu.agency, at=datetime(2026, 3, 26, 16, 59, 59, tzinfo=UTC))
    assert not may(who, Doing.SEE, world.pu.agency, at=datetime(2026, 3, 26, 17, 0, 0, tzinfo=UTC))
