"""Everything that leaves does so once: claimed, called with nothing held, recorded, and never repeated blindly."""

from __future__ import annotations

import threading
import time
from datetime import date, timedelta
from typing import Any

import pytest
from django.db import connection, connections

from pendopo.connectors.base import Outgoing
from pendopo.delivery.actions import BadDispatch, cancel, confirm_posted, declare_absent, queue
from pendopo.delivery.jobs import look, reap, send_due
from pendopo.delivery.models import Dispatch
from pendopo.delivery.queries import wants_a_person
from pendopo.delivery.sending import send_for
from pendopo.journal.machine import MoveRefused
from pendopo.journal.queries import entries_of, faults
from pendopo.people.models import Notice
from pendopo.registry import connections as from_connections
from pendopo.registry.models import Connection
from pendopo.registry.queries import NotAllowed
from tests.faults.desk import OFFICER, drain, on_platform, waiting
from tests.faults.truth import How, Truth
from tests.world import NOW, World, two_governments

pytestmark = pytest.mark.django_db
MINUTE = timedelta(minutes=1)


@pytest.fixture
def world() -> World:
    return two_governments()


def fresh(dispatch: Dispatch) -> Dispatch:
    return Dispatch.objects.get(pk=dispatch.pk)


def test_a_due_message_goes_live_and_its_link_is_kept(world: World, platform: Truth) -> None:
    sent = waiting(on_platform(world.dukcapil, platform))
    assert send_due(NOW) == 1
    row = fresh(sent)
    assert (row.state, row.external_id, row.url) == ("live", "1", f"{platform.url}/posts/1")
    assert platform.copies() == {str(row.key): 1}
    assert [entry.doing for entry in entries_of(row)] == ["dispatch.queued", "dispatch.sending", "dispatch.live"]
    assert list(faults()) == []


def test_nothing_leaves_before_its_time(world: World, platform: Truth) -> None:
    later = on_platform(world.dukcapil, platform)
    waiting(later, at=NOW + timedelta(seconds=15))
    assert send_due(NOW + timedelta(seconds=14)) == 0
    assert send_due(NOW + timedelta(seconds=15)) == 1


@pytest.mark.django_db(transaction=True)
@pytest.mark.skipif(connection.vendor != "postgresql", reason="SQLite has no connections to hold")
def test_no_database_connection_is_held_while_the_platform_thinks(world: World, platform: Truth) -> None:
    """F25: the call may take thirty seconds; nobody waits for a connection meanwhile."""
    waiting(on_platform(world.dukcapil, platform))
    platform.before = 0.4
    worker: dict[str, Any] = {}

    def send() -> None:
        worker["connection"] = connections["default"]
        send_due(NOW)
        connections.close_all()

    thread = threading.Thread(target=send)
    thread.start()
    while not platform.calls:
        time.sleep(0.01)
    held = worker["connection"].connection
    thread.join()
    assert held is None
    assert len(platform.live) == 1


def test_a_message_taken_back_in_time_never_leaves(world: World, platform: Truth) -> None:
    sent = waiting(on_platform(world.dukcapil, platform))
    cancel(dispatch=sent, by=OFFICER, because="salah ketik")
    assert send_due(NOW) == 0
    assert not platform.live


def test_a_message_that_left_can_not_be_taken_back(world: World, platform: Truth) -> None:
    """F10: at the very second of sending exactly one of the two happens."""
    sent = waiting(on_platform(world.dukcapil, platform))
    send_due(NOW)
    with pytest.raises(MoveRefused, match="terkirim"):
        cancel(dispatch=sent, by=OFFICER, because="salah ketik")


def test_the_same_message_queued_twice_is_refused(world: World, platform: Truth) -> None:
    of = on_platform(world.dukcapil, platform)
    message = Outgoing(key="balasan-1", text="Halo", since=NOW)
    queue(account=of, kind="reply", outgoing=message, not_before=NOW, by=OFFICER)
    with pytest.raises(BadDispatch, match="dua kali"):
        queue(account=of, kind="reply", outgoing=message, not_before=NOW, by=OFFICER)
    send_due(NOW + MINUTE)
    assert len(platform.live) == 1


