"""Emergency stop: nothing leaves, everything waits, everybody is told; lifting it says what was missed."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.test import Client

from pendopo.connectors.base import Outgoing
from pendopo.delivery import sending
from pendopo.delivery.actions import queue
from pendopo.delivery.jobs import send_due
from pendopo.delivery.models import Dispatch
from pendopo.delivery.stopping.actions import StopRefused, lift, stop
from pendopo.delivery.stopping.models import Stop
from pendopo.journal.queries import entries_of
from pendopo.people.models import Notice, Person
from pendopo.registry.models import OfficialAccount
from pendopo.registry.queries import NotAllowed
from tests.faults.desk import OFFICER, on_platform, waiting
from tests.faults.truth import Truth
from tests.world import NOW, World, two_governments

pytestmark = pytest.mark.django_db
MINUTE = timedelta(minutes=1)


@pytest.fixture
def world() -> World:
    return two_governments()


def post(of: OfficialAccount, text: str = "Pengumuman") -> Dispatch:
    return queue(
        account=of, kind="post", outgoing=Outgoing("", text, NOW), not_before=NOW, not_after=NOW + 30 * MINUTE,
        by=OFFICER, at=NOW,
    )  # fmt: skip


def named(world: World, who: str) -> Person:
    found: object = world
    for name in who.split("."):
        found = getattr(found, name)
    assert isinstance(found, Person)
    return found


def state(row: Dispatch) -> str:
    return Dispatch.objects.get(pk=row.pk).state


def test_a_stop_holds_posts_lets_replies_go_and_says_what_was_missed(world: World, platform: Truth) -> None:
    of = on_platform(world.dukcapil, platform)
    held = stop(government=world.government, by=world.analyst, because="banjir besar", at=NOW)
    row, reply = post(of), waiting(of)
    send_due(NOW + MINUTE)
    assert (state(row), state(reply)) == ("queued", "live")
    lifted = lift(government=world.government, by=world.analyst, because="air surut", at=NOW + 31 * MINUTE)
    assert lifted.missed == [row.pk]
    assert state(row) == "missed"
    send_due(NOW + 32 * MINUTE)
    assert list(platform.copies()) == [str(reply.key)]
    assert [one.doing for one in entries_of(held)] == ["stop.declared", "stop.lifted"]


def test_replies_wait_too_where_it_was_decided_so_and_leave_afterwards(world: World, platform: Truth) -> None:
    of = on_platform(world.dukcapil, platform)
    stop(government=world.government, by=world.regional_head, because="akun diretas", replies=True, at=NOW)
    row, reply = post(of), waiting(of)
    send_due(NOW + MINUTE)
    assert not platform.live
    assert lift(government=world.government, by=world.analyst, because="sudah aman", at=NOW + 2 * MINUTE).missed == []
    send_due(NOW + 3 * MINUTE)
    assert sorted(platform.copies()) == sorted([str(row.key), str(reply.key)])


def test_a_stop_between_the_claim_and_the_call_still_holds_it(
    world: World, platform: Truth, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The worker has its lease already; the stop comes before the platform is called."""
    row = post(on_platform(world.dukcapil, platform))
    call = sending.call

    def stopped_first(leased: sending.Leased) -> sending.Outcome:
        stop(government=world.government, by=world.analyst, because="salah kabar", at=NOW)
        return call(leased)

    monkeypatch.setattr(sending, "call", stopped_first)
    send_due(NOW + MINUTE)
    monkeypatch.undo()
    now = Dispatch.objects.get(pk=row.pk)
    assert (now.state, now.tries, platform.calls) == ("queued", 0, [])
    assert now.attempts.get().outcome == "held"
    lift(government=world.government, by=world.analyst, because="sudah benar", at=NOW + 2 * MINUTE)
    send_due(NOW + 3 * MINUTE)
    assert platform.copies() == {str(row.key): 1}


def test_the_other_government_goes_on(world: World, platform: Truth) -> None:
    theirs = post(on_platform(world.other, platform, "kat"))
    stop(government=world.government, by=world.analyst, because="bencana", at=NOW)
    send_due(NOW + MINUTE)
    assert state(theirs) == "live"


@pytest.mark.parametrize("who", ["kominfo.official", "kominfo.head", "analyst", "regional_head"])
def test_those_who_answer_for_the_government_may_stop_it(world: World, who: str) -> None:
    person = named(world, who)
    assert stop(government=world.government, by=person, because="bencana", at=NOW).by == person


@pytest.mark.parametrize("who", ["dukcapil.officer", "dukcapil.head", "auditor", "other.official"])
def test_nobody_else_may(world: World, who: str) -> None:
    with pytest.raises(NotAllowed, match="Penghentian darurat adalah hak"):
        stop(government=world.government, by=named(world, who), because="iseng", at=NOW)


def test_a_stop_needs_a_reason_holds_once_and_is_lifted_with_one(world: World) -> None:
    with pytest.raises(StopRefused, match="alasannya"):
        stop(government=world.government, by=world.analyst, because=" ", at=NOW)
    with pytest.raises(StopRefused, match="Tidak ada"):
        lift(government=world.government, by=world.analyst, because="x", at=NOW)
    stop(government=world.government, by=world.analyst, because="bencana", at=NOW)
    with pytest.raises(StopRefused, match="sudah berlaku"):
        stop(government=world.government, by=world.regional_head, because="lagi", at=NOW)
    with pytest.raises(StopRefused, match="mengapa"):
        lift(government=world.government, by=world.analyst, because="", at=NOW)
    assert Notice.objects.filter(person=world.dukcapil.officer, subject__contains="Penghentian darurat").count() == 1
    assert not Notice.objects.filter(person=world.other.officer).exists()


def test_every_page_says_so_until_it_is_lifted_and_other_governments_do_not(world: World) -> None:
    boss, officer, other = Client(), Client(), Client()
    boss.force_login(world.analyst)
    officer.force_login(world.dukcapil.officer)
    other.force_login(world.other.officer)
    assert "stop-banner" not in officer.get("/pesan/").content.decode()
    boss.post("/pesan/penghentian/mulai/", {"because": "Gempa, <b>tahan</b> semua."})
    assert Stop.objects.get().because == "Gempa, <b>tahan</b> semua."
    for page in ("/pesan/", "/meja/", "/pesan/penghentian/"):
        shown = officer.get(page).content.decode()
        assert "stop-banner" in shown
        assert "Gempa, &lt;b&gt;tahan&lt;/b&gt; semua." in shown
    assert "stop-banner" not in other.get("/pesan/").content.decode()
    assert "Gempa" not in other.get("/pesan/penghentian/").content.decode()
    refused = officer.post("/pesan/penghentian/cabut/", {"because": "mau kirim"})
    assert refused.status_code == 403
    boss.post("/pesan/penghentian/cabut/", {"because": "sudah aman"})
    assert "stop-banner" not in officer.get("/pesan/").content.decode()
