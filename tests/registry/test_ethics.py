"""Pledges by version, the quiz by edition of the rules, and ethics cases that only few may read (12 d–e, 13 a–b)."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

import pytest

from pendopo.journal.machine import MoveRefused
from pendopo.journal.models import Entry
from pendopo.journal.queries import entries_of
from pendopo.people.models import Notice, Person
from pendopo.registry.actions import BadRegister
from pendopo.registry.ethics.actions import (
    acknowledge,
    drawn_of,
    edition_now,
    finish_attempt,
    handle_case,
    publish_statement,
    report_case,
    start_attempt,
)
from pendopo.registry.ethics.jobs import remind
from pendopo.registry.ethics.models import Acknowledgement, Attempt, Edition, EthicsCase, Statement
from pendopo.registry.ethics.obligations import quiz_share, sheets_of, sheets_of_person
from pendopo.registry.ethics.queries import age, visible_cases
from pendopo.registry.queries import NotAllowed
from tests.world import NOW, World, two_governments

pytestmark = pytest.mark.django_db
TEXT = "Saya berjanji menyebut sumber, meralat dengan terbuka, dan menjaga rahasia jabatan."
STORY = "Foto warga diunggah tanpa izin pada malam hari di akun instansi."


@pytest.fixture
def world() -> World:
    return two_governments()


def text(world: World, since: date = date(2026, 1, 5), kind: str = "pledge", by: Person | None = None) -> Statement:
    return publish_statement(government=world.government, kind=kind, text=TEXT, since=since, by=by or world.analyst)


def test_a_new_version_asks_everybody_again_and_the_old_signature_stays(world: World) -> None:
    first = text(world)
    acknowledge(statement=first, agency=world.pu.agency, by=world.pu.officer, at=NOW)
    second = text(world, date(2026, 3, 1))
    assert (first.version, second.version) == (1, 2)
    found = {one.code: one for one in sheets_of_person(world.pu.officer, world.government, NOW)[0].obligations}
    assert (found["pledge"].state, found["pledge"].due_on) == ("due", date(2026, 3, 31))
    with pytest.raises(BadRegister, match="bukan versi yang berlaku"):
        acknowledge(statement=first, agency=world.pu.agency, by=world.pu.official, at=NOW)
    acknowledge(statement=second, agency=world.pu.agency, by=world.pu.officer, at=NOW)
    acknowledge(statement=second, agency=world.pu.agency, by=world.pu.officer, at=NOW)
    assert Acknowledgement.objects.filter(person=world.pu.officer).count() == 2


def test_the_signature_says_by_which_decree_and_what_interests_were_declared(world: World) -> None:
    signed = acknowledge(
        statement=text(world),
        agency=world.pu.agency,
        by=world.pu.officer,
        interest=" Usaha percetakan keluarga ",
        at=NOW,
    )
    assert (signed.office, signed.decree, signed.interest) == (
        "Pranata Humas",
        "188/1/2020",
        "Usaha percetakan keluarga",
    )
    after = entries_of(signed).get().after
    assert '"interest_declared":true' in after.replace("True", "true").replace('"true"', "true")
    assert "percetakan" not in after


def test_only_who_keeps_the_register_of_the_government_publishes_a_text(world: World) -> None:
    for nobody in (world.pu.official, world.pu.officer, world.auditor, world.other.official):
        with pytest.raises(NotAllowed):
            text(world, by=nobody)
    with pytest.raises(BadRegister, match="terlalu pendek"):
        publish_statement(
            government=world.government, kind="pledge", text="Janji.", since=date(2026, 1, 5), by=world.analyst
        )
    text(world)
    with pytest.raises(BadRegister, match="harus sesudahnya"):
        text(world, date(2026, 1, 5))


def test_nobody_signs_a_text_of_another_government(world: World) -> None:
    with pytest.raises(BadRegister, match="bukan versi yang berlaku"):
        acknowledge(statement=text(world), agency=world.other.agency, by=world.other.officer, at=NOW)


def go(world: World, by: Person, *, right: bool = True, at: datetime = NOW) -> Attempt:
    """One go at the quiz, all right or all wrong."""
    attempt = start_attempt(agency=world.pu.agency, by=by, at=at)
    answers = {each.code: str(each.order.index(0 if right else 1)) for each in drawn_of(attempt)}
    finish_attempt(attempt=attempt, answers=answers, by=by, at=at)
    return attempt


def test_the_quiz_may_be_repeated_until_it_is_passed_and_each_go_stays(world: World) -> None:
    assert not go(world, world.pu.officer, right=False).passed
    assert go(world, world.pu.officer).passed
    assert Attempt.objects.filter(person=world.pu.officer).count() == 2
    found = {one.code: one for one in sheets_of_person(world.pu.officer, world.government, NOW)[0].obligations}
    assert (found["quiz"].state, found["quiz"].done_on) == ("done", date(2026, 3, 27))
    assert quiz_share(sheets_of([world.pu.agency], world.government, NOW)) == (1, 2)


def test_a_quiz_that_was_begun_keeps_its_questions_and_takes_no_gaps_and_no_second_answer(world: World) -> None:
    attempt = start_attempt(agency=world.pu.agency, by=world.pu.officer)
    assert start_attempt(agency=world.pu.agency, by=world.pu.officer).pk == attempt.pk
    wrong = {each.code: str(each.order.index(1)) for each in drawn_of(attempt)}
    right = {each.code: str(each.order.index(0)) for each in drawn_of(attempt)}
    with pytest.raises(BadRegister, match="belum dijawab"):
        finish_attempt(attempt=attempt, answers=dict(list(wrong.items())[:-1]), by=world.pu.officer)
    with pytest.raises(NotAllowed):
        finish_attempt(attempt=attempt, answers=right, by=world.pu.official)
    finish_attempt(attempt=attempt, answers=wrong, by=world.pu.officer)
    finish_attempt(attempt=attempt, answers=right, by=world.pu.officer)
    assert Attempt.objects.get().passed is False


def test_rules_that_changed_are_read_again_within_30_days(world: World) -> None:
    go(world, world.pu.officer)
    Edition.objects.create(
        government=world.government, digest="perubahan-1", title="Perubahan", since=NOW.date() + timedelta(days=1)
    )
    for days, state in ((0, "done"), (1, "due"), (31, "due"), (32, "late")):
        sheet = sheets_of_person(world.pu.officer, world.government, NOW + timedelta(days=days))[0]
        assert {one.code: one.state for one in sheet.obligations}["quiz"] == state, days


def test_managers_are_told_once_when_something_is_asked_and_once_when_it_is_late(world: World) -> None:
    text(world, date(2026, 3, 20))
    for moment in (NOW, NOW, NOW + timedelta(days=10)):
        remind(moment)
    mine = Notice.objects.filter(person=world.pu.officer)
    asked = mine.filter(key__startswith="obligations-asked")
    assert asked.filter(body__contains="pakta integritas").count() == 1
    assert not mine.filter(key__startswith="obligations-late", body__contains="pakta").exists()
    for _ in range(2):
        remind(NOW + timedelta(days=40))
    assert mine.filter(key__startswith="obligations-late", body__contains="pakta").count() == 1
    # Signing takes the reason away; nothing is told for what is done.
    assert Edition.objects.filter(government=world.government).count() == 1


def test_the_edition_is_written_once_however_often_it_is_asked(world: World) -> None:
    assert edition_now(world.government, NOW).pk == edition_now(world.government, NOW + timedelta(days=9)).pk
    assert Edition.objects.get().since == date(2026, 3, 27)


def case(world: World, *, about: Person | None = None, by: Person | None = None) -> EthicsCase:
    return report_case(
        agency=world.pu.agency,
        rule="g",
        report=STORY,
        by=by or world.pu.officer,
        person=about,
        account=world.pu.account,
    )


def test_a_case_is_read_by_official_head_analyst_and_auditor_only(world: World) -> None:
    made = case(world)
    readers = {
        world.pu.official: True, world.pu.head: True, world.analyst: True, world.auditor: True,
        world.pu.officer: False, world.regional_head: False, world.dukcapil.official: False, world.other.official: False,
    }  # fmt: skip
    for person, reads in readers.items():
        assert visible_cases(person).filter(pk=made.pk).exists() is reads, person
    with pytest.raises(NotAllowed):
        handle_case(case=made, to="examined", finding="", action="", by=world.auditor)


def test_nobody_reads_or_handles_a_case_about_themselves(world: World) -> None:
    made = case(world, about=world.pu.official)
    assert not visible_cases(world.pu.official).exists()
    with pytest.raises(NotAllowed, match="menyangkut Anda sendiri"):
        handle_case(case=made, to="examined", finding="", action="", by=world.pu.official)
    told = set(Notice.objects.filter(key__startswith=f"ethics-{made.pk}-").values_list("person", flat=True))
    assert told == {world.analyst.pk}


def test_a_decision_needs_finding_and_action_and_the_words_never_stand_in_the_journal(world: World) -> None:
    made = case(world)
    with pytest.raises(MoveRefused):
        handle_case(case=made, to="decided", finding="Benar.", action="Teguran.", by=world.pu.official)
    handle_case(case=made, to="examined", finding="", action="", by=world.pu.official)
    with pytest.raises(BadRegister, match="temuannya"):
        handle_case(case=made, to="decided", finding=" ", action="Teguran.", by=world.pu.official)
    with pytest.raises(BadRegister, match="tindakannya"):
        handle_case(case=made, to="decided", finding="Benar adanya.", action=" ", by=world.pu.official)
    handle_case(case=made, to="decided", finding="Benar adanya.", action="Teguran tertulis.", by=world.analyst)
    made.refresh_from_db()
    assert (made.state, made.finding, made.closed_on is not None) == ("decided", "Benar adanya.", True)
    assert entries_of(made).count() == 3
    written = " ".join(entry.before + entry.after + entry.because for entry in Entry.objects.all())
    assert not any(words in written for words in ("Foto warga", "Benar adanya", "Teguran"))
    assert not Entry.objects.filter(thing_kind="ethics.ethicscase").exclude(agency_id=None).exists()


def test_a_report_that_says_nothing_is_refused_and_the_age_counts_days(world: World) -> None:
    with pytest.raises(BadRegister, match="Ceritakan"):
        report_case(agency=world.pu.agency, rule="g", report="Jelek.", by=world.pu.officer)
    with pytest.raises(BadRegister, match="kaidah"):
        report_case(agency=world.pu.agency, rule="z", report=STORY, by=world.pu.officer)
    with pytest.raises(BadRegister, match="instansi lain"):
        report_case(agency=world.pu.agency, rule="g", report=STORY, by=world.pu.officer, account=world.dukcapil.account)
    with pytest.raises(NotAllowed):
        case(world, by=world.dukcapil.officer)
    made = case(world)
    EthicsCase.objects.filter(pk=made.pk).update(reported_on=date(2026, 3, 1))
    made.refresh_from_db()
    assert age(made, date(2026, 3, 31)) == 30


def test_who_lacks_what_is_asked_in_a_bounded_number_of_queries(
    world: World, django_assert_max_num_queries: object
) -> None:
    text(world)
    sheets = sheets_of([world.pu.agency, world.dukcapil.agency], world.government, datetime(2026, 3, 27, tzinfo=UTC))
    assert [(one.manager.person.name, len(one.open)) for one in sheets] == [
        ("Duk Pejabat", 3), ("Duk Petugas", 3), ("Pu Pejabat", 3), ("Pu Petugas", 3),
    ]  # fmt: skip
    with django_assert_max_num_queries(6):  # type: ignore[operator]
        sheets_of([world.pu.agency, world.dukcapil.agency], world.government)


def test_before_the_rules_are_written_down_the_days_run_from_the_decree(world: World) -> None:
    assert not Edition.objects.exists()
    found = {one.code: one for one in sheets_of_person(world.pu.officer, world.government, NOW)[0].obligations}
    assert (found["quiz"].state, found["quiz"].due_on) == ("late", date(2020, 1, 31))