def test_messages_of_one_account_leave_in_their_order(world: World, platform: Truth) -> None:
    of = on_platform(world.dukcapil, platform)
    for number in (3, 1, 2):
        waiting(of, text=str(number), at=NOW + timedelta(seconds=number))
    platform.how["duk"] = ["429"]
    send_due(NOW + MINUTE)
    assert not platform.live
    send_due(NOW + 2 * MINUTE)
    assert [one["text"] for one in platform.live] == ["1", "2", "3"]


@pytest.mark.parametrize("how", ["drop after", "half answer", "502 after", "504 after", "html after", "empty after"])
def test_an_answer_that_is_lost_leaves_it_unknown_and_the_platform_is_read_back(
    world: World, platform: Truth, how: How
) -> None:
    """F6: live though the answer was lost: shown as not yet certain, then found, never sent again."""
    sent = waiting(on_platform(world.dukcapil, platform))
    platform.how["*"] = [how]
    send_due(NOW)
    assert fresh(sent).state == "unknown"
    look(NOW + timedelta(seconds=2))
    assert fresh(sent).state == "live"
    drain(NOW)
    assert list(platform.copies().values()) == [1]


@pytest.mark.parametrize("how", ["drop before", "502 before"])
def test_what_was_read_back_and_is_not_there_is_sent_again_but_not_before_it_is_certain(
    world: World, platform: Truth, how: How
) -> None:
    sent = waiting(on_platform(world.dukcapil, platform))
    platform.how["*"] = [how]
    send_due(NOW)
    for seconds in range(2, 120, 2):
        look(NOW + timedelta(seconds=seconds))
        send_due(NOW + timedelta(seconds=seconds))
        assert (fresh(sent).state, len(platform.live)) == ("unknown", 0), seconds
    drain(NOW + 2 * MINUTE)
    assert (fresh(sent).state, list(platform.copies().values())) == ("live", [1])


def test_a_refusal_of_what_is_live_all_the_same_is_noticed(world: World, platform: Truth) -> None:
    """F7: an error answer although the post is live: it is read back before anybody is asked to write again."""
    sent = waiting(on_platform(world.dukcapil, platform))
    platform.how["*"] = ["refuse after"]
    send_due(NOW)
    assert fresh(sent).state == "live"


def test_a_refusal_is_final_and_says_why(world: World, platform: Truth) -> None:
    sent = waiting(on_platform(world.dukcapil, platform))
    platform.how["*"] = ["refuse"]
    send_due(NOW)
    drain(NOW)
    row = fresh(sent)
    assert (row.state, len(platform.live), len(platform.calls)) == ("refused", 0, 1)
    assert "403" in row.trouble


@pytest.mark.parametrize(("how", "soonest"), [("429", 2), ("429 negative", 1), ("429 for ten years", 3600)])
def test_a_platform_that_asks_to_wait_is_waited_for_within_bounds(
    world: World, platform: Truth, how: How, soonest: int
) -> None:
    """F24: an absurd Retry-After neither floods the platform nor forgets the message; other accounts go on."""
    slow, other = on_platform(world.dukcapil, platform), on_platform(world.pu, platform, "pu")
    sent, free = waiting(slow), waiting(other)
    platform.how["duk"] = [how]
    send_due(NOW)
    assert (fresh(sent).state, fresh(free).state) == ("queued", "live")
    send_due(NOW + timedelta(seconds=soonest - 1))
    assert fresh(sent).state == "queued"
    send_due(NOW + timedelta(seconds=soonest + 2))
    assert fresh(sent).state == "live"


