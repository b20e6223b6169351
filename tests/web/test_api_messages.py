"""Messages and the stop by JSON: the same duties as on the pages, read, written, approved and sent with a key."""

from __future__ import annotations

from datetime import timedelta
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from django.core.cache import cache
from django.utils import timezone

from pendopo.delivery.jobs import send_due
from pendopo.delivery.stopping.models import Stop
from pendopo.journal.queries import entries_of
from pendopo.people.models import Person
from pendopo.publishing.models import Message
from pendopo.registry.models import Government
from pendopo.web.api.content import GivenContent
from tests.publishing.pictures import jpeg_with_place
from tests.web.caller import Caller
from tests.world import Desk, World, two_governments

pytestmark = pytest.mark.django_db
SAFE = {code: {"safe": True} for code in "abcdefgh"}


@pytest.fixture
def world() -> World:
    """Two governments. What an earlier test asked does not count against this one's calls."""
    cache.clear()
    return two_governments()


def whole(desk: Desk, **changes: Any) -> dict[str, Any]:
    """A content that lacks nothing."""
    soon = timezone.now() + timedelta(hours=3)
    return {
        "agency": desk.agency.pk, "title": "Layanan Sabtu", "text": "Loket buka Sabtu.", "purpose": "sebar_informasi",
        "category": "kegiatan", "source": "Surat 470/12", "tags": "#layanan", "planned_at": soon.isoformat(),
        "ethics": SAFE, "accounts": [{"account": desk.account.pk}], **changes,
    }  # fmt: skip


def made(desk: Desk, by: Person, **changes: Any) -> dict[str, Any]:
    """A message that was begun by JSON."""
    answer = Caller(by).post("/messages", **whole(desk, **changes))
    assert answer.status_code == 201, answer.content
    return dict(answer.json())


def test_a_message_goes_from_draft_to_delivery_with_two_keys_and_everybody_is_named(world: World) -> None:
    desk = world.dukcapil
    officer, official = Caller(desk.officer), Caller(desk.official)
    message = made(desk, desk.officer)
    path = f"/messages/{message['id']}"
    assert (message["state"], message["problems"], message["deliveries"][0]["state"]) == ("draft", [], "")
    waiting = officer.post(f"{path}/submit").json()
    assert [(step["open"], step["signers"][0]["approved_by"]) for step in waiting["steps"]] == [(True, "")]
    approved = official.post(f"{path}/approve", sha256=waiting["sha256"]).json()
    assert (approved["state"], approved["steps"][0]["signers"][0]["approved_by"]) == ("approved", desk.official.name)
    assert officer.post(f"{path}/schedule").json()["deliveries"][0]["state"] == "queued"
    send_due(timezone.now() + timedelta(hours=3, minutes=1))
    assert officer.get(path).json()["deliveries"][0]["state"] == "handed"
    told = {(one.doing, one.actor_name) for one in entries_of(Message.objects.get())}
    assert {("message.drafted", desk.officer.name), ("message.approved", desk.official.name)} <= told


def test_everything_that_is_given_comes_back_and_may_be_given_back(world: World) -> None:
    desk = world.dukcapil
    photo = Caller(desk.officer).file(f"/agencies/{desk.agency.pk}/media", "IMG 1.jpg", jpeg_with_place())
    assert photo.status_code == 201, photo.content
    own = {
        "account": desk.account.pk, "text": "Teks sendiri.", "parts": ["Dua", "Tiga"], "first_comment": "Lihat tautan.",
        "place": "Balai Kota", "language": "jv", "tags": "#khusus",
    }  # fmt: skip
    more = {
        "mentions": "instagram:@pemkot", "language": "jv", "campaign": "Sabtu", "other_channel": "Radio", "format": "image",
        "level": "", "category_note": "", "info_class": "limited", "accounts": [own],
        "media": [{"file": photo.json()["id"], "alt": "Loket.", "summary": "", "captioned": False, "captions": None, "without": []}],
        "issue": None,
    }  # fmt: skip
    message = made(desk, desk.officer, **more)
    given = whole(desk, **more, ethics={code: {"safe": True, "note": ""} for code in SAFE})
    assert set(message["content"]) == set(GivenContent.model_fields)
    for name in set(message["content"]) - {"planned_at"}:
        assert message["content"][name] == given[name], name
    kept = Caller(desk.officer).put(
        f"/messages/{message['id']}", **message["content"], expected=message["content_sha256"]
    )
    assert kept.status_code == 200, kept.content
    assert kept.json()["content_sha256"] == message["content_sha256"]


