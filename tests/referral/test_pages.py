"""The pages of both sides: each sees what is theirs, and the one-time page shows the question and nothing else."""

from __future__ import annotations

import logging
from datetime import timedelta
from typing import Any

import pytest
from django.core.cache import cache
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from pendopo.journal.models import Entry
from pendopo.people.models import Notice, Person
from pendopo.referral.actions import answer, issue_link, reject, withdraw
from pendopo.referral.links import url_of
from pendopo.referral.models import Referral
from tests.referral.scene import Scene, asked, case_of, set_up

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _fresh_cache() -> None:
    cache.clear()


def signed_in(person: Person) -> Client:
    client = Client()
    client.force_login(person)
    return client


def hour_old(**changes: Any) -> tuple[Scene, Referral]:
    scene = set_up()
    return scene, asked(scene, at=timezone.now() - timedelta(hours=1), **changes)


def body(response: Any) -> str:
    return str(response.content.decode())


def test_the_related_agency_sees_the_question_and_nothing_of_the_case() -> None:
    scene, referral = hour_old()
    page = body(signed_in(scene.liaison).get(reverse("referral", args=[referral.pk])))
    assert referral.question in page
    assert "Jawaban Anda" in page
    assert "Warga Satu" not in page
    assert reverse("case", args=[scene.case.pk]) not in page
    assert signed_in(scene.liaison).get(reverse("case", args=[scene.case.pk])).status_code == 404
    referral.refresh_from_db()
    assert referral.seen_at is not None


def test_a_stranger_gets_the_same_404_for_a_foreign_and_a_missing_referral() -> None:
    scene, referral = hour_old()
    for stranger in (scene.world.kominfo.officer, scene.world.other.officer):
        client = signed_in(stranger)
        foreign = client.get(reverse("referral", args=[referral.pk]))
        missing = client.get(reverse("referral", args=[10**9]))
        assert (foreign.status_code, missing.status_code) == (404, 404)
        for name in ("answer", "reject", "withdraw", "link", "reply"):
            sent = client.post(reverse(f"referral_{name}", args=[referral.pk]), {"text": "x", "because": "x"})
            assert sent.status_code == 404
    referral.refresh_from_db()
    assert referral.state == "sent"


def test_pages_of_the_signed_in_send_others_to_the_door() -> None:
    _, referral = hour_old()
    for address in (reverse("referrals"), reverse("referral", args=[referral.pk])):
        assert Client().get(address).status_code == 302


def test_an_officer_refers_from_the_panel_and_the_time_of_the_browser_is_ignored() -> None:
    scene = set_up()
    address = reverse("case_refer", args=[scene.case.pk])
    client = signed_in(scene.officer)
    assert "Ke instansi mana" in body(client.get(address))
    sent = {
        "to": "lain", "other": scene.pu.pk, "their_competence": "on", "not_answerable": "on", "because": "Jalan kota.",
        "question": "Kapan diperbaiki?", "at": "2020-01-01", "contacted_at": "2020-01-01T00:00", "due_at": "2099-01-01",
        "state": "answered",
    }  # fmt: skip
    before = timezone.now()
    response = client.post(address, sent)
    made = Referral.objects.get()
    assert response.headers["Location"] == reverse("referral", args=[made.pk])
    assert before <= made.contacted_at <= timezone.now()
    assert made.due_at == made.contacted_at + timedelta(hours=24)
    assert made.state == "sent"


@pytest.mark.parametrize("missing", ["their_competence", "not_answerable", "because", "question", "other"])
def test_the_panel_says_what_is_missing_and_keeps_what_was_written(missing: str) -> None:
    scene = set_up()
    sent = {
        "to": "lain", "other": scene.pu.pk, "their_competence": "on", "not_answerable": "on",
        "because": "Jalan kota punya DPUPR.", "question": "Kapan diperbaiki?",
    }  # fmt: skip
    del sent[missing]
    response = signed_in(scene.officer).post(reverse("case_refer", args=[scene.case.pk]), sent)
    assert response.status_code == 200
    assert "field-error" in body(response)
    assert missing == "because" or "Jalan kota punya DPUPR." in body(response)
    assert not Referral.objects.exists()


