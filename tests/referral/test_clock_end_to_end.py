"""T2 on real rows: every vector of the regulation map, from the moment of contact to the verdict (annex B.4)."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from pendopo.journal.queries import entries_of
from pendopo.referral.actions import answer, reject, withdraw
from pendopo.referral.models import Referral
from pendopo.referral.queries import clocks, verdict_of
from tests.referral.scene import DUE, FRIDAY, QUESTION, asked, set_up

pytestmark = pytest.mark.django_db
LATER = FRIDAY + timedelta(days=90)


def test_a_question_asked_on_friday_afternoon_is_due_on_saturday_afternoon() -> None:
    referral = asked(set_up())
    assert referral.due_at == DUE
    stored = Referral.objects.get(pk=referral.pk)
    assert stored.due_at is not None
    assert stored.due_at.astimezone(UTC) - stored.contacted_at.astimezone(UTC) == timedelta(hours=24)


@pytest.mark.parametrize(
    ("answered", "state", "late_by"),
    [
        (FRIDAY + timedelta(minutes=1), "met", 0),
        (DUE - timedelta(seconds=1), "met", 0),
        (DUE, "met", 0),
        (DUE + timedelta(seconds=1), "late", 1),
        (DUE + timedelta(microseconds=1), "late", 1),
        (DUE + timedelta(days=2), "late", 2 * 86_400),
        (datetime(2025, 3, 29, 17, 0, 0, tzinfo=ZoneInfo("Asia/Makassar")), "met", 0),
        (datetime(2025, 3, 29, 18, 0, 1, tzinfo=ZoneInfo("Asia/Jayapura")), "late", 1),
    ],
)
def test_an_answer_is_late_one_second_after_24_hours(answered: datetime, state: str, late_by: int) -> None:
    scene = set_up()
    referral = asked(scene)
    answer(referral=referral, text="Pekan depan.", by=scene.liaison, at=answered)
    stored = Referral.objects.get(pk=referral.pk)
    result = verdict_of(stored, LATER)
    assert (stored.state, result.state, result.late_by) == ("answered", state, late_by)
    assert result.level == ("fail" if state == "late" else "ok")
    breached = entries_of(stored).filter(doing="referral.breached").exists()
    assert breached == (state == "late")


def test_an_answer_after_the_breach_stays_late_however_long_one_waits() -> None:
    scene = set_up()
    referral = asked(scene)
    answer(referral=referral, text="Maaf terlambat.", by=scene.liaison, at=DUE + timedelta(hours=2))
    assert {verdict_of(referral, LATER + timedelta(days=days)).late_by for days in (0, 300)} == {7200}


def test_not_ours_at_23_hours_closes_the_hop_and_the_next_agency_gets_its_own_24_hours() -> None:
    scene = set_up()
    first = asked(scene)
    turned_away = FRIDAY + timedelta(hours=23)
    reject(referral=first, because="Ini jalan provinsi.", by=scene.liaison, at=turned_away)
    second = asked(scene, to_agency=scene.world.kominfo.agency, at=turned_away)
    seen = clocks(scene.case, turned_away + timedelta(hours=23))
    assert [hop.referral.state for hop in seen.t2] == ["rejected", "sent"]
    assert seen.t2[0].verdict.because == "Ditutup sebagai salah alamat sebelum tenggat."
    assert (seen.t2[1].verdict.state, seen.t2[1].verdict.seconds_left) == ("running", 3600)
    assert second.due_at == turned_away + timedelta(hours=24)
    assert second.previous_id == first.pk
    assert seen.total == timedelta(hours=46)


def test_not_ours_after_the_breach_does_not_wash_the_lateness_away() -> None:
    scene = set_up()
    referral = asked(scene)
    reject(referral=referral, because="Bukan kami.", by=scene.liaison, at=DUE + timedelta(hours=1))
    assert (verdict_of(referral, LATER).state, verdict_of(referral, LATER).late_by) == ("late", 3600)


def test_a_withdrawn_question_gets_no_verdict_in_time_and_stays_late_after_it() -> None:
    scene = set_up()
    early = asked(scene)
    withdraw(referral=early, because="Warga sudah puas.", by=scene.officer, at=DUE)
    assert (verdict_of(early, LATER).state, "Ditarik" in verdict_of(early, LATER).because) == ("none", True)
    late = asked(scene, at=DUE)
    withdraw(referral=late, because="Sudah tidak perlu.", by=scene.officer, at=DUE + timedelta(hours=24, seconds=1))
    assert verdict_of(late, LATER).late_by == 1


def test_somebody_outside_the_government_is_asked_without_a_verdict() -> None:
    scene = set_up()
    referral = asked(scene, to_agency=None, outside="PLN ULP Probolinggo")
    result = verdict_of(referral, LATER)
    assert (referral.due_at, result.state, result.level) == (None, "none", "none")
    answer(referral=referral, text="Sudah dijadwalkan.", by=scene.officer, at=FRIDAY + timedelta(days=5))
    assert verdict_of(referral, LATER).state == "none"


def test_the_first_and_the_third_clock_are_targets_that_never_fail() -> None:
    scene = set_up()
    answer(referral=asked(scene), text="Pekan depan.", by=scene.liaison, at=DUE)
    seen = clocks(scene.case, LATER)
    assert {seen.t1.state, seen.t3.state} == {"late"}
    assert "fail" not in {seen.t1.level, seen.t3.level}


def test_the_question_stands_as_it_was_asked() -> None:
    referral = asked(set_up())
    entry = entries_of(referral).get(doing="referral.sent")
    assert QUESTION in entry.after
    assert entry.actor_name == "Duk Petugas"
    assert entry.decree == "188/1/2020"
    assert entry.local_time == "2025-03-28T16:00:00+07:00"
