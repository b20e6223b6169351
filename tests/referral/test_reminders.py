"""Reminders at 12, 20 and 24 hours: each once, with two workers and after an outage; the breach with its true time (F18, F19)."""

from __future__ import annotations

import threading
from datetime import datetime, timedelta

import pytest
from django.db import connection

from pendopo.journal.models import Entry
from pendopo.journal.queries import entries_of
from pendopo.people.models import Notice
from pendopo.referral import jobs
from pendopo.referral.actions import answer, reject
from pendopo.referral.breach import marks_of
from pendopo.referral.jobs import remind
from pendopo.referral.models import Referral, Reminder
from pendopo.referral.rules import Due, due_marks
from tests.referral.scene import DUE, FRIDAY, Scene, asked, set_up

SECOND = timedelta(seconds=1)


def mails_of_reminders(scene: Scene) -> dict[str, int]:
    """How many reminder mails are queued for each address."""
    counted: dict[str, int] = {}
    for notice in Notice.objects.filter(mail="queued").exclude(subject__startswith="Pertanyaan warga"):
        address = notice.address or (notice.person.email if notice.person else "")
        counted[address] = counted.get(address, 0) + 1
    return counted


@pytest.mark.parametrize(
    ("hours", "given", "due"),
    [
        (11.99, (), None),
        (12, (), Due(12, ())),
        (13, (12,), None),
        (20, (12,), Due(20, ())),
        (23, (), Due(20, (12,))),
        (24, (12, 20), None),
        (24.001, (12, 20), Due(24, ())),
        (60, (), Due(24, (12, 20))),
        (60, (12,), Due(24, (20,))),
        (60, (12, 20, 24), None),
    ],
)
def test_which_mark_is_told(hours: float, given: tuple[int, ...], due: Due | None) -> None:
    at = [(mark, FRIDAY + timedelta(hours=mark)) for mark in (12, 20, 24)]
    assert due_marks(at, given, FRIDAY + timedelta(hours=hours), DUE) == due


@pytest.mark.django_db
def test_liaison_official_and_dinas_hear_of_each_mark_exactly_once() -> None:
    scene = set_up()
    referral = asked(scene)
    now = FRIDAY
    while now < DUE + timedelta(hours=6):
        remind(now)
        remind(now)
        now += timedelta(minutes=30)
    assert list(referral.reminders.order_by("mark").values_list("mark", "covered_by")) == [
        (12, None), (20, None), (24, None),
    ]  # fmt: skip
    assert mails_of_reminders(scene) == {
        scene.liaison.email: 3, scene.world.pu.official.email: 3, scene.world.analyst.email: 3,
    }  # fmt: skip


@pytest.mark.django_db
def test_a_mark_is_given_at_its_hour_and_not_a_second_before() -> None:
    referral = asked(set_up())
    assert remind(FRIDAY + timedelta(hours=12) - SECOND) == 0
    assert remind(FRIDAY + timedelta(hours=12)) == 1
    assert [mark for mark, _ in marks_of(referral)] == [12, 20, 24]


@pytest.mark.django_db
def test_after_an_outage_only_the_latest_mark_is_told_and_the_breach_has_its_true_time() -> None:
    scene = set_up()
    referral = asked(scene)
    back = DUE + timedelta(hours=9)
    assert remind(back) == 1
    assert remind(back + SECOND) == 0
    rows = {row.mark: row for row in referral.reminders.all()}
    assert {mark: row.covered_by for mark, row in rows.items()} == {12: 24, 20: 24, 24: None}
    assert rows[12].due_at == FRIDAY + timedelta(hours=12)
    assert rows[24].due_at == DUE
    assert {row.given_at for row in rows.values()} == {back}
    assert set(mails_of_reminders(scene).values()) == {1}
    entry = entries_of(referral).get(doing="referral.breached")
    assert "2025-03-29T09:00:00+00:00" in entry.after
    assert entry.at == back


@pytest.mark.django_db
def test_at_exactly_24_hours_there_is_no_breach_yet() -> None:
    referral = asked(set_up())
    remind(DUE)
    assert not entries_of(referral).filter(doing="referral.breached").exists()
    remind(DUE + SECOND)
    assert entries_of(referral).filter(doing="referral.breached").count() == 1


@pytest.mark.django_db
def test_a_late_answer_puts_the_breach_on_record_though_no_worker_ran() -> None:
    scene = set_up()
    referral = asked(scene)
    answer(referral=referral, text="Maaf.", by=scene.liaison, at=DUE + timedelta(hours=3))
    assert entries_of(referral).filter(doing="referral.breached").count() == 1
    assert remind(DUE + timedelta(hours=4)) == 0
    assert mails_of_reminders(scene) == {scene.officer.email: 1}, "only the officer, that there is an answer"


@pytest.mark.django_db
def test_nobody_is_reminded_of_what_is_answered_turned_away_or_outside() -> None:
    scene = set_up()
    reject(referral=asked(scene), because="Bukan kami.", by=scene.liaison, at=FRIDAY + timedelta(hours=1))
    answer(referral=asked(scene, at=FRIDAY), text="Ya.", by=scene.liaison, at=FRIDAY + timedelta(hours=2))
    scene.case.refresh_from_db()
    asked(scene, at=FRIDAY, to_agency=None, outside="PLN")
    assert remind(DUE + timedelta(days=3)) == 0
    assert not Reminder.objects.exists()


@pytest.mark.django_db
def test_an_agency_without_a_liaison_is_reminded_at_its_own_address() -> None:
    scene = set_up()
    asked(scene, to_agency=scene.world.kominfo.agency)
    assert Notice.objects.filter(address="diskominfo@contoh.invalid").count() == 1
    remind(FRIDAY + timedelta(hours=12))
    assert Notice.objects.filter(address="diskominfo@contoh.invalid").count() == 2


@pytest.mark.django_db
def test_a_reminder_whose_notices_cannot_be_kept_is_not_kept_either(monkeypatch: pytest.MonkeyPatch) -> None:
    """Killed between the mark and the notices: both are undone, and the next run gives both (F18)."""
    scene = set_up()
    referral = asked(scene)

    def dies(*_args: object, **_kwargs: object) -> None:
        raise KeyboardInterrupt

    with monkeypatch.context() as patch:
        patch.setattr(jobs, "tell", dies)
        with pytest.raises(KeyboardInterrupt):
            remind(FRIDAY + timedelta(hours=12))
    assert not referral.reminders.exists()
    assert remind(FRIDAY + timedelta(hours=12)) == 1
    assert set(mails_of_reminders(scene).values()) == {1}


@pytest.mark.django_db(transaction=True)
def test_two_workers_give_each_mark_once() -> None:
    scene = set_up()
    referral = asked(scene)
    for now in (FRIDAY + timedelta(hours=12), DUE + SECOND):
        _together(now)
    assert sorted(referral.reminders.values_list("mark", flat=True)) == [12, 20, 24]
    assert set(mails_of_reminders(scene).values()) == {2}
    assert Entry.objects.filter(doing="referral.breached").count() == 1


def _together(now: datetime) -> None:
    barrier, troubles = threading.Barrier(3), []

    def work() -> None:
        try:
            barrier.wait(timeout=20)
            remind(now)
        except Exception as trouble:
            troubles.append(trouble)
        finally:
            connection.close()

    threads = [threading.Thread(target=work) for _ in range(3)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(timeout=60)
    assert troubles == []
    assert Referral.objects.filter(state="sent").count() == 1