def test_ones_own_and_foreign_agencies_are_not_accepted_by_the_panel() -> None:
    scene = set_up()
    for foreign in (scene.world.dukcapil.agency.pk, scene.world.other.agency.pk, "0", "' OR 1=1"):
        sent = {
            "to": "lain", "other": foreign, "their_competence": "on", "not_answerable": "on", "because": "x",
            "question": "x",
        }  # fmt: skip
        signed_in(scene.officer).post(reverse("case_refer", args=[scene.case.pk]), sent)
        signed_in(scene.officer).post(reverse("case_refer", args=[scene.case.pk]), {**sent, "to": str(foreign)})
    assert not Referral.objects.exists()


def test_the_list_shows_each_side_its_own_with_the_late_ones_first() -> None:
    scene = set_up()
    now = timezone.now()
    late = asked(scene, at=now - timedelta(hours=30), question="Yang sudah lewat tenggat")
    second = case_of(scene.world.dukcapil.account, number=2, at=now - timedelta(hours=2))
    asked(scene, case=second, at=now - timedelta(hours=1), question="Yang masih panjang waktunya")
    for person, side in ((scene.liaison, "masuk"), (scene.officer, "keluar")):
        page = body(signed_in(person).get(reverse("referrals") + f"?sisi={side}"))
        assert page.index("Yang sudah lewat tenggat") < page.index("Yang masih panjang waktunya")
        assert "terlambat 6 jam" in page
    assert late.question not in body(signed_in(scene.world.kominfo.officer).get(reverse("referrals")))
    assert late.question not in body(signed_in(scene.officer).get(reverse("referrals") + "?sisi=masuk"))


def test_a_liaison_answers_and_the_officer_says_it_to_the_citizen() -> None:
    scene, referral = hour_old()
    signed_in(scene.liaison).post(reverse("referral_answer", args=[referral.pk]), {"text": "Pekan depan."})
    page = body(signed_in(scene.officer).get(reverse("referral", args=[referral.pk])))
    assert "Sampaikan kepada warga" in page
    signed_in(scene.officer).post(reverse("referral_reply", args=[referral.pk]), {"text": "Kata DPUPR pekan depan."})
    referral.refresh_from_db()
    assert referral.reply is not None
    assert referral.reply.text == "Kata DPUPR pekan depan."


def test_why_a_question_was_turned_away_and_whose_it_is_stands_where_the_officer_decides_whom_to_ask_next() -> None:
    scene, referral = hour_old()
    why = "Jalan itu jalan provinsi; tanyakan kepada UPT Bina Marga. " + "Petanya ada di laman kami. " * 20
    reject(referral=referral, because=why, by=scene.liaison)
    officer = signed_in(scene.officer)
    for address in (reverse("referral", args=[referral.pk]), reverse("case", args=[referral.case_id])):
        assert why.strip() in body(officer.get(address)), address
    told = Notice.objects.get(person=scene.officer, key=f"referral-{referral.pk}-ended")
    assert why.strip() in told.body
    other = case_of(scene.world.dukcapil.account, number=2, at=timezone.now())
    withdrawn = asked(scene, case=other, at=timezone.now())
    withdraw(referral=withdrawn, because="Warga sudah dijawab di loket.", by=scene.officer)
    assert "Warga sudah dijawab di loket." in body(officer.get(reverse("referral", args=[withdrawn.pk])))
    theirs = body(signed_in(scene.liaison).get(reverse("referral", args=[withdrawn.pk])))
    assert "Warga sudah dijawab di loket." not in theirs, "why it was taken back is the asking side's own"


