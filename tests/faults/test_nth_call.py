"""Every database call of a sending and every mood of the platform, one after the other: crash there, go on, look at the truth.

F1–F4, F6, F7: at most one copy is ever live, nothing is lost, and nothing live is ever called failed.
"""

from __future__ import annotations

import random
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import datetime, timedelta
from typing import Any

import pytest
from django.db import OperationalError, connection

from pendopo.connectors.base import Media, Outgoing
from pendopo.delivery.actions import cancel, queue
from pendopo.delivery.jobs import look, reap, send_due
from pendopo.delivery.models import Dispatch
from pendopo.delivery.rules import MOST_TRIES
from pendopo.delivery.stopping.actions import lift, stop
from pendopo.journal.machine import MoveRefused
from pendopo.journal.queries import faults
from pendopo.registry.models import Connection, OfficialAccount
from tests.faults.desk import OFFICER, on_platform, waiting
from tests.faults.truth import How, Truth
from tests.world import NOW, World, two_governments

pytestmark = pytest.mark.django_db(transaction=True)
MOODS: tuple[How, ...] = (
    "well", "well", "drop before", "drop after", "half answer", "502 before", "502 after", "504 after", "refuse",
    "refuse after", "429", "html after", "empty after",
)  # fmt: skip
ENDED = {"live", "refused", "missed", "cancelled"}
# In batches, so that a run of many processes shares them: 1,024 on SQLite, and 256 of the same on the other database.
SEEDS = 1024 if connection.vendor == "sqlite" else 256
BATCHES = [range(start, start + 128) for start in range(0, SEEDS, 128)]


class Killed(BaseException):
    """The process ends here: nothing below may catch it, and what is not committed is gone."""


def _locked() -> BaseException:
    return OperationalError("database is locked")


@contextmanager
def crashing_at(nth: int, crash: Callable[[], BaseException]) -> Iterator[list[int]]:
    """Let the n-th statement of this block crash (before it is carried out)."""
    count = [0]

    def step(execute: Any, sql: str, params: Any, many: bool, context: Any) -> Any:
        count[0] += 1
        if count[0] == nth:
            raise crash()
        return execute(sql, params, many, context)

    with connection.execute_wrapper(step):
        yield count


def a_round(now: datetime) -> None:
    reap(now)
    look(now)
    send_due(now)


def until_settled(dispatch: Dispatch, now: datetime) -> Dispatch:
    for _round in range(20):
        now += timedelta(seconds=61)
        a_round(now)
        row = Dispatch.objects.get(pk=dispatch.pk)
        if row.state in {"live", "refused"} or (row.state == "unknown" and row.trouble):
            return row
    raise AssertionError(f"still {row.state} after {now - NOW}: a silent state (I6)")


def check_truth(row: Dispatch, platform: Truth) -> None:
    copies = platform.copies()[str(row.key)]
    assert copies <= 1, f"I2: {copies} copies"
    if row.state == "unknown":
        assert row.attempts.filter(doing="send").count() >= MOST_TRIES, "given to a person too early"
    else:
        assert (row.state == "live") == (copies == 1), f"I6: shown as {row.state} with {copies} copies live"


def test_a_crash_at_every_single_database_call_of_a_sending(platform: Truth) -> None:
    of = on_platform(two_governments().dukcapil, platform)
    now, nth = NOW, 0
    while True:
        nth, now = nth + 1, now + timedelta(hours=1)
        sent = waiting(of, at=now)
        with crashing_at(nth, Killed) as count:
            try:
                send_due(now)
            except Killed:
                connection.close()
        check_truth(until_settled(sent, now), platform)
        if count[0] < nth:
            break
    assert nth > 15
    assert set(platform.copies().values()) == {1}
    assert list(faults()) == []


def test_a_crash_at_every_single_database_call_of_a_thread(platform: Truth) -> None:
    """F4, F5: three parts, a first comment and a picture; whatever part it dies in, the rest goes on in order."""
    of = on_platform(two_governments().dukcapil, platform)
    platform.works = 1
    now, nth = NOW, 0
    while True:
        nth, now, before = nth + 3, now + timedelta(hours=6), len(platform.live)
        sent = a_thread(of, now)
        with crashing_at(nth, Killed) as count:
            try:
                send_due(now)
            except Killed:
                connection.close()
        for piece in all_settled([sent, *sent.parts.order_by("pk")], now):
            check_truth(piece, platform)
        texts = [one["text"] for one in platform.live[before:]]
        assert [text for text in texts if text != "Komentar"] == ["Satu", "Dua", "Tiga"]
        assert len(texts) == 4
        if count[0] < nth:
            break
    assert nth > 90, "a thread of four is more statements than that"
    assert set(platform.copies().values()) == {1}