def test_what_somebody_else_wrote_meanwhile_is_not_overwritten(world: World) -> None:
    desk = world.dukcapil
    message = made(desk, desk.officer)
    path, content = f"/messages/{message['id']}", message["content"]
    first = Caller(desk.official).put(path, **{**content, "text": "Punya pejabat."}, expected=message["content_sha256"])
    assert first.status_code == 200
    late = Caller(desk.officer).put(path, **{**content, "text": "Punya petugas."}, expected=message["content_sha256"])
    assert (late.status_code, "Kom" in late.json()["detail"]) == (409, False)
    assert desk.official.name in late.json()["detail"]
    assert Message.objects.get().text == "Punya pejabat."


def test_an_answer_that_was_lost_makes_no_second_message(world: World) -> None:
    desk = world.dukcapil
    once = made(desk, desk.officer, begun_as="agenda-17")
    again = made(desk, desk.officer, begun_as="agenda-17", planned_at=once["planned_at"])
    assert (once["id"], Message.objects.count()) == (again["id"], 1)


def test_a_hit_is_decided_by_its_key(world: World) -> None:
    desk = world.dukcapil
    message = made(desk, desk.officer, text="Hubungi 081234567890 ya.")
    path, official = f"/messages/{message['id']}", Caller(desk.official)
    Caller(desk.officer).post(f"{path}/submit")
    (hit,) = official.get(path).json()["hits"]
    assert "081234567890" not in hit["words"]
    bare = official.post(f"{path}/approve", sha256=message["sha256"])
    assert (bare.status_code, "Perlu keputusan" in bare.json()["detail"]) == (409, True)
    because = {hit["key"]: "Nomor pusat layanan, boleh tampil."}
    decided = official.post(f"{path}/approve", sha256=message["sha256"], decisions=because)
    assert (decided.status_code, decided.json()["state"], decided.json()["hits"]) == (200, "approved", [])


def test_returning_and_cancelling_need_a_reason(world: World) -> None:
    desk = world.dukcapil
    message = made(desk, desk.officer)
    path, officer, official = f"/messages/{message['id']}", Caller(desk.officer), Caller(desk.official)
    officer.post(f"{path}/submit")
    assert official.post(f"{path}/return", because=" ").status_code == 409
    assert official.post(f"{path}/return", because="sebut jamnya").json()["state"] == "draft"
    assert officer.post(f"{path}/cancel", because="").status_code == 409
    assert officer.post(f"{path}/cancel", because="acara batal").json()["state"] == "cancelled"


def test_a_key_sees_and_touches_only_its_person_s_messages(world: World) -> None:
    desk = world.dukcapil
    message = made(desk, desk.officer)
    path = f"/messages/{message['id']}"
    assert [one["id"] for one in Caller(world.analyst).get("/messages").json()["messages"]] == [message["id"]]
    for stranger in (Caller(world.pu.official), Caller(world.other.official)):
        assert stranger.get("/messages").json()["messages"] == []
        calls = (
            stranger.get(path), stranger.put(path, **message["content"], expected=message["content_sha256"]),
            stranger.post(f"{path}/submit"), stranger.post(f"{path}/approve", sha256=message["sha256"]),
            stranger.post(f"{path}/return", because="x"), stranger.post(f"{path}/schedule"),
            stranger.post(f"{path}/cancel", because="x"), stranger.post("/messages", **whole(desk)),
            stranger.file(f"/agencies/{desk.agency.pk}/media", "a.jpg", jpeg_with_place()),
            stranger.get(f"/agencies/{desk.agency.pk}/choices"), stranger.get(f"/messages?agency={desk.agency.pk}"),
        )  # fmt: skip
        assert {call.status_code for call in calls} == {404}
    watcher = Caller(world.auditor)
    assert watcher.get(path).status_code == 200
    assert watcher.post(f"{path}/submit").status_code == 403
    assert watcher.post("/messages", **whole(desk)).status_code == 403
    assert Message.objects.get().state == "draft"


def test_a_list_is_read_page_by_page_and_nothing_stands_twice(world: World) -> None:
    desk, caller = world.dukcapil, Caller(world.dukcapil.officer)
    same = (timezone.now() + timedelta(days=1)).isoformat()
    bodies = [whole(desk, planned_at=same, title=f"Pesan {number}") for number in range(43)]
    ids = {caller.post("/messages", **body).json()["id"] for body in bodies}
    first = caller.get("/messages").json()
    second = caller.get(f"/messages?cursor={first['next']}").json()
    read = [one["id"] for one in (*first["messages"], *second["messages"])]
    assert (len(first["messages"]), second["next"], sorted(read)) == (40, "", sorted(ids))
    for nonsense in ("x", "2026-01-01~x", "~", "9999-12-31T00:00:00~99999999999999999999", "0001-01-01T00:00:00~-5"):
        assert caller.get(f"/messages?cursor={nonsense}").status_code == 200
    assert caller.get("/messages?state=approved").json()["messages"] == []
    assert caller.get("/messages?state=terbit").status_code == 422


