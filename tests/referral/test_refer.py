"""Asking another agency needs both conditions of annex B.3, a reason, the right, and an addressee that can answer."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

import pytest

from pendopo.inbox.models import Case, Reply
from pendopo.journal.machine import MoveRefused, Said
from pendopo.journal.queries import entries_of
from pendopo.people.models import Notice
from pendopo.referral.actions import answer, refer, reject, reply_from, withdraw
from pendopo.referral.models import Referral
from pendopo.referral.queries import propose, sides, visible_to
from pendopo.referral.rules import BadReferral, HopClosed
from pendopo.registry.models import Agency
from pendopo.registry.queries import NotAllowed
from pendopo.web.referrals import panel_for
from tests.referral.scene import DUE, FRIDAY, asked, case_of, set_up

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize(
    ("change", "says"),
    [
        ({"their_competence": False}, "kedua syarat"),
        ({"not_answerable": False}, "kedua syarat"),
        ({"because": "  "}, "alasan"),
        ({"question": "\x00 \n"}, "pertanyaan"),
        ({"question": "a" * 20_001}, "terlalu panjang"),
        ({"to_agency": None}, "Pilih satu instansi"),
        ({"outside": "PLN"}, "Pilih satu instansi"),
    ],
)
def test_a_referral_that_lacks_something_is_refused_with_a_sentence(change: dict[str, Any], says: str) -> None:
    scene = set_up()
    with pytest.raises(BadReferral, match=says):
        asked(scene, **change)
    scene.case.refresh_from_db()
    assert (Referral.objects.count(), scene.case.state) == (0, "new")
    asked(scene)


def test_ones_own_agency_cannot_be_asked() -> None:
    scene = set_up()
    with pytest.raises(BadReferral, match="disposisi"):
        asked(scene, to_agency=scene.world.dukcapil.agency)


def test_an_agency_that_was_closed_cannot_be_asked() -> None:
    scene = set_up()
    Agency.objects.filter(pk=scene.pu.pk).update(closed_on=date(2025, 1, 1))
    with pytest.raises(BadReferral, match="tidak aktif"):
        asked(scene, to_agency=Agency.objects.get(pk=scene.pu.pk))


def test_an_agency_of_another_government_cannot_be_asked() -> None:
    scene = set_up()
    with pytest.raises(BadReferral, match="bukan bagian"):
        asked(scene, to_agency=scene.world.other.agency)


def test_only_who_holds_a_duty_there_may_refer() -> None:
    scene = set_up()
    for stranger in (scene.world.pu.officer, scene.world.auditor, scene.world.other.officer):
        with pytest.raises(NotAllowed):
            asked(scene, by=stranger)
    asked(scene, by=scene.world.dukcapil.official)


def test_a_case_waits_for_one_agency_at_a_time() -> None:
    scene = set_up()
    asked(scene)
    with pytest.raises(BadReferral, match="masih menunggu"):
        asked(scene, to_agency=scene.world.kominfo.agency)


def test_the_liaison_is_told_on_the_screen_and_by_mail_with_a_link() -> None:
    scene = set_up()
    referral = asked(scene)
    on_screen = Notice.objects.get(person=scene.liaison)
    assert (on_screen.link, on_screen.mail) == (f"/rujukan/{referral.pk}/", "none")
    mailed = Notice.objects.get(address=scene.liaison.email)
    assert "Sabtu 29 Maret 2025 16.00 WIB" in mailed.body
    assert referral.question in mailed.body


def test_a_holding_reply_leaves_with_the_referral_and_the_case_stays_open() -> None:
    scene = set_up()
    referral = asked(scene, holding=True)
    reply = Reply.objects.get(case=scene.case)
    assert (reply.basis, reply.dispatch.state, referral.holding_reply) == ("holding", "queued", reply)
    scene.case.refresh_from_db()
    assert scene.case.state == "referred"


def test_an_official_who_may_not_answer_cannot_send_a_holding_reply() -> None:
    scene = set_up()
    with pytest.raises(BadReferral, match="Balasan sementara"):
        asked(scene, by=scene.world.dukcapil.official, holding=True)
    assert not Reply.objects.exists()


def test_the_answer_comes_back_to_the_officer_who_says_it_in_their_own_account() -> None:
    scene = set_up()
    referral = asked(scene)
    with pytest.raises(BadReferral, match="belum menjawab"):
        reply_from(referral=referral, text="Pekan depan.", by=scene.officer)
    answer(referral=referral, text="Diperbaiki pekan depan.", by=scene.liaison, at=DUE)
    assert Notice.objects.filter(person=scene.officer, key=f"referral-{referral.pk}-ended").exists()
    reply = reply_from(referral=referral, text="Kata DPUPR: pekan depan.", by=scene.officer)
    referral.refresh_from_db()
    assert (reply.basis, referral.reply_id) == ("referral", reply.pk)
    assert "Pekerjaan Umum" in reply.source


def test_the_desk_says_in_one_whole_sentence_how_a_question_to_another_agency_ended() -> None:
    scene = set_up()
    referral = asked(scene)
    reject(referral=referral, because="Itu jalan provinsi.", by=scene.liaison, at=FRIDAY + timedelta(hours=1))
    scene.case.refresh_from_db()
    assert scene.case.attention == "DPUPR: bukan kewenangannya. Itu jalan provinsi."
    answer(
        referral=asked(scene, at=FRIDAY + timedelta(hours=2)),
        text="Pekan depan.",
        by=scene.liaison,
        at=FRIDAY + timedelta(hours=3),
    )
    scene.case.refresh_from_db()
    assert scene.case.attention == "Jawaban dari DPUPR sudah ada."


def test_the_related_agency_never_posts() -> None:
    scene = set_up()
    referral = asked(scene)
    answer(referral=referral, text="Pekan depan.", by=scene.liaison, at=DUE)
    for person in (scene.liaison, scene.world.pu.officer, scene.world.pu.head):
        with pytest.raises(NotAllowed):
            reply_from(referral=referral, text="Langsung dari kami.", by=person)


def test_who_may_answer_for_the_agency_that_was_asked() -> None:
    scene = set_up()
    referral = asked(scene)
    for stranger in (scene.officer, scene.world.analyst, scene.world.other.officer):
        with pytest.raises(NotAllowed):
            answer(referral=referral, text="Saya jawab.", by=stranger, at=DUE)
        with pytest.raises(NotAllowed):
            reject(referral=referral, because="Bukan.", by=stranger, at=DUE)
    with pytest.raises(NotAllowed):
        withdraw(referral=referral, because="Tarik.", by=scene.liaison, at=DUE)
    answer(referral=referral, text="Pekan depan.", by=scene.world.pu.officer, at=DUE)


def test_an_answer_after_the_hop_was_closed_is_refused_kindly_and_its_text_is_kept() -> None:
    scene = set_up()
    referral = asked(scene)
    withdraw(referral=referral, because="Salah ketik.", by=scene.officer, at=FRIDAY + timedelta(hours=1))
    with pytest.raises(HopClosed) as refused:
        answer(referral=referral, text="Jawaban panjang saya.", by=scene.liaison, at=DUE)
    assert refused.value.text == "Jawaban panjang saya."
    referral.refresh_from_db()
    assert (referral.state, referral.answer) == ("withdrawn", "")
    assert "Jawaban panjang saya." in entries_of(referral).get(doing="referral.too_late").after


def test_a_second_answer_does_not_overwrite_the_first() -> None:
    scene = set_up()
    referral = asked(scene)
    stale = Referral.objects.get(pk=referral.pk)
    answer(referral=referral, text="Pertama.", by=scene.liaison, at=DUE)
    with pytest.raises(Said):
        answer(referral=stale, text="Kedua.", by=scene.world.pu.officer, at=DUE)
    with pytest.raises(MoveRefused):
        reject(referral=stale, because="Bukan kami.", by=scene.world.pu.officer, at=DUE)
    assert Referral.objects.get(pk=referral.pk).answer == "Pertama."


def test_both_sides_see_the_referral_and_only_the_asking_side_the_case() -> None:
    scene = set_up()
    referral = asked(scene)
    world = scene.world
    for sees in (scene.officer, scene.liaison, world.pu.officer, world.analyst, world.auditor):
        assert visible_to(sees).filter(pk=referral.pk).exists(), sees
    for blind in (world.other.officer, world.other.head):
        assert not visible_to(blind).exists()
    assert sides(scene.liaison, referral).asking is False
    assert sides(scene.officer, referral).asked is False
    assert (sides(world.analyst, referral).asking, sides(world.analyst, referral).asked) == (True, True)


def test_a_third_agency_sees_nothing_of_a_referral_between_two_others() -> None:
    scene = set_up()
    asked(scene)
    assert not visible_to(scene.world.kominfo.officer).exists()


def test_every_kind_of_bad_text_is_kept_the_same_way_on_every_database() -> None:
    scene = set_up()
    wild = "Jalan\x00 rusak \ud800<script>alert(1)</script> " + "e" + "\u0301" * 10_000
    referral = asked(scene, question=wild)
    stored = Referral.objects.get(pk=referral.pk).question
    assert "\x00" not in stored
    assert "<script>" in stored, "kept as written: pages escape it"
    assert len(stored) < 200


def test_the_agency_is_proposed_by_its_duties_with_the_words_that_say_why() -> None:
    scene = set_up()
    Agency.objects.filter(pk=scene.pu.pk).update(duties="jalan berlubang, jembatan, drainase, trotoar")
    Agency.objects.filter(pk=scene.world.kominfo.agency.pk).update(duties="wifi publik, situs web, siaran")
    first = propose(scene.case, "dalan mastrip bolong, kapan dibenahi?")[0]
    assert first.agency == scene.pu
    assert first.matched_words
    assert scene.world.dukcapil.agency not in [each.agency for each in propose(scene.case, "jalan rusak", top=9)]
    assert scene.world.other.agency not in [each.agency for each in propose(scene.case, "komunikasi", top=9)]


WEAK = "Gedung disdukcapil bagus tapi loketnya kurang, ktp saya belum jadi, akta juga, KK juga."


def test_no_agency_is_proposed_without_a_word_that_says_why_and_none_is_ticked_by_a_guess() -> None:
    scene = set_up("Antrean daring habis terus, tolong ditambah kuotanya.")
    Agency.objects.filter(pk=scene.pu.pk).update(
        duties="jalan berlubang, jembatan, irigasi, drainase, rumah susun, air bersih, sanitasi, gedung, taman, kerja bakti"
    )
    Agency.objects.filter(pk=scene.world.kominfo.agency.pk).update(duties="wifi publik, situs web, siaran")
    for text in ("Antrean daring habis terus, tolong ditambah kuotanya.", "terima kasih banyak", "qwertz asdf"):
        assert all(each.matched_words for each in propose(scene.case, text, top=9)), text
    weak = panel_for(case_of(scene.world.dukcapil.account, WEAK, number=3), scene.officer)
    assert weak is not None
    assert [each.agency for each in weak.proposals] == [scene.pu]
    assert weak.form["to"].value() == ""
    strong = panel_for(case_of(scene.world.dukcapil.account, "jalan berlubang di mastrip", number=2), scene.officer)
    assert strong is not None
    assert strong.form["to"].value() == str(scene.pu.pk)


def test_one_question_more_is_a_new_hop_in_another_case() -> None:
    scene = set_up()
    asked(scene)
    second = case_of(scene.world.dukcapil.account, number=2)
    referral = refer(
        case=second, to_agency=scene.pu, question="Lagi", because="Sama", their_competence=True, not_answerable=True,
        by=scene.officer, at=FRIDAY,
    )  # fmt: skip
    assert referral.previous is None
    assert Case.objects.filter(state="referred").count() == 2
