"""Cut off at every write, one after the other: a case and its referral always agree on who owes an answer (F18, I3)."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import contextmanager
from datetime import timedelta
from typing import Any

import pytest
from django.db import connection
from django.utils import timezone

from pendopo.inbox.models import Case, Reply
from pendopo.journal.queries import faults
from pendopo.people.models import Notice
from pendopo.referral.actions import answer, answer_by_link, issue_link, reject, reply_from, withdraw
from pendopo.referral.jobs import remind
from pendopo.referral.models import LiaisonLink, Referral, Reminder
from pendopo.registry.models import Appointment
from pendopo.registry.queries import NotAllowed
from tests.referral.scene import DUE, FRIDAY, Scene, asked, set_up

pytestmark = pytest.mark.django_db


class Cut(Exception):
    """The power goes."""


@contextmanager
def cut_at(number: int) -> Any:
    """Fail at the n-th statement that writes."""
    count = 0

    def watch(execute: Callable[..., Any], sql: str, params: Any, many: bool, context: Any) -> Any:
        nonlocal count
        if sql.lstrip().upper().startswith(("INSERT", "UPDATE", "DELETE")):
            count += 1
            if count == number:
                raise Cut
        return execute(sql, params, many, context)

    with connection.execute_wrapper(watch):
        yield


def snapshot() -> tuple[object, ...]:
    """Everything that a cut must leave as it was."""
    return (
        list(Case.objects.values_list("pk", "state", "due_at")),
        list(Referral.objects.values_list("pk", "state", "ended_at", "answer", "holding_reply", "reply")),
        list(LiaisonLink.objects.values_list("pk", "used_at")),
        list(Reminder.objects.values_list("pk", "mark")),
        list(Notice.objects.values_list("key", flat=True)),
        list(Reply.objects.values_list("pk", flat=True)),
    )


def agree() -> None:
    """The case waits for another agency exactly when one hop is open."""
    for case in Case.objects.all():
        assert (case.state == "referred") == case.referrals.filter(state="sent").exists()
        assert case.referrals.filter(state="sent").count() <= 1
    assert list(faults()) == []


def _answered(scene: Scene) -> Referral:
    referral = asked(scene)
    answer(referral=referral, text="Ya.", by=scene.liaison, at=DUE)
    return referral


STEPS: dict[str, Callable[[Scene], Callable[[], object]]] = {
    "create": lambda scene: lambda: asked(scene, holding=True),
    "notify": lambda scene: _with(asked(scene), lambda one: remind(DUE + timedelta(hours=2))),
    "answer": lambda scene: _with(
        asked(scene), lambda one: answer(referral=_again(one), text="Ya.", by=scene.liaison, at=DUE + timedelta(hours=1))
    ),
    "reject": lambda scene: _with(
        asked(scene), lambda one: reject(referral=_again(one), because="Bukan.", by=scene.liaison, at=DUE)
    ),
    "withdraw": lambda scene: _with(
        asked(scene), lambda one: withdraw(referral=_again(one), because="Sudah.", by=scene.officer, at=DUE)
    ),
    "link": lambda scene: _by_link(scene),
    "return": lambda scene: _with(
        _answered(scene), lambda one: reply_from(referral=_again(one), text="Kata DPUPR: ya.", by=scene.officer)
    ),
}  # fmt: skip


def _with(one: Referral, act: Callable[[Referral], object]) -> Callable[[], object]:
    return lambda: act(one)


def _again(one: Referral) -> Referral:
    return Referral.objects.get(pk=one.pk)


def _by_link(scene: Scene) -> Callable[[], object]:
    referral = asked(scene, at=timezone.now() - timedelta(hours=1))
    token = issue_link(referral=referral, by=scene.officer)[1]
    return lambda: answer_by_link(token, "Ya.", "Bu Lia")


@pytest.mark.parametrize("step", STEPS)
def test_cut_off_at_any_write_nothing_is_half_done(step: str) -> None:
    scene = set_up()
    act = STEPS[step](scene)
    before = snapshot()
    for number in range(1, 80):
        try:
            with cut_at(number):
                act()
        except Cut:
            assert snapshot() == before, f"cut at write {number}"
            agree()
        else:
            break
        scene.case.refresh_from_db()
    assert number > 3, "there was something to cut"
    assert snapshot() != before
    if step != "return":
        agree()


def test_an_officer_whose_appointment_ended_can_refer_no_more() -> None:
    scene = set_up()
    Appointment.objects.filter(person=scene.officer).update(ended_on=FRIDAY.date())
    with pytest.raises(NotAllowed):
        asked(scene)
    asked(scene, at=FRIDAY - timedelta(days=1))
