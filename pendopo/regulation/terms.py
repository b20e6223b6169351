"""The spans of time that a regulation wants reports of: the year, or its equal parts down to the month."""

from __future__ import annotations

from calendar import monthrange
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime
from zoneinfo import ZoneInfo

from pendopo.regulation.days import MONTHS
from pendopo.regulation.shape import AnnualDate

# How often a year a report may be owed: the numbers that divide it into whole months.
PARTS = (1, 2, 3, 4, 6, 12)


@dataclass(frozen=True, order=True)
class Term:
    """Part `part` of a year that is cut into `parts` equal parts of whole months; the whole year by itself is 1 of 1."""

    year: int
    part: int = 1
    parts: int = 1

    @property
    def first_month(self) -> int:
        """The number of its first month."""
        return (self.part - 1) * (12 // self.parts) + 1

    @property
    def last_month(self) -> int:
        """The number of its last month."""
        return self.part * (12 // self.parts)

    @property
    def first_day(self) -> date:
        """Its first day."""
        return date(self.year, self.first_month, 1)

    @property
    def last_day(self) -> date:
        """Its last day."""
        return date(self.year, self.last_month, monthrange(self.year, self.last_month)[1])

    @property
    def whole_year(self) -> bool:
        """Is it a year?"""
        return self.parts == 1

    @property
    def name(self) -> str:
        """ "2026", "Oktober 2026", "April–Juni 2026"."""
        if self.whole_year:
            return str(self.year)
        first, last = MONTHS[self.first_month - 1], MONTHS[self.last_month - 1]
        return f"{first} {self.year}" if first == last else f"{first}–{last} {self.year}"

    @property
    def plan_year(self) -> int:
        """The year whose plan follows from it: the next one for a report that reaches the year's end."""
        return self.year + 1 if self.last_month == 12 else self.year

    def months(self) -> tuple[date, ...]:
        """The first day of each of its months."""
        return tuple(date(self.year, number, 1) for number in range(self.first_month, self.last_month + 1))

    def span(self, zone: str) -> tuple[datetime, datetime]:
        """The instants at which it begins and ends in a zone."""
        tz, after = ZoneInfo(zone), self.year * 12 + self.last_month
        return (
            datetime(self.year, self.first_month, 1, tzinfo=tz),
            datetime(after // 12, after % 12 + 1, 1, tzinfo=tz),
        )

    def due(self, when: AnnualDate) -> date:
        """A day that the profile gives for the year, moved to this term: "10 January after" is the 10th after each month."""
        months = self.year * 12 + self.last_month - 1 + (when.years_after - 1) * 12 + when.month
        year, month = divmod(months, 12)
        return date(year, month + 1, min(when.day, monthrange(year, month + 1)[1]))


def terms_of(year: int, parts: int) -> tuple[Term, ...]:
    """The terms of a year, in order."""
    return tuple(Term(year, part, parts) for part in range(1, parts + 1))


def owed_terms(years: range, parts: int, *, since: date, until: date | None, today: date) -> Iterator[Term]:
    """The terms that ended before today and in which an agency that began `since` existed for at least a day."""
    for year in years:
        for term in terms_of(year, parts):
            lived = term.last_day >= since and (until is None or term.first_day <= until)
            if lived and term.last_day < today:
                yield term
