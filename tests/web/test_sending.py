"""The pages of what leaves and stands: a package to post by hand with its proof, and changing what is public."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.utils import timezone

from pendopo.connectors.base import Media, Outgoing
from pendopo.delivery.actions import queue
from pendopo.delivery.changing.models import Change
from pendopo.delivery.jobs import send_due
from pendopo.delivery.models import Dispatch
from pendopo.people.models import Notice, Person
from pendopo.publishing.jobs import settle
from tests.faults.desk import OFFICER
from tests.publishing.written import PICTURE, scheduled
from tests.world import World, two_governments

pytestmark = pytest.mark.django_db


@pytest.fixture
def world() -> World:
    return two_governments()


def browser(person: Person) -> Client:
    client = Client()
    client.force_login(person)
    return client


def handed(world: World) -> Dispatch:
    now = timezone.now()
    outgoing = Outgoing(
        "", "Posko dibuka.", now, title="Posko", parts=("Bawa KTP.",), first_comment="Peta di sini.",
        media=(Media("gambar-1.png", "image/png", PICTURE, "Tenda posko"),),
    )  # fmt: skip
    row = queue(account=world.dukcapil.account, kind="post", outgoing=outgoing, not_before=now, by=OFFICER)
    send_due(now + timedelta(seconds=1))
    row.refresh_from_db()
    assert row.state == "handed"
    return row


def test_the_package_has_everything_and_wants_link_and_screenshot(world: World) -> None:
    row, desk = handed(world), world.dukcapil
    officer, page = browser(desk.officer), f"/kiriman/{row.pk}/paket/"
    shown = officer.get(page).content.decode()
    for words in ("Posko dibuka.", "Bawa KTP.", "Peta di sini.", "Tenda posko", "Masuk ke"):
        assert words in shown
    file = officer.get(f"{page}0/")
    assert file.headers["Content-Disposition"].startswith("attachment")
    assert b"".join(file.streaming_content) == PICTURE  # type: ignore[attr-defined]
    assert officer.get(f"{page}7/").status_code == 404
    assert browser(world.other.officer).get(page).status_code == 404
    assert browser(world.other.officer).get(f"{page}0/").status_code == 404
    bare = officer.post(page, {"url": "https://contoh.invalid/1"})
    assert bare.status_code == 409
    assert "tangkapan layar" in bare.content.decode()
    fake = SimpleUploadedFile("a.png", b"<html>", "image/png")
    assert officer.post(page, {"url": "https://contoh.invalid/1", "evidence": fake}).status_code == 409
    shot = SimpleUploadedFile("a.png", PICTURE, "image/png")
    assert officer.post(page, {"url": "https://contoh.invalid/1", "evidence": shot}).status_code == 302
    row.refresh_from_db()
    assert (row.state, bool(row.evidence_sha256)) == ("live", True)


def test_at_the_planned_minute_the_officer_is_reminded_to_post(world: World) -> None:
    message = scheduled(world.dukcapil)
    send_due(message.planned_at + timedelta(seconds=1))
    settle(message.planned_at + timedelta(seconds=2))
    assert Notice.objects.filter(person=world.dukcapil.officer, subject__contains="unggah").count() == 1


def test_a_correction_and_a_taking_down_by_the_pages(world: World) -> None:
    row, desk = handed(world), world.dukcapil
    officer, official = browser(desk.officer), browser(desk.official)
    shot = SimpleUploadedFile("a.png", PICTURE, "image/png")
    officer.post(f"/kiriman/{row.pk}/paket/", {"url": "https://contoh.invalid/1", "evidence": shot})
    page = f"/kiriman/{row.pk}/ubah/"
    form = {"edit": "1", "text": "Posko dibuka di Jati.", "correction": "tempat", "because": "Tempatnya belum disebut."}
    assert officer.post(page, form).status_code == 302
    change = Change.objects.get()
    assert officer.post(f"/kiriman/perubahan/{change.pk}/", {"what": "agree"}).status_code == 403
    assert "Setujui ralat" in official.get(page).content.decode()
    official.post(f"/kiriman/perubahan/{change.pk}/", {"what": "agree"})
    change.refresh_from_db()
    assert change.state == "queued"
    officer.post(f"/kiriman/perubahan/{change.pk}/", {"what": "cancel", "because": "tidak jadi"})
    officer.post(page, {"delete": "1", "because": "Posko sudah ditutup sejak kemarin."})
    last = Change.objects.latest("pk")
    assert (last.doing, last.state) == ("delete", "queued")
    assert browser(world.pu.officer).get(page).status_code == 404
    assert browser(world.other.officer).post(f"/kiriman/perubahan/{last.pk}/", {"what": "cancel"}).status_code == 404
