"""Reading means and money: a year's devices with the personal share, outages of a year, budget lines with what is left."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, time
from zoneinfo import ZoneInfo

from django.db.models import Q, QuerySet, Sum

from pendopo.people.models import Person
from pendopo.registry.means.models import CostLine, Device, Outage
from pendopo.registry.models import Agency
from pendopo.registry.queries import agencies_for


@dataclass(frozen=True)
class Line:
    """A budget line with what was spent of it by a day."""

    cost: CostLine
    spent: int

    @property
    def left(self) -> int:
        """What may still be spent."""
        return self.cost.ceiling - self.spent

    @property
    def percent(self) -> int:
        """How much of the ceiling is spent, of hundred."""
        return round(100 * self.spent / self.cost.ceiling) if self.cost.ceiling else 0


@dataclass(frozen=True)
class Share:
    """How many devices of a year are people's own."""

    personal: int
    whole: int

    @property
    def percent(self) -> int:
        """Of hundred."""
        return round(100 * self.personal / self.whole) if self.whole else 0


def visible_costs(person: Person) -> QuerySet[CostLine]:
    """The budget lines of the agencies that a person may see."""
    return CostLine.objects.filter(agency__in=agencies_for(person)).select_related("agency__government")


def visible_outages(person: Person) -> QuerySet[Outage]:
    """The outages of the agencies that a person may see."""
    return Outage.objects.filter(agency__in=agencies_for(person)).select_related("agency__government")


def visible_devices(person: Person) -> QuerySet[Device]:
    """The devices of the agencies that a person may see."""
    return Device.objects.filter(agency__in=agencies_for(person), removed=False).select_related("agency__government")


def devices_of(agency: Agency, year: int) -> QuerySet[Device]:
    """What an agency works with in a year."""
    return Device.objects.filter(agency=agency, year=year, removed=False)


def share_of(devices: Iterable[Device]) -> Share:
    """The share of personal devices (feeds 15(3) g)."""
    known = list(devices)
    own = sum(one.quantity for one in known if one.owner == Device.Owner.PERSONAL)
    return Share(own, sum(one.quantity for one in known))


def outages_of(agency: Agency, year: int) -> QuerySet[Outage]:
    """Outages that touched a year, newest first."""
    zone = ZoneInfo(agency.government.zone)
    start, end = (datetime.combine(date(number, 1, 1), time.min, zone) for number in (year, year + 1))
    return outages_between(agency, start, end)


def outages_between(agency: Agency, start: datetime, end: datetime) -> QuerySet[Outage]:
    """Outages that touched a span of time."""
    rows = Outage.objects.filter(agency=agency, started_at__lt=end)
    return rows.filter(Q(ended_at=None) | Q(ended_at__gte=start))


def lines_of(agency: Agency, year: int, until: date | None = None) -> list[Line]:
    """An agency's budget lines of a year with what was spent of them (by a day, when given)."""
    spent = Q(spendings__on__lte=until) if until else Q()
    rows = CostLine.objects.filter(agency=agency, year=year).annotate(sum=Sum("spendings__amount", filter=spent))
    return [Line(one, one.sum or 0) for one in rows]


def totals(lines: Iterable[Line]) -> tuple[int, int]:
    """Ceiling and realisation of several lines."""
    known = list(lines)
    return sum(one.cost.ceiling for one in known), sum(one.spent for one in known)
