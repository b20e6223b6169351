"""The composer's pages: drafts keep themselves, pictures go up, hits are shown while typing and decided at approval."""

from __future__ import annotations

import re
from datetime import timedelta
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.utils import timezone

from pendopo.journal.models import Entry
from pendopo.people.models import Person
from pendopo.publishing.media.models import MediaFile
from pendopo.publishing.models import Message
from pendopo.publishing.queries import current_sha256, undecided, written_of
from pendopo.registry.models import Government
from tests.publishing.pictures import jpeg_with_place, png
from tests.publishing.written import submitted
from tests.world import World, two_governments

pytestmark = pytest.mark.django_db


@pytest.fixture
def world() -> World:
    return two_governments()


def browser(person: Person) -> Client:
    client = Client()
    client.force_login(person)
    return client


def typed(world: World, **changes: Any) -> dict[str, Any]:
    soon = timezone.now().astimezone(ZoneInfo("Asia/Jakarta")) + timedelta(days=1)
    form: dict[str, Any] = {
        "title": "Layanan Sabtu", "text": "Loket buka.", "planned_at": f"{soon:%Y-%m-%dT%H:%M}", "info_class": "open",
        "purpose": "sebar_informasi", "category": "kegiatan", "source": "Surat 1", "tags": "#layanan",
        f"account_{world.dukcapil.account.pk}": "on",
    }  # fmt: skip
    return form | {f"ethics_{code}": "safe" for code in "abcdefgh"} | changes


def test_everything_that_was_typed_comes_back_from_the_database(world: World) -> None:
    desk = world.dukcapil
    pk = desk.account.pk
    more = {
        f"part_{pk}": ["dua", " ", "tiga"], f"first_{pk}": "halo", f"place_{pk}": "Alun-alun", f"language_{pk}": "jv",
        f"tags_{pk}": "#sendiri", "mentions": "x:dinas", "campaign": "Sabtu", "other_channel": "Radio",
        "format": "infographic", "language": "mad", "keep": "1",
    }  # fmt: skip
    browser(desk.officer).post(f"/pesan/tulis/{desk.agency.pk}/", typed(world, **more))
    written = written_of(Message.objects.get())
    own = written.own[pk]
    assert (own.parts, own.first_comment, own.place, own.language, own.tags) == (("dua", "tiga"), "halo", "Alun-alun", "jv", "#sendiri")  # fmt: skip
    assert (written.mentions, written.campaign, written.other_channel) == ("x:dinas", "Sabtu", "Radio")
    assert (written.format, written.language) == ("infographic", "mad")
    page = browser(desk.officer).get(f"/pesan/{Message.objects.get().pk}/ubah/").content.decode()
    for words in ("tiga", "Alun-alun", "#sendiri", "Radio"):
        assert words in page
    assert "hampir sama" not in page  # it is not its own neighbour
    # The frame's script fills what is so marked; a field must never be.
    assert not re.search(r"<(textarea|input|select)[^>]*data-count", page)


def test_a_draft_keeps_itself_with_one_entry_a_sitting(world: World) -> None:
    desk = world.dukcapil
    client = browser(desk.officer)
    url = f"/pesan/ketik/{desk.agency.pk}/"
    page = typed(world, begun_as="halaman-a", planned_at="")
    first = client.post(url, page | {"text": "L"}).json()
    again = client.post(url, page | {"text": "Lo"}).json()  # the first answer was lost
    assert first["message"] == again["message"]
    for text in ("Lok", "Loke", "Loket"):
        again = client.post(url, page | again | {"text": text}).json()
    message = Message.objects.get()
    assert message.text == "Loket"
    assert message.state == "draft"
    assert Entry.objects.filter(thing_kind="publishing.message").count() == 1
    # The page's own button then closes the sitting; it is still the same message.
    client.post(f"/pesan/tulis/{desk.agency.pk}/", typed(world, begun_as="halaman-a", keep="1"))
    assert Message.objects.count() == 1


def test_keeping_by_itself_says_why_it_can_t(world: World) -> None:
    desk = world.dukcapil
    client, url = browser(desk.officer), f"/pesan/ketik/{desk.agency.pk}/"
    assert client.post(url, {"title": "", "text": " "}).status_code == 204
    long = client.post(url, typed(world, title="a" * 201))
    assert (long.status_code, "Judul" in long.json()["sentence"]) == (422, True)
    one = client.post(url, typed(world)).json()["message"]
    stale = client.post(url, typed(world, message=one, expected="0" * 64, text="lain"))
    assert stale.status_code == 409
    assert "diubah di tempat lain" in stale.json()["sentence"]
    assert browser(world.pu.officer).post(url, typed(world)).status_code == 404
    assert not Message.objects.exclude(text="Loket buka.").exists()


