"""When people speak to an agency, by weekday and hour, from its own data. The data stand beside every suggestion."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from django.db.models import Count
from django.db.models.functions import ExtractHour, ExtractIsoWeekDay

from pendopo.inbox.models import Item
from pendopo.registry.models import Agency

SPAN = timedelta(weeks=26)
FEWEST = 50
# A message is best out a little before people come: this long before the busy hour begins.
BLOCK = 2


@dataclass(frozen=True)
class Busy:
    """A stretch of two hours on a weekday (1 Monday … 7 Sunday), with how many messages came in it."""

    weekday: int
    hour: int
    count: int
    percent: float


@dataclass(frozen=True)
class Activity:
    """Counts by weekday and block of two hours, their sum, and the busiest stretches (none with too little data)."""

    total: int
    rows: tuple[tuple[int, tuple[int, ...]], ...]
    best: tuple[Busy, ...]
    most: int


def activity(agency: Agency, now: datetime) -> Activity:
    """One query over the last 26 weeks, by the time that the platform gives, in the government's zone."""
    zone = ZoneInfo(agency.government.zone)
    items = Item.objects.filter(account__agency=agency, received_at__gte=now - SPAN, received_at__lte=now)
    items = items.exclude(case__state="noise")
    found = (
        items.annotate(day=ExtractIsoWeekDay("posted_at", tzinfo=zone), hour=ExtractHour("posted_at", tzinfo=zone))
        .values("day", "hour")
        .annotate(n=Count("pk"))
        .order_by()
    )
    table = {day: [0] * (24 // BLOCK) for day in range(1, 8)}
    for one in found:
        table[one["day"]][one["hour"] // BLOCK] += one["n"]
    total = sum(map(sum, table.values()))
    busy = [
        Busy(day, place * BLOCK, n, round(100 * n / total, 1))
        for day, counts in table.items() for place, n in enumerate(counts) if n
    ]  # fmt: skip
    busy.sort(key=lambda one: (-one.count, one.weekday, one.hour))
    return Activity(
        total, tuple((day, tuple(counts)) for day, counts in table.items()),
        tuple(busy[:3]) if total >= FEWEST else (), max((one.count for one in busy), default=0),
    )  # fmt: skip
