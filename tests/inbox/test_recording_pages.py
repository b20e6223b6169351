"""Recording by hand and by file, and what could not be read, on their pages."""

from __future__ import annotations

import io
from datetime import timedelta
from pathlib import Path

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.utils import timezone
from PIL import Image

from pendopo.inbox.actions import record
from pendopo.inbox.captures import prove
from pendopo.inbox.models import Capture, Case, Item, Unreadable
from tests.inbox.scene import arrive, said
from tests.inbox.test_pages import XSS, signed_in
from tests.world import World, two_governments

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _files(settings: object, tmp_path: Path) -> None:
    settings.MEDIA_ROOT = tmp_path  # type: ignore[attr-defined]


@pytest.fixture
def world() -> World:
    made = two_governments()
    at = timezone.now() - timedelta(minutes=5)
    arrive(made.dukcapil.account, said("1", posted_at=at), at=at)
    return made


@pytest.fixture
def officer(world: World) -> Client:
    return signed_in(world.dukcapil.officer)


def _picture() -> SimpleUploadedFile:
    out = io.BytesIO()
    Image.new("RGB", (30, 20), "blue").save(out, format="PNG")
    return SimpleUploadedFile("layar.png", out.getvalue(), content_type="image/png")


def test_recording_takes_one_form_and_opens_the_case(world: World, officer: Client) -> None:
    assert "data-link" in officer.get("/catat/").content.decode()
    sent = {"text": "KK hilang", "kind": "pertanyaan", "account": world.dukcapil.account.pk, "captures": _picture()}
    page = officer.post("/catat/", sent, follow=True)
    case = Case.objects.latest("pk")
    assert page.redirect_chain[0][0] == f"/meja/kasus/{case.pk}/"
    assert (case.kind, case.excerpt) == ("pertanyaan", "KK hilang")
    shown = officer.get(f"/meja/tangkapan/{Capture.objects.get().pk}/")
    assert shown["Content-Disposition"].startswith('attachment; filename="tangkapan-')
    assert (shown["X-Content-Type-Options"], shown["Content-Type"]) == ("nosniff", "image/png")
    assert "sandbox" in shown["Content-Security-Policy"]


def test_a_pasted_link_chooses_the_account(world: World, officer: Client) -> None:
    world.dukcapil.account.platform = "instagram"
    world.dukcapil.account.save()
    found = officer.get("/catat/tautan/", {"url": "https://www.instagram.com/p/Cabc123/"}).json()
    assert (found["account"], found["platform"]) == (world.dukcapil.account.pk, "Instagram")
    officer.post("/catat/", {"url": "https://www.instagram.com/p/Cabc123/", "text": "halo min"})
    assert Item.objects.latest("pk").account == world.dukcapil.account


def test_a_screenshot_of_another_agency_is_absent(world: World) -> None:
    duk = world.dukcapil
    record(account=duk.account, by=duk.officer, text="x", captures=[prove("a.png", _picture().read())])
    for stranger in (world.pu.officer, world.other.officer):
        assert signed_in(stranger).get(f"/meja/tangkapan/{Capture.objects.get().pk}/").status_code == 404
    assert Client().get(f"/meja/tangkapan/{Capture.objects.get().pk}/").status_code == 302


def test_a_wrong_form_comes_back_with_what_was_written(world: World, officer: Client) -> None:
    bad = SimpleUploadedFile("x.png", b"<svg onload=alert(1)>", content_type="image/png")
    for sent in (
        {"text": "kata-kata warga", "account": world.pu.account.pk},
        {"text": "kata-kata warga", "captures": bad},
    ):
        page = officer.post("/catat/", sent)
        assert page.status_code == 422
        assert "kata-kata warga" in page.content.decode()
    assert Item.objects.count() == 1


def test_a_file_is_shown_before_it_is_taken_in(world: World, officer: Client) -> None:
    sent = {
        "account": world.dukcapil.account.pk,
        "file": SimpleUploadedFile("a.csv", b"pesan,waktu\nhalo,\nsalah,kemarin\n"),
    }
    page = officer.post("/impor/", sent, follow=True)
    address = page.redirect_chain[-1][0]
    assert "Waktu tidak terbaca" in page.content.decode()
    assert officer.post(f"{address}ambil/").status_code == 409
    assert signed_in(world.pu.officer).get(address).status_code == 404
    sent["file"] = SimpleUploadedFile("a.csv", b"pesan\nhalo\n")
    address = officer.post("/impor/", sent, follow=True).redirect_chain[-1][0]
    assert officer.post(f"{address}ambil/").status_code == 302
    assert Item.objects.filter(way="imported").count() == 1


@pytest.mark.parametrize("ending", ["csv", "xlsx"])
def test_the_file_to_fill_in_can_be_taken_in_again(world: World, officer: Client, ending: str) -> None:
    template = officer.get(f"/impor/contoh.{ending}")
    file = SimpleUploadedFile(f"a.{ending}", template.content)
    page = officer.post("/impor/", {"account": world.dukcapil.account.pk, "file": file}, follow=True)
    assert "Semua baris terbaca" in page.content.decode()


def test_what_could_not_be_read_is_announced_until_somebody_looked(world: World, officer: Client) -> None:
    entry = Unreadable.objects.create(
        account=world.dukcapil.account, reason="JSON rusak", raw=XSS, sha256="x", seen_at=timezone.now()
    )
    assert "/meja/tak-terbaca/" in officer.get("/meja/").content.decode()
    page = officer.get("/meja/tak-terbaca/").content.decode()
    assert "JSON rusak" in page
    assert "<script>alert" not in page
    assert signed_in(world.pu.officer).post("/meja/tak-terbaca/", {"entry": entry.pk}).status_code == 404
    officer.post("/meja/tak-terbaca/", {"entry": entry.pk})
    assert "/meja/tak-terbaca/" not in officer.get("/meja/").content.decode()