def test_two_writers_do_not_overwrite_each_other(world: World) -> None:
    desk = world.dukcapil
    message = Message.objects.get(pk=browser(desk.officer).post(f"/pesan/ketik/{desk.agency.pk}/", typed(world)).json()["message"])  # fmt: skip
    began = current_sha256(message)
    mine = typed(world, text="Punya pejabat.", expected=began, keep="1")
    assert browser(desk.official).post(f"/pesan/{message.pk}/ubah/", mine).status_code == 302
    answer = browser(desk.officer).post(
        f"/pesan/{message.pk}/ubah/", mine | {"text": "Punya petugas yang agak panjang."}
    )
    assert answer.status_code == 409
    assert "Punya petugas yang agak panjang." in answer.content.decode()  # nothing typed is lost
    message.refresh_from_db()
    assert message.text == "Punya pejabat."


def test_pictures_go_up_with_script_and_without(world: World) -> None:
    desk = world.dukcapil
    client = browser(desk.officer)
    photo = SimpleUploadedFile("IMG_1.jpg", jpeg_with_place(), "image/jpeg")
    answer = client.post(f"/pesan/media/{desk.agency.pk}/baru/", {"pictures": [photo]}).content.decode()
    file = MediaFile.objects.get()
    assert f'name="alt_{file.pk}"' in answer
    # Without script the same form brings the file along and is shown again with a place for its words.
    second = SimpleUploadedFile("b.png", png(), "image/png")
    shown = client.post(f"/pesan/tulis/{desk.agency.pk}/", typed(world, pictures=second, attach="1")).content.decode()
    assert not Message.objects.exists()
    assert f'name="alt_{MediaFile.objects.latest("pk").pk}"' in shown
    assert "Loket buka." in shown
    media = [str(one.pk) for one in MediaFile.objects.order_by("-pk")]
    words = {
        "media": media,
        f"alt_{media[0]}": "Satu",
        f"alt_{media[1]}": "Dua",
        f"with_{media[0]}": str(desk.account.pk),
    }
    client.post(f"/pesan/tulis/{desk.agency.pk}/", typed(world, keep="1", **words))
    kept = written_of(Message.objects.get()).media
    assert [(str(one.file_id), one.alt, one.left_out) for one in kept] == [
        (media[0], "Satu", ()), (media[1], "Dua", (desk.account.pk,)),
    ]  # fmt: skip


def test_the_buttons_of_the_pictures_move_and_drop_without_saving(world: World) -> None:
    desk = world.dukcapil
    client = browser(desk.officer)
    for side in (40, 50):
        client.post(f"/pesan/media/{desk.agency.pk}/baru/", {"pictures": SimpleUploadedFile("a.png", png(side, side))})
    first, second = [str(pk) for pk in MediaFile.objects.order_by("pk").values_list("pk", flat=True)]
    both = typed(world, media=[first, second])
    moved = client.post(f"/pesan/tulis/{desk.agency.pk}/", both | {"raise": second}).content.decode()
    assert moved.index(f'data-media="{second}"') < moved.index(f'data-media="{first}"')
    dropped = client.post(f"/pesan/tulis/{desk.agency.pk}/", both | {"drop": second}).content.decode()
    assert f'data-media="{second}"' not in dropped
    assert not Message.objects.exists()


def test_a_forbidden_file_is_refused_in_words_and_the_others_are_kept(world: World) -> None:
    desk = world.dukcapil
    bad = SimpleUploadedFile("foto.png", b"<svg xmlns='x'><script>1</script></svg>", "image/png")
    good = SimpleUploadedFile("b.png", png(), "image/png")
    answer = (
        browser(desk.officer).post(f"/pesan/media/{desk.agency.pk}/baru/", {"pictures": [bad, good]}).content.decode()
    )
    assert "sebenarnya gambar SVG" in answer
    assert MediaFile.objects.count() == 1


