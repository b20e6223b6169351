"""What officers do with a case: by right, once, and on record."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.utils import timezone

from pendopo.delivery.actions import confirm_posted
from pendopo.delivery.models import Dispatch
from pendopo.inbox.actions import (
    answer_assignment,
    assign,
    close,
    exit_to,
    mark_noise,
    note,
    reopen,
    reply,
    set_kind,
    snooze,
    undo,
)
from pendopo.inbox.jobs import settle
from pendopo.inbox.models import Case, Reply
from pendopo.inbox.rules import AlreadyAnswered, BadInput
from pendopo.journal.actions import move
from pendopo.journal.actor import Actor
from pendopo.journal.machine import MoveRefused
from pendopo.journal.queries import entries_of
from pendopo.people.models import Notice, Person
from pendopo.registry.models import Appointment
from pendopo.registry.queries import NotAllowed
from tests.inbox.scene import arrive, said
from tests.world import NOW, World, person, two_governments

pytestmark = pytest.mark.django_db
SYSTEM = Actor.system()


@pytest.fixture
def world() -> World:
    made = two_governments()
    arrive(made.dukcapil.account, said("1"), at=timezone.now() - timedelta(hours=1))
    return made


@pytest.fixture
def case(world: World) -> Case:
    return Case.objects.get()


@pytest.fixture
def second(world: World) -> Person:
    made = person("Duk Petugas Dua")
    Appointment.objects.create(decree=world.dukcapil.decree, person=made, duty="officer")
    return made


def answer(case: Case, by: Person, text: str = "Silakan datang ke loket 3.", **more: object) -> Reply:
    return reply(case=case, text=text, by=by, basis="source", source="SOP layanan", **more)  # type: ignore[arg-type]


def test_an_answer_waits_for_the_undo_and_names_its_officer(world: World, case: Case) -> None:
    made = answer(case, world.dukcapil.officer)
    dispatch = made.dispatch
    assert (case.state, dispatch.state, made.item.external_id) == ("ready", "queued", "1")
    assert dispatch.not_before - made.created_at == timedelta(seconds=15)
    assert (dispatch.outgoing["reply_to"], dispatch.outgoing["post_id"]) == ("1", "post-1")
    assert entries_of(case).filter(doing="case.reply").get().decree == "188/1/2020"


@pytest.mark.parametrize("who", ["official", "head"])
def test_only_an_officer_named_in_a_decree_answers(world: World, case: Case, who: str) -> None:
    with pytest.raises(NotAllowed, match="petugas ASN"):
        answer(case, getattr(world.dukcapil, who))
    with pytest.raises(NotAllowed):
        answer(case, world.pu.officer)
    assert not Dispatch.objects.exists()


def test_an_officer_whose_decree_ended_yesterday_cannot_answer(world: World, case: Case) -> None:
    world.dukcapil.decree.until = (timezone.now() - timedelta(days=2)).date()
    world.dukcapil.decree.save()
    with pytest.raises(NotAllowed):
        answer(case, world.dukcapil.officer)


def test_the_second_officer_is_told_who_answered_and_nothing_is_sent_twice(
    world: World, case: Case, second: Person
) -> None:
    stale = Case.objects.get(pk=case.pk)
    answer(case, world.dukcapil.officer)
    with pytest.raises(AlreadyAnswered, match=r"Duk Petugas pukul \d\d\.\d\d"):
        answer(stale, second)
    assert Dispatch.objects.count() == 1


def test_who_saw_the_live_answer_may_add_to_it_and_who_did_not_may_not(
    world: World, case: Case, second: Person
) -> None:
    first = answer(case, world.dukcapil.officer)
    _fate(first.dispatch, "live")
    settle(timezone.now())
    case.refresh_from_db()
    with pytest.raises(AlreadyAnswered):
        answer(case, second)
    answer(case, second, known=first)
    assert Dispatch.objects.count() == 2


def _fate(dispatch: Dispatch, *states: str) -> None:
    """What the worker found out."""
    dispatch.refresh_from_db()
    if dispatch.state == "queued":
        move(dispatch, to="sending", by=SYSTEM)
    for state in states:
        changes = (
            {"sent_at": timezone.now(), "url": "https://contoh.invalid/b/1"} if state == "live" else {"trouble": "spam"}
        )
        move(dispatch, to=state, by=SYSTEM, because="contoh", changes=changes)


def test_undo_takes_the_answer_back_and_the_case_stands_where_it_stood(world: World, case: Case) -> None:
    made = answer(case, world.dukcapil.officer)
    undo(reply=made, by=world.dukcapil.officer)
    case.refresh_from_db()
    assert (case.state, Dispatch.objects.get().state) == ("new", "cancelled")
    answer(case, world.dukcapil.officer)


def test_an_answer_that_waits_to_be_posted_by_hand_can_still_be_taken_back(world: World, case: Case) -> None:
    made = answer(case, world.dukcapil.officer)
    move(made.dispatch, to="handed", by=SYSTEM)
    undo(reply=made, by=world.dukcapil.officer)
    case.refresh_from_db()
    assert (case.state, Dispatch.objects.get().state) == ("new", "cancelled")


def test_undo_after_it_left_is_refused(world: World, case: Case) -> None:
    made = answer(case, world.dukcapil.officer)
    _fate(made.dispatch)
    with pytest.raises(MoveRefused):
        undo(reply=made, by=world.dukcapil.officer)


def test_a_live_answer_ends_the_wait_and_is_carried_once(world: World, case: Case) -> None:
    made = answer(case, world.dukcapil.officer)
    _fate(made.dispatch, "live")
    assert settle(timezone.now()) == 1
    assert settle(timezone.now()) == 0
    case.refresh_from_db()
    made.dispatch.refresh_from_db()
    assert (case.state, case.answered_at, case.waiting_since) == ("answered", made.dispatch.sent_at, None)


def test_a_refused_answer_opens_the_case_and_tells_its_author(world: World, case: Case) -> None:
    made = answer(case, world.dukcapil.officer)
    _fate(made.dispatch, "refused")
    settle(timezone.now())
    case.refresh_from_db()
    assert (case.state, case.seen_at) == ("new", None)
    assert case.attention.startswith("Jawaban tidak terkirim: spam")
    assert case.due_at is not None
    told = Notice.objects.get(person=world.dukcapil.officer)
    assert "Silakan datang ke loket 3." in told.body


def test_an_unknown_fate_is_never_shown_as_a_failure(world: World, case: Case) -> None:
    made = answer(case, world.dukcapil.officer)
    _fate(made.dispatch, "unknown")
    assert settle(timezone.now()) == 0
    case.refresh_from_db()
    assert (case.state, "Belum pasti" in case.attention) == ("ready", True)
    with pytest.raises(AlreadyAnswered):
        answer(case, world.dukcapil.officer, known=made)
    made.dispatch.refresh_from_db()
    confirm_posted(dispatch=made.dispatch, url="https://contoh.invalid/b/2", by=world.dukcapil.officer)
    settle(timezone.now())
    case.refresh_from_db()
    assert (case.state, case.attention) == ("answered", "")


def test_a_holding_reply_does_not_answer(world: World, case: Case) -> None:
    made = answer(case, world.dukcapil.officer, "Sedang kami teruskan.", holding=True)
    assert case.state == "new"
    _fate(made.dispatch, "live")
    settle(timezone.now())
    case.refresh_from_db()
    assert (case.state, case.answered_at) == ("new", None)
    answer(case, world.dukcapil.officer)


def test_words_that_come_while_the_answer_is_under_way_are_not_overlooked(world: World, case: Case) -> None:
    made = answer(case, world.dukcapil.officer)
    arrive(world.dukcapil.account, said("2", "satu lagi"), at=timezone.now() + timedelta(seconds=3))
    _fate(made.dispatch, "live")
    settle(timezone.now() + timedelta(seconds=9))
    case.refresh_from_db()
    assert "menulis lagi" in case.attention
    assert case.seen_at is None


@pytest.mark.parametrize("text", ["", "   \n ", "x" * 10_001])
def test_an_empty_or_endless_answer_is_refused(world: World, case: Case, text: str) -> None:
    with pytest.raises(BadInput, match="Jawaban"):
        answer(case, world.dukcapil.officer, text)


def test_disposisi_asks_a_colleague_and_comes_back_with_the_words(world: World, case: Case) -> None:
    duk = world.dukcapil
    made = assign(case=case, to=duk.official, by=duk.officer, instruction="Mohon dicek")
    assert (case.state, case.holder, case.due_at) == ("assigned", duk.official, made.target_at)
    assert Notice.objects.get(person=duk.official).subject == "Disposisi dari Duk Petugas"
    answer_assignment(assignment=made, by=duk.official, text="Loket 3 buka sampai 14.00")
    case.refresh_from_db()
    assert (case.state, case.holder) == ("new", duk.officer)
    with pytest.raises(BadInput, match="sudah ditutup"):
        answer_assignment(assignment=made, by=duk.official, text="lagi")


def test_disposisi_only_inside_the_agency_and_passed_on_leaves_one_open(world: World, case: Case) -> None:
    duk = world.dukcapil
    with pytest.raises(BadInput, match="tidak memegang tugas"):
        assign(case=case, to=world.pu.officer, by=duk.officer)
    assign(case=case, to=duk.official, by=duk.officer)
    with pytest.raises(BadInput, match="sudah didisposisikan"):
        assign(case=case, to=duk.official, by=duk.officer)
    assign(case=case, to=duk.head, by=duk.officer)
    assert [one.to for one in case.assignments.filter(done_at=None)] == [duk.head]


def test_only_the_asked_colleague_or_who_may_assign_answers_a_disposisi(world: World, case: Case) -> None:
    made = assign(case=case, to=world.dukcapil.official, by=world.dukcapil.officer)
    for stranger in (world.pu.officer, world.analyst):
        with pytest.raises(NotAllowed):
            answer_assignment(assignment=made, by=stranger, text="x")
    answer_assignment(assignment=made, by=world.dukcapil.officer, text="saya tanya langsung")


@pytest.mark.parametrize("number", ["", "  ", "#", "x" * 61, "12\n<script>", "'; DROP TABLE"])
def test_an_exit_needs_a_register_number(world: World, case: Case, number: str) -> None:
    with pytest.raises(BadInput, match="nomor register"):
        exit_to(case=case, to="sp4n", number=number, by=world.dukcapil.officer)


def test_a_complaint_goes_on_at_sp4n_by_its_number(world: World, case: Case) -> None:
    exit_to(case=case, to="sp4n", number=" 2026-123456 ", by=world.dukcapil.officer)
    case.refresh_from_db()
    assert (case.state, case.exits.get().number) == ("exited", "2026-123456")
    with pytest.raises(BadInput, match="tujuan"):
        exit_to(case=case, to="polisi", number="12345", by=world.dukcapil.officer)


def test_a_kind_outside_the_profile_is_refused(world: World, case: Case) -> None:
    with pytest.raises(BadInput):
        set_kind(case=case, kind="gosip", by=world.dukcapil.officer)
    set_kind(case=case, kind="kritik", by=world.dukcapil.officer)
    case.refresh_from_db()
    assert (case.kind, case.kind_confirmed) == ("kritik", True)


def test_closing_without_an_answer_needs_a_reason_and_can_be_taken_back(world: World, case: Case) -> None:
    with pytest.raises(BadInput, match="alasan"):
        close(case=case, by=world.dukcapil.officer)
    close(case=case, by=world.dukcapil.officer, because="ganda dengan kasus lain")
    reopen(case=case, by=world.dukcapil.officer)
    case.refresh_from_db()
    assert (case.state, case.closed_at) == ("new", None)


def test_spam_needs_a_reason_and_is_taken_back(world: World, case: Case) -> None:
    with pytest.raises(MoveRefused, match="alasannya"):
        mark_noise(case=case, by=world.dukcapil.officer, because=" ")
    mark_noise(case=case, by=world.dukcapil.officer)
    reopen(case=case, by=world.dukcapil.officer, because="bukan spam")
    assert [e.doing for e in entries_of(case)][-2:] == ["case.noise", "case.new"]


def test_a_snoozed_case_comes_back_by_time_or_by_new_words(world: World, case: Case) -> None:
    with pytest.raises(BadInput, match="akan datang"):
        snooze(case=case, until=NOW, by=world.dukcapil.officer)
    snooze(case=case, until=timezone.now() + timedelta(days=1), by=world.dukcapil.officer)
    arrive(world.dukcapil.account, said("2", "halo?"), at=timezone.now())
    case.refresh_from_db()
    assert case.snoozed_until is None


def test_notes_stay_inside_and_are_journalled(world: World, case: Case) -> None:
    note(case=case, by=world.dukcapil.official, text="<b>penting</b>")
    with pytest.raises(NotAllowed):
        note(case=case, by=world.auditor, text="x")
    with pytest.raises(BadInput):
        note(case=case, by=world.dukcapil.official, text="  ")
    assert case.notes.get().text == "<b>penting</b>"
