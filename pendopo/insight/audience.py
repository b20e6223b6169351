"""An estimate of an agency's audience from what its own accounts counted (Pasal 8 a). Always marked as an estimate."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db.models import Count as Counted
from django.db.models.functions import TruncWeek

from pendopo.inbox.models import Item
from pendopo.insight.models import Count
from pendopo.registry.models import Agency

# Whoever wrote in at least so many different weeks of the quarter converses.
WEEKS = 4
SPAN = timedelta(days=91)


@dataclass(frozen=True)
class Estimate:
    """Shares in percent of the followers; a behaviour that can't be seen from outside is missing. `followers` is the base."""

    followers: int
    writers: int
    shares: dict[str, float]


def estimate(agency: Agency, now: datetime) -> Estimate | None:
    """From the newest follower count of each account, the persons who wrote in the last 13 weeks, and how often posts were
    shared. Creators and people who are not there at all can't be counted so. None without a follower count."""
    followers = sum(_newest(agency, Count.Name.FOLLOWERS, now).values())
    if not followers:
        return None
    since = now - SPAN
    items = Item.objects.filter(account__agency=agency, received_at__gte=since, received_at__lte=now)
    items = items.exclude(citizen=None).exclude(case__state="noise")
    writers = items.values("citizen").distinct().count()
    weeks = items.annotate(week=TruncWeek("posted_at")).values("citizen").annotate(n=Counted("week", distinct=True))
    talkers = weeks.filter(n__gte=WEEKS).count()
    shared = sum(_newest(agency, Count.Name.SHARES, now).values())

    def share(part: int) -> float:
        return round(min(100.0, 100 * part / followers), 1)

    found = {
        "critic": share(writers), "conversationalist": share(talkers), "collector": share(shared), "joiner": 100.0,
        "spectator": share(max(followers - writers, 0)),
    }  # fmt: skip
    return Estimate(followers, writers, found)


def _newest(agency: Agency, name: str, now: datetime) -> dict[int, int]:
    """The newest value of a count by account."""
    rows = Count.objects.filter(account__agency=agency, name=name, on__lte=now.date()).order_by("on")
    return dict(rows.values_list("account_id", "value"))
