"""When a message is called, when it waits, and when a message that nobody knows of may be sent again. Values in, decision out."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Literal

LONGEST_RETRY = timedelta(minutes=15)
LONGEST_WAIT = timedelta(hours=1)
LONGEST_LOOK = timedelta(minutes=10)
# Looking back goes on this long; the person was told long before.
LOOK_FOR = timedelta(hours=48)
# After so many calls that all ended unknown and absent, the program stops and a person decides.
MOST_TRIES = 3
# So many looks without an answer, and a person is told (about three minutes).
TELL_AFTER_LOOKS = 6


def call_seconds(lease: timedelta) -> float:
    """How long a call may take: it must end well before its lease does."""
    return max(1.0, lease.total_seconds() * 0.75)


def retry_wait(tries: int, asked: timedelta | None) -> timedelta:
    """How long to wait after a call that certainly failed: what the platform asked for, within bounds, else doubling."""
    if asked is not None:
        return min(max(asked, timedelta(seconds=1)), LONGEST_WAIT)
    return min(timedelta(seconds=5 * 2 ** min(max(tries - 1, 0), 10)), LONGEST_RETRY)


def after_trouble(now: datetime, looks: int, asked: timedelta | None = None) -> datetime:
    """When to look again after a look that brought no answer: what the platform asked for, within bounds, else doubling."""
    if asked is not None:
        return now + min(max(asked, timedelta(seconds=1)), LONGEST_LOOK)
    return now + min(timedelta(seconds=5 * 2 ** min(looks, 10)), LONGEST_LOOK)


@dataclass(frozen=True)
class Absence:
    """What a look that did not find the message means: look again at `again_at`, or it is `gone` and may be sent again."""

    doing: Literal["look", "gone"]
    again_at: datetime
    absent_at: datetime | None


def after_absence(
    now: datetime, *, unknown_at: datetime, absent_at: datetime | None, looks: int, lease: timedelta
) -> Absence:
    """Judge a look that found nothing.

    The platform may still be working on a call that we have given up, so an absence counts only when a whole lease
    (longer than any call may take) has passed since nobody knew; and only a second one, another lease later, is believed.
    """
    settled = unknown_at + lease
    if now < settled:
        return Absence(
            "look",
            min(
                settled,
                now + max(timedelta(seconds=1), timedelta(seconds=lease.total_seconds() / 12 * 2 ** min(looks, 8))),
            ),
            None,
        )
    if absent_at is None:
        return Absence("look", now + lease, now)
    if now < absent_at + lease:
        return Absence("look", absent_at + lease, absent_at)
    return Absence("gone", now, absent_at)