@pytest.mark.parametrize(
    ("bad", "said"),
    [
        ({"purpose": "jualan"}, "Tujuan «jualan» tidak ada"), ({"category": "x\x00"}, "Kategori «x» tidak ada"),
        ({"level": "desa"}, "Tingkat"), ({"ethics": {"z": {"safe": True}}}, "Butir etika"),
        ({"media": [{"file": 987654}]}, "bukan milik instansi"), ({"accounts": [{"account": 1}] * 2}, "dua kali"),
    ],
)  # fmt: skip
def test_a_slip_is_named_when_it_is_made(world: World, bad: dict[str, Any], said: str) -> None:
    answer = Caller(world.dukcapil.officer).post("/messages", **whole(world.dukcapil, **bad))
    assert (answer.status_code, said in answer.json()["detail"]) == (422, True), answer.content
    assert not Message.objects.exists()


def test_accounts_and_issues_of_others_and_tags_that_do_not_fit_are_refused(world: World) -> None:
    desk, caller = world.dukcapil, Caller(world.dukcapil.officer)
    foreign = caller.post("/messages", **whole(desk, accounts=[{"account": world.pu.account.pk}]))
    assert (foreign.status_code, "bukan akun instansi" in foreign.json()["detail"]) == (409, True)
    assert caller.post("/messages", **whole(desk, issue=4711)).status_code == 409
    many = " ".join(f"#{number:02x}" for number in range(125))
    assert len(many) <= 500
    assert caller.post("/messages", **whole(desk, tags=many)).status_code == 409


def test_a_time_without_offset_is_the_clock_on_the_wall(world: World) -> None:
    desk = world.dukcapil
    zone = ZoneInfo("Asia/Jayapura")
    Government.objects.update(zone=str(zone))
    wall = (timezone.now().astimezone(zone) + timedelta(days=1)).replace(tzinfo=None, microsecond=0)
    message = made(desk, desk.officer, planned_at=wall.isoformat())
    assert Message.objects.get(pk=message["id"]).planned_at == wall.replace(tzinfo=zone)


def test_what_may_be_named_is_told(world: World) -> None:
    told = Caller(world.dukcapil.officer).get(f"/agencies/{world.dukcapil.agency.pk}/choices").json()
    assert {one["code"] for one in told["ethics"]} == set(SAFE)
    levels = {one["code"]: (one["levels"], one["needs_note"]) for one in told["categories"]}
    assert levels["kebijakan"][0]
    assert levels["lainnya"][1]
    assert {one["reference"][:7] for one in told["purposes"]} == {"Pasal 5"}


def test_the_stop_is_seen_by_everybody_and_pulled_by_those_who_may(world: World) -> None:
    official, officer = Caller(world.kominfo.official), Caller(world.dukcapil.officer)
    free = officer.get("/stop").json()
    assert (free["stop"], free["may"], free["waiting"]) == (None, False, 0)
    assert officer.post("/stop", because="akun diretas").status_code == 403
    assert official.post("/stop", because=" ").status_code == 409
    assert not Stop.objects.exists()
    held = official.post("/stop", because="akun diretas", replies=True)
    assert (held.status_code, held.json()["stop"]["because"], held.json()["stop"]["replies"]) == (
        201,
        "akun diretas",
        True,
    )
    assert official.post("/stop", because="lagi").status_code == 409
    assert officer.get("/stop").json()["stop"]["by"] == world.kominfo.official.name
    assert Caller(world.other.officer).get("/stop").json()["stop"] is None
    assert officer.post("/stop/lift", because="aman").status_code == 403
    assert official.post("/stop/lift", because="kata sandi diganti").json()["stop"] is None
    assert Caller(world.kominfo.official, may_write=False).post("/stop", because="x").status_code == 403


def test_what_json_can_carry_and_no_database_keeps_is_left_out(world: World) -> None:
    held = Caller(world.kominfo.official).post("/stop", because="akun\x00 diretas \ud800.")
    assert (held.status_code, held.json()["stop"]["because"]) == (201, "akun diretas \ufffd.")
