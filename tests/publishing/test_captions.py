"""Captions of films: read, cleaned, kept with the film, part of what is approved, sent where a platform takes them."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from pendopo.delivery.outgoing import media_of
from pendopo.publishing.actions import approve, draft, submit
from pendopo.publishing.media.actions import upload, upload_captions
from pendopo.publishing.media.captions import read
from pendopo.publishing.media.models import MediaFile
from pendopo.publishing.media.prove import BadMedia
from pendopo.publishing.queries import captions_of, current_sha256, problems_of, written_of
from pendopo.publishing.rules import Shown
from tests.publishing.pictures import mp4
from tests.publishing.written import scheduled, submitted, written
from tests.world import NOW, Desk, World, two_governments

VTT = "WEBVTT - judul\n\nNOTE dibuat dinas\n\n1\n00:01.000 --> 00:04.000 align:start\n<v Petugas>Selamat <b>datang</b> &amp; halo\n\n00:00:05.500 --> 00:00:07.000\nDua\nbaris\n"
SRT = "1\r\n00:00:01,000 --> 00:00:04,000\r\nSelamat <i>datang</i> &amp; halo\r\n\r\n2\r\n00:00:05,500 --> 00:00:07,000\r\nDua\r\nbaris\r\n"
KEPT = (
    "WEBVTT\n\n00:00:01.000 --> 00:00:04.000\nSelamat datang &amp; halo\n\n00:00:05.500 --> 00:00:07.000\nDua\nbaris\n"
)


@pytest.mark.parametrize("given", [VTT, SRT, "\ufeff" + VTT, SRT.replace("\r\n", "\r"), KEPT])
def test_both_forms_are_kept_as_the_same_captions(given: str) -> None:
    assert read("a.vtt", given.encode()).decode() == KEPT


@pytest.mark.parametrize(
    ("given", "words"),
    [
        (b"", "tidak memuat"),
        (b"WEBVTT\n\n", "tidak memuat"),
        ("WEBVTT\n\n00:01.000 --> 00:02.000\nsedih é\n".encode("latin-1"), "UTF-8"),
        (b"\x00\x00ftyp", "bukan berkas teks"),
        (b"<html><script>alert(1)</script></html>", "baris 1: tidak ada waktunya"),
        (b"WEBVTT\n\n00:01 --> 00:02\nx\n", "baris 3: waktunya tidak terbaca"),
        (b"1\n00:00:04,000 --> 00:00:01,000\nx\n", "baris 2: selesainya"),
        (b"1\n00:00:04,000 --> 00:00:05,000\nx\n\n2\n00:00:01,000 --> 00:00:02,000\ny\n", "baris 6: lebih awal"),
        (b"1\n00:01:04,000 --> 00:01:05,000\nx\n", "lebih panjang daripada videonya"),
        (b"x" * 600_000, "terlalu besar"),
    ],
)
def test_what_can_not_be_used_is_said_with_its_line(given: bytes, words: str) -> None:
    with pytest.raises(BadMedia, match=words):
        read("a.srt", given, film_seconds=12)


def test_nothing_in_captions_is_markup_or_a_second_time() -> None:
    odd = "WEBVTT\n\n00:01.000 --> 00:04.000\n<script>alert(1)</script> a &lt;b&gt; {\\an8}c\n00:02.000 --> 00:03.000\n"
    kept = read("a.vtt", odd.encode()).decode()
    assert "<" not in kept.replace("-->", "")
    assert kept.count("-->") == 1
    assert "alert(1) a &lt;b&gt; c" in kept


@pytest.fixture
def world(settings: Any, tmp_path: Path, db: None) -> World:
    settings.MEDIA_ROOT = tmp_path
    return two_governments()


def film_with(desk: Desk, text: str = VTT) -> Shown:
    film = upload(agency=desk.agency, name="layanan.mp4", content=mp4(), by=desk.officer)
    captions = upload_captions(film=film, name="layanan.srt", content=text.encode(), by=desk.officer)
    size = (film.size, film.width, film.height, film.seconds)
    return Shown(film.pk, film.sha256, "video", "", "", False, (), *size, *captions_of(captions))


def test_captions_beside_a_film_are_enough_and_leave_with_it(world: World) -> None:
    message = scheduled(world.dukcapil, media=(film_with(world.dukcapil),))
    row = message.variants.get().dispatch
    assert row is not None
    [media] = media_of(row.outgoing)
    assert media.captions.decode() == KEPT
    assert not message.attachments.get().captioned, "they are beside the film, not in it"


def test_other_captions_void_the_approval_as_other_words_do(world: World) -> None:
    desk = world.dukcapil
    shown = film_with(desk)
    message = submitted(desk, media=(shown,))
    before = current_sha256(message)
    approve(message=message, by=desk.official, sha256=before, at=NOW)
    other = film_with(desk, VTT.replace("Dua", "Tiga"))
    assert other.file_id == shown.file_id
    message.attachments.update(captions_id=other.captions)
    assert current_sha256(message) != before


def test_a_message_without_captions_hashes_as_it_always_did(world: World) -> None:
    desk = world.dukcapil
    message = submitted(desk)
    assert "captions" not in str(message.versions.latest("pk").content)


@pytest.mark.parametrize(
    ("platform", "connector", "words"),
    [
        ("wordpress", "wordpress", ""),
        ("bluesky", "bluesky", ""),
        ("mastodon", "mastodon", "takarir tidak ikut terkirim"),
        ("mastodon", "assisted", ""),
    ],
)
def test_where_captions_do_not_go_along_the_composer_says_so(
    world: World, platform: str, connector: str, words: str
) -> None:
    desk = world.dukcapil
    desk.account.platform, desk.account.connector = platform, connector
    desk.account.save()
    told = [one.sentence for one in problems_of(desk.agency, written(desk, media=(film_with(desk),)), NOW)]
    found = [one for one in told if "takarir" in one]
    assert len(found) == bool(words)
    assert all(words in one for one in found)


def test_captions_too_large_for_a_platform_stop_before_approval(world: World) -> None:
    desk = world.dukcapil
    desk.account.platform = desk.account.connector = "bluesky"
    desk.account.save()
    long = "WEBVTT\n\n00:01.000 --> 00:04.000\n" + "kata " * 5_000
    problems = problems_of(desk.agency, written(desk, media=(film_with(desk, long),)), NOW)
    assert [one.weight for one in problems if "takarir" in one.sentence] == ["stop"]


def test_captions_of_another_agency_and_captions_as_a_picture_are_refused(world: World) -> None:
    desk, theirs = world.dukcapil, film_with(world.pu)
    mine = film_with(desk)
    stolen = Shown(mine.file_id, mine.sha256, "video", captions=theirs.captions, captions_sha256=theirs.captions_sha256)
    alone = Shown(mine.captions, mine.captions_sha256, "image", alt="x")
    for bad in (stolen, alone):
        with pytest.raises(Exception, match="bukan milik instansi ini"):
            draft(agency=desk.agency, by=desk.officer, written=written(desk, media=(bad,)), at=NOW)


def test_in_the_composer_captions_are_added_shown_downloaded_and_taken_off(world: World) -> None:
    desk, client = world.dukcapil, Client()
    client.force_login(desk.officer)
    film = upload(agency=desk.agency, name="layanan.mp4", content=mp4(), by=desk.officer)
    message = draft(
        agency=desk.agency,
        by=desk.officer,
        written=written(desk, media=(Shown(film.pk, film.sha256, "video"),)),
        at=NOW,
    )
    page, fields = (
        f"/pesan/{message.pk}/ubah/",
        {"media": str(film.pk), "title": "Layanan", "text": "Isi", "draft": "1"},
    )
    bad = SimpleUploadedFile("salah.srt", b"1\n00:00:09,000 --> 00:00:01,000\nx\n")
    shown = client.post(page, {**fields, f"captions_file_{film.pk}": bad}).content.decode()
    assert "baris 2: selesainya" in shown
    good = SimpleUploadedFile("benar.srt", SRT.encode())
    shown = client.post(page, {**fields, "attach": "1", f"captions_file_{film.pk}": good}).content.decode()
    kept = MediaFile.objects.get(kind="text")
    assert f'name="captions_{film.pk}" value="{kept.pk}"' in shown
    sent = client.get(f"/pesan/media/{kept.pk}/")
    assert b"".join(sent).decode() == KEPT
    assert sent.headers["Content-Disposition"].startswith("attachment")
    stranger = Client()
    stranger.force_login(world.other.officer)
    assert stranger.get(f"/pesan/media/{kept.pk}/").status_code == 404
    again = {**fields, "attach": "1", f"captions_{film.pk}": str(kept.pk)}
    assert f'value="{kept.pk}"' in client.post(page, again).content.decode()
    off = client.post(page, {**again, f"uncaption_{film.pk}": "1"}).content.decode()
    assert f'name="captions_{film.pk}"' not in off


def test_what_is_stored_is_given_back_with_its_captions(world: World) -> None:
    desk = world.dukcapil
    shown = film_with(desk)
    message = draft(agency=desk.agency, by=desk.officer, written=written(desk, media=(shown,)), at=NOW)
    [back] = written_of(message).media
    assert (back.captions, back.captions_sha256, back.captions_size) == (
        shown.captions, shown.captions_sha256, shown.captions_size,
    )  # fmt: skip
    submit(message=message, by=desk.officer, at=NOW)
