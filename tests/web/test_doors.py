"""Approval cannot be walked around: the same bad input through every door ends the same way (3 a, 8 e, 12).

What each bad input does inside an action stands in `tests/publishing`, what the worker does in `tests/delivery`.
"""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from django.core.cache import cache
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.test import Client
from django.utils import timezone

from pendopo.delivery.jobs import look, send_due
from pendopo.delivery.models import Dispatch
from pendopo.publishing.actions import approve, draft, schedule, submit
from pendopo.publishing.jobs import settle
from pendopo.publishing.media.actions import upload
from pendopo.publishing.media.models import MediaFile
from pendopo.publishing.models import Approval, Message, Variant
from pendopo.publishing.queries import approval_in_force, current_sha256
from pendopo.publishing.rules import Shown, Written
from pendopo.registry.models import Government, OfficialAccount
from tests.delivery.conftest import platform as platform
from tests.faults.desk import on_platform
from tests.faults.truth import Truth
from tests.publishing.pictures import png
from tests.publishing.written import written as whole
from tests.web.caller import Caller
from tests.web.doors import DOORS, Door, Json, Page, Table
from tests.world import Desk, World, account, two_governments

pytestmark = pytest.mark.django_db
SVG = b"<svg xmlns='http://www.w3.org/2000/svg'><script>1</script></svg>"

every_door = pytest.mark.parametrize("kind", DOORS, ids=lambda one: one.name)
# A table brings drafts only; it neither approves nor changes what is there, and names no pictures.
three_doors = pytest.mark.parametrize("kind", [Door, Page, Json], ids=lambda one: one.name)
# What takes a time as it is typed.
typed_doors = pytest.mark.parametrize("kind", [Page, Json, Table], ids=lambda one: one.name)


@pytest.fixture
def world() -> World:
    """Two governments. What an earlier test asked does not count against this one's calls."""
    cache.clear()
    return two_governments()


def content(desk: Desk, **changes: Any) -> Written:
    """A message that lacks nothing, for tomorrow."""
    soon = (timezone.now() + timedelta(days=1)).replace(second=0, microsecond=0)
    return whole(desk, **{"planned_at": soon, **changes})


def waiting(desk: Desk, **changes: Any) -> Message:
    """Written by the officer and handed in."""
    message = draft(agency=desk.agency, by=desk.officer, written=content(desk, **changes))
    return submit(message=message, by=desk.officer)


def fresh(message: Message) -> Message:
    return Message.objects.get(pk=message.pk)


# Who says yes, and to what


@every_door
def test_nobody_approves_their_own_however_it_came_in(world: World, kind: type[Door]) -> None:
    desk = world.dukcapil
    door = kind(desk)
    assert door.write(desk.official, content(desk)) == ""
    message = Message.objects.get()
    assert message.state == "review"
    assert "orang kedua" in door.approve(message, desk.official, current_sha256(message))
    assert not Approval.objects.exists()
    assert door.approve(message, desk.head, current_sha256(message)) == ""
    assert fresh(message).state == "approved"


@three_doors
def test_an_old_version_is_not_approved(world: World, kind: type[Door]) -> None:
    desk = world.dukcapil
    door, message = kind(desk), waiting(desk)
    read = current_sha256(message)
    assert door.change(message, desk.officer, content(desk, text="Loket tutup.")) == ""
    submit(message=fresh(message), by=desk.officer)
    for guess in (read, "", "0" * 64):
        assert "berubah sejak" in door.approve(message, desk.official, guess)
    assert not Approval.objects.exists()


@three_doors
@pytest.mark.parametrize("change", ["text", "media", "time", "tags", "account"])
def test_any_change_after_approval_voids_it_and_takes_back_what_waits(
    world: World, kind: type[Door], change: str
) -> None:
    desk = world.dukcapil
    door, message = kind(desk), waiting(desk)
    approve(message=message, by=desk.official, sha256=current_sha256(message))
    schedule(message=fresh(message), by=desk.officer)
    second = account(desk.agency, "duk_dua")
    desk.decree.accounts.add(second)
    picture = upload(agency=desk.agency, name="a.png", content=png(), by=desk.officer)
    before = content(desk)
    changes: dict[str, dict[str, Any]] = {
        "text": {"text": "Loket tutup."}, "media": {"media": (Shown(picture.pk, picture.sha256, alt="Loket."),)},
        "time": {"planned_at": before.planned_at + timedelta(minutes=1)}, "tags": {"tags": "#lain"},
        "account": {"variants": {desk.account.pk: "", second.pk: ""}},
    }  # fmt: skip
    assert door.change(message, desk.officer, replace(before, **changes[change])) == ""
    assert fresh(message).state == "draft"
    assert Approval.objects.get().voided_because == "isi diubah sesudah disetujui"
    assert Dispatch.objects.get().state == "cancelled"
    assert "belum disetujui" in door.schedule(message, desk.officer)
    send_due(before.planned_at + timedelta(minutes=2))
    assert Dispatch.objects.get().state == "cancelled"


