"""When a message waits, and when one that nobody knows of may be sent again."""

from __future__ import annotations

from datetime import timedelta

import pytest

from pendopo.delivery.rules import after_absence, after_trouble, call_seconds, retry_wait
from tests.world import NOW

LEASE = timedelta(seconds=60)


def s(seconds: float) -> timedelta:
    return timedelta(seconds=seconds)


@pytest.mark.parametrize("lease", [2, 6, 60, 600])
def test_a_call_ends_before_its_lease(lease: int) -> None:
    assert 1 <= call_seconds(s(lease)) < lease


@pytest.mark.parametrize(
    ("tries", "asked", "wait"),
    [
        (1, None, 5), (2, None, 10), (9, None, 900), (500, None, 900),
        (1, s(90), 90), (1, s(-4), 1), (1, timedelta(days=3650), 3600), (7, s(0), 1),
    ],
)  # fmt: skip
def test_how_long_a_message_waits_after_it_certainly_failed(tries: int, asked: timedelta | None, wait: int) -> None:
    assert retry_wait(tries, asked) == s(wait)


@pytest.mark.parametrize(
    ("since_unknown", "absent_for", "doing"),
    [
        (0, None, "look"), (59, None, "look"), (60, None, "look"), (500, None, "look"),
        (119, 59, "look"), (120, 60, "gone"), (900, 60, "gone"), (900, 1, "look"),
    ],
)  # fmt: skip
def test_absence_is_believed_only_when_settled_and_seen_twice(
    since_unknown: int, absent_for: int | None, doing: str
) -> None:
    absent_at = None if absent_for is None else NOW - s(absent_for)
    judged = after_absence(NOW, unknown_at=NOW - s(since_unknown), absent_at=absent_at, looks=3, lease=LEASE)
    assert judged.doing == doing


def test_an_absence_before_the_settling_time_does_not_count() -> None:
    judged = after_absence(NOW + s(59), unknown_at=NOW, absent_at=None, looks=1, lease=LEASE)
    assert (judged.absent_at, judged.again_at) == (None, NOW + s(60))
    counted = after_absence(NOW + s(60), unknown_at=NOW, absent_at=None, looks=2, lease=LEASE)
    assert (counted.absent_at, counted.again_at) == (NOW + s(60), NOW + s(120))


@pytest.mark.parametrize(("looks", "asked", "wait"), [(1, None, 10), (50, None, 600), (1, s(40), 40), (1, s(1e6), 600)])
def test_when_to_look_again_after_no_answer(looks: int, asked: timedelta | None, wait: int) -> None:
    assert after_trouble(NOW, looks, asked) == NOW + s(wait)
