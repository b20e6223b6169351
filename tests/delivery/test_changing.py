"""What is public is changed or taken down only with a reason and a snapshot; a correction says publicly that it is one."""

from __future__ import annotations

from datetime import timedelta

import pytest

from pendopo.connectors.base import Outgoing
from pendopo.delivery.actions import queue
from pendopo.delivery.changing.actions import BadChange, agree, ask_delete, ask_edit, done_by_hand, give_up
from pendopo.delivery.changing.jobs import accounts_due, change_for
from pendopo.delivery.changing.models import Change
from pendopo.delivery.jobs import send_due
from pendopo.delivery.models import Dispatch
from pendopo.delivery.stopping.actions import lift, stop
from pendopo.journal.queries import entries_of
from pendopo.registry.models import OfficialAccount
from pendopo.registry.queries import NotAllowed
from tests.faults.desk import OFFICER, drain, on_platform
from tests.faults.truth import How, Truth
from tests.publishing.written import PICTURE
from tests.world import NOW, World, two_governments

pytestmark = pytest.mark.django_db
WHY = "Jamnya salah, seharusnya pukul sembilan."


@pytest.fixture
def world() -> World:
    return two_governments()


def live(of: OfficialAccount, *parts: str) -> Dispatch:
    outgoing = Outgoing("", "Loket buka pukul 08.00.", NOW, parts=parts)
    row = queue(account=of, kind="post", outgoing=outgoing, not_before=NOW, by=OFFICER, at=NOW)
    drain(NOW, rounds=2)
    row.refresh_from_db()
    assert row.state == "live"
    return row


def work(rounds: int = 12) -> None:
    for step in range(rounds):
        now = NOW + timedelta(hours=1, minutes=16 * step)
        for account_id in accounts_due(now):
            change_for(account_id, now)


def test_a_correction_is_agreed_by_a_second_person_and_says_that_it_is_one(world: World, platform: Truth) -> None:
    desk = world.dukcapil
    row = live(on_platform(desk, platform))
    change = ask_edit(
        dispatch=row, by=desk.officer, text="Loket buka pukul 09.00.", correction="jam buka", because=WHY, at=NOW
    )
    work()
    assert platform.live[0]["text"] == "Loket buka pukul 08.00."
    with pytest.raises((BadChange, NotAllowed)):
        agree(change=change, by=desk.officer, at=NOW)
    agree(change=change, by=desk.official, at=NOW)
    work()
    change.refresh_from_db()
    assert change.state == "done"
    assert platform.live[0]["text"] == "Loket buka pukul 09.00.\n\nRalat 27 Maret 2026: jam buka"
    assert change.before["text"] == "Loket buka pukul 08.00."
    assert change.before["url"] == row.url
    assert [one.doing for one in entries_of(change)] == ["change.edit", "change.queued", "change.done"]


@pytest.mark.parametrize("how", ["drop before", "drop after", "502 after", "half answer", "429"])
def test_an_unclear_answer_is_simply_asked_again(world: World, platform: Truth, how: How) -> None:
    desk = world.dukcapil
    row = live(on_platform(desk, platform))
    platform.how["delete duk"] = [how]
    ask_delete(dispatch=row, by=desk.officer, because=WHY, at=NOW)
    work()
    row.refresh_from_db()
    assert row.state == "removed"
    assert platform.live[0]["removed"] == "yes"


def test_a_thread_is_taken_down_from_its_end(world: World, platform: Truth) -> None:
    desk = world.dukcapil
    row = live(on_platform(desk, platform), "Dua", "Tiga")
    ask_delete(dispatch=row, by=desk.officer, because=WHY, at=NOW)
    work()
    assert [one.get("removed") for one in platform.live] == ["yes"] * 3
    assert set(Dispatch.objects.values_list("state", flat=True)) == {"removed"}
    assert list(Change.objects.order_by("pk").values_list("dispatch_id", flat=True))[-1] == row.pk


def test_a_refusal_is_shown_and_a_person_may_do_it_with_a_screenshot(world: World, platform: Truth) -> None:
    desk = world.dukcapil
    row = live(on_platform(desk, platform))
    platform.how["delete duk"] = ["refuse"]
    change = ask_delete(dispatch=row, by=desk.officer, because=WHY, at=NOW)
    work()
    change.refresh_from_db()
    assert change.state == "refused"
    with pytest.raises(BadChange, match="tangkapan layar"):
        done_by_hand(change=change, by=desk.officer, evidence=b"", at=NOW)
    done_by_hand(change=change, by=desk.officer, evidence=PICTURE, at=NOW)
    row.refresh_from_db()
    assert row.state == "removed"


def test_where_the_program_can_not_change_a_person_is_asked(world: World, platform: Truth) -> None:
    desk = world.dukcapil
    row = live(on_platform(desk, platform))
    OfficialAccount.objects.filter(pk=row.account_id).update(connector="assisted")
    change = ask_delete(dispatch=row, by=desk.officer, because=WHY, at=NOW)
    work()
    change.refresh_from_db()
    assert change.state == "handed"


def test_a_stop_holds_new_words_but_not_the_taking_down(world: World, platform: Truth) -> None:
    desk = world.dukcapil
    row, other = live(on_platform(desk, platform)), live(on_platform(desk, platform, "duk2"))
    edit = ask_edit(dispatch=row, by=desk.officer, text="Lain.", correction="isi", because=WHY, at=NOW)
    agree(change=edit, by=desk.official, at=NOW)
    ask_delete(dispatch=other, by=desk.officer, because=WHY, at=NOW)
    stop(government=world.government, by=world.analyst, because="bencana", at=NOW)
    work()
    edit.refresh_from_db()
    other.refresh_from_db()
    assert (edit.state, other.state) == ("queued", "removed")
    lift(government=world.government, by=world.analyst, because="aman", at=NOW)
    work(30)
    edit.refresh_from_db()
    assert edit.state == "done"


def test_without_reason_right_or_a_live_post_nothing_is_changed(world: World, platform: Truth) -> None:
    desk = world.dukcapil
    row = live(on_platform(desk, platform))
    with pytest.raises(BadChange, match="alasannya"):
        ask_delete(dispatch=row, by=desk.officer, because="salah", at=NOW)
    for nobody in (desk.official, world.pu.officer, world.analyst):
        with pytest.raises(NotAllowed):
            ask_delete(dispatch=row, by=nobody, because=WHY, at=NOW)
    with pytest.raises(BadChange, match="sama dengan"):
        ask_edit(dispatch=row, by=desk.officer, text=" Loket buka pukul 08.00. ", correction="x", because=WHY, at=NOW)
    change = ask_edit(dispatch=row, by=desk.officer, text="Lain.", correction="isi", because=WHY, at=NOW)
    with pytest.raises(BadChange, match="perubahan lain"):
        ask_delete(dispatch=row, by=desk.officer, because=WHY, at=NOW)
    give_up(change=change, by=desk.official, because="sudah benar", at=NOW)
    waits = queue(account=row.account, kind="post", outgoing=Outgoing("", "Nanti", NOW), not_before=NOW, by=OFFICER)
    with pytest.raises(BadChange, match="sudah tayang"):
        ask_delete(dispatch=waits, by=desk.officer, because=WHY, at=NOW)
    assert send_due(NOW + timedelta(minutes=1))
