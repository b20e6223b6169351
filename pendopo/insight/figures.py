"""Every counted figure of an agency over a period, by SQL from the rows. Definitions: docs/explanation/figures.md.

`cut` is the moment of counting: what happened or was recorded after it does not change the figures of the period.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from django.db.models import Count as Counted
from django.db.models import Exists, Min, OuterRef, Q, QuerySet, Sum

from pendopo.inbox.models import Assignment, Case, Exit, Item, Reply
from pendopo.insight.models import Count
from pendopo.insight.rules import middle
from pendopo.publishing.leaving import LINK
from pendopo.publishing.models import Message, Variant
from pendopo.referral.models import Referral
from pendopo.registry.models import Agency, OfficialAccount
from pendopo.registry.queries import today
from pendopo.regulation.clock import verdict
from pendopo.regulation.profile import load

# Raised whenever a definition changes, so that old closings are read by the old one.
DEFINITION = 2
Figures = dict[str, Any]

FORMS = {
    "image": "gambar", "video": "video", "live": "siaran langsung", "story": "cerita", "infographic": "infografik",
    "offline": "bukan daring",
}  # fmt: skip


@dataclass(frozen=True)
class Period:
    """From (included) until (excluded), as known at `cut`."""

    since: datetime
    until: datetime
    cut: datetime


def figures_of(agency: Agency, period: Period) -> Figures:
    """All figures of an agency over a period, as plain data ready to be frozen."""
    counted = _counted(agency, period)
    return {
        "definition": DEFINITION,
        "since": _utc(period.since),
        "until": _utc(period.until),
        "cut": _utc(period.cut),
        "received": _received(agency, period, counted),
        "answered": _answered(agency, period),
        "referrals": _referrals(Referral.objects.filter(from_agency=agency), agency, period),
        "referrals_in": _referrals(Referral.objects.filter(to_agency=agency), agency, period),
        "assignments": _assignments(agency, period),
        "messages": _messages(agency, period),
        "accounts": _accounts(agency, period, counted["account"]),
    }


def _utc(moment: datetime) -> str:
    return moment.astimezone(UTC).isoformat()


def _items(agency: Agency, period: Period) -> QuerySet[Item]:
    within = Q(received_at__gte=period.since, received_at__lt=period.until, recorded_at__lte=period.cut)
    return Item.objects.filter(within, account__in=_mine(agency))


def _mine(agency: Agency) -> list[int]:
    """The accounts of an agency: asked for once, so that a million items are not joined to them."""
    return list(OfficialAccount.objects.filter(agency=agency).values_list("pk", flat=True))


def _of_cases(agency: Agency, period: Period, to: str = "") -> Q:
    """That a row's case was received in the period and that anything of it was known at its cut; `to` leads to the case."""
    known = Item.objects.filter(case=OuterRef(f"{to}pk"), account__in=_mine(agency), recorded_at__lte=period.cut)
    within = {"agency": agency, "received_at__gte": period.since, "received_at__lt": period.until}
    return Q(Exists(known), **{f"{to}{name}": value for name, value in within.items()})


def _counted(agency: Agency, period: Period) -> dict[str, Counter[str]]:
    """The items by each of their signs, in one walk through them: they may be a million."""
    signs = {"kind": "case__kind", "topic": "case__topic", "tone": "case__tone", "way": "way", "account": "account"}
    found: dict[str, Counter[str]] = {name: Counter() for name in signs}
    for *values, count in _items(agency, period).order_by().values_list(*signs.values()).annotate(n=Counted("pk")):
        for name, value in zip(signs, values, strict=True):
            found[name][str(value or "")] += count
    return found


def _by(rows: QuerySet[Any], field: str) -> dict[str, int]:
    found = rows.order_by().values_list(field).annotate(n=Counted("pk", distinct=True))
    return {str(name or ""): n for name, n in found}


def _received(agency: Agency, period: Period, counted: dict[str, Counter[str]]) -> Figures:
    return {
        "items": counted["way"].total(),
        "people": _items(agency, period).aggregate(n=Counted("citizen", distinct=True))["n"],
        "cases": Case.objects.filter(_of_cases(agency, period)).count(),
        **{f"by_{name}": dict(sorted(counted[name].items())) for name in ("kind", "topic", "tone", "way")},
    }


def _replies(agency: Agency, until: datetime) -> QuerySet[Reply]:
    """Answers that are live on the platform: a note, a draft or a refused sending answers nobody."""
    return Reply.objects.filter(case__agency=agency, dispatch__state="live", dispatch__sent_at__lte=until)


def _answered(agency: Agency, period: Period) -> Figures:
    theirs = _of_cases(agency, period, "case__")
    real = _replies(agency, period.cut).exclude(basis=Reply.Basis.HOLDING).filter(theirs)
    told = real.order_by().values_list("case__received_at", "case__citizen", "case").annotate(Min("dispatch__sent_at"))
    rows = list(told)
    # A case that went to PPID or SP4N-LAPOR! is served there.
    exits = Exit.objects.filter(theirs, created_at__lte=period.cut)
    return {
        "cases": len(rows),
        "people": len({citizen for _, citizen, *_ in rows if citizen}),
        "noise": Case.objects.filter(_of_cases(agency, period), state="noise").count(),
        "exits": _by(exits, "to"),
        "t1_median_seconds": middle([(first - received).total_seconds() for received, *_, first in rows]),
    }


