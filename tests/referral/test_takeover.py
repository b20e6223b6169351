"""An agency ends: what is open goes to its successor on the day, clocks run on, and nothing that was done is lost."""

from __future__ import annotations

from datetime import date, datetime, timedelta

import pytest
from django.db import transaction

from pendopo.inbox.actions import reopen
from pendopo.inbox.models import Case
from pendopo.inbox.queries import desk
from pendopo.journal.queries import entries_of, faults
from pendopo.people.models import Notice
from pendopo.publishing.models import Approval, Message
from pendopo.referral.actions import answer
from pendopo.referral.models import Referral
from pendopo.referral.takeover import anything_due, carry_out
from pendopo.registry.models import Agency, Decree, Office, OfficialAccount, Role
from pendopo.registry.queries import agencies_for, may, visible_accounts
from pendopo.registry.rules import Doing
from pendopo.registry.structure.actions import Planned, plan_ending
from pendopo.registry.structure.models import Ending
from pendopo.report.compliance.facts import gather
from pendopo.report.queries import debtor_of
from tests.referral.scene import DUE, FRIDAY, WIB, Scene, asked, case_of, set_up

pytestmark = pytest.mark.django_db
LATER = FRIDAY + timedelta(hours=5)
DAY = FRIDAY.date()


def ends(scene: Scene, old: Agency, new: Agency, *, on: date = DAY) -> Ending:
    """`old` is merged into `new` on a day."""
    planned = Planned("merged", on, "Perda 3/2025")
    return plan_ending(agency=old, successor=new, planned=planned, by=scene.world.analyst)


def test_nothing_passes_before_the_first_second_of_the_day() -> None:
    scene = set_up()
    ends(scene, scene.pu, scene.world.kominfo.agency, on=date(2025, 3, 29))
    midnight = datetime(2025, 3, 29, tzinfo=WIB)
    assert not anything_due(midnight - timedelta(seconds=1))
    assert carry_out(midnight - timedelta(seconds=1)) == 0
    assert carry_out(midnight) == 1
    assert carry_out(midnight) == 0
    assert Agency.objects.get(pk=scene.pu.pk).closed_on == date(2025, 3, 29)


def test_accounts_and_open_cases_pass_and_finished_ones_stay_readable() -> None:
    scene = set_up()
    dukcapil, kominfo = scene.world.dukcapil, scene.world.kominfo
    done = case_of(dukcapil.account, "Terima kasih", number=2)
    Case.objects.filter(pk=done.pk).update(state="closed")
    Case.objects.filter(pk=scene.case.pk).update(holder=dukcapil.officer)
    ending = ends(scene, dukcapil.agency, kominfo.agency)
    carry_out(LATER)
    assert OfficialAccount.objects.get(pk=dukcapil.account.pk).agency == kominfo.agency
    case = Case.objects.get(pk=scene.case.pk)
    assert (case.agency, case.holder) == (kominfo.agency, None)
    assert Case.objects.get(pk=done.pk).agency == dukcapil.agency
    # The successor's officer reads both, finds both, and answers the open one with the account that was asked.
    rows = {row.pk for row in desk(kominfo.officer, "all").rows}
    assert {scene.case.pk, done.pk} <= rows
    assert {row.pk for row in desk(kominfo.officer, "all", search="mastrip").rows} == {scene.case.pk}
    passed = OfficialAccount.objects.get(pk=dukcapil.account.pk)
    assert may(kominfo.officer, Doing.ANSWER, kominfo.agency, account=passed)
    assert not may(dukcapil.officer, Doing.ANSWER, kominfo.agency, account=passed)
    ending.refresh_from_db()
    assert (ending.state, ending.passed_on["cases"], ending.passed_on["accounts"]) == ("done", 1, 1)
    assert [entry.doing for entry in entries_of(case)][-1] == "case.passed_to_successor"
    assert not list(faults())


def test_the_24_hours_of_an_open_referral_run_on_at_the_successor() -> None:
    scene = set_up()
    first = asked(scene)
    ends(scene, scene.pu, scene.world.kominfo.agency)
    carry_out(LATER)
    first.refresh_from_db()
    hop = Referral.objects.get(state="sent")
    assert (first.state, hop.previous, hop.to_agency) == ("withdrawn", first, scene.world.kominfo.agency)
    assert (hop.contacted_at, hop.due_at) == (FRIDAY, DUE)
    case = Case.objects.get(pk=scene.case.pk)
    assert (case.state, case.due_at) == ("referred", DUE)
    answer(
        referral=hop, text="Dijadwalkan pekan depan.", by=scene.world.kominfo.official, at=DUE + timedelta(seconds=1)
    )
    to_us = gather(scene.world.kominfo.agency, DUE + timedelta(days=1)).hops.to_us
    assert [(one.misrouted, one.answered_at) for one in to_us] == [(False, DUE + timedelta(seconds=1))]


def test_who_asks_itself_after_the_merger_has_its_case_back() -> None:
    scene = set_up()
    hop = asked(scene)
    ends(scene, scene.pu, scene.world.dukcapil.agency)
    carry_out(LATER)
    hop.refresh_from_db()
    assert hop.state == "withdrawn"
    assert not Referral.objects.filter(state="sent").exists()
    assert Case.objects.get(pk=scene.case.pk).state == "new"


