"""The one-time link: one answer, nothing for anybody else, and the link itself written down nowhere (abuse case 13)."""

from __future__ import annotations

import threading
from datetime import timedelta
from typing import Any

import pytest
from django.db import connection
from django.utils import timezone

from pendopo.journal.models import Entry
from pendopo.people.models import Notice
from pendopo.referral.actions import answer_by_link, issue_link, open_link, reject_by_link, withdraw
from pendopo.referral.jobs import remind
from pendopo.referral.links import fingerprint
from pendopo.referral.models import LiaisonLink, Referral
from pendopo.referral.rules import BadReferral, LinkRefused
from pendopo.registry.queries import NotAllowed
from tests.referral.scene import Scene, asked, set_up


def fresh() -> tuple[Scene, Referral, str]:
    """A referral of one hour ago and a link to it."""
    scene = set_up()
    referral = asked(scene, at=timezone.now() - timedelta(hours=1))
    return scene, referral, issue_link(referral=referral, by=scene.officer)[1]


@pytest.mark.django_db
def test_the_link_opens_the_question_as_often_as_one_likes_until_it_is_answered() -> None:
    _, referral, token = fresh()
    for _again in range(3):
        assert open_link(token).referral_id == referral.pk
    answer_by_link(token, "Pekan depan.", "Bu Lia")
    referral.refresh_from_db()
    assert (referral.state, referral.answer, referral.answered_by) == ("answered", "Pekan depan.", "Bu Lia, DPUPR")
    with pytest.raises(LinkRefused):
        open_link(token)


@pytest.mark.django_db
def test_a_link_has_256_random_bits_and_only_its_hash_is_kept() -> None:
    scene, referral, token = fresh()
    _, other = issue_link(referral=referral, by=scene.officer)
    assert len(token) == 43
    assert token != other
    assert LiaisonLink.objects.filter(token_sha256=fingerprint(token)).exists()
    kept = [str(row) for row in LiaisonLink.objects.values_list()] + [str(row) for row in Entry.objects.values_list()]
    assert not any(token in row for row in kept)


@pytest.mark.django_db
def test_wrong_short_long_empty_used_and_expired_links_are_refused_in_the_same_words() -> None:
    scene, referral, token = fresh()
    used = issue_link(referral=referral, by=scene.officer)[1]
    LiaisonLink.objects.filter(token_sha256=fingerprint(used)).update(used_at=timezone.now())
    old = issue_link(referral=referral, by=scene.officer)[1]
    LiaisonLink.objects.filter(token_sha256=fingerprint(old)).update(expires_at=timezone.now())
    said = set()
    for bad in (
        "",
        "null",
        token[:-1],
        token + "A",
        token.swapcase(),
        "A" * 43,
        used,
        old,
        "' OR 1=1 --",
        "a" * 100_000,
    ):
        for attempt in (
            lambda bad=bad: open_link(bad),
            lambda bad=bad: answer_by_link(bad, "Jawaban", "Nama"),
            lambda bad=bad: reject_by_link(bad, "Bukan kami", "Nama"),
        ):
            with pytest.raises(LinkRefused) as refused:
                attempt()
            said.add(refused.value.sentence)
    assert len(said) == 1
    referral.refresh_from_db()
    assert referral.state == "sent"


@pytest.mark.django_db
def test_an_empty_hash_opens_nothing() -> None:
    _, referral, _ = fresh()
    LiaisonLink.objects.create(
        referral=referral, token_sha256="", created_at=timezone.now(), expires_at=timezone.now() + timedelta(days=1)
    )
    with pytest.raises(LinkRefused):
        open_link("")


@pytest.mark.django_db
def test_a_link_lives_until_seven_days_after_the_referral_is_due() -> None:
    _, referral, token = fresh()
    assert referral.due_at is not None
    assert LiaisonLink.objects.get(token_sha256=fingerprint(token)).expires_at == referral.due_at + timedelta(days=7)


@pytest.mark.django_db
def test_an_answer_by_one_link_uses_up_all_links_of_the_hop() -> None:
    scene, referral, token = fresh()
    other = issue_link(referral=referral, by=scene.officer)[1]
    reject_by_link(token, "Itu urusan provinsi.", "Bu Lia")
    assert not LiaisonLink.objects.filter(used_at=None).exists()
    with pytest.raises(LinkRefused):
        answer_by_link(other, "Pekan depan.", "Pak Budi")
    referral.refresh_from_db()
    assert (referral.state, referral.answer) == ("rejected", "")


@pytest.mark.django_db
def test_a_withdrawn_referral_closes_its_links() -> None:
    scene, referral, token = fresh()
    withdraw(referral=referral, because="Sudah jelas.", by=scene.officer)
    with pytest.raises(LinkRefused):
        open_link(token)
    with pytest.raises(BadReferral):
        issue_link(referral=referral, by=scene.officer)


@pytest.mark.django_db
def test_only_the_asking_side_makes_links() -> None:
    scene, referral, _ = fresh()
    for stranger in (scene.liaison, scene.world.other.officer):
        with pytest.raises(NotAllowed):
            issue_link(referral=referral, by=stranger)


@pytest.mark.django_db
def test_an_answer_needs_words_and_a_name_and_a_refused_one_leaves_the_link_usable() -> None:
    _, _, token = fresh()
    for text, name in (("", "Bu Lia"), ("\x00", "Bu Lia"), ("Pekan depan.", " ")):
        with pytest.raises(BadReferral):
            answer_by_link(token, text, name)
    answer_by_link(token, "Pekan depan.", "Bu Lia")


@pytest.mark.django_db
def test_a_link_that_was_mailed_is_taken_out_of_the_notice() -> None:
    scene, _, _ = fresh()
    notice = Notice.objects.get(address=scene.liaison.email)
    assert "/r/" in notice.body
    remind()
    notice.refresh_from_db()
    assert "/r/" in notice.body, "it has not left yet"
    Notice.objects.filter(pk=notice.pk).update(mail="sent")
    remind()
    notice.refresh_from_db()
    assert "/r/" not in notice.body


@pytest.mark.django_db(transaction=True)
def test_of_two_answers_at_the_same_moment_one_is_taken() -> None:
    _, referral, token = fresh()
    barrier, outcomes = threading.Barrier(4), []

    def submit(number: int) -> None:
        try:
            barrier.wait(timeout=20)
            answer_by_link(token, f"Jawaban {number}", f"Orang {number}")
            outcomes.append("taken")
        except LinkRefused:
            outcomes.append("refused")
        finally:
            connection.close()

    _run(submit, 4)
    assert sorted(outcomes) == ["refused", "refused", "refused", "taken"]
    assert Entry.objects.filter(doing="referral.answered").count() == 1
    referral.refresh_from_db()
    assert referral.answer.startswith("Jawaban ")


def _run(target: Any, times: int) -> None:
    threads = [threading.Thread(target=target, args=(number,)) for number in range(times)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(timeout=60)