def test_a_text_that_came_too_late_is_given_back_and_shown_to_the_officer_who_asked() -> None:
    scene, referral = hour_old()
    reject(referral=referral, because="Bukan kami.", by=scene.world.pu.officer)
    response = signed_in(scene.liaison).post(
        reverse("referral_answer", args=[referral.pk]), {"text": "Jawaban saya yang panjang sekali."}
    )
    assert response.status_code == 409
    assert "Jawaban saya yang panjang sekali." in body(response)
    page = body(signed_in(scene.officer).get(reverse("referral", args=[referral.pk])))
    assert "Jawaban saya yang panjang sekali." in page


def test_scripts_in_every_field_stand_as_text() -> None:
    scene, referral = hour_old(question="<script>alert(1)</script>", because='"><img src=x onerror=alert(1)>')
    token = issue_link(referral=referral, by=scene.officer)[1]
    answer(referral=referral, text="<svg/onload=alert(1)>", by=scene.liaison)
    pages = [body(signed_in(scene.officer).get(reverse("referral", args=[referral.pk])))]
    pages.append(body(signed_in(scene.officer).get(reverse("referrals") + "?sisi=keluar")))
    pages.append(body(Client().post(reverse("liaison", args=[token]), {"text": "<script>x</script>", "name": "a"})))
    for page in pages:
        for attack in ("<script>alert", "<img src=x", "<svg/onload", "<script>x"):
            assert attack not in page


def test_the_one_time_page_shows_the_question_the_time_a_box_and_a_button() -> None:
    scene, referral = hour_old()
    token = issue_link(referral=referral, by=scene.officer)[1]
    client = Client(enforce_csrf_checks=True)
    page = client.get(reverse("liaison", args=[token]))
    text = body(page)
    assert referral.question in text
    assert "data-countdown" in text
    assert text.count("<button") == 2
    assert "Warga Satu" not in text
    assert "/meja/" not in text
    assert page.cookies == {}
    assert page.headers["Referrer-Policy"] == "no-referrer"
    assert page.headers["Cache-Control"] == "no-store"
    done = client.post(reverse("liaison", args=[token]), {"text": "Pekan depan.", "name": "Bu Lia"})
    assert "sudah diterima" in body(done)
    referral.refresh_from_db()
    assert (referral.state, referral.answered_by) == ("answered", "Bu Lia, DPUPR")


def test_not_ours_can_be_said_on_the_one_time_page() -> None:
    scene, referral = hour_old()
    token = issue_link(referral=referral, by=scene.officer)[1]
    sent = {"doing": "reject", "because": "Jalan provinsi.", "name": "Bu Lia"}
    assert "dikembalikan" in body(Client().post(reverse("liaison", args=[token]), sent))
    referral.refresh_from_db()
    assert referral.state == "rejected"


def test_wrong_used_expired_empty_and_cut_links_get_the_same_calm_page() -> None:
    scene, referral = hour_old()
    used = issue_link(referral=referral, by=scene.officer)[1]
    Client().post(reverse("liaison", args=[used]), {"text": "Ya.", "name": "Bu Lia"})
    pages = {
        body(Client().get(address))
        for address in (
            reverse("liaison_empty"), reverse("liaison", args=["A" * 43]), reverse("liaison", args=[used]),
            reverse("liaison", args=[used[:20]]), reverse("liaison", args=["null"]), reverse("liaison", args=["x" * 4000]),
        )
    }  # fmt: skip
    assert len(pages) == 1
    assert referral.question not in pages.pop()


def test_who_was_second_gets_their_own_words_back() -> None:
    scene, referral = hour_old()
    token = issue_link(referral=referral, by=scene.officer)[1]
    Client().post(reverse("liaison", args=[token]), {"text": "Pertama.", "name": "A"})
    second = Client().post(reverse("liaison", args=[token]), {"text": "Kedua yang panjang.", "name": "B"})
    assert second.status_code == 404
    assert "Kedua yang panjang." in body(second)
    assert "Pertama." not in body(second)


