"""Recording by hand: complete, once, by right, with screenshots that carry nothing else."""

from __future__ import annotations

import io
from datetime import timedelta

import pytest
from django.utils import timezone
from PIL import Image
from PIL.PngImagePlugin import PngInfo

from pendopo.inbox import captures
from pendopo.inbox.actions import record
from pendopo.inbox.captures import prove
from pendopo.inbox.models import Case, Item
from pendopo.inbox.rules import BadInput
from pendopo.registry.queries import NotAllowed
from tests.inbox.scene import arrive, said
from tests.world import World, two_governments


def picture(form: str = "PNG", size: tuple[int, int] = (20, 10), **options: object) -> bytes:
    """A small picture."""
    out = io.BytesIO()
    Image.new("RGB", size, "red").save(out, format=form, **options)
    return out.getvalue()


@pytest.fixture
def world(db: None) -> World:
    return two_governments()


def test_a_recorded_comment_is_a_case_with_its_kind_time_and_recorder(world: World) -> None:
    duk = world.dukcapil
    claimed = timezone.now() - timedelta(hours=3)
    item = record(
        account=duk.account, by=duk.officer, url="https://contoh.invalid/p/1", text="KK hilang", author="bu_tini",
        posted_at=claimed, kind="aduan", captures=[prove("layar.png", picture())],
    )  # fmt: skip
    assert (item.way, item.recorded_by, item.posted_at) == ("recorded", "Duk Petugas", claimed)
    assert item.received_at <= item.recorded_at
    assert (item.case.kind, item.case.kind_confirmed, item.case.citizen_name) == ("aduan", True, "bu_tini")
    assert item.captures.get().content_type == "image/png"
    assert "layar" not in str(item.captures.get().file.name)


def test_recording_the_same_again_gives_the_item_that_is_there(world: World) -> None:
    duk = world.dukcapil
    given = {
        "account": duk.account,
        "by": duk.officer,
        "url": "https://contoh.invalid/p/1",
        "text": "halo",
        "author": "x",
    }
    assert record(**given) == record(**given)  # type: ignore[arg-type]
    assert Item.objects.count() == 1


def test_two_people_under_one_link_are_two_cases_and_one_person_is_one(world: World) -> None:
    duk = world.dukcapil
    for author, text in (("a", "satu"), ("b", "satu"), ("a", "dua")):
        record(account=duk.account, by=duk.officer, url="https://contoh.invalid/p/1", text=text, author=author)
    assert (Item.objects.count(), Case.objects.count()) == (3, 2)


@pytest.mark.parametrize(
    "wrong",
    [
        {"text": "  "},
        {"url": "javascript:alert(1)"},
        {"kind": "gosip"},
        {"posted_at": "later"},
        {"text": "x" * 100_001},
    ],
)
def test_what_cannot_be_right_is_refused_and_nothing_is_kept(world: World, wrong: dict[str, object]) -> None:
    if wrong.get("posted_at"):
        wrong = {"posted_at": timezone.now() + timedelta(days=1)}
    given = {"account": world.dukcapil.account, "by": world.dukcapil.officer, "text": "halo", **wrong}
    with pytest.raises(BadInput):
        record(**given)  # type: ignore[arg-type]
    assert not Item.objects.exists()


def test_only_people_of_the_account_record(world: World) -> None:
    for stranger in (world.pu.officer, world.auditor, world.other.officer):
        with pytest.raises(NotAllowed):
            record(account=world.dukcapil.account, by=stranger, text="halo")


def test_a_collected_case_is_joined_by_nobody_elses_recording(world: World) -> None:
    duk = world.dukcapil
    arrive(duk.account, said("1"))
    record(account=duk.account, by=duk.officer, text="KTP hilang", author="Warga Satu")
    assert Case.objects.count() == 2


def test_a_picture_loses_everything_but_its_picture() -> None:
    exif = Image.Exif()
    exif[0x010F] = "Kamera Rahasia"
    info = PngInfo()
    info.add_text("Comment", "lokasi rumah")
    for content in (
        picture("JPEG", exif=exif),
        picture("PNG", pnginfo=info),
        picture("WEBP", exif=exif),
        picture("PNG") + b"<script>alert(1)</script>PK\x03\x04",
    ):
        kept = prove("a.png", content).content
        for secret in (b"Rahasia", b"lokasi", b"script", b"PK\x03\x04"):
            assert secret not in kept
        assert Image.open(io.BytesIO(kept)).size == (20, 10)


@pytest.mark.parametrize(
    "content",
    [b"", b"halo", b"<svg xmlns='http://www.w3.org/2000/svg' onload='alert(1)'/>", b"<html><script>alert(1)</script>",
     b"GIF89a/*\x00\x01*/=1;alert(1)", b"\x89PNG\r\n\x1a\n", b"\xff\xd8\xff", b"%PDF-1.7\n/JavaScript (x)\n%%EOF",
     b"%PDF-1.4\n<html>\n%%EOF", b"%PDF-1.4 cut", b"PK\x03\x04", b"MZ\x90"],
)  # fmt: skip
def test_what_is_no_picture_is_refused_whatever_its_name(content: bytes) -> None:
    for name in ("a.png", "a.jpg", "a.pdf", ".htaccess", "..\\..\\x.png", "gambar\u202egnp.exe", "a.php\u200b"):
        with pytest.raises(BadInput):
            prove(name, content)


def test_an_animated_or_enormous_picture_is_refused_before_it_is_drawn(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(captures, "MAX_PIXELS", 100)
    with pytest.raises(BadInput, match="terlalu besar"):
        prove("a.png", picture())


def test_a_file_above_the_limit_is_refused(settings: object) -> None:
    settings.MAX_UPLOAD_BYTES = 50  # type: ignore[attr-defined]
    with pytest.raises(BadInput, match="terlalu besar"):
        prove("a.png", picture())


def test_a_plain_pdf_is_kept() -> None:
    assert prove("surat.pdf", b"%PDF-1.4\n1 0 obj\nendobj\n%%EOF\n").ending == "pdf"
