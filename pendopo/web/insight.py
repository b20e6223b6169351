"""Feedback: themes, months and their digests, counts, obstacles, recommendations, and the regional head's page."""

from __future__ import annotations

import json
from datetime import date, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from django.contrib import messages as said
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import redirect, render
from django.urls import path
from django.utils import timezone
from django.utils.translation import gettext
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from pendopo.inbox.models import Case
from pendopo.inbox.queries import visible_to as visible_cases
from pendopo.insight import actions
from pendopo.insight.digest import propose
from pendopo.insight.figures import figures_of
from pendopo.insight.leader import page_of
from pendopo.insight.models import Closing
from pendopo.insight.queries import (
    months_of,
    period_of,
    recompute,
    themes,
    visible_closings,
)
from pendopo.insight.rules import next_month, span
from pendopo.people.models import Person
from pendopo.registry.models import Agency
from pendopo.registry.queries import agencies_for, government_of, may, today
from pendopo.registry.rules import Doing
from pendopo.regulation.profile import load
from pendopo.web.access import found, person_of, signed_in
from pendopo.web.templatetags.pendopo import month_said


def _agency(request: HttpRequest, person: Person) -> tuple[Agency | None, list[Agency]]:
    """The agency that a page speaks of: the chosen one, else the first where one closes months, else the first."""
    seen = list(agencies_for(person).order_by("name"))
    chosen = request.GET.get("instansi", "")
    if chosen:
        return found(agencies_for(person), pk=chosen), seen
    closing = agencies_for(person, Doing.CLOSE_MONTH).first()
    return closing or (seen[0] if seen else None), seen


def _year(request: HttpRequest, agency: Agency) -> int:
    text = request.GET.get("tahun", "")
    return int(text) if text.isdigit() and 2000 <= int(text) <= 2200 else today(agency.government).year


@require_GET
@signed_in
def insight(request: HttpRequest) -> HttpResponse:
    """The running month of an agency, and its months to close."""
    person = person_of(request)
    agency, agencies = _agency(request, person)
    if agency is None:
        return render(request, "insight/empty.html", {"tab": "insight"})
    year, now = _year(request, agency), timezone.now()
    month = today(agency.government).replace(day=1)
    page = {
        "agency": agency, "agencies": agencies, "tab": "insight", "year": year, "month_name": month_said(month),
        "figures": figures_of(agency, period_of(agency, month, now)),
        "themes": themes([agency], *span(month, agency.government.zone), limit=5),
        "months": [(row, month_said(row.month)) for row in reversed(months_of(agency, year))],
        "may_close": may(person, Doing.CLOSE_MONTH, agency), "zone": agency.government.zone,
    }  # fmt: skip
    return render(request, "insight/overview.html", page)


@require_GET
@signed_in
def themes_page(request: HttpRequest) -> HttpResponse:
    """What people spoke of in a month, topic by topic; unsorted conversations can be sorted here."""
    person = person_of(request)
    agency, agencies = _agency(request, person)
    if agency is None:
        return render(request, "insight/empty.html", {"tab": "themes"})
    month = _month(request, agency)
    since, until = span(month, agency.government.zone)
    rows = themes([agency], since, until)
    unsorted = Case.objects.filter(agency=agency, topic="", received_at__gte=since, received_at__lt=until)
    page = {
        "agency": agency, "agencies": agencies, "tab": "themes", "themes": rows, "month": month,
        "most": max((one.items for one in rows), default=1), "month_name": month_said(month),
        "before": (month - timedelta(days=1)).replace(day=1), "after": next_month(month),
        "unsorted": unsorted.exclude(state="noise").order_by("-received_at")[:50],
        "topics": [one.topic for one in rows if one.topic], "may_sort": may(person, Doing.RECORD, agency),
    }  # fmt: skip
    return render(request, "insight/themes.html", page)


def _month(request: HttpRequest, agency: Agency) -> date:
    try:
        return date.fromisoformat(request.GET.get("bulan", "") + "-01")
    except ValueError:
        return today(agency.government).replace(day=1)


@require_POST
@signed_in
def topic_set(request: HttpRequest) -> HttpResponseRedirect:
    """Sort the ticked conversations under a topic."""
    person = person_of(request)
    ids = [pk for pk in request.POST.getlist("case") if pk.isdigit()][:200]
    cases = list(visible_cases(person).filter(pk__in=ids))
    topic = request.POST.get("topic", "").strip() or request.POST.get("known", "")
    number = actions.set_topic(cases=cases, topic=topic, by=person)
    said.success(request, gettext("%(number)s percakapan diberi topik.") % {"number": number})
    return redirect(f"/masukan/tema/?{request.POST.get('back', '')}"[:200])