def test_an_answer_without_a_name_is_asked_for_it_and_keeps_its_words() -> None:
    scene, referral = hour_old()
    token = issue_link(referral=referral, by=scene.officer)[1]
    again = Client().post(reverse("liaison", args=[token]), {"text": "Pekan depan.", "name": ""})
    assert again.status_code == 400
    assert "Pekan depan." in body(again)
    assert "nama Anda" in body(again)


def test_the_preview_of_a_chat_program_is_not_taken_for_somebody_who_read_it() -> None:
    scene, referral = hour_old()
    token = issue_link(referral=referral, by=scene.officer)[1]
    Client().get(reverse("liaison", args=[token]), headers={"user-agent": "WhatsApp/2.23.20"})
    referral.refresh_from_db()
    assert referral.seen_at is None
    Client().get(reverse("liaison", args=[token]), headers={"user-agent": "Mozilla/5.0 (Android 14)"})
    referral.refresh_from_db()
    assert referral.seen_at is not None


def test_the_link_stands_in_no_log_line_and_no_journal_entry(caplog: pytest.LogCaptureFixture) -> None:
    scene, referral = hour_old()
    token = issue_link(referral=referral, by=scene.officer)[1]
    wrong = token[::-1]
    with caplog.at_level(logging.DEBUG):
        for one in (token, wrong):
            address = reverse("liaison", args=[one])
            for ask in (
                lambda at=address: Client().get(at),
                lambda at=address: Client().put(at),
                lambda at=address: Client().post(at, {"text": "", "name": ""}),
                lambda at=address: Client().post(at, {"text": "Pekan depan.", "name": "Bu Lia"}),
                lambda at=address: Client().post(at, {"text": "Lagi.", "name": "Bu Lia"}),
            ):
                ask()  # type: ignore[no-untyped-call]
    logged = caplog.text + " ".join(str(record.args) for record in caplog.records)
    assert token not in logged
    assert wrong not in logged
    assert not any(token in " ".join(map(str, row)) for row in Entry.objects.values_list("before", "after", "because"))


def test_a_failure_of_ours_is_calm_too_and_names_no_link(
    caplog: pytest.LogCaptureFixture, monkeypatch: pytest.MonkeyPatch
) -> None:
    scene, referral = hour_old()
    token = issue_link(referral=referral, by=scene.officer)[1]

    def broken(*_: object) -> None:
        raise RuntimeError("the disk is full")

    monkeypatch.setattr("pendopo.web.liaison.actions.answer_by_link", broken)
    response = Client().post(reverse("liaison", args=[token]), {"text": "Jawaban panjang.", "name": "A"})
    assert response.status_code == 500
    assert "Jawaban panjang." in body(response)
    assert token not in caplog.text


def test_many_wrong_links_from_one_address_are_no_longer_looked_up() -> None:
    for number in range(60):
        assert Client().get(reverse("liaison", args=[f"{number:043d}"])).status_code == 404
    refused = Client().get(reverse("liaison", args=["z" * 43]), headers={"x-forwarded-for": "9.9.9.9"})
    assert refused.status_code == 429
    assert Client(REMOTE_ADDR="10.1.2.3").get(reverse("liaison", args=["z" * 43])).status_code == 404


def test_the_officer_gets_a_text_to_copy_with_a_link_that_works() -> None:
    scene, referral = hour_old()
    response = signed_in(scene.officer).post(reverse("referral_link", args=[referral.pk]))
    page = body(response)
    assert "Salin teks" in page
    assert response.headers["Cache-Control"] == "no-store"
    token = page.split("/r/")[1].split("/")[0]
    assert url_of(token).endswith(reverse("liaison", args=[token]))
    assert Client().get(reverse("liaison", args=[token])).status_code == 200
    later = body(signed_in(scene.officer).get(reverse("referral", args=[referral.pk])))
    assert "/r/" not in later


def test_a_change_is_never_made_by_opening_a_page() -> None:
    scene, referral = hour_old()
    for name in ("answer", "reject", "withdraw", "link", "reply"):
        assert signed_in(scene.officer).get(reverse(f"referral_{name}", args=[referral.pk])).status_code == 405
