"""Months and what may be done with them. Values in, decision out."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from statistics import median
from zoneinfo import ZoneInfo


@dataclass(frozen=True)
class Difference:
    """A figure that was frozen otherwise than the rows say now."""

    name: str
    frozen: object
    now: object


def next_month(month: date) -> date:
    """The first day of the month after."""
    return date(month.year + month.month // 12, month.month % 12 + 1, 1)


def span(month: date, zone: str) -> tuple[datetime, datetime]:
    """The instants at which a month begins and ends in a zone."""
    tz, after = ZoneInfo(zone), next_month(month)
    return datetime(month.year, month.month, 1, tzinfo=tz), datetime(after.year, after.month, 1, tzinfo=tz)


def year_span(year: int, zone: str) -> tuple[datetime, datetime]:
    """The instants at which a year begins and ends in a zone."""
    tz = ZoneInfo(zone)
    return datetime(year, 1, 1, tzinfo=tz), datetime(year + 1, 1, 1, tzinfo=tz)


def is_over(month: date, today: date) -> bool:
    """A month may be closed once its last day has passed."""
    return today >= next_month(month)


def middle(seconds: list[float]) -> int | None:
    """The median in whole seconds; None of nothing."""
    return round(median(seconds)) if seconds else None


def differences(frozen: Mapping[str, object], now: Mapping[str, object], path: str = "") -> Iterator[Difference]:
    """Every leaf in which two sets of figures differ, named by its path."""
    for key in sorted({*frozen, *now}):
        old, new = frozen.get(key), now.get(key)
        name = f"{path}{key}"
        if isinstance(old, Mapping) and isinstance(new, Mapping):
            yield from differences(old, new, f"{name}.")
        elif old != new:
            yield Difference(name, old, new)
