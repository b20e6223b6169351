"""The pages of messages: writing with its checks, approving exactly what was on the screen, a record that stays."""

from __future__ import annotations

from datetime import timedelta
from zoneinfo import ZoneInfo

import pytest
from django.test import Client
from django.utils import timezone

from pendopo.people.models import Person
from pendopo.publishing.actions import revise
from pendopo.publishing.models import Message
from pendopo.publishing.queries import current_sha256
from tests.publishing.written import published, submitted, written
from tests.world import World, two_governments

pytestmark = pytest.mark.django_db


@pytest.fixture
def world() -> World:
    return two_governments()


def browser(person: Person) -> Client:
    client = Client()
    client.force_login(person)
    return client


def typed(world: World, **changes: str) -> dict[str, str]:
    soon = timezone.now().astimezone(ZoneInfo("Asia/Jakarta")) + timedelta(days=1)
    form = {
        "title": "Layanan Sabtu", "text": "Loket buka.", "planned_at": f"{soon:%Y-%m-%dT%H:%M}", "info_class": "open",
        "purpose": "sebar_informasi", "category": "kegiatan", "source": "Surat 1", "tags": "#layanan",
        f"account_{world.dukcapil.account.pk}": "on", "submit": "1",
    }  # fmt: skip
    return form | {f"ethics_{code}": "safe" for code in "abcdefgh"} | changes


def test_a_message_is_written_in_the_governments_own_clock_and_handed_in(world: World) -> None:
    desk = world.dukcapil
    form = typed(world)
    answer = browser(desk.officer).post(f"/pesan/tulis/{desk.agency.pk}/", form)
    message = Message.objects.get()
    assert answer.headers["Location"] == f"/pesan/{message.pk}/"
    assert message.state == "review"
    assert f"{message.planned_at.astimezone(ZoneInfo('Asia/Jakarta')):%Y-%m-%dT%H:%M}" == form["planned_at"]


def test_an_unfinished_message_says_what_is_missing_and_stays_a_draft(world: World) -> None:
    desk = world.dukcapil
    answer = browser(desk.officer).post(f"/pesan/tulis/{desk.agency.pk}/", typed(world, tags="", source=""))
    assert answer.status_code == 409
    assert "penanda" in answer.content.decode()
    assert Message.objects.get().state == "draft"


def test_the_check_while_writing_counts_and_keeps_nothing(world: World) -> None:
    desk = world.dukcapil
    answer = browser(desk.officer).post(f"/pesan/periksa/{desk.agency.pk}/", typed(world, ethics_c="", text="a" * 50))
    page = answer.content.decode()
    assert "60/100.000" in page  # fifty letters, two line breaks, the hashtag
    assert "1 butir belum dijawab" in page
    assert not Message.objects.exists()


def test_the_approver_says_yes_to_what_was_on_the_screen(world: World) -> None:
    desk = world.dukcapil
    message = submitted(desk, timezone.now(), planned_at=timezone.now() + timedelta(days=1))
    seen = current_sha256(message)
    page = browser(desk.official).get(f"/pesan/{message.pk}/").content.decode()
    assert seen in page
    revise(message=message, by=desk.officer, written=written(desk, text="Lain.", planned_at=message.planned_at))
    message.refresh_from_db()
    browser(desk.officer).post(f"/pesan/{message.pk}/ajukan/")
    stale = browser(desk.official).post(f"/pesan/{message.pk}/setujui/", {"sha256": seen})
    assert stale.status_code == 409
    assert "berubah" in stale.content.decode()
    fresh = {"sha256": current_sha256(message)}
    assert browser(desk.official).post(f"/pesan/{message.pk}/setujui/", fresh).status_code == 302
    message.refresh_from_db()
    assert message.state == "approved"


def test_the_author_gets_no_button_and_no_way_to_approve(world: World) -> None:
    desk = world.dukcapil
    message = submitted(desk, timezone.now(), planned_at=timezone.now() + timedelta(days=1))
    mine = browser(desk.officer)
    assert "/setujui/" not in mine.get(f"/pesan/{message.pk}/").content.decode()
    assert mine.post(f"/pesan/{message.pk}/setujui/", {"sha256": current_sha256(message)}).status_code == 403


def test_people_of_another_agency_find_no_message_whatever_they_try(world: World) -> None:
    message = submitted(world.dukcapil)
    stranger = browser(world.pu.officer)
    assert stranger.get(f"/pesan/{message.pk}/").status_code == 404
    for word in ("ajukan", "setujui", "kembalikan", "jadwalkan", "batalkan"):
        assert stranger.post(f"/pesan/{message.pk}/{word}/").status_code == 404
    assert message.title not in stranger.get("/pesan/?bulan=2026-03").content.decode()


def test_the_record_shows_who_wrote_who_approved_and_where_it_stands(world: World) -> None:
    message = published(world.dukcapil)
    page = browser(world.analyst).get(f"/pesan/{message.pk}/").content.decode()
    for words in (
        "Duk Petugas",
        "Duk Pejabat",
        "188/1/2020",
        f"https://contoh.invalid/{message.pk}/",
        "terikat pada isi",
    ):
        assert words in page
    assert message.title in browser(world.analyst).get("/pesan/?bulan=2026-03").content.decode()


def test_scripts_in_a_message_are_only_text(world: World) -> None:
    message = submitted(world.dukcapil, title="<script>alert(1)</script>", text="<img src=x onerror=alert(1)>")
    page = browser(world.dukcapil.official).get(f"/pesan/{message.pk}/").content.decode()
    assert "<script>alert" not in page
    assert "<img src=x" not in page