def test_a_month_taken_in_again_changes_nothing_that_was_approved(world: World) -> None:
    desk = world.dukcapil
    message = waiting(desk)
    approve(message=message, by=desk.official, sha256=current_sha256(message))
    assert Table(desk).write(desk.officer, content(desk, text="Loket tutup.")) == ""
    assert approval_in_force(fresh(message)) is not None
    assert [one.state for one in Message.objects.order_by("pk")] == ["approved", "review"]


# What must not be handed in


@every_door
def test_an_account_that_no_decree_names_is_not_handed_in_where_the_regulation_wants_one(
    world: World, kind: type[Door]
) -> None:
    desk = world.other
    bare = account(desk.agency, "tanpa_sk")
    said = kind(desk).write(desk.officer, content(desk, variants={bare.pk: ""}))
    assert "tidak tercantum dalam keputusan" in said
    assert not Message.objects.exclude(state="draft").exists()
    desk.decree.accounts.add(bare)
    assert kind(desk).write(desk.officer, content(desk, variants={bare.pk: ""})) == ""


@every_door
def test_an_account_of_another_agency_is_no_account_of_ours(world: World, kind: type[Door]) -> None:
    desk, foreign = world.dukcapil, world.pu.account
    said = kind(desk).write(desk.officer, content(desk, variants={foreign.pk: ""}))
    assert said
    assert not Variant.objects.filter(account=foreign).exists()


@every_door
@pytest.mark.parametrize(
    ("name", "bytes_"),
    [("foto.png", SVG), ("liburan.jpg", b"MZ\x90\x00" + bytes(200)), ("bulan.csv", b"%PDF-1.7\n\x00")],
)
def test_a_forbidden_file_behind_a_friendly_name_is_refused(
    world: World, kind: type[Door], name: str, bytes_: bytes
) -> None:
    desk = world.dukcapil
    said = kind(desk).bring(desk.officer, name, bytes_)
    assert "bukan" in said or "Kolom" in said, said
    assert not MediaFile.objects.exists()
    assert not Message.objects.exists()


@three_doors
def test_five_thousand_letters_of_alt_text_are_kept_whole_and_not_handed_in(world: World, kind: type[Door]) -> None:
    desk = world.dukcapil
    channel = account(desk.agency, "duk_masto", platform="mastodon")
    desk.decree.accounts.add(channel)
    picture = upload(agency=desk.agency, name="a.png", content=png(), by=desk.officer)
    for size, refused in ((5000, True), (1500, False)):
        shown = Shown(picture.pk, picture.sha256, alt="a" * size)
        said = kind(desk).write(desk.officer, content(desk, variants={channel.pk: ""}, media=(shown,)))
        assert ("terlalu panjang" in said) == refused, said
    long, short = Message.objects.order_by("pk")
    assert (long.state, len(long.attachments.get().alt_text)) == ("draft", 5000)
    assert short.state == "review"


@every_door
def test_a_time_in_the_past_is_not_handed_in(world: World, kind: type[Door]) -> None:
    desk = world.dukcapil
    past = (timezone.now() - timedelta(minutes=5)).replace(second=0, microsecond=0)
    assert "lewat" in kind(desk).write(desk.officer, content(desk, planned_at=past))
    assert not Message.objects.exclude(state="draft").exists()


@typed_doors
@pytest.mark.parametrize(
    ("zone", "wall", "there"),
    [
        ("Europe/Berlin", "2030-03-31T02:30", False),  # the hands of the clock jump over it
        ("Europe/Berlin", "2030-03-31T03:30", True),
        ("Asia/Jayapura", "2030-03-31T02:30", True),
        ("Asia/Jakarta", "2030-02-29T09:00", False),  # no leap year
        ("Asia/Jakarta", "2032-02-29T09:00", True),
        ("Asia/Jakarta", "0001-01-01T00:00", False),
        ("Asia/Jakarta", "9999-12-31T23:59", False),
    ],
)
def test_a_time_that_no_clock_shows_is_refused_and_the_29th_of_february_is_a_day(
    world: World, kind: type[Door], zone: str, wall: str, there: bool
) -> None:
    Government.objects.update(zone=zone)
    desk = world.dukcapil
    desk.agency.refresh_from_db()
    said = kind(desk).write(desk.officer, content(desk), wall)
    assert (said == "") == there, said
    review = Message.objects.filter(state="review")
    if there:
        assert review.get().planned_at.astimezone(ZoneInfo(zone)).strftime("%Y-%m-%dT%H:%M") == wall
    else:
        assert not review.exists()