def test_a_file_is_shown_to_those_who_see_its_agency_and_never_run(world: World) -> None:
    desk = world.dukcapil
    client = browser(desk.officer)
    client.post(f"/pesan/media/{desk.agency.pk}/baru/", {"pictures": SimpleUploadedFile("a.png", png())})
    url = f"/pesan/media/{MediaFile.objects.get().pk}/"
    for ending in ("", "?kecil"):
        answer = client.get(url + ending)
        assert answer.status_code == 200
        assert "sandbox" in answer.headers["Content-Security-Policy"]
        assert answer.headers["X-Content-Type-Options"] == "nosniff"
        assert answer.headers["Cache-Control"] == "no-store"
    assert browser(world.pu.officer).get(url).status_code == 404
    assert browser(world.other.officer).get(url).status_code == 404
    assert Client().get(url).status_code == 302


def test_hits_lengths_price_and_looks_are_shown_while_typing_and_nothing_is_kept(world: World) -> None:
    desk = world.dukcapil
    page = browser(desk.officer).post(
        f"/pesan/periksa/{desk.agency.pk}/", typed(world, text="Hubungi 081234567890.\nLihat https://a.invalid #KTP")
    )
    shown = page.content.decode()
    assert "nomor HP: 08…90" in shown
    assert "081234567890" in shown  # in the preview, as the writer wrote it
    assert '<span class="lively">#KTP</span>' in shown
    assert not Message.objects.exists()


def test_the_approver_decides_each_hit_on_the_page(world: World) -> None:
    desk = world.dukcapil
    at = timezone.now()
    message = submitted(desk, at, text="Hubungi 081234567890 ya.", planned_at=at + timedelta(days=1))
    key = undecided(message)[0].key
    client = browser(desk.official)
    assert f'name="putusan_{key}"' in client.get(f"/pesan/{message.pk}/").content.decode()
    assert f'name="putusan_{key}"' not in browser(desk.officer).get(f"/pesan/{message.pk}/").content.decode()
    form = {"sha256": current_sha256(message)}
    assert client.post(f"/pesan/{message.pk}/setujui/", form).status_code == 409
    decided = form | {f"putusan_{key}": "Nomor pusat layanan, boleh tampil."}
    assert client.post(f"/pesan/{message.pk}/setujui/", decided).status_code == 302
    page = client.get(f"/pesan/{message.pk}/").content.decode()
    assert "Nomor pusat layanan, boleh tampil." in page


@pytest.mark.parametrize(
    ("zone", "time", "said"),
    [
        ("Asia/Jakarta", "2027-02-29T09:00", "tidak ada"),
        ("Asia/Jakarta", "2027-02-30T09:00", "tidak ada"),
        ("Asia/Jakarta", "2027-01-01T25:00", "tidak ada"),
        ("Asia/Jakarta", "kapan-kapan", "tidak ada"),
        ("Asia/Jakarta", "0000-00-00T00:00", "tidak ada"),
        ("Asia/Jakarta", "2020-02-29T09:00", "sudah lewat"),
        ("Europe/Berlin", "2027-03-28T02:30", "tidak pernah ada"),
    ],
)
def test_a_time_that_is_no_time_or_past_is_said_in_words(world: World, zone: str, time: str, said: str) -> None:
    Government.objects.update(zone=zone)
    desk = world.dukcapil
    desk.agency.refresh_from_db()
    answer = browser(desk.officer).post(f"/pesan/tulis/{desk.agency.pk}/", typed(world, planned_at=time, submit="1"))
    assert answer.status_code in {409, 422}
    assert said in answer.content.decode()
    assert not Message.objects.exclude(state="draft").exists()


def test_a_leap_day_is_a_day(world: World) -> None:
    desk = world.dukcapil
    browser(desk.officer).post(
        f"/pesan/tulis/{desk.agency.pk}/", typed(world, planned_at="2028-02-29T09:00", submit="1")
    )
    assert Message.objects.get().state == "review"


def test_strange_letters_are_kept_or_refused_never_an_error(world: World) -> None:
    desk = world.dukcapil
    client = browser(desk.officer)
    for text in ("مرحبا ꦲꦏ꧀ꦱꦫ 👩‍👩‍👧", "e" + "\u0301" * 5000, "\u202egpj.exe", "a" * 100_000, "x\x00y", "\ufffe\uffff"):
        answer = client.post(f"/pesan/tulis/{desk.agency.pk}/", typed(world, text=text, keep="1"))
        assert answer.status_code in {302, 422}, text[:20]
    answer = client.post(f"/pesan/tulis/{desk.agency.pk}/", typed(world, text="a" * 100_001, keep="1"))
    assert answer.status_code == 422
