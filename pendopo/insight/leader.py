"""The regional head's one page: a sentence, five themes, what is late and whose, what waits for a decision, what was done."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

from django.db.models import Count as Counted
from django.db.models import F, Q

from pendopo.inbox.models import Item
from pendopo.insight.models import Recommendation
from pendopo.insight.queries import Theme, themes
from pendopo.insight.rules import span
from pendopo.referral.models import Referral
from pendopo.registry.models import Agency, Government
from pendopo.regulation.days import month_name


@dataclass(frozen=True)
class Late:
    """An agency that let referrals pass their 24 hours: in the month, and still unanswered now."""

    agency: Agency
    late: int
    still_open: int


@dataclass(frozen=True)
class Leader:
    """Everything on the page."""

    month: date
    month_name: str
    items: int
    items_before: int
    referrals: int
    late: int
    themes: tuple[Theme, ...]
    late_agencies: tuple[Late, ...]
    waiting: tuple[Recommendation, ...]
    done: tuple[Recommendation, ...]


def page_of(government: Government, agencies: Sequence[Agency], month: date, now: datetime) -> Leader:
    """The page of a month for these agencies."""
    since, until = span(month, government.zone)
    ids = [one.pk for one in agencies]
    hops = Referral.objects.filter(
        from_agency_id__in=ids, to_agency__isnull=False, contacted_at__gte=since, contacted_at__lt=until
    )
    late = _late(now)
    advice = Recommendation.objects.filter(agency_id__in=ids).select_related("agency", "public_message")
    done = advice.filter(state="done", done_at__gte=since, done_at__lt=until)
    return Leader(
        month, month_name(month), _items(ids, since, until), _items(ids, *_before(month, government.zone)),
        hops.count(), hops.filter(late).count(),
        tuple(one for one in themes(agencies, since, until, 6) if one.topic)[:5],
        tuple(_late_agencies(ids, since, until, now)), tuple(advice.filter(state="proposed").order_by("due")[:8]),
        tuple(done.order_by("-done_at")[:5]),
    )  # fmt: skip


def _before(month: date, zone: str) -> tuple[datetime, datetime]:
    first = date(month.year - (month.month == 1), (month.month - 2) % 12 + 1, 1)
    return span(first, zone)


def _items(ids: list[int], since: datetime, until: datetime) -> int:
    rows = Item.objects.filter(account__agency_id__in=ids, received_at__gte=since, received_at__lt=until)
    return rows.exclude(case__state="noise").count()


def _late(now: datetime) -> Q:
    """Past the due moment when it ended, or still open past it (late is one moment after, never at it)."""
    return Q(ended_at__gt=F("due_at")) | Q(ended_at=None, due_at__lt=now)


def _late_agencies(ids: list[int], since: datetime, until: datetime, now: datetime) -> list[Late]:
    within = Q(contacted_at__gte=since, contacted_at__lt=until)
    still = Q(ended_at=None, due_at__lt=now)
    rows = (
        Referral.objects.filter(from_agency_id__in=ids, to_agency__isnull=False)
        .filter(_late(now) & (within | still))
        .values("to_agency")
        .annotate(late=Counted("pk"), still=Counted("pk", filter=still))
        .order_by("-late")[:8]
    )
    names = {one.pk: one for one in Agency.objects.filter(pk__in=[row["to_agency"] for row in rows])}
    return [Late(names[row["to_agency"]], row["late"], row["still"]) for row in rows]
