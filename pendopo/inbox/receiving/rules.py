"""What is taken at the door: how large, how old. Values in, decision out."""

from __future__ import annotations

from datetime import datetime, timedelta

# Platforms bundle little: the largest body that any of them documents is far below this.
MOST_BYTES = 1024 * 1024
# A signature that covers its time is good for so long (clocks differ a little in both directions).
FRESH_FOR = timedelta(minutes=5)
# So long a delivery is remembered after it was read: longer than any platform goes on repeating one.
REMEMBERED = timedelta(days=8)
READ_LEASE = timedelta(minutes=1)


def fresh(signed_at: datetime | None, now: datetime) -> bool:
    """May it still be new? A recording played back later is not; a signature without a time says nothing of its age."""
    return signed_at is None or abs(now - signed_at) <= FRESH_FOR
