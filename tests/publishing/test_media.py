"""Pictures and films: kept by their content, cleaned of everything that rides along, drawn for each platform."""

from __future__ import annotations

import io
import struct
import zlib

import pytest
from PIL import Image

from pendopo.publishing.actions import draft, outgoing_of
from pendopo.publishing.content import BadContent
from pendopo.publishing.media.actions import upload
from pendopo.publishing.media.draw import for_platform
from pendopo.publishing.media.models import MediaFile
from pendopo.publishing.media.prove import BadMedia, prove
from pendopo.publishing.media.queries import visible_media
from pendopo.publishing.rules import Shown
from pendopo.registry.queries import NotAllowed
from pendopo.regulation.media import MEDIA, media_rule
from tests.publishing.pictures import gif, jpeg_with_place, mp4, png
from tests.publishing.written import written
from tests.world import NOW, Desk, two_governments


def test_a_photograph_loses_place_device_owner_and_remarks_and_stands_upright() -> None:
    photo = jpeg_with_place()
    with Image.open(io.BytesIO(photo)) as before:
        assert before.getexif().get_ifd(0x8825)
    kept = prove("liburan.jpg", photo)
    with Image.open(io.BytesIO(kept.content)) as after:
        assert not after.getexif()
        assert not after.getexif().get_ifd(0x8825)
        assert "comment" not in after.info
        assert after.size == (600, 800)  # orientation 6 was carried out, then forgotten
    for word in (b"Exif", b"Gawai", b"Pemilik", b"rumah", b"GPS"):
        assert word not in kept.content


def test_what_is_drawn_for_a_platform_has_no_metadata_either() -> None:
    kept = prove("a.jpg", jpeg_with_place(3000, 2000))
    for platform in MEDIA:
        drawn = for_platform(kept.content, kept.content_type, kept.width, kept.height, media_rule(platform))
        assert b"Exif" not in drawn.content


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (b"<svg xmlns='http://www.w3.org/2000/svg'><script>alert(1)</script></svg>", "SVG"),
        (b"<?xml version='1.0'?><svg></svg>", "SVG"),
        (b"<!DOCTYPE html><html><script>x</script></html>", "halaman web"),
        (b"%PDF-1.7 ...", "PDF"),
        (b"PK\x03\x04....", "ZIP"),
        (b"MZ\x90\x00", "program"),
        (b"\x7fELF....", "program"),
        (b"BM......", "BMP"),
        (b"\x1aE\xdf\xa3....", "WebM"),
        (b"hanya tulisan", "tidak dikenal"),
        (b"", "kosong"),
        (b"\x89PNG\r\n\x1a\n" + b"rusak" * 10, "rusak dan tidak bisa dibuka"),
        (png()[:200], "rusak"),
    ],
)
def test_a_forbidden_type_behind_a_friendly_name_is_refused_in_a_sentence(content: bytes, said: str) -> None:
    with pytest.raises(BadMedia) as refused:
        prove("foto-kegiatan.png", content)
    assert said in refused.value.sentence
    assert "foto-kegiatan.png" in refused.value.sentence


def test_a_polyglot_is_only_a_picture_afterwards() -> None:
    for tail in (b"<script>alert(1)</script>", b"PK\x03\x04" + b"x" * 50, b"%PDF-1.4"):
        kept = prove("a.jpg", jpeg_with_place() + tail)
        assert tail not in kept.content


def test_a_huge_picture_is_refused_before_it_is_unfolded() -> None:
    def chunk(kind: bytes, body: bytes) -> bytes:
        return struct.pack(">I", len(body)) + kind + body + struct.pack(">I", zlib.crc32(kind + body))

    head = chunk(b"IHDR", struct.pack(">IIBBBBB", 50_000, 50_000, 8, 2, 0, 0, 0))
    bomb = b"\x89PNG\r\n\x1a\n" + head + chunk(b"IDAT", zlib.compress(bytes(1000))) + chunk(b"IEND", b"")
    with pytest.raises(BadMedia, match="terlalu besar"):
        prove("kecil.png", bomb)
    with pytest.raises(BadMedia, match="titik"):
        prove("lebar.png", png(12_001, 10))
    with pytest.raises(BadMedia, match="paling besar 20 MB"):
        prove("a.png", png() + bytes(20 * 1024 * 1024))


def test_an_animation_without_end_is_refused_and_a_short_one_keeps_moving() -> None:
    kept = prove("a.gif", gif(3))
    with Image.open(io.BytesIO(kept.content)) as image:
        assert getattr(image, "n_frames", 1) == 3
    with pytest.raises(BadMedia, match="terlalu panjang"):
        prove("a.gif", gif(400))


def test_a_film_tells_its_length_and_loses_its_place() -> None:
    kept = prove("rekaman.mp4", mp4(12, place=b"+07.7543-113.2159/ Gawai Rahasia"))
    assert (kept.kind, kept.seconds, kept.width, kept.height) == ("video", 12, 1280, 720)
    assert b"113.2159" not in kept.content
    assert b"Rahasia" not in kept.content
    assert len(kept.content) == len(mp4(12, place=b"+07.7543-113.2159/ Gawai Rahasia"))


