"""The library's pages: found by informal spelling, approved by a second person, closed to strangers."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from pendopo.knowledge.actions import draft, reply_with, revise
from pendopo.knowledge.models import Answer
from tests.knowledge.test_answers import ASKED, KTP, approved
from tests.referral.scene import case_of
from tests.referral.test_pages import body, signed_in
from tests.world import World, two_governments

pytestmark = pytest.mark.django_db


def fields(**changes: Any) -> dict[str, Any]:
    return {
        "title": KTP.title, "text": KTP.text, "source": KTP.source, "tags": KTP.tags, "topic": "Adminduk", "shared": "on",
        **changes,
    }  # fmt: skip


def test_the_list_finds_what_a_citizen_would_write_and_marks_why() -> None:
    world = two_governments()
    approved(world)
    page = body(signed_in(world.dukcapil.officer).get(reverse("answers"), {"cari": ASKED}))
    assert "<mark>KTP</mark>" in page
    assert "1 jawaban untuk" in page


def test_an_officer_writes_and_the_official_approves_in_the_browser() -> None:
    world = two_governments()
    officer, official = signed_in(world.dukcapil.officer), signed_in(world.dukcapil.official)
    officer.post(reverse("answer_new"), fields(agency=world.dukcapil.agency.pk))
    answer = Answer.objects.get()
    assert "Setujui</button>" not in body(officer.get(reverse("answer", args=[answer.pk])))
    assert "orang lain yang menyetujui" in body(officer.get(reverse("answer", args=[answer.pk])))
    queue = body(official.get(reverse("answers"), {"tampil": "setuju"}))
    assert "KTP-el hilang" in queue
    assert "Setujui</button>" in body(official.get(reverse("answer", args=[answer.pk])))
    official.post(reverse("version_approve", args=[answer.versions.get().pk]))
    answer.refresh_from_db()
    assert answer.state == "approved"


def test_a_newer_version_is_shown_word_by_word_before_it_is_approved() -> None:
    world = two_governments()
    answer = approved(world)
    revise(answer=answer, wording=replace(KTP, text=KTP.text.replace("loket", "gerai")), by=world.dukcapil.officer)
    page = body(signed_in(world.dukcapil.official).get(reverse("answer", args=[answer.pk])))
    assert "<ins>gerai" in page
    assert "<del>loket" in page


def test_whoever_borrows_an_answer_sees_no_drafts_of_it_and_cannot_change_it() -> None:
    world = two_governments()
    answer = approved(world)
    pending = revise(answer=answer, wording=replace(KTP, text="Rahasia dapur."), by=world.dukcapil.officer)
    borrower = signed_in(world.pu.officer)
    page = body(borrower.get(reverse("answer", args=[answer.pk])))
    assert KTP.title in page
    assert "Rahasia dapur." not in page
    assert borrower.get(reverse("answer_edit", args=[answer.pk])).status_code == 404
    for name, pk in (("version_approve", pending.pk), ("version_return", pending.pk), ("answer_retire", answer.pk)):
        assert borrower.post(reverse(name, args=[pk]), {"because": "x"}).status_code == 404


def test_another_government_gets_the_404_of_a_missing_answer() -> None:
    world = two_governments()
    answer = approved(world)
    client = signed_in(world.other.officer)
    assert client.get(reverse("answer", args=[answer.pk])).status_code == 404
    assert KTP.title not in body(client.get(reverse("answers")))
    assert Client().get(reverse("answers")).status_code == 302


def test_approving_ones_own_by_hand_is_refused_with_words() -> None:
    world = two_governments()
    answer = draft(agency=world.dukcapil.agency, wording=KTP, by=world.dukcapil.official)
    sent = signed_in(world.dukcapil.official).post(reverse("version_approve", args=[answer.versions.get().pk]))
    assert sent.status_code == 409
    assert "orang lain" in body(sent)


def test_a_reply_becomes_a_draft_with_personal_data_covered() -> None:
    world = two_governments()
    case = case_of(world.dukcapil.account, ASKED)
    version = approved(world).versions.get()
    reply = reply_with(
        case=case, version=version, text="NIK 3574010101900001 sudah kami cek, ke loket 2.", by=world.dukcapil.officer
    )
    page = body(signed_in(world.dukcapil.officer).get(reverse("answer_new"), {"balasan": reply.pk}))
    assert "3574010101900001" not in page
    assert "ke loket 2." in page
    stranger = signed_in(world.pu.officer).get(reverse("answer_new"), {"balasan": reply.pk})
    assert stranger.status_code == 404


def test_a_new_answer_cannot_be_put_into_another_agency() -> None:
    world: World = two_governments()
    for foreign in (world.pu.agency.pk, world.other.agency.pk, 0, "x"):
        signed_in(world.dukcapil.officer).post(reverse("answer_new"), fields(agency=foreign))
    assert not Answer.objects.exists()


def test_odd_questions_to_the_list_are_answered_calmly() -> None:
    world = two_governments()
    approved(world)
    client = signed_in(world.dukcapil.officer)
    for odd in (
        {"hal": "1e9"},
        {"hal": "-1"},
        {"tampil": "'"},
        {"cari": "%_\\"},
        {"cari": "\x00ktp"},
        {"cari": "<b>x"},
    ):
        response = client.get(reverse("answers"), odd)
        assert response.status_code == 200
        assert "<b>x" not in body(response)
