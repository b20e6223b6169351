"""When a notice is mailed again. Values in, decision out."""

from __future__ import annotations

from datetime import timedelta

MOST_ATTEMPTS = 8
# A claim that nobody has ended after this time belonged to a worker that died.
CLAIM = timedelta(minutes=2)


def mail_wait(attempts: int) -> timedelta:
    """How long to wait after a failed attempt: doubling from ten seconds, at most half an hour."""
    return timedelta(seconds=min(10 * 2 ** min(max(attempts - 1, 0), 10), 1800))