def a_thread(of: OfficialAccount, at: datetime) -> Dispatch:
    outgoing = Outgoing(
        "", "Satu", at, parts=("Dua", "Tiga"), first_comment="Komentar", media=(Media("a.png", "image/png", b"x"),)
    )
    return queue(account=of, kind="post", outgoing=outgoing, not_before=at, by=OFFICER, at=at)


def all_settled(rows: list[Dispatch], now: datetime) -> list[Dispatch]:
    for _round in range(40):
        now += timedelta(seconds=61)
        a_round(now)
        found = list(Dispatch.objects.filter(pk__in=[row.pk for row in rows]).order_by("pk"))
        decided = [row for row in found if row.state in ENDED or (row.state == "unknown" and row.trouble)]
        if len(decided) == len(found):
            return decided
        # What stands above is refused, or in a person's hands: its parts wait for that, until their window ends.
        waits = [row for row in found if row.state == "queued" and row.follows]
        if any(row.state != "live" for row in decided) and len(decided) + len(waits) == len(found):
            return decided
    told = [(row.state, row.looks, row.tries, row.next_look_at, row.trouble) for row in found]
    raise AssertionError(f"at {now} still {told}: a silent state (I6)")


@pytest.mark.parametrize("seeds", BATCHES, ids=lambda seeds: f"{seeds.start}-{seeds.stop - 1}")
def test_crashes_and_moods_in_any_order(platform: Truth, seeds: range) -> None:
    """Seeded: the same run every time; 1,024 of them. Half are killed; for the others the database refuses a statement (F27).

    Every sixth is a thread with a picture (F4, F5), every fifth is held by an emergency stop on its way, every seventh is
    taken back by its officer at the very second of sending (F10).
    """
    world = two_governments()
    of = on_platform(world.dukcapil, platform)
    now = NOW
    for seed in seeds:
        now += timedelta(hours=4)
        a_seeded_run(world, of, platform, random.Random(seed), seed, now)
    assert list(faults()) == []


def a_seeded_run(
    world: World, of: OfficialAccount, platform: Truth, dice: random.Random, seed: int, now: datetime
) -> None:
    crash = Killed if seed % 2 else _locked
    platform.how["duk"] = [dice.choice(MOODS) for _mood in range(dice.randint(1, 3))]
    platform.how["media duk"] = [dice.choice(MOODS) for _mood in range(dice.randint(0, 1))]
    platform.reading = [dice.choice(("502 before", "drop before", "well", "well")) for _look in range(2)]
    first = a_thread(of, now) if seed % 6 == 0 else waiting(of, at=now)
    rows = [first, *first.parts.order_by("pk")]
    if stopped := seed % 5 == 0:
        stop(government=world.government, by=world.analyst, because="uji", replies=True, at=now)
    moment, called = now, len(platform.calls)
    for _crash in range(dice.randint(1, 3)):
        moment += timedelta(seconds=dice.choice((1, 5, 61, 200)))
        with crashing_at(dice.randint(1, 60), crash):
            try:
                a_round(moment)
            except (Killed, OperationalError):
                connection.close()
    if stopped:
        assert len(platform.calls) == called, "something left during an emergency stop"
        lift(government=world.government, by=world.analyst, because="uji selesai", at=moment)
    took_back = seed % 7 == 0 and take_back(first)
    Connection.objects.filter(account=of).update(send_after=None)
    for row in all_settled(rows, moment):
        check_truth(row, platform)
    assert not (took_back and platform.copies()[str(first.key)]), "taken back, and yet live (F10)"


def take_back(row: Dispatch) -> bool:
    """The officer presses cancel: it either never leaves, or they are told that it has left."""
    try:
        cancel(dispatch=Dispatch.objects.get(pk=row.pk), by=OFFICER, because="salah")
    except MoveRefused:
        return False
    return True
