"""Nobody shifts a clock afterwards: not the program, not an administrator with SQL (invariant I3)."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.db import DatabaseError, connection, transaction

from pendopo.referral.actions import answer
from pendopo.referral.models import Referral
from tests.referral.scene import DUE, FRIDAY, asked, set_up

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize(
    "change",
    [
        {"contacted_at": FRIDAY + timedelta(hours=1)},
        {"due_at": DUE + timedelta(hours=24)},
        {"due_at": None},
        {"question": "Pertanyaan lain"},
        {"because": "Alasan lain"},
        {"outside": "PLN"},
    ],
)
def test_the_database_refuses_to_change_a_referral_that_was_made(change: dict[str, object]) -> None:
    referral = asked(set_up())
    with pytest.raises(DatabaseError), transaction.atomic():
        Referral.objects.filter(pk=referral.pk).update(**change)
    for name, value in change.items():
        setattr(referral, name, value)
    with pytest.raises(DatabaseError), transaction.atomic():
        referral.save()


def test_neither_agency_can_be_exchanged() -> None:
    scene = set_up()
    referral = asked(scene)
    for change in ({"to_agency": scene.world.kominfo.agency}, {"from_agency": scene.world.kominfo.agency}):
        with pytest.raises(DatabaseError), transaction.atomic():
            Referral.objects.filter(pk=referral.pk).update(**change)


@pytest.mark.parametrize("change", [{"ended_at": DUE - timedelta(hours=1)}, {"answer": "Lain"}, {"answered_by": "X"}])
def test_an_answer_and_its_time_are_written_once(change: dict[str, object]) -> None:
    scene = set_up()
    referral = asked(scene)
    answer(referral=referral, text="Pekan depan.", by=scene.liaison, at=DUE + timedelta(hours=1))
    with pytest.raises(DatabaseError), transaction.atomic():
        Referral.objects.filter(pk=referral.pk).update(**change)


def test_a_hop_that_ended_cannot_be_opened_again_by_hand() -> None:
    scene = set_up()
    referral = asked(scene)
    answer(referral=referral, text="Pekan depan.", by=scene.liaison, at=DUE)
    with pytest.raises(DatabaseError), transaction.atomic():
        Referral.objects.filter(pk=referral.pk).update(state="sent")


def test_plain_sql_is_refused_too() -> None:
    referral = asked(set_up())
    with pytest.raises(DatabaseError), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("UPDATE referral_referral SET due_at = contacted_at WHERE id = %s", [referral.pk])