@pytest.mark.parametrize(
    ("film", "said"),
    [
        (mp4()[:-10], "tidak utuh"),
        (mp4(more=b"<html><script>x</script></html>"), "tidak utuh"),
        (mp4(more=struct.pack(">I4s", 8, b"evil")), "tidak dikenal"),
        (mp4(0), "durasi"),
        (mp4(width=0), "durasi"),
        (b"\x00\x00\x00\x14ftypqt  \x00\x00\x00\x00qt  ", "bukan MP4"),
        (b"\x00\x00\x00\x14ftypisom\x00\x00\x00\x00isom", "gambar bergerak"),
        (struct.pack(">I4s", 0xFFFFFFF0, b"ftyp") + b"isom", "tidak utuh"),
    ],
)
def test_a_film_that_is_broken_or_more_than_a_film_is_refused(film: bytes, said: str) -> None:
    with pytest.raises(BadMedia, match=said):
        prove("video.mp4", film)


def test_pictures_are_drawn_as_each_platform_takes_them() -> None:
    kept = prove("a.png", png(3000, 3000, "RGBA"))
    for platform, rule in MEDIA.items():
        if not rule.pictures:
            continue
        drawn = for_platform(kept.content, kept.content_type, kept.width, kept.height, rule)
        assert drawn.content_type in rule.kinds, platform
        assert len(drawn.content) <= rule.picture_bytes
        assert max(drawn.width, drawn.height) <= rule.side
        assert drawn == for_platform(kept.content, kept.content_type, kept.width, kept.height, rule)
    instagram = for_platform(kept.content, kept.content_type, kept.width, kept.height, MEDIA["instagram"])
    assert instagram.content.startswith(b"\xff\xd8\xff")


def test_a_heavy_picture_becomes_light_enough() -> None:
    noise = Image.effect_noise((2000, 2000), 90).convert("RGB")
    out = io.BytesIO()
    noise.save(out, format="PNG")
    drawn = for_platform(out.getvalue(), "image/png", 2000, 2000, MEDIA["bluesky"])
    assert len(drawn.content) <= MEDIA["bluesky"].picture_bytes


def test_a_name_is_shown_without_path_and_tricks() -> None:
    assert prove("..\\..\\etc/passwd\x00.png", png()).name.startswith("passwd")


@pytest.mark.django_db
class TestKept:
    def desk(self) -> Desk:
        return two_governments().dukcapil

    def test_the_same_picture_twice_is_one_file_and_seen_by_its_own_government_only(self) -> None:
        world = two_governments()
        desk = world.dukcapil
        first = upload(agency=desk.agency, name="a.png", content=png(), by=desk.officer, at=NOW)
        again = upload(agency=desk.agency, name="b.png", content=png(), by=desk.officer, at=NOW)
        assert first.pk == again.pk
        assert visible_media(desk.official).filter(pk=first.pk).exists()
        assert not visible_media(world.pu.officer).filter(pk=first.pk).exists()
        assert not visible_media(world.other.officer).exists()

    def test_only_who_may_write_uploads(self) -> None:
        world = two_governments()
        with pytest.raises(NotAllowed):
            upload(agency=world.dukcapil.agency, name="a.png", content=png(), by=world.pu.officer, at=NOW)
        assert not MediaFile.objects.exists()

    def test_a_picture_of_another_agency_is_not_put_into_a_message(self) -> None:
        world = two_governments()
        theirs = upload(agency=world.pu.agency, name="a.png", content=png(), by=world.pu.officer, at=NOW)
        stolen = written(world.dukcapil, media=(Shown(theirs.pk, theirs.sha256, alt="x"),))
        with pytest.raises(BadContent, match="bukan milik"):
            draft(agency=world.dukcapil.agency, by=world.dukcapil.officer, written=stolen, at=NOW)

    def test_what_leaves_carries_pictures_with_their_words(self) -> None:
        desk = self.desk()
        photo = upload(agency=desk.agency, name="a.jpg", content=jpeg_with_place(), by=desk.officer, at=NOW)
        film = upload(agency=desk.agency, name="b.mp4", content=mp4(), by=desk.officer, at=NOW)
        media = (
            Shown(photo.pk, photo.sha256, alt="Loket dengan antrean pendek"),
            Shown(film.pk, film.sha256, kind="video", summary="Petugas menjelaskan syarat."),
        )
        message = draft(agency=desk.agency, by=desk.officer, written=written(desk, media=media), at=NOW)
        out = outgoing_of(message, message.variants.get())
        assert [one.alt_text for one in out.media] == ["Loket dengan antrean pendek", "Petugas menjelaskan syarat."]
        assert [one.content_type for one in out.media] == ["image/jpeg", "video/mp4"]
        assert out.media[0].name == "gambar-1.jpg"
        assert b"Exif" not in out.media[0].content
