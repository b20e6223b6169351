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

from pendopo.delivery.jobs import look, reap, send_due
from pendopo.delivery.models import Dispatch
from pendopo.delivery.rules import MOST_TRIES
from pendopo.journal.queries import faults
from tests.faults.desk import on_platform, waiting
from tests.faults.truth import How, Truth
from tests.world import NOW, two_governments

pytestmark = pytest.mark.django_db(transaction=True)
MOODS: tuple[How, ...] = (
    "well", "well", "drop before", "drop after", "half answer", "502 before", "502 after", "504 after", "refuse",
    "refuse after", "429", "html after", "empty after",
)  # fmt: skip
SEEDS = range(220)


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


def test_crashes_and_moods_in_any_order(platform: Truth) -> None:
    """Seeded: the same run every time. Half are killed; for the others the database refuses a statement (F27)."""
    of = on_platform(two_governments().dukcapil, platform)
    now = NOW
    for seed in SEEDS:
        dice = random.Random(seed)
        crash = Killed if seed % 2 else _locked
        now += timedelta(hours=4)
        platform.how["duk"] = [dice.choice(MOODS) for _mood in range(dice.randint(1, 3))]
        platform.reading = [dice.choice(("502 before", "drop before", "well", "well")) for _look in range(2)]
        sent = waiting(of, at=now)
        moment = now
        for _crash in range(dice.randint(1, 3)):
            moment += timedelta(seconds=dice.choice((1, 5, 61, 200)))
            with crashing_at(dice.randint(1, 60), crash):
                try:
                    a_round(moment)
                except (Killed, OperationalError):
                    connection.close()
        type(of.connection).objects.filter(account=of).update(send_after=None)
        check_truth(until_settled(sent, moment), platform)
    assert list(faults()) == []
