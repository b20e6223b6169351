"""The facts of an agency are what the rows say at that moment: nothing invented, nothing of another agency."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from pendopo.delivery.models import Dispatch
from pendopo.inbox.models import Case, Item, Reply
from pendopo.insight.rules import year_span
from pendopo.journal.actions import note
from pendopo.journal.actor import Actor
from pendopo.people.models import Person
from pendopo.referral.flow import flow_steps
from pendopo.referral.models import Referral
from pendopo.registry.actions import end_appointment
from pendopo.registry.models import Agency, Appointment, Decree
from pendopo.regulation.checks import Verdict
from pendopo.report.compliance.facts import gather, verdicts_of
from pendopo.report.compliance.scope import end_of
from tests.report.years import delivered, signed_report
from tests.world import NOW, Desk, World, account, two_governments

pytestmark = pytest.mark.django_db
AT = datetime(2026, 3, 20, 3, 0, tzinfo=UTC)
TEMPLATES = Path(__file__).parents[2] / "pendopo" / "web" / "templates"


@pytest.fixture
def world() -> World:
    return two_governments()


def verdicts(agency: Agency, at: datetime = NOW) -> dict[str, Verdict]:
    return dict(verdicts_of(gather(agency, at)))


def asked(
    desk: Desk, *, received: datetime = AT, kind: str = "pertanyaan", state: str = "new", number: int = 1
) -> Item:
    """Somebody asked something."""
    case = Case.objects.create(
        agency=desk.agency, account=desk.account, thread_key=f"t{number}", kind=kind, topic="ktp", state=state,
        excerpt="KTP", citizen_name="warga", received_at=received, last_item_at=received,
    )  # fmt: skip
    return Item.objects.create(
        account=desk.account, case=case, external_id=f"i{number}", kind="comment", way="recorded", text="KTP saya?",
        author_name="warga", posted_at=received, received_at=received, recorded_at=received,
    )  # fmt: skip


def replied(
    item: Item, by: Person, *, sent: datetime, basis: str = "source", source: str = "SOP", text: str = "Ya"
) -> Reply:
    """An answer that stands on the platform."""
    dispatch = Dispatch.objects.create(
        account=item.account, kind="reply", outgoing={}, state="live", not_before=sent, sent_at=sent
    )
    return Reply.objects.create(
        case=item.case, item=item, dispatch=dispatch, text=text, basis=basis, source=source, author=by, created_at=sent
    )


def referred(item: Item, to: Agency, *, ended: datetime | None) -> Referral:
    """A question to another agency."""
    return Referral.objects.create(
        case=item.case, from_agency=item.case.agency, to_agency=to, question="?", because="tugasnya",
        their_competence=True, not_answerable=True, by=Person.objects.get(name="Duk Petugas"), contacted_at=AT,
        due_at=AT + timedelta(hours=24), state="answered" if ended else "sent", ended_at=ended, answer="ya" if ended else "",
    )  # fmt: skip


def test_a_decree_gives_its_officer_the_right_to_answer(world: World) -> None:
    replied(asked(world.dukcapil), world.dukcapil.officer, sent=AT)
    assert verdicts(world.dukcapil.agency)["C-ROLE3"].state == "ok"


def test_an_answer_by_somebody_without_decree_is_named(world: World) -> None:
    reply = replied(asked(world.dukcapil), world.dukcapil.head, sent=AT)
    found = verdicts(world.dukcapil.agency)["C-ROLE3"]
    assert (found.state, found.records) == ("fail", (f"Jawaban {reply.pk}",))


def test_rights_end_on_the_day_somebody_moves_but_what_was_done_before_stays_right(world: World) -> None:
    replied(asked(world.dukcapil), world.dukcapil.officer, sent=AT)
    named = Appointment.objects.get(person=world.dukcapil.officer)
    end_appointment(appointment=named, on=date(2026, 3, 21), because="mutasi", by=world.dukcapil.official)
    assert verdicts(world.dukcapil.agency)["C-ROLE3"].state == "ok"
    replied(asked(world.dukcapil, number=2), world.dukcapil.officer, sent=AT + timedelta(days=1))
    assert verdicts(world.dukcapil.agency)["C-ROLE3"].state == "fail"
    assert verdicts(world.dukcapil.agency)["C-ROLE2"].state == "fail"


def test_a_decree_that_works_backwards_gives_no_right_before_it_was_entered(world: World) -> None:
    decree = Decree.objects.get(agency=world.dukcapil.agency)
    Decree.objects.filter(pk=decree.pk).update(since=date(2026, 1, 1), signed_on=date(2026, 2, 1))
    note(decree, doing="decree.signed", by=Actor.system("uji"), at=AT)
    replied(asked(world.dukcapil), world.dukcapil.officer, sent=AT - timedelta(hours=1))
    assert verdicts(world.dukcapil.agency)["C-ROLE3"].state == "fail"


def test_an_account_without_decree_warns_in_probolinggo_and_fails_in_katingan(world: World) -> None:
    for desk, state in ((world.dukcapil, "warn"), (world.other, "fail")):
        account(desk.agency, f"liar-{desk.agency.pk}")
        assert verdicts(desk.agency)["C-ACC4"].state == state


def test_the_24_hours_are_the_asked_agencys_not_the_askers(world: World) -> None:
    hop = referred(asked(world.dukcapil, received=AT), world.pu.agency, ended=AT + timedelta(hours=24, seconds=1))
    assert verdicts(world.pu.agency)["C-SLA2"].records == (f"Rujukan {hop.pk}",)
    assert verdicts(world.pu.agency)["C-SLA2"].state == "fail"
    assert verdicts(world.dukcapil.agency)["C-SLA2"].state == "not_applicable"
    assert verdicts(world.dukcapil.agency)["C-SRV4"].state == "ok"


def test_an_answer_after_exactly_24_hours_is_in_time(world: World) -> None:
    referred(asked(world.dukcapil), world.pu.agency, ended=AT + timedelta(hours=24))
    assert verdicts(world.pu.agency)["C-SLA2"].state == "ok"


def test_a_day_in_the_past_knows_nothing_of_what_came_later(world: World) -> None:
    referred(asked(world.dukcapil), world.pu.agency, ended=AT + timedelta(days=3))
    replied(asked(world.dukcapil, number=2), world.dukcapil.officer, sent=AT + timedelta(days=2))
    before = gather(world.dukcapil.agency, AT + timedelta(hours=1)).facts
    assert before.inputs is not None
    assert not any(one.answered for one in before.inputs)
    assert verdicts(world.pu.agency, AT + timedelta(hours=1))["C-SLA2"].state == "ok"
    assert verdicts(world.pu.agency, AT + timedelta(days=2))["C-SLA2"].state == "fail"


def test_a_closed_thank_you_does_not_wait_for_ever(world: World) -> None:
    item = asked(world.dukcapil, kind="apresiasi", state="closed")
    Case.objects.filter(pk=item.case_id).update(closed_at=AT + timedelta(minutes=5))
    assert verdicts(world.dukcapil.agency)["C-SLA1"].state == "ok"


def test_personal_data_in_a_public_answer_is_found(world: World) -> None:
    reply = replied(
        asked(world.dukcapil), world.dukcapil.officer, sent=AT, text="NIK Anda 3574011205900003 sudah aktif"
    )
    found = verdicts(world.dukcapil.agency)["C-PDP1"]
    assert (found.state, found.records) == ("fail", (f"Jawaban {reply.pk}",))


def test_what_is_not_recorded_is_not_applicable_and_says_so(world: World) -> None:
    found = verdicts(world.dukcapil.agency)
    assert found["C-DEF4"].state == "not_applicable"


def test_nothing_of_another_agency_is_counted(world: World) -> None:
    asked(world.pu, kind="")
    assert verdicts(world.dukcapil.agency)["C-SRV2"].state == "not_applicable"
    assert verdicts(world.pu.agency)["C-SRV2"].state == "fail"


def test_a_signed_and_delivered_report_meets_15_and_a_missing_one_does_not(world: World) -> None:
    delivered(world)
    found = verdicts(world.dukcapil.agency)
    for code in ("C-REP1", "C-REP2P", *(f"C-REP3{letter}" for letter in "abcdefgh")):
        assert found[code].state == "ok", (code, found[code])
    assert verdicts(world.pu.agency)["C-REP1"].state == "warn"
    assert verdicts(world.pu.agency, datetime(2026, 4, 1, 3, tzinfo=UTC))["C-REP1"].state == "fail"


def test_a_report_whose_rows_changed_afterwards_is_noticed(world: World) -> None:
    report = signed_report(world)
    assert verdicts(world.dukcapil.agency)["C-REP3d"].state == "ok"
    since, _until = year_span(report.year, "Asia/Jakarta")
    asked(world.dukcapil, received=since + timedelta(days=200), number=99)
    assert verdicts(world.dukcapil.agency)["C-REP3d"].state == "fail"


def test_a_successor_owes_the_report_of_the_agency_that_it_took_in(world: World) -> None:
    Agency.objects.filter(pk=world.pu.agency.pk).update(closed_on=date(2025, 8, 1), successor=world.dukcapil.agency)
    owed = verdicts(world.dukcapil.agency)["C-REP1"].records
    assert owed == ("Disdukcapil (0 dari 1)", "DPUPR (0 dari 1)")


def test_the_desk_takes_every_step_of_the_chart() -> None:
    assert flow_steps() == ("1", "2", "3", "4", "5")


def test_no_public_form_asks_for_an_identity_card() -> None:
    for page in [*(TEMPLATES / "directory").glob("*.html"), *(TEMPLATES / "liaison").glob("*.html")]:
        words = page.read_text(encoding="utf-8").lower()
        assert not {'name="nik"', 'name="ktp"'} & set(words.split()), page


def test_a_day_is_judged_at_its_last_instant_and_today_now(world: World) -> None:
    profile = gather(world.dukcapil.agency, NOW).facts.profile
    assert end_of(date(2026, 3, 27), profile, NOW) == NOW
    assert end_of(date(2026, 3, 26), profile, NOW).isoformat() == "2026-03-26T23:59:59.999999+07:00"


def test_an_agency_is_read_in_a_bounded_number_of_queries(world: World) -> None:
    delivered(world)
    for number in range(2, 12):
        item = asked(world.dukcapil, number=number)
        replied(item, world.dukcapil.officer, sent=AT + timedelta(minutes=number))
    agency = Agency.objects.select_related("government").get(pk=world.dukcapil.agency.pk)
    with CaptureQueriesContext(
        connection,
    ) as few:
        gather(agency, NOW)
    for number in range(100, 130):
        replied(asked(world.dukcapil, number=number), world.dukcapil.officer, sent=AT + timedelta(minutes=number))
    with CaptureQueriesContext(connection) as many:
        gather(agency, NOW)
    assert len(many) == len(few) <= 60
