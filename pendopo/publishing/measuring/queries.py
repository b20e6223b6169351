"""Reading measures: what is due, and how a message's numbers ran."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime

from django.db.models import QuerySet

from pendopo.delivery.models import Dispatch
from pendopo.publishing.measuring.models import Measure, Watch

# Names of platforms for the same thing, as people read them.
SHOWN = {
    "replies": "balasan", "reply": "balasan", "comments": "komentar", "reblogs": "dibagikan", "repost": "dibagikan",
    "shares": "dibagikan", "quote": "dikutip", "favourites": "disukai", "like": "disukai", "likes": "disukai",
    "views": "dilihat", "reach": "jangkauan", "saves": "disimpan",
}  # fmt: skip
TYPED = ("likes", "comments", "shares", "views", "reach", "saves")


@dataclass(frozen=True)
class Run:
    """One counted thing over its days. `last` is the newest value, None where the platform does not tell."""

    name: str
    shown: str
    last: int | None
    on: date
    source: str
    definition: str
    availability: str
    points: tuple[tuple[date, int], ...]


def unwatched() -> QuerySet[Dispatch]:
    """Live posts that are not measured yet."""
    live = Dispatch.objects.filter(kind=Dispatch.Kind.POST, state="live", watch=None, sent_at__isnull=False)
    return live.exclude(external_id="")


def due(now: datetime) -> QuerySet[Watch]:
    """What is to be measured now, at connected accounts that are still official."""
    rows = Watch.objects.filter(next_at__lte=now, dispatch__account__state="official")
    rows = rows.exclude(dispatch__account__connector="assisted").filter(dispatch__account__connection__enabled=True)
    return rows.order_by("next_at", "pk")


def accounts_to_measure(now: datetime) -> list[int]:
    """The accounts with something to measure."""
    return sorted(set(due(now).order_by().values_list("dispatch__account_id", flat=True)))


def runs_of(dispatches: Iterable[int]) -> dict[int, list[Run]]:
    """The measures of dispatches, each thing with its days, in one query."""
    rows: dict[int, dict[str, list[Measure]]] = defaultdict(lambda: defaultdict(list))
    for one in Measure.objects.filter(dispatch__in=list(dispatches)).order_by("on"):
        rows[one.dispatch_id][one.name].append(one)
    return {pk: [_run(name, found) for name, found in things.items()] for pk, things in rows.items()}


def _run(name: str, rows: list[Measure]) -> Run:
    last = rows[-1]
    points = tuple((one.on, one.value) for one in rows if one.value is not None)
    return Run(
        name, SHOWN.get(name, name), last.value, last.on, last.source, last.definition,
        str(last.get_availability_display()), points,
    )  # fmt: skip