def test_a_cut_account_keeps_its_messages_and_its_keepers_are_told_once(world: World, platform: Truth) -> None:
    """F23: the queue is paused, not burned."""
    of = on_platform(world.dukcapil, platform)
    first, second = waiting(of, "satu"), waiting(of, "dua")
    platform.how["*"] = ["401"]
    send_due(NOW)
    drain(NOW, rounds=3)
    assert [fresh(one).state for one in (first, second)] == ["queued", "queued"]
    assert Connection.objects.get(account=of).health == "cut"
    assert [notice.person for notice in Notice.objects.all()] == [world.dukcapil.official]
    Connection.objects.filter(account=of).update(health="good")
    drain(NOW + 5 * MINUTE, rounds=3)
    assert list(platform.copies().values()) == [1, 1]


def test_the_right_to_send_is_asked_again_when_it_leaves(world: World, platform: Truth) -> None:
    of = on_platform(world.dukcapil, platform)
    sent = waiting(of)
    world.dukcapil.decree.until = date(2026, 3, 26)
    world.dukcapil.decree.save()
    send_due(NOW)
    row = fresh(sent)
    assert row.state == "refused"
    assert "keputusan" in row.trouble
    assert not platform.calls


def test_nothing_leaves_from_a_suspended_account(world: World, platform: Truth) -> None:
    of = on_platform(world.dukcapil, platform)
    sent = waiting(of)
    type(of).objects.filter(pk=of.pk).update(state="suspended")
    send_due(NOW)
    assert (fresh(sent).state, len(platform.calls)) == ("refused", 0)


def test_what_is_too_late_is_missed_and_not_sent_by_itself(world: World, platform: Truth) -> None:
    of = on_platform(world.dukcapil, platform)
    message = Outgoing(key="", text="Besok libur", since=NOW)
    sent = queue(
        account=of, kind="post", outgoing=message, not_before=NOW, not_after=NOW + MINUTE, by=OFFICER
    )  # fmt: skip
    send_due(NOW + 2 * MINUTE)
    assert (fresh(sent).state, len(platform.calls)) == ("missed", 0)


def test_an_account_without_a_way_in_is_posted_by_hand_and_needs_the_link(world: World) -> None:
    sent = waiting(world.dukcapil.account)
    send_due(NOW)
    assert fresh(sent).state == "handed"
    for bad in ("", "sudah", "javascript:alert(1)", "https://contoh.invalid/a b"):
        with pytest.raises(BadDispatch):
            confirm_posted(dispatch=sent, url=bad, by=world.dukcapil.officer)
    with pytest.raises(NotAllowed):
        confirm_posted(dispatch=sent, url="https://contoh.invalid/p/1", by=world.pu.officer)
    with pytest.raises(BadDispatch, match="PNG"):
        confirm_posted(dispatch=sent, url="https://contoh.invalid/p/1", by=world.dukcapil.officer, evidence=b"<svg>")
    picture = b"\x89PNG\r\n\x1a\n gambar"
    confirm_posted(dispatch=sent, url="https://contoh.invalid/p/1", by=world.dukcapil.officer, evidence=picture)
    row = fresh(sent)
    assert (row.state, row.url, len(row.evidence_sha256)) == ("live", "https://contoh.invalid/p/1", 64)


def test_a_platform_that_can_not_be_read_back_asks_a_person(world: World, platform: Truth) -> None:
    sent = waiting(on_platform(world.dukcapil, platform, connector="blind"))
    platform.how["*"] = ["drop after"]
    send_due(NOW)
    drain(NOW)
    row = fresh(sent)
    assert (row.state, len(platform.calls)) == ("unknown", 1)
    assert "tempelkan tautannya" in row.trouble
    assert [notice.person for notice in Notice.objects.all()] == [world.dukcapil.officer]
    assert list(wants_a_person(row.account_id)) == [row]


