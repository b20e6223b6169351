"""From insight and report: closings, recommendations, yearly reports with their way, evaluations and plans (8 h–j, 15, 16)."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Mapping
from datetime import date, datetime
from typing import Any
from zoneinfo import ZoneInfo

from django.db.models import Count as Counted
from django.db.models import F, Min, Q
from django.db.models.functions import TruncMonth

from pendopo.inbox.models import Item, Reply
from pendopo.insight.models import Closing, Recommendation
from pendopo.publishing.models import Message, Variant
from pendopo.referral.models import Referral
from pendopo.registry.models import Agency
from pendopo.regulation.checks import facts as f
from pendopo.report.compliance.scope import Scope
from pendopo.report.models import Finding, Handover, PlanItem, Report

SIGNED = ("signed", "delivered")


def closings_of(scope: Scope) -> tuple[f.Closing, ...]:
    """Closed months up to the judged moment, with what in them nobody has sorted yet (C-FB1, C-FB2)."""
    first = date(scope.today.year - 1, 1, 1)
    uncoded = _uncoded(scope, first)
    rows = Closing.objects.filter(agency=scope.agency, month__gte=first, closed_at__lte=scope.at).annotate(
        advice=Counted("recommendations")
    )
    return tuple(
        f.Closing(
            scope.named(f"{one.month:%Y-%m}", "closing", one.pk), one.month, one.digest, one.nil_reason,
            signed=scope.known(one.signed_at) is not None, recommendations=one.advice,
            no_recommendation_because=one.no_recommendation, uncoded=uncoded.get(one.month, 0),
        )
        for one in rows
    )  # fmt: skip


def _uncoded(scope: Scope, first: date) -> dict[date, int]:
    zone = ZoneInfo(scope.profile.zone)
    rows = (
        Item.objects.filter(account__agency=scope.agency, received_at__gte=scope.midnight(first), case__topic="")
        .exclude(case__state="noise")
        .values_list(TruncMonth("received_at", tzinfo=zone))
        .annotate(n=Counted("pk"))
        .order_by()
    )
    return {month.date(): number for month, number in rows}


def recommendations_of(scope: Scope) -> tuple[f.Recommendation, ...]:
    """Advice with when it was carried out and when the public was told (C-FB3)."""
    rows = Recommendation.objects.filter(agency=scope.agency, created_at__lte=scope.at).values_list(
        "pk", "done_at", "public_message__published_at"
    )
    return tuple(
        f.Recommendation(
            scope.named(f"Rekomendasi {pk}", "recommendation", pk),
            scope.known_day(done),
            scope.known_day(told),
        )
        for pk, done, told in rows
    )


def papers_of(scope: Scope) -> list[Report]:
    """The agency's reports, and those of agencies that it took in; newest first."""
    merged = Agency.objects.filter(successor=scope.agency).values("pk")
    reports = Report.objects.filter(Q(agency=scope.agency) | Q(agency__in=merged))
    return list(reports.select_related("agency__government", "evaluation").order_by("-year", "pk"))


def reports_of(scope: Scope, papers: list[Report]) -> tuple[f.Report, ...]:
    """Reports as facts. Figures are counted again for the report that is owed now."""
    hops: dict[int, list[Handover]] = {}
    for hop in Handover.objects.filter(report__in=[one.pk for one in papers], handed_at__lte=scope.at):
        hops.setdefault(hop.report_id, []).append(hop)
    plans: Counter[int] = Counter()
    bare: Counter[int] = Counter()
    for year, owner in PlanItem.objects.filter(agency=scope.agency).values_list("year", "owner"):
        plans[year] += 1
        bare[year] += not owner
    now = owed_now(scope, papers)
    return tuple(
        _report(scope, one, hops.get(one.pk, []), plans[one.term.plan_year], bare[one.term.plan_year], one in now)
        for one in papers
    )


def owed_now(scope: Scope, papers: list[Report]) -> list[Report]:
    """The reports whose parts a–h are judged now: last year's, or the newest of those that come in parts."""
    if scope.profile.report.min_frequency_per_year == 1:
        return [one for one in papers if one.year == scope.today.year - 1]
    signed = [
        one
        for one in papers
        if one.signed_at is not None and one.signed_at <= scope.at and one.term.last_day < scope.today
    ]
    newest = max((one.term for one in signed), default=None)
    return [one for one in signed if one.term == newest]


