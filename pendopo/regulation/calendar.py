"""Working time: service hours and holidays of one government in its own zone. Holidays are data, since half of them move.

Only clocks of the kind "working" ask this module; the 24 hours of annex B.4 never do.
"""

from __future__ import annotations

import tomllib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from functools import lru_cache
from pathlib import Path
from zoneinfo import ZoneInfo

from pendopo.regulation.shape import Profile, ServiceHours

NATIONAL = Path(__file__).with_name("holidays") / "national.toml"
LONGEST = timedelta(days=3 * 366)


@dataclass(frozen=True)
class Calendar:
    """When a government is at work. `holidays` names each free day; a day off by joint decree counts as one."""

    zone: str
    hours: tuple[ServiceHours, ...]
    holidays: Mapping[date, str] = field(default_factory=dict)

    def spans(self, day: date) -> list[tuple[datetime, datetime]]:
        """The stretches of work on a day, in UTC, in order."""
        if day in self.holidays:
            return []
        zone = ZoneInfo(self.zone)
        rows = sorted((row.opens, row.closes) for row in self.hours if day.isoweekday() in row.days)
        return [
            (datetime.combine(day, opens, zone).astimezone(UTC), datetime.combine(day, closes, zone).astimezone(UTC))
            for opens, closes in rows
        ]

    def is_working_day(self, day: date) -> bool:
        return bool(self.spans(day))

    def spans_from(self, start: datetime) -> Iterator[tuple[datetime, datetime]]:
        """What is left of the stretch that `start` stands in, and all that follow it."""
        day = start.astimezone(ZoneInfo(self.zone)).date()
        last = day + LONGEST
        while day <= last:
            for opens, closes in self.spans(day):
                if closes > start:
                    yield max(opens, start), closes
            day += timedelta(days=1)

    def add(self, start: datetime, work: timedelta) -> datetime:
        """The instant at which `work` has been done from `start` on; ValueError when three years do not suffice."""
        for opens, closes in self.spans_from(start.astimezone(UTC)):
            if closes - opens >= work:
                return opens + work
            work -= closes - opens
        raise ValueError("Kalender ini tidak memuat cukup jam kerja: periksa jam layanan dan hari libur.")

    def between(self, start: datetime, end: datetime) -> timedelta:
        """Working time from `start` to `end`."""
        total = timedelta()
        for opens, closes in self.spans_from(start.astimezone(UTC)):
            if opens >= end:
                break
            total += min(closes, end) - opens
        return total


def calendar_of(profile: Profile, holidays: Mapping[date, str] | None = None) -> Calendar:
    """The working time of a profile, with the national holidays unless others are given."""
    return Calendar(profile.zone, profile.service_hours, national() if holidays is None else holidays)


@lru_cache(maxsize=1)
def national() -> Mapping[date, str]:
    """National holidays and days of joint leave that are shipped; a government adds its own."""
    return load_holidays(NATIONAL)


def loaded(year: int) -> bool:
    """Whether the national holidays of a year are known; in any other every weekday is taken for a working day."""
    return any(day.year == year for day in national())


def load_holidays(path: Path) -> Mapping[date, str]:
    """Holidays from a TOML file of `[[days]]` with `date` and `label`."""
    days = tomllib.loads(path.read_text(encoding="utf-8")).get("days", [])
    found: dict[date, str] = {}
    for number, each in enumerate(days, start=1):
        day, label = each.get("date"), each.get("label", "")
        if not isinstance(day, date) or isinstance(day, datetime) or not label:
            raise ValueError(f"{path.name}: days[{number}]: perlu date (tanggal) dan label (nama hari libur)")
        found[day] = label
    return found