@pytest.mark.parametrize(("again", "ends"), [(True, "live"), (False, "refused")])
def test_a_person_decides_what_the_program_can_not(world: World, platform: Truth, again: bool, ends: str) -> None:
    sent = waiting(on_platform(world.dukcapil, platform, connector="blind"))
    platform.how["*"] = ["drop before"]
    send_due(NOW)
    declare_absent(dispatch=fresh(sent), by=world.dukcapil.officer, because="sudah saya buka", again=again)
    drain(NOW + MINUTE)
    assert fresh(sent).state == ends
    assert len(platform.live) == (1 if again else 0)


def test_a_platform_that_does_not_answer_the_look_back_is_asked_again_and_a_person_is_told(
    world: World, platform: Truth
) -> None:
    sent = waiting(on_platform(world.dukcapil, platform))
    platform.how["*"] = ["drop after"]
    platform.reading = ["502 before"] * 9
    send_due(NOW)
    drain(NOW, rounds=14)
    row = fresh(sent)
    assert row.state == "unknown"
    assert "jangan kirim ulang" in row.trouble
    assert Notice.objects.filter(person=world.dukcapil.officer).count() == 1
    drain(NOW + 10 * MINUTE, rounds=10, step=5 * MINUTE)
    assert (fresh(sent).state, list(platform.copies().values())) == ("live", [1])


def test_a_call_whose_worker_died_is_unknown_and_not_a_failure(world: World, platform: Truth) -> None:
    """F1–F3: the lease runs out; nobody knows; the platform says."""
    of = on_platform(world.dukcapil, platform)
    sent = waiting(of)
    Dispatch.objects.filter(pk=sent.pk).update(state="sending", lease_until=NOW + MINUTE, leased_by="0", tries=1)
    assert reap(NOW + MINUTE) == 0
    assert send_for(of.pk, NOW + MINUTE) == 0
    assert reap(NOW + MINUTE + timedelta(seconds=1)) == 1
    assert fresh(sent).state == "unknown"
    drain(NOW + MINUTE)
    assert (fresh(sent).state, list(platform.copies().values())) == ("live", [1])


@pytest.mark.django_db(transaction=True)
def test_two_workers_at_the_same_moment_send_once(world: World, platform: Truth) -> None:
    """F9: with real threads on real connections."""
    accounts = [on_platform(world.dukcapil, platform, f"duk{number}") for number in range(4)]
    for of in accounts:
        for number in range(3):
            waiting(of, str(number))
    start = threading.Barrier(3)
    wrong: list[BaseException] = []

    def work() -> None:
        try:
            start.wait()
            for _round in range(6):
                send_due(NOW + MINUTE)
        except BaseException as error:
            wrong.append(error)
        finally:
            connections.close_all()

    workers = [threading.Thread(target=work) for _worker in range(3)]
    for worker in workers:
        worker.start()
    for worker in workers:
        worker.join()
    assert not wrong
    send_due(NOW + MINUTE)
    assert len(platform.calls) == 12
    assert set(platform.copies().values()) == {1}


def test_no_secret_reaches_a_page_or_the_journal(world: World, platform: Truth) -> None:
    """I5: the key of the account stands in no row that people read."""
    of = on_platform(world.dukcapil, platform)
    secret = "kunci-rahasia-sekali-94"
    from_form = {"token": secret}
    type(of).objects.filter(pk=of.pk).update(url=f"{platform.url}/{secret}")
    of.refresh_from_db()
    connect_with(of, from_form, world)
    sent = waiting(of)
    platform.how["*"] = ["refuse"]
    send_due(NOW)
    row = fresh(sent)
    details = " ".join(row.attempts.values_list("detail", flat=True))
    journal = " ".join(f"{entry.before}{entry.after}{entry.because}" for entry in entries_of(row))
    assert secret not in f"{row.trouble} {details} {journal} {Connection.objects.get(account=of).trouble}"


def connect_with(of: Any, secrets: dict[str, str], world: World) -> None:
    """The official of the desk connects the account."""
    from_connections.connect(account=of, options={}, secrets=secrets, by=world.dukcapil.official)
