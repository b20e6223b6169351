"""Reading what people said and what came of it: themes, closings, recommendations, and how they compare with the rows."""

from __future__ import annotations

import json
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.db.models import Count as Counted
from django.db.models import F, Q, QuerySet, Window
from django.db.models.functions import RowNumber

from pendopo.inbox.models import Case, Item
from pendopo.insight.figures import Period, figures_of
from pendopo.insight.models import Closing, Obstacle, Recommendation
from pendopo.insight.rules import Difference, differences, next_month, span
from pendopo.people.models import Person
from pendopo.registry.models import Agency, OfficialAccount
from pendopo.registry.queries import agencies_for, today

# How an account is called may change after a month was closed; its figures may not.
NAMES = {"name", "platform", "url"}


@dataclass(frozen=True)
class Theme:
    """What several people spoke of: how many, and a few cases that show it. `topic` "" means not yet sorted."""

    topic: str
    items: int
    cases: int
    people: int
    waiting: int
    examples: tuple[Case, ...]


@dataclass(frozen=True)
class MonthRow:
    """One month of an agency: closed or not, and whether it may be closed now."""

    month: date
    closing: Closing | None
    over: bool


def visible_closings(person: Person) -> QuerySet[Closing]:
    """The closings of the agencies that a person may see."""
    return Closing.objects.filter(agency__in=agencies_for(person)).select_related(
        "agency__government", "closed_by", "signed_by"
    )


def visible_recommendations(person: Person) -> QuerySet[Recommendation]:
    """The recommendations of the agencies that a person may see."""
    return Recommendation.objects.filter(agency__in=agencies_for(person)).select_related(
        "agency__government", "closing", "public_message"
    )


def visible_obstacles(person: Person) -> QuerySet[Obstacle]:
    """The obstacles of the agencies that a person may see."""
    return Obstacle.objects.filter(agency__in=agencies_for(person)).select_related("agency", "by")


def period_of(agency: Agency, month: date, cut: datetime) -> Period:
    """A month of an agency in its government's zone, as known at `cut`."""
    since, until = span(month, agency.government.zone)
    return Period(since, until, cut)


def months_of(agency: Agency, year: int, at: datetime | None = None) -> list[MonthRow]:
    """The months of a year in which the agency existed, up to this one, with their closings."""
    closings = {one.month: one for one in Closing.objects.filter(agency=agency, month__year=year)}
    day = today(agency.government, at)
    months = [date(year, number, 1) for number in range(1, 13)]
    return [
        MonthRow(month, closings.get(month), day >= next_month(month))
        for month in months
        if next_month(month) > agency.since and month <= day and (agency.closed_on is None or month <= agency.closed_on)
    ]


def recompute(closing: Closing) -> list[Difference]:
    """The figures of a closed month counted again from the rows, as known when it was closed: empty when they agree."""
    frozen = json.loads(closing.figures)
    now = figures_of(closing.agency, period_of(closing.agency, closing.month, closing.closed_at))
    plain: dict[str, Any] = json.loads(json.dumps(now))
    return [one for one in differences(frozen, plain) if one.name.rsplit(".", 1)[-1] not in NAMES]


def themes(agencies: Iterable[Agency], since: datetime, until: datetime, limit: int = 50) -> list[Theme]:
    """What people spoke of in a period, the most spoken of first; spam left out. Unsorted input comes last."""
    items = _items(agencies, since, until)
    rows = (
        items.values("case__topic")
        .annotate(
            items=Counted("pk"), cases=Counted("case", distinct=True), people=Counted("citizen", distinct=True),
            waiting=Counted("case", distinct=True, filter=Q(case__state__in=["new", "assigned", "referred", "ready"])),
        )
        .order_by("-items", "case__topic")
    )  # fmt: skip
    sorted_rows = sorted(rows, key=lambda row: row["case__topic"] == "")[:limit]
    examples = _typical(items, [row["case__topic"] for row in sorted_rows])
    return [
        Theme(
            row["case__topic"], row["items"], row["cases"], row["people"], row["waiting"],
            tuple(examples.get(row["case__topic"], ())),
        )
        for row in sorted_rows
    ]  # fmt: skip


def _items(agencies: Iterable[Agency], since: datetime, until: datetime) -> QuerySet[Item]:
    accounts = OfficialAccount.objects.filter(agency__in=[one.pk for one in agencies]).values_list("pk", flat=True)
    return Item.objects.filter(account__in=list(accounts), received_at__gte=since, received_at__lt=until).exclude(
        case__state="noise"
    )


def _typical(items: QuerySet[Item], topics: Iterable[str]) -> dict[str, list[Case]]:
    """Three cases of each topic: those in which most was said in this time, then the newest. One walk through the items."""
    said = items.filter(case__topic__in=list(topics)).values("case", "case__topic", "case__received_at")
    most = [F("said").desc(), F("case__received_at").desc(), F("case").desc()]
    rank = Window(RowNumber(), partition_by=F("case__topic"), order_by=most)
    chosen = said.annotate(said=Counted("pk")).annotate(rank=rank).filter(rank__lte=3).order_by("rank")
    ranked = [(row["case__topic"], row["case"]) for row in chosen]
    cases = Case.objects.in_bulk([case for _, case in ranked])
    found: dict[str, list[Case]] = {}
    for topic, case in ranked:
        found.setdefault(topic, []).append(cases[case])
    return found
