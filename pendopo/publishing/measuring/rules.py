"""How often a message is measured. Values in, decision out."""

from __future__ import annotations

from datetime import datetime, timedelta

DAILY = timedelta(days=30)
WEEKLY = timedelta(days=90)
# The year's report is made from the last measure of the year, so that a slow tier goes on until then.
LONGEST = timedelta(days=400)


def next_measure(sent_at: datetime, now: datetime) -> datetime | None:
    """Daily for a month, weekly for two more, then monthly for a bit over a year; then never again."""
    age = now - sent_at
    if age < DAILY:
        return now + timedelta(days=1)
    if age < WEEKLY:
        return now + timedelta(days=7)
    return now + timedelta(days=30) if age < LONGEST else None


def after_failure(failures: int, now: datetime) -> datetime:
    """A platform that did not answer is asked again later: an hour, two, four, at most a day."""
    return now + min(timedelta(hours=2 ** min(failures, 5)), timedelta(days=1))
