"""On which days each account was watched: by the log, or because somebody recorded or answered something there."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from pendopo.inbox.models import Item, Reply
from pendopo.insight.watching.models import Look
from pendopo.registry.models import Agency, OfficialAccount
from pendopo.regulation.calendar import calendar_of
from pendopo.regulation.profile import load


@dataclass(frozen=True)
class Strip:
    """An account with its service days, oldest first: watched or not; and the log's words of the last days."""

    account: OfficialAccount
    days: tuple[tuple[date, bool], ...]
    looks: tuple[Look, ...]

    @property
    def gaps(self) -> int:
        """Service days without a look."""
        return sum(not seen for _day, seen in self.days)


def watched_days(agency: Agency, first: date, until: datetime) -> Mapping[int, frozenset[date]]:
    """By account, the days from `first` on which somebody looked, as known at `until`."""
    zone = ZoneInfo(agency.government.zone)
    start = datetime.combine(first, time.min, zone)
    found: dict[int, set[date]] = defaultdict(set)
    looks = Look.objects.filter(account__agency=agency, on__gte=first, recorded_at__lte=until)
    for account, on in looks.values_list("account_id", "on"):
        found[account].add(on)
    # Whoever records or answers there has looked: no second tick is asked of them.
    recorded = Item.objects.filter(
        account__agency=agency, way="recorded", recorded_at__gte=start, recorded_at__lte=until
    )
    answered = Reply.objects.filter(dispatch__account__agency=agency, created_at__gte=start, created_at__lte=until)
    moments = [
        *recorded.values_list("account_id", "recorded_at"), *answered.values_list("dispatch__account_id", "created_at"),
    ]  # fmt: skip
    for account, moment in moments:
        found[account].add(moment.astimezone(zone).date())
    return {account: frozenset(days) for account, days in found.items()}


def service_days(agency: Agency, first: date, last: date) -> list[date]:
    """The service days between two days, both included."""
    calendar = calendar_of(load(agency.government.profile))
    days = (first + timedelta(days=number) for number in range((last - first).days + 1))
    return [day for day in days if calendar.is_working_day(day)]


def strips(agency: Agency, today: date, at: datetime, days: int = 30) -> list[Strip]:
    """Every official account of an agency with its last service days."""
    first = today - timedelta(days=days)
    served, seen = service_days(agency, first, today), watched_days(agency, first, at)
    looks: dict[int, list[Look]] = defaultdict(list)
    for look in Look.objects.filter(account__agency=agency, on__gte=first).exclude(words="").order_by("-on"):
        looks[look.account_id].append(look)
    accounts = OfficialAccount.objects.filter(agency=agency, state="official").order_by("name")
    return [
        Strip(
            one,
            tuple(
                (day, day in seen.get(one.pk, frozenset())) for day in served if day >= (one.official_since or first)
            ),
            tuple(looks[one.pk][:5]),
        )
        for one in accounts
    ]
