"""The checks of people judge real records: learned, read, signed, met, and ethics cases (C-ROLE4, C-OBL, C-ETH, C-DEF)."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

import pytest

from pendopo.registry.actions import end_appointment
from pendopo.registry.competence.actions import Learned, Met, record_meeting, record_training
from pendopo.registry.ethics.actions import (
    acknowledge,
    drawn_of,
    finish_attempt,
    handle_case,
    publish_statement,
    report_case,
    start_attempt,
)
from pendopo.registry.ethics.models import EthicsCase
from pendopo.registry.models import Agency, Appointment
from pendopo.regulation.checks import Verdict
from pendopo.report.compliance.facts import gather, verdicts_of
from tests.world import NOW, World, two_governments

pytestmark = pytest.mark.django_db
TEXT = "Saya berjanji menyebut sumber, meralat dengan terbuka, dan menjaga rahasia jabatan."


@pytest.fixture
def world() -> World:
    return two_governments()


def verdict(world: World, code: str, at: datetime = NOW) -> Verdict:
    return verdicts_of(gather(world.pu.agency, at))[code]


def both(world: World) -> list[str]:
    return [world.pu.official.name, world.pu.officer.name]


def test_training_within_24_months_is_wanted_of_every_manager(world: World) -> None:
    assert verdict(world, "C-ROLE4").state == "warn"
    for person, on in ((world.pu.officer, date(2024, 3, 28)), (world.pu.official, date(2024, 1, 1))):
        record_training(person=person, agency=world.pu.agency, learned=Learned("Kursus", "x", on), by=person)
    assert verdict(world, "C-ROLE4").records == (world.pu.official.name,)
    course = Learned("Ulang", "x", date(2026, 1, 1), date(2026, 2, 1))
    record_training(person=world.pu.official, agency=world.pu.agency, learned=course, by=world.pu.official)
    # Its certificate has run out: it counts no more.
    assert verdict(world, "C-ROLE4").state == "warn"
    assert verdict(world, "C-ROLE4", datetime(2026, 1, 20, tzinfo=UTC)).state == "ok"


def test_pledge_and_commitment_are_those_in_force_at_the_moment_that_is_judged(world: World) -> None:
    for kind, code in (("pledge", "C-ETH5"), ("commitment", "C-OBL2")):
        made = publish_statement(
            government=world.government, kind=kind, text=TEXT, since=date(2026, 1, 5), by=world.analyst
        )
        for person in (world.pu.official, world.pu.officer):
            assert verdict(world, code).state == "warn"
            acknowledge(statement=made, agency=world.pu.agency, by=person, at=NOW - timedelta(days=3))
        assert verdict(world, code).state == "ok"
        assert verdict(world, code, NOW - timedelta(days=4)).state == "warn"
        publish_statement(government=world.government, kind=kind, text=TEXT, since=date(2026, 3, 20), by=world.analyst)
        assert set(verdict(world, code).records) == set(both(world))


def test_the_quiz_is_owed_30_days_after_the_decree(world: World) -> None:
    assert verdict(world, "C-OBL1").state == "fail"
    for person in (world.pu.official, world.pu.officer):
        attempt = start_attempt(agency=world.pu.agency, by=person, at=NOW)
        right = {each.code: str(each.order.index(0)) for each in drawn_of(attempt)}
        finish_attempt(attempt=attempt, answers=right, by=person, at=NOW)
    assert verdict(world, "C-OBL1").state == "ok"


def test_somebody_who_moved_away_owes_nothing_here_any_more(world: World) -> None:
    named = Appointment.objects.get(person=world.pu.officer)
    end_appointment(appointment=named, on=date(2026, 3, 20), because="mutasi", by=world.pu.official)
    assert verdict(world, "C-ETH5").records == (world.pu.official.name,)
    assert set(verdict(world, "C-ETH5", NOW - timedelta(days=30)).records) == set(both(world))


@pytest.mark.parametrize(("on", "state"), [(date(2026, 1, 1), "ok"), (date(2025, 12, 31), "warn")])
def test_coordination_is_wanted_once_a_semester_of_all_who_took_part(world: World, on: date, state: str) -> None:
    met = Met("meeting", on, "Rujukan", "Dibahas.", "Dua narahubung.")
    record_meeting(
        agency=world.kominfo.agency, met=met, agencies=[world.pu.agency], people=[], by=world.kominfo.official
    )
    assert verdict(world, "C-OBL3").state == state
    assert verdicts_of(gather(world.dukcapil.agency, NOW))["C-OBL3"].state == "warn"


def test_an_ethics_case_may_be_open_for_30_days_and_is_named_by_number_only(world: World) -> None:
    assert verdict(world, "C-ETH4").state == "not_applicable"
    made = report_case(
        agency=world.pu.agency, rule="g", report="Foto warga diunggah tanpa izin pada malam hari.", by=world.pu.officer,
        person=world.pu.head,
    )  # fmt: skip
    for days, state in ((30, "ok"), (31, "warn")):
        EthicsCase.objects.filter(pk=made.pk).update(reported_on=date(2026, 3, 27) - timedelta(days=days))
        assert verdict(world, "C-ETH4").state == state, days
    assert verdict(world, "C-ETH4").records == (f"Perkara etika {made.pk}",)
    handle_case(case=made, to="dismissed", finding="Izin tertulis ada.", action="", by=world.pu.official)
    EthicsCase.objects.filter(pk=made.pk).update(closed_on=date(2026, 3, 27))
    assert verdict(world, "C-ETH4").state == "ok"


def test_the_register_is_judged_by_its_rows(world: World) -> None:
    """C-ROLE1, C-ROLE2, C-DEF2, C-DEF3 over what stands there."""
    for code, state in (("C-ROLE1", "warn"), ("C-ROLE2", "warn"), ("C-DEF2", "ok"), ("C-DEF3", "ok")):
        assert verdict(world, code).state == state, code
    world.pu.official.nip = "198001012005011001"
    world.pu.official.save()
    assert verdict(world, "C-ROLE1").state == "ok"
    named = Appointment.objects.get(person=world.pu.official)
    end_appointment(appointment=named, on=date(2026, 3, 20), because="mutasi", by=world.pu.official)
    assert verdict(world, "C-ROLE1").state == "fail"
    Agency.objects.filter(pk=world.kominfo.agency.pk).update(coordinates=False)
    Agency.objects.filter(pk=world.pu.agency.pk).update(kind="yayasan")
    world.pu.agency.refresh_from_db()
    for code in ("C-DEF2", "C-DEF3"):
        assert verdict(world, code).state == "fail", code
