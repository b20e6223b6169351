"""Reading reports: who owes one, how it went on its way, what the dinas sees beside its rubric."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime

from django.db.models import Q, QuerySet

from pendopo.insight.models import Closing
from pendopo.people.models import Person
from pendopo.registry.models import Agency, Government, OfficialAccount
from pendopo.registry.queries import agencies_for, today
from pendopo.regulation.profile import load
from pendopo.regulation.terms import Term
from pendopo.report.models import Evaluation, Finding, PlanItem, Report
from pendopo.report.rules import Check, Handed, next_hop, owed_months, route_checks


@dataclass(frozen=True)
class Due:
    """What one agency owes for a term: its report, or none yet, and who must answer for it now."""

    term: Term
    agency: Agency
    debtor: Agency
    report: Report | None
    closed: int
    owed: int
    due: date
    late: bool

    @property
    def delivered(self) -> bool:
        """Has it reached the regional head?"""
        return self.report is not None and self.report.state == "delivered"


@dataclass(frozen=True)
class Raw:
    """The plain numbers beside a criterion, and a score where they make a percentage by themselves."""

    code: str
    label: str
    weight: int
    reference: str
    numbers: tuple[str, ...]
    proposed: int | None


def visible_to(person: Person) -> QuerySet[Report]:
    """The reports of the agencies that a person may see."""
    return Report.objects.filter(agency__in=agencies_for(person)).select_related("agency__government", "signed_by")


def visible_evaluations(person: Person) -> QuerySet[Evaluation]:
    """The evaluations of the agencies that a person may see."""
    return Evaluation.objects.filter(report__agency__in=agencies_for(person)).select_related(
        "report__agency__government"
    )


def visible_plan(person: Person) -> QuerySet[PlanItem]:
    """The plans of the agencies that a person may see."""
    return PlanItem.objects.filter(agency__in=agencies_for(person)).select_related("agency", "finding")


def debtor_of(agency: Agency) -> Agency:
    """Who answers for a report: the agency itself, or the one that took it in (and so on)."""
    seen = {agency.pk}
    while agency.closed_on is not None and agency.successor is not None and agency.successor_id not in seen:
        agency = agency.successor
        seen.add(agency.pk)
    return agency


def dues(government: Government, year: int, at: datetime | None = None, *, part: int = 1) -> list[Due]:
    """Every agency that existed in the term, with its report; whoever has not delivered one is on the list too."""
    profile = load(government.profile)
    term = Term(year, part, profile.report.min_frequency_per_year)
    if term.last_day < profile.effective_from:
        return []
    due, day, months = term.due(profile.report.due), today(government, at), term.months()
    agencies = Agency.objects.filter(government=government).select_related("government", "successor")
    reports = {one.agency_id: one for one in _reports(government, term)}
    closed: dict[int, int] = {}
    for closing in Closing.objects.filter(agency__government=government, month__in=months, state="signed"):
        closed[closing.agency_id] = closed.get(closing.agency_id, 0) + 1
    return [
        Due(
            term, one, debtor_of(one), reports.get(one.pk), closed.get(one.pk, 0),
            len(_lived(one, term)), due,
            day > due and not (one.pk in reports and reports[one.pk].state == "delivered"),
        )
        for one in agencies
        if _lived(one, term)
    ]  # fmt: skip


def _reports(government: Government, term: Term) -> QuerySet[Report]:
    return Report.objects.filter(agency__government=government, year=term.year, part=term.part, parts=term.parts)


def _lived(agency: Agency, term: Term) -> list[date]:
    """The months of a term in which an agency existed: none, and it owes no report of it."""
    return [month for month in owed_months(agency.since, agency.closed_on, term.year) if month in term.months()]


def handed_of(report: Report) -> list[Handed]:
    """The hops of a report that were made."""
    return [
        Handed(one.hop, one.receiver, one.handed_at, one.received_at, one.copy)
        for one in report.handovers.order_by("hop", "pk")
    ]


def route_of(report: Report) -> list[Check]:
    """How the report's way stands by the profile's route."""
    return list(route_checks(load(report.agency.government.profile).report.route, handed_of(report)))


def hop_due(report: Report) -> int | None:
    """The hop that comes next."""
    return next_hop(load(report.agency.government.profile).report.route, handed_of(report))


def unanswered_findings(agency: Agency) -> QuerySet[Finding]:
    """Findings of issued evaluations that no plan answers yet (C-EVA2)."""
    issued = Finding.objects.filter(evaluation__report__agency=agency, evaluation__state="issued", plan_items=None)
    return issued.select_related("evaluation__report").order_by("evaluation__report__year", "pk")


def raw_numbers(report: Report) -> list[Raw]:
    """What stands beside each criterion of the rubric; never followers."""
    profile = load(report.agency.government.profile)
    figures = json.loads(report.data)["figures"] if report.data else {}
    found: Mapping[str, tuple[tuple[str, ...], int | None]] = {
        "dasar": _basis(report), "rujukan": _referrals(figures, profile.clock("T2").hours), "dua_arah": _two_way(figures),
        "laporan": _closings(report), "umpan_balik": _feedback(report), "unggahan": _posts(figures),
        "keamanan": _security(report.agency),
    }  # fmt: skip
    return [
        Raw(one.code, one.label, one.weight, one.reference, *found.get(one.code, ((), None)))
        for one in profile.evaluation.rubric
    ]


def _percent(part: int, whole: int) -> int | None:
    return round(100 * part / whole) if whole else None


def _basis(report: Report) -> tuple[tuple[str, ...], int | None]:
    document = json.loads(report.data)["document"]["blocks"] if report.data else []
    tables = {one["title"]: len(one["rows"]) for one in document if one["kind"] == "table"}
    named = [(title, n) for title, n in tables.items() if title.startswith(("Keputusan", "Akun resmi", "Petugas"))]
    return tuple(f"{title}: {number}" for title, number in named), None


def _referrals(figures: Mapping[str, dict[str, int]], hours: int) -> tuple[tuple[str, ...], int | None]:
    hops = figures.get("referrals_in", {})
    judged = sum(hops.get(name, 0) for name in ("in_time", "late", "late_open"))
    if not judged:
        return ("Tidak ada rujukan masuk yang dapat dinilai (netral).",), None
    return (f"{hops['in_time']} dari {judged} rujukan masuk dijawab dalam {hours} jam.",), _percent(
        hops["in_time"], judged
    )


def _two_way(figures: Mapping[str, dict[str, int]]) -> tuple[tuple[str, ...], int | None]:
    received, answered = figures.get("received", {}), figures.get("answered", {})
    cases = received.get("cases", 0) - answered.get("noise", 0)
    if cases <= 0:
        return ("Tidak ada percakapan.",), None
    score = _percent(answered.get("cases", 0), cases)
    return (f"{answered.get('cases', 0)} dari {cases} percakapan dijawab (tanpa spam).",), min(score or 0, 100)


def _closings(report: Report) -> tuple[tuple[str, ...], int | None]:
    agency = report.agency
    owed = len(_lived(agency, report.term))
    signed = Closing.objects.filter(agency=agency, month__in=report.term.months(), state="signed").count()
    last = report.handovers.order_by("-hop").first()
    due = report.term.due(load(agency.government.profile).report.due)
    handed = f"Disampaikan {last.handed_at:%d-%m-%Y}, tenggat {due:%d-%m-%Y}." if last else "Belum disampaikan."
    return (f"{signed} dari {owed} bulan ditutup dan ditandatangani.", handed), _percent(signed, owed)


def _feedback(report: Report) -> tuple[tuple[str, ...], int | None]:
    since, until = report.term.span(report.agency.government.zone)
    rows = report.agency.recommendations.filter(created_at__gte=since, created_at__lt=until)
    done = rows.filter(state="done")
    told = done.exclude(public_message=None).count()
    sentence = f"{rows.count()} rekomendasi, {done.count()} dilaksanakan, {told} dikabarkan kepada khalayak."
    return (sentence,), None


def _posts(figures: Mapping[str, dict[str, int]]) -> tuple[tuple[str, ...], int | None]:
    told = figures.get("messages", {})
    kinds: Mapping[str, int] = told.get("by_category", {})  # type: ignore[assignment]
    return (f"{told.get('published', 0)} pesan dalam {len(kinds)} kategori.",), None


def _security(agency: Agency) -> tuple[tuple[str, ...], int | None]:
    accounts = OfficialAccount.objects.filter(agency=agency, state="official")
    safe = accounts.filter(~Q(recovery_email=""), two_factor=True).count()
    return (f"{safe} dari {accounts.count()} akun memakai verifikasi dua langkah dan kontak pemulihan dinas.",), (
        _percent(safe, accounts.count())
    )