def _report(scope: Scope, report: Report, hops: list[Handover], plan_rows: int, bare_rows: int, owed: bool) -> f.Report:
    signed = report.state in SIGNED and scope.known(report.signed_at) is not None
    data = json.loads(report.data) if signed and report.data else {}
    other = report.agency_id != scope.agency.pk
    record = scope.named(f"Laporan {report.name}{f' {report.agency.short_name}' if other else ''}", "report", report.pk)
    evaluation = getattr(report, "evaluation", None)
    obstacles, none_stated = _obstacles(data)
    return f.Report(
        record,
        report.year,
        report.part,
        signed=signed,
        owed=owed,
        owed_by=report.agency.short_name if other else "",
        handovers=tuple(
            f.Handover(one.hop, one.sender, one.receiver, scope.day(one.handed_at), one.copy) for one in hops
        ),
        evaluated=evaluation is not None and scope.known(evaluation.issued_at) is not None,
        decrees_listed=any(table.startswith("Keputusan") for table in _tables(data)),
        procedures_listed=bool(str(report.narrative.get("procedure", "")).strip())
        or any(table.startswith(scope.profile.terms.procedure) for table in _tables(data)),
        audience=tuple((one["name"], _sourced(one["followers"])) for one in _accounts(data)),
        printed=_printed(data) if owed else {},
        recomputed=_recomputed(report) if owed and data else {},
        obstacles=obstacles,
        no_obstacles_stated=none_stated,
        plan_rows=plan_rows,
        plan_rows_incomplete=bare_rows,
    )


def _blocks(data: Mapping[str, Any]) -> list[dict[str, Any]]:
    return data["document"]["blocks"] if data else []


def _tables(data: Mapping[str, Any]) -> list[str]:
    return [one["title"] for one in _blocks(data) if one["kind"] == "table" and one["rows"]]


def _accounts(data: Mapping[str, Any]) -> list[dict[str, Any]]:
    return list(data["figures"]["accounts"].values()) if data else []


def _sourced(followers: Mapping[str, Any] | None) -> bool:
    return bool(followers and followers["source"] and followers["on"])


def _obstacles(data: Mapping[str, Any]) -> tuple[frozenset[str], frozenset[str]]:
    """Which kinds of obstacle the paper tells of, and of which it says that there were none (15(3) g)."""
    told, none_stated, kind = set(), set(), ""
    for block in _blocks(data):
        if block["kind"] == "heading":
            kind = block["text"].removeprefix("Kendala ") if block["text"].startswith("Kendala ") else ""
        elif kind and block["kind"] == "table" and block["rows"]:
            told.add(kind)
        elif kind and block["kind"] == "paragraph":
            none_stated.add(kind)
    return frozenset(told), frozenset(none_stated)


def _printed(data: Mapping[str, Any]) -> dict[str, int]:
    if not data:
        return {}
    figures = data["figures"]
    accounts = figures["accounts"].values()
    return {
        "c.messages": figures["messages"]["published"],
        "c.categories": sum(figures["messages"]["by_category"].values()),
        "d.inputs": figures["received"]["items"],
        "d.kinds": sum(figures["received"]["by_kind"].values()),
        "e.posts": sum(one["posts"] for one in accounts),
        "e.answers": sum(one["replies"] + one["holding"] for one in accounts),
        "f.referrals": figures["referrals"]["sent"],
    }


def _recomputed(report: Report) -> dict[str, int]:
    """The same numbers counted plainly from the tables, as known when the report was signed."""
    since, until = report.term.span(report.agency.government.zone)
    cut: datetime = report.cut or until
    agency = report.agency_id
    sent = {"dispatch__state": "live", "dispatch__sent_at__gte": since, "dispatch__sent_at__lt": until, "dispatch__sent_at__lte": cut}  # fmt: skip
    live = Q(variants__dispatch__state="live", variants__dispatch__sent_at__lte=cut)
    first = Message.objects.filter(agency=agency).annotate(first=Min("variants__dispatch__sent_at", filter=live))
    messages = first.filter(first__gte=since, first__lt=until).count()
    items = Item.objects.filter(
        account__agency=agency, received_at__gte=since, received_at__lt=until, recorded_at__lte=cut
    ).count()
    return {
        "c.messages": messages,
        "c.categories": messages,
        "d.inputs": items,
        "d.kinds": items,
        "e.posts": Variant.objects.filter(message__agency=agency, **sent).count(),
        "e.answers": Reply.objects.filter(dispatch__account__agency=agency, **sent).count(),
        "f.referrals": Referral.objects.filter(
            from_agency=agency, contacted_at__gte=since, contacted_at__lt=until
        ).count(),
    }


def findings_of(scope: Scope) -> tuple[f.Finding, ...]:
    """What evaluations found, whether a plan answers it, and whether its result is written (16(2))."""
    rows = (
        Finding.objects.filter(
            evaluation__report__agency=scope.agency, evaluation__state="issued", evaluation__issued_at__lte=scope.at
        )
        .annotate(
            plans=Counted("plan_items"), results=Counted("plan_items", filter=~Q(plan_items__result="")),
            report_id=F("evaluation__report_id"),
        )
        .values_list("pk", "evaluation__report__year", "plans", "results", "report_id")
    )  # fmt: skip
    return tuple(
        f.Finding(
            scope.named(f"Temuan {pk}", "report", report_id), year, planned=plans > 0,
            result_stated=plans > 0 and results == plans,
        )
        for pk, year, plans, results, report_id in rows
    )  # fmt: skip
