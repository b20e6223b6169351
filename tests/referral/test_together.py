"""Several people at the same referral at the same moment: everybody gets an answer, nobody waits for ever."""

from __future__ import annotations

import threading
from collections.abc import Callable
from datetime import timedelta

import pytest
from django.db import connection
from django.utils import timezone

from pendopo.inbox.actions import reply
from pendopo.inbox.models import Case
from pendopo.journal.machine import Said
from pendopo.journal.queries import faults
from pendopo.referral.actions import answer, refer, reject, withdraw
from pendopo.referral.jobs import remind
from pendopo.referral.models import Referral
from tests.referral.scene import asked, set_up


def together(*acts: Callable[[], object]) -> list[str]:
    """Do all of them at once; what came of each: "done", or the kind of refusal."""
    barrier, outcomes = threading.Barrier(len(acts)), []

    def work(act: Callable[[], object]) -> None:
        try:
            barrier.wait(timeout=20)
            act()
            outcomes.append("done")
        except Said:
            outcomes.append("refused")
        except Exception as trouble:
            outcomes.append(repr(trouble))
        finally:
            connection.close()

    threads = [threading.Thread(target=work, args=(act,)) for act in acts]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(timeout=60)
    return sorted(outcomes)


@pytest.mark.django_db(transaction=True)
def test_the_agency_answers_while_the_officer_replies_and_the_worker_reminds() -> None:
    scene = set_up()
    referral = asked(scene, at=timezone.now() - timedelta(hours=13))
    outcomes = together(
        lambda: answer(referral=Referral.objects.get(pk=referral.pk), text="Ya.", by=scene.liaison),
        lambda: reply(
            case=Case.objects.get(pk=scene.case.pk), text="Halo", by=scene.officer, basis="source", source="SOP"
        ),
        remind,
    )
    assert outcomes == ["done", "done", "done"]
    assert list(faults()) == []


@pytest.mark.django_db(transaction=True)
def test_of_an_answer_a_rejection_and_a_withdrawal_one_ends_the_hop() -> None:
    scene = set_up()
    referral = asked(scene, at=timezone.now() - timedelta(hours=1))
    outcomes = together(
        lambda: answer(referral=Referral.objects.get(pk=referral.pk), text="Ya.", by=scene.liaison),
        lambda: reject(referral=Referral.objects.get(pk=referral.pk), because="Bukan.", by=scene.world.pu.officer),
        lambda: withdraw(referral=Referral.objects.get(pk=referral.pk), because="Sudah.", by=scene.officer),
    )
    assert outcomes == ["done", "refused", "refused"]


@pytest.mark.django_db(transaction=True)
def test_two_officers_who_refer_the_same_case_make_one_referral() -> None:
    scene = set_up()

    def once() -> object:
        return refer(
            case=Case.objects.get(pk=scene.case.pk), to_agency=scene.pu, question="Kapan?", because="Jalan kota.",
            their_competence=True, not_answerable=True, by=scene.officer,
        )  # fmt: skip

    assert together(once, once, once) == ["done", "refused", "refused"]
    assert Referral.objects.filter(state="sent").count() == 1