# The worker is the last door


def through(platform: Truth, desk: Desk, **changes: Any) -> tuple[OfficialAccount, Message]:
    """Approved and scheduled on an account of a platform that keeps the truth."""
    of = on_platform(desk, platform)
    message = waiting(desk, variants={of.pk: ""}, **changes)
    approve(message=message, by=desk.official, sha256=current_sha256(message))
    return of, schedule(message=fresh(message), by=desk.officer)


def test_what_is_changed_behind_the_actions_after_scheduling_leaves_as_it_was_approved(
    world: World, platform: Truth
) -> None:
    _of, message = through(platform, world.dukcapil)
    Message.objects.filter(pk=message.pk).update(text="Diselipkan.")
    Variant.objects.filter(message=message).update(text="Diselipkan.")
    send_due(message.planned_at + timedelta(minutes=1))
    assert [one["text"] for one in platform.live] == ["Loket buka Sabtu 08.00 sampai 12.00.\n\n#layanan"]


def swapped(path: str) -> None:
    default_storage.delete(path)
    default_storage.save(path, ContentFile(png(mode="L")))


@pytest.mark.parametrize("how", [swapped, default_storage.delete], ids=["swapped", "lost"])
def test_a_picture_that_was_swapped_in_the_store_before_scheduling_is_not_queued(
    world: World, platform: Truth, how: Any
) -> None:
    desk = world.dukcapil
    of = on_platform(desk, platform)
    picture = upload(agency=desk.agency, name="a.png", content=png(), by=desk.officer)
    shown = Shown(picture.pk, picture.sha256, alt="Loket.")
    message = waiting(desk, variants={of.pk: ""}, media=(shown,))
    approve(message=message, by=desk.official, sha256=current_sha256(message))
    how(picture.file.name)
    assert "tidak sama lagi dengan yang disetujui" in Page(desk).schedule(fresh(message), desk.officer)
    assert not Dispatch.objects.exists()


@pytest.mark.parametrize("how", [swapped, default_storage.delete], ids=["swapped", "lost"])
def test_a_picture_that_was_swapped_in_the_queue_does_not_leave(world: World, platform: Truth, how: Any) -> None:
    desk = world.dukcapil
    picture = upload(agency=desk.agency, name="a.png", content=png(), by=desk.officer)
    _of, message = through(platform, desk, media=(Shown(picture.pk, picture.sha256, alt="Loket."),))
    row = Dispatch.objects.get()
    how(f"outgoing/{row.outgoing['media'][0]['sha256']}")
    send_due(message.planned_at + timedelta(minutes=1))
    row.refresh_from_db()
    assert (row.state, platform.live) == ("refused", [])
    assert "tidak sama lagi" in row.trouble


def test_a_platform_that_accepts_and_then_says_no_is_shown_by_page_and_interface(world: World, platform: Truth) -> None:
    desk = world.dukcapil
    platform.reviews = True
    _of, message = through(platform, desk)
    at = message.planned_at + timedelta(minutes=1)
    send_due(at)
    reader = Caller(desk.officer)
    (taken,) = reader.get(f"/messages/{message.pk}").json()["deliveries"]
    assert taken["state"] == "submitted"
    platform.live[0]["verdict"] = "no"
    look(at + timedelta(minutes=1))
    settle(at + timedelta(minutes=1))
    told = reader.get(f"/messages/{message.pk}").json()
    assert (told["state"], told["deliveries"][0]["state"]) == ("scheduled", "refused")
    assert "melanggar aturan" in told["deliveries"][0]["trouble"]
    browser = Client()
    browser.force_login(desk.officer)
    assert "melanggar aturan" in browser.get(f"/pesan/{message.pk}/").content.decode()


def test_one_message_for_three_hundred_accounts_at_one_minute_is_queued_once_for_each(world: World) -> None:
    """How they leave, each once, is `tests/faults/test_kill.py`."""
    desk = world.dukcapil
    many = [account(desk.agency, f"duk_{number}") for number in range(300)]
    desk.decree.accounts.add(*many)
    door = Json(desk)
    assert door.write(desk.officer, content(desk, variants={one.pk: "" for one in many})) == ""
    message = Message.objects.get()
    assert door.approve(message, desk.official, current_sha256(message)) == ""
    assert door.schedule(fresh(message), desk.officer) == ""
    queued = Dispatch.objects.filter(state="queued", not_before=message.planned_at)
    assert queued.values_list("account").distinct().count() == queued.count() == 300