def test_the_successor_owes_the_report_and_may_build_it() -> None:
    scene = set_up()
    ends(scene, scene.pu, scene.world.dukcapil.agency)
    carry_out(LATER)
    closed = Agency.objects.get(pk=scene.pu.pk)
    assert debtor_of(closed) == scene.world.dukcapil.agency
    assert may(scene.world.dukcapil.head, Doing.SIGN_REPORT, closed)
    assert closed in agencies_for(scene.world.dukcapil.officer, Doing.CLOSE_MONTH)
    assert not may(scene.world.kominfo.head, Doing.SIGN_REPORT, closed)


def test_two_mergers_in_a_row_keep_the_whole_trail_in_sight() -> None:
    scene = set_up()
    world = scene.world
    ends(scene, scene.pu, world.dukcapil.agency)
    carry_out(LATER)
    ends(scene, world.dukcapil.agency, world.kominfo.agency, on=date(2025, 4, 1))
    carry_out(datetime(2025, 4, 1, tzinfo=WIB))
    assert set(agencies_for(world.kominfo.officer)) == {world.kominfo.agency, world.dukcapil.agency, scene.pu}
    assert {one.pk for one in visible_accounts(world.kominfo.officer)} >= {
        world.pu.account.pk,
        world.dukcapil.account.pk,
    }
    assert not agencies_for(world.pu.officer).exists()


def test_decrees_and_offices_end_with_the_agency_and_who_oversees_goes_on_at_the_successor() -> None:
    scene = set_up()
    world = scene.world
    ends(scene, world.kominfo.agency, world.dukcapil.agency)
    carry_out(LATER)
    decree = Decree.objects.get(agency=world.kominfo.agency)
    assert (decree.state, decree.revoked_on) == ("revoked", FRIDAY.date())
    assert not may(world.kominfo.officer, Doing.SEE, world.kominfo.agency)
    assert Agency.objects.get(government=world.government, coordinates=True) == world.dukcapil.agency
    assert Office.objects.filter(agency=world.dukcapil.agency, role__in=[Role.ANALYST, Role.AUDITOR]).count() == 2
    assert may(world.analyst, Doing.REGISTER, scene.pu)


def test_children_stand_under_the_successor_and_the_heads_are_told_once() -> None:
    scene = set_up()
    Agency.objects.filter(pk=scene.world.kominfo.agency.pk).update(parent=scene.pu)
    ends(scene, scene.pu, scene.world.dukcapil.agency)
    carry_out(LATER)
    assert Agency.objects.get(pk=scene.world.kominfo.agency.pk).parent == scene.world.dukcapil.agency
    told = Notice.objects.filter(key__startswith="successor-")
    assert {one.person for one in told} == {scene.world.dukcapil.official, scene.world.dukcapil.head}


def test_what_fails_half_way_leaves_everything_where_it_was(monkeypatch: pytest.MonkeyPatch) -> None:
    scene = set_up()
    ends(scene, scene.world.dukcapil.agency, scene.world.kominfo.agency)

    def broken(*_words: object) -> int:
        raise OSError("listrik padam")

    monkeypatch.setattr("pendopo.referral.takeover.close_agency", broken)
    with pytest.raises(OSError, match="listrik"), transaction.atomic():
        carry_out(LATER)
    assert Case.objects.get(pk=scene.case.pk).agency == scene.world.dukcapil.agency
    assert Ending.objects.get().state == "planned"


def test_a_finished_case_that_opens_again_follows_its_account() -> None:
    scene = set_up()
    world = scene.world
    Case.objects.filter(pk=scene.case.pk).update(state="closed")
    ends(scene, world.dukcapil.agency, world.kominfo.agency)
    carry_out(LATER)
    assert not anything_due(LATER)
    reopen(case=Case.objects.get(pk=scene.case.pk), by=world.kominfo.officer, because="warga menulis lagi")
    assert anything_due(LATER)
    carry_out(LATER)
    assert Case.objects.get(pk=scene.case.pk).agency == world.kominfo.agency


def test_what_was_approved_by_people_of_the_old_agency_needs_the_successors_own_yes() -> None:
    scene = set_up()
    dukcapil, kominfo = scene.world.dukcapil, scene.world.kominfo
    made = {
        state: Message.objects.create(
            agency=dukcapil.agency, title=state, text="Loket pindah.", purpose="sebar_informasi", category="kegiatan",
            source="SK", tags="#info", planned_at=LATER + timedelta(days=3), state=state, author=dukcapil.officer,
        )
        for state in ("draft", "review", "approved", "scheduled", "published")
    }  # fmt: skip
    Approval.objects.create(message=made["approved"], person=dukcapil.official, content_sha256="0" * 64, at=FRIDAY)
    ends(scene, dukcapil.agency, kominfo.agency)
    carry_out(LATER)
    found = {one.title: (one.state, one.agency.short_name) for one in Message.objects.select_related("agency")}
    assert found == {
        "draft": ("draft", "Diskominfo"), "review": ("draft", "Diskominfo"), "approved": ("draft", "Diskominfo"),
        "scheduled": ("scheduled", "Diskominfo"), "published": ("published", "Disdukcapil"),
    }  # fmt: skip
    assert Approval.objects.get().voided_at is not None