@require_http_methods(["GET", "POST"])
@signed_in
def month_close(request: HttpRequest, agency_pk: int, month: str) -> HttpResponse:
    """Look at a month's figures, write its digest, close it."""
    person = person_of(request)
    agency = found(agencies_for(person, Doing.CLOSE_MONTH), pk=agency_pk)
    first = _first(month)
    done = Closing.objects.filter(agency=agency, month=first).first()
    if done is not None:
        return redirect("closing", pk=done.pk)
    if request.method == "POST":
        made = actions.close_month(
            agency=agency, month=first, by=person, digest=request.POST.get("digest", ""),
            nil_reason=request.POST.get("nil_reason", ""),
        )  # fmt: skip
        said.success(
            request, gettext("%(month)s ditutup. Angkanya tetap sejak sekarang.") % {"month": month_said(first)}
        )
        return redirect("closing", pk=made.pk)
    figures = figures_of(agency, period_of(agency, first, timezone.now()))
    rows = themes([agency], *span(first, agency.government.zone))
    page = {
        "agency": agency, "month": first, "month_name": month_said(first), "figures": figures, "themes": rows,
        "proposal": propose(agency.short_name, first, figures, rows, load(agency.government.profile).clock("T2").hours), "profile": load(agency.government.profile),
        "unsorted": sum(one.items for one in rows if not one.topic), "uncounted": _uncounted(figures),
    }  # fmt: skip
    return render(request, "insight/close.html", page)


def _first(text: str) -> date:
    try:
        return date.fromisoformat(f"{text}-01")
    except ValueError as error:
        raise actions.InsightRefused("Bulan ini tidak dikenal.") from error


def _uncounted(figures: dict[str, Any]) -> list[str]:
    return [one["name"] for one in figures["accounts"].values() if one["followers"] is None and one["visitors"] is None]


@require_http_methods(["GET", "POST"])
@signed_in
def closing(request: HttpRequest, pk: int) -> HttpResponse:
    """A closed month: figures, digest, signature, and what the rows say now."""
    person = person_of(request)
    one = found(visible_closings(person), pk=pk)
    if request.method == "POST":
        words = request.POST.get("digest", one.digest), request.POST.get("no_recommendation", one.no_recommendation)
        actions.rewrite(closing=one, by=person, digest=words[0], no_recommendation=words[1])
        said.success(request, gettext("Sari masukan tersimpan."))
        return redirect("closing", pk=pk)
    profile = load(one.agency.government.profile)
    page = {
        "closing": one, "agency": one.agency, "figures": json.loads(one.figures), "month_name": month_said(one.month),
        "differences": recompute(one), "zone": one.agency.government.zone, "profile": profile,
        "recommendations": one.recommendations.order_by("created_at"),
        "may_close": may(person, Doing.CLOSE_MONTH, one.agency), "may_sign": may(person, Doing.SIGN_MONTH, one.agency),
    }  # fmt: skip
    return render(request, "insight/closing.html", page)


@require_POST
@signed_in
def closing_sign(request: HttpRequest, pk: int) -> HttpResponseRedirect:
    """The official's signature."""
    actions.sign_month(closing=found(visible_closings(person_of(request)), pk=pk), by=person_of(request))
    said.success(request, gettext("Ditandatangani."))
    return redirect("closing", pk=pk)


@require_GET
@signed_in
def head(request: HttpRequest) -> HttpResponse:
    """One page for the regional head: what people say, what is late and whose, what waits for a decision."""
    person = person_of(request)
    government = government_of(person)
    agencies = list(agencies_for(person).filter(government=government)) if government else []
    if government is None or not agencies:
        return render(request, "insight/empty.html", {"tab": "head"})
    zone = ZoneInfo(government.zone)
    now: datetime = timezone.now()
    text = request.GET.get("bulan", "")
    try:
        month = date.fromisoformat(f"{text}-01")
    except ValueError:
        month = now.astimezone(zone).date().replace(day=1)
    page = {
        "leader": page_of(government, agencies, month, now), "government": government, "zone": government.zone,
        "before": (month - timedelta(days=1)).replace(day=1), "now": now,
        "after": next_month(month) if next_month(month) <= now.astimezone(zone).date() else None,
        "profile": load(government.profile), "may_decide": {one.pk for one in agencies_for(person, Doing.DECIDE)},
    }  # fmt: skip
    return render(request, "insight/head.html", page)


urlpatterns = [
    path("masukan/", insight, name="insight"),
    path("masukan/tema/", themes_page, name="themes"),
    path("masukan/tema/atur/", topic_set, name="topic_set"),
    path("masukan/bulan/<int:agency_pk>/<str:month>/", month_close, name="month_close"),
    path("masukan/sari/<int:pk>/", closing, name="closing"),
    path("masukan/sari/<int:pk>/tandatangani/", closing_sign, name="closing_sign"),
    path("kepala/", head, name="head"),
]