def _referrals(rows: QuerySet[Referral], agency: Agency, period: Period) -> Figures:
    clock = load(agency.government.profile).clock("T2")
    tally: Counter[str] = Counter()
    hops = rows.filter(contacted_at__gte=period.since, contacted_at__lt=period.until)
    for one in hops.only("contacted_at", "ended_at", "state", "to_agency_id"):
        ended = one.ended_at if one.ended_at and one.ended_at <= period.cut else None
        state = one.state if ended else "sent"
        stands = verdict(
            one.contacted_at, ended, clock, period.cut, outside=one.to_agency_id is None,
            misrouted=state in {"rejected", "withdrawn"},
        )  # fmt: skip
        tally["sent"] += 1
        tally[_hop(stands.state, stands.open, state, outside=one.to_agency_id is None)] += 1
    names = ("sent", "in_time", "late", "late_open", "open", "misrouted", "withdrawn", "outside")
    return {name: tally[name] for name in names}


def _hop(state: str, still_open: bool, row: str, *, outside: bool) -> str:
    """Under which one heading a hop is counted; "late" stays late whatever happened afterwards."""
    if outside:
        return "outside"
    if state == "late":
        return "late_open" if still_open else "late"
    if still_open:
        return "open"
    return {"rejected": "misrouted", "withdrawn": "withdrawn"}.get(row, "in_time")


def _assignments(agency: Agency, period: Period) -> Figures:
    rows = Assignment.objects.filter(
        case__agency=agency, created_at__gte=period.since, created_at__lt=period.until
    ).values_list("done_at", "target_at")
    known = [(done if done and done <= period.cut else None, target) for done, target in rows]
    return {
        "sent": len(known),
        "in_target": sum(done is not None and done <= target for done, target in known),
        "after_target": sum(done is not None and done > target for done, target in known),
        "open": sum(done is None for done, _ in known),
    }


def _messages(agency: Agency, period: Period) -> Figures:
    """A message is published once, in the month in which it first went live; a post is one account's copy of it."""
    live = Q(variants__dispatch__state="live", variants__dispatch__sent_at__lte=period.cut)
    first = Message.objects.filter(agency=agency).annotate(first=Min("variants__dispatch__sent_at", filter=live))
    rows = list(
        first.filter(first__gte=period.since, first__lt=period.until).values_list(
            "category", "level", "purpose", "text", "format"
        )
    )
    return {
        "published": len(rows),
        "by_category": dict(Counter(f"{category}/{level}" if level else category for category, level, *_ in rows)),
        "by_purpose": dict(Counter(purpose for _, _, purpose, *_ in rows)),
        "by_form": dict(Counter(_form(text, form) for _, _, _, text, form in rows)),
    }


def _form(text: str, form: str) -> str:
    """The form of a message, in words that stay as they are in closed months."""
    return FORMS.get(form) or ("teks dan tautan" if LINK.search(text) else "teks")


def _accounts(agency: Agency, period: Period, items: Mapping[str, int]) -> dict[str, Figures]:
    """Account by account, by its id: what was counted on the platform, and what left through it."""
    posts = _live(Variant.objects.filter(account__agency=agency), period)
    replies = _live(Reply.objects.filter(case__agency=agency), period)
    posted = _by(posts, "account")
    answered = _by(replies.exclude(basis=Reply.Basis.HOLDING), "case__account")
    held = _by(replies.filter(basis=Reply.Basis.HOLDING), "case__account")
    days = today(agency.government, period.since), today(agency.government, period.until)
    found: dict[str, Figures] = {}
    official = Q(official_since__lt=days[1]) & (Q(closed_on=None) | Q(closed_on__gte=days[0]))
    for account in OfficialAccount.objects.filter(official, agency=agency).order_by("name", "pk"):
        key = str(account.pk)
        counts = Count.objects.filter(account=account)
        sums = {
            name: counts.filter(name=name, on__gte=days[0], on__lt=days[1]).aggregate(n=Sum("value"))["n"]
            for name in ("visitors", "reach", "shares", "reposts")
        }
        found[key] = {
            "name": account.name, "platform": account.platform, "url": account.url,
            "followers": _newest(counts.filter(on__lt=days[1])),
            "followers_before": _newest(counts.filter(on__lt=days[0])), **sums,
            "posts": posted.get(key, 0), "replies": answered.get(key, 0), "holding": held.get(key, 0),
            "items": items.get(key, 0),
        }  # fmt: skip
    return found


def _live(rows: QuerySet[Any], period: Period) -> QuerySet[Any]:
    return rows.filter(
        dispatch__state="live", dispatch__sent_at__gte=period.since, dispatch__sent_at__lt=period.until,
        dispatch__sent_at__lte=period.cut,
    )  # fmt: skip


def _newest(counts: QuerySet[Count]) -> Figures | None:
    row = counts.filter(name=Count.Name.FOLLOWERS).order_by("-on").first()
    return {"value": row.value, "on": row.on.isoformat(), "source": row.source} if row else None
