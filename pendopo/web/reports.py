"""Yearly reports: what is missing, writing, signing, the way to the regional head, evaluation, and the plan that follows."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from typing import TYPE_CHECKING, Any

from django import forms
from django.contrib import messages as said
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import redirect, render
from django.urls import path, reverse
from django.utils import timezone
from django.utils.text import slugify
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from pendopo.later import later
from pendopo.people.models import Person
from pendopo.registry.queries import agencies_for, government_of, may, today
from pendopo.registry.rules import Doing
from pendopo.regulation.profile import Profile, load
from pendopo.regulation.terms import Term, terms_of
from pendopo.report import actions, pdf, xlsx
from pendopo.report.book import head_of
from pendopo.report.build import checks, document_of
from pendopo.report.document import Document, missing
from pendopo.report.models import Finding, Handover, Report
from pendopo.report.queries import (
    dues,
    hop_due,
    raw_numbers,
    route_of,
    unanswered_findings,
    visible_evaluations,
    visible_plan,
    visible_to,
)
from pendopo.report.rules import weighted
from pendopo.web.access import found, person_of, signed_in
from pendopo.web.downloads import download
from pendopo.web.register import day_field

if TYPE_CHECKING:
    from pendopo.report import docx
else:
    docx = later("pendopo.report.docx")

Renderer = Callable[[Document], bytes]
WORD = "application/vnd.openxmlformats-officedocument."
FILES: dict[str, tuple[str, Renderer]] = {
    "pdf": ("application/pdf", pdf.render),
    "docx": (f"{WORD}wordprocessingml.document", lambda document: docx.render(document)),
    "xlsx": (f"{WORD}spreadsheetml.sheet", xlsx.render),
}


class WordsForm(forms.Form):
    """What people write into a report; names as `report.actions.WORDS`."""

    foreword = forms.CharField(label=_("Pengantar tambahan"), required=False)
    procedure = forms.CharField(required=False)
    budget = forms.CharField(required=False)
    content = forms.CharField(label=_("c. Pembahasan isi pesan"), required=False)
    comments = forms.CharField(label=_("d. Pembahasan masukan"), required=False)
    no_external = forms.CharField(label=_("g. Bila tidak ada kendala eksternal, mengapa"), required=False)
    no_internal = forms.CharField(label=_("g. Bila tidak ada kendala internal, mengapa"), required=False)

    def __init__(self, *args: Any, profile: Profile, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        terms = profile.terms
        self.fields["procedure"].label = gettext("a. %(name)s: nomor, tanggal, penetap") % {
            "name": terms.procedure_short
        }
        self.fields["budget"].label = gettext("a. Anggaran (%(name)s)") % {"name": profile.cost.budget_document}
        for name, field in self.fields.items():
            field.widget = forms.Textarea(attrs={"rows": 2 if name.startswith("no_") else 3, "id": f"uraian-{name}"})


class PlanForm(forms.Form):
    """A row of the plan."""

    action = forms.CharField(label=_("Tindakan"), widget=forms.Textarea(attrs={"rows": 2}), max_length=2000)
    owner = forms.CharField(label=_("Penanggung jawab"), max_length=200)
    due = day_field(_("Tenggat"))
    indicator = forms.CharField(label=_("Ukuran keberhasilan"), max_length=300)


def _year(request: HttpRequest, fallback: int) -> int:
    text = request.GET.get("tahun", "")
    return int(text) if text.isdigit() and 2000 <= int(text) <= 2200 else fallback


@require_GET
@signed_in
def reports(request: HttpRequest) -> HttpResponse:
    """Who owes a report of a year, and how each stands; those who delivered none are on the list."""
    person = person_of(request)
    government = government_of(person)
    if government is None:
        return render(request, "reports/list.html", {"rows": [], "year": today_year()})
    profile, day = load(government.profile), today(government)
    parts = profile.report.min_frequency_per_year
    year, part = _term(request, day, parts)
    seen = {one.pk for one in agencies_for(person)}
    opening = {one.pk for one in agencies_for(person, Doing.CLOSE_MONTH)}
    rows = [one for one in dues(government, year, part=part) if one.agency.pk in seen]
    scores = {one.report_id: one for one in visible_evaluations(person).filter(report__year=year, report__part=part)}
    page = {
        "rows": [(one, scores.get(one.report.pk) if one.report else None) for one in rows], "year": year,
        "government": government, "profile": profile, "opening": opening,
        "silent": [one for one in rows if not one.delivered], "rubric": profile.evaluation.rubric,
        "term": Term(year, part, parts), "terms": terms_of(year, parts) if parts > 1 else (),
    }  # fmt: skip
    return render(request, "reports/list.html", page)


def _term(request: HttpRequest, day: date, parts: int) -> tuple[int, int]:
    """The year and part asked for; without a question the last that ended."""
    ended = [term for year in (day.year - 1, day.year) for term in terms_of(year, parts) if term.last_day < day][-1]
    year, text = _year(request, ended.year), request.GET.get("bagian", "")
    if text.isdigit() and 1 <= int(text) <= parts:
        return year, int(text)
    return year, ended.part if year == ended.year else parts


def today_year() -> int:
    """The year before this one."""
    return timezone.now().year - 1


@require_POST
@signed_in
def report_open(request: HttpRequest, agency_pk: int, year: int) -> HttpResponseRedirect:
    """Begin the report of a year."""
    person = person_of(request)
    agency = found(agencies_for(person, Doing.CLOSE_MONTH), pk=agency_pk)
    text = request.POST.get("part", "1")
    part = int(text) if text.isdigit() and len(text) < 3 else 1
    return redirect("report", pk=actions.build(agency=agency, year=year, part=part, by=person).pk)


def _report(request: HttpRequest, pk: int) -> Report:
    return found(visible_to(person_of(request)), pk=pk)


@require_GET
@signed_in
def report(request: HttpRequest, pk: int) -> HttpResponse:
    """A report: what is missing, its paper, its way, its evaluation."""
    one, person = _report(request, pk), person_of(request)
    profile, now = load(one.agency.government.profile), timezone.now()
    document = document_of(one, now)
    head = head_of(one.agency, now)
    evaluation = visible_evaluations(person).filter(report=one).first()
    words = {key: one.narrative.get(key, "") for key in actions.WORDS}
    sums = checks(one) if one.data else []
    page = {
        "report": one, "agency": one.agency, "profile": profile, "zone": one.agency.government.zone,
        "document": document, "gaps": missing(document.blocks), "form": WordsForm(initial=words, profile=profile),
        "route": _route(one, profile), "checks": sums, "sums_hold": all(check.level == "ok" for check in sums), "way": route_of(one),
        "may_write": one.state == "draft" and may(person, Doing.CLOSE_MONTH, one.agency),
        "may_sign": head is not None and head.person_id == person.pk, "head": head,
        "may_send": _may_send(one, profile, person), "may_receive": may(person, Doing.RECEIVE_REPORT, one.agency),
        "may_evaluate": may(person, Doing.EVALUATE, one.agency), "evaluation": evaluation,
        "score": weighted(evaluation.scores, profile.evaluation.rubric) if evaluation else None,
        "plan": visible_plan(person).filter(agency=one.agency, year=one.term.plan_year),
        "may_plan": may(person, Doing.CLOSE_MONTH, one.agency),
    }  # fmt: skip
    return render(request, "reports/report.html", page)


def _route(one: Report, profile: Profile) -> list[dict[str, Any]]:
    """The hops of the profile beside what was done."""
    done = list(one.handovers.select_related("by"))
    turn = hop_due(one)
    return [
        {
            "number": number, "sender": profile.party(hop.sender), "recipient": profile.party(hop.recipient),
            "due": one.term.due(hop.due), "note": hop.note, "turn": turn == number and one.state == "signed",
            "main": next((row for row in done if row.hop == number and not row.copy), None),
            "copies": [
                (party, profile.party(party), next((r for r in done if r.hop == number and r.copy and r.receiver == party), None))
                for party in hop.copy_to
            ],
        }
        for number, hop in enumerate(profile.report.route, start=1)
    ]  # fmt: skip


def _may_send(one: Report, profile: Profile, person: Person) -> bool:
    turn = hop_due(one)
    if turn is None or profile.report.route[turn - 1].sender != "agency":
        return may(person, Doing.RECEIVE_REPORT, one.agency)
    return may(person, Doing.CLOSE_MONTH, one.agency) or may(person, Doing.SIGN_REPORT, one.agency)


@require_POST
@signed_in
def report_write(request: HttpRequest, pk: int) -> HttpResponseRedirect:
    """Keep the words."""
    one = _report(request, pk)
    words = {key: request.POST.get(key, "") for key in actions.WORDS if key in request.POST}
    actions.write(report=one, words=words, by=person_of(request))
    said.success(request, gettext("Uraian tersimpan."))
    return redirect("report", pk=pk)


@require_POST
@signed_in
def report_sign(request: HttpRequest, pk: int) -> HttpResponseRedirect:
    """The head signs; everything is frozen."""
    actions.sign(report=_report(request, pk), by=person_of(request))
    said.success(request, gettext("Ditandatangani. Isi dan angkanya tetap sejak sekarang."))
    return redirect("report", pk=pk)


@require_POST
@signed_in
def report_reopen(request: HttpRequest, pk: int) -> HttpResponseRedirect:
    """Take the signature back."""
    actions.reopen(report=_report(request, pk), by=person_of(request), because=request.POST.get("because", ""))
    return redirect("report", pk=pk)


@require_POST
@signed_in
def report_hand_over(request: HttpRequest, pk: int) -> HttpResponseRedirect:
    """The next hop of the route."""
    hop = request.POST.get("hop", "")
    actions.hand_over(
        report=_report(request, pk), by=person_of(request), receipt=request.POST.get("receipt", ""),
        hop=int(hop) if hop.isdigit() else None, copies="copies" in request.POST,
    )  # fmt: skip
    said.success(request, gettext("Penyampaian tercatat."))
    return redirect("report", pk=pk)


@require_POST
@signed_in
def report_copy(request: HttpRequest, pk: int) -> HttpResponseRedirect:
    """A copy that was forgotten."""
    party, receipt = request.POST.get("party", ""), request.POST.get("receipt", "")
    actions.send_copy(report=_report(request, pk), party=party, by=person_of(request), receipt=receipt)
    said.success(request, gettext("Tembusan tercatat."))
    return redirect("report", pk=pk)


@require_POST
@signed_in
def handover_receive(request: HttpRequest, pk: int) -> HttpResponseRedirect:
    """The dinas has it, complete or not."""
    rows = Handover.objects.filter(report__in=visible_to(person_of(request))).select_related("report")
    one = found(rows, pk=pk)
    complete = {"1": True, "0": False}.get(request.POST.get("complete", ""))
    actions.receive(handover=one, by=person_of(request), complete=complete, remarks=request.POST.get("remarks", ""))
    said.success(request, gettext("Penerimaan tercatat."))
    return redirect("report", pk=one.report_id)


@require_GET
@signed_in
def report_file(request: HttpRequest, pk: int, form: str) -> HttpResponse:
    """The paper as PDF, DOCX or XLSX."""
    one = _report(request, pk)
    if form not in FILES:
        raise Http404
    kind, renderer = FILES[form]
    name = f"laporan-{slugify(one.agency.short_name)}-{slugify(one.name)}{'' if one.data else '-konsep'}.{form}"
    return download(renderer(document_of(one, timezone.now())), kind, name, inline=form == "pdf")


@require_http_methods(["GET", "POST"])
@signed_in
def evaluation(request: HttpRequest, pk: int) -> HttpResponse:
    """The dinas scores a report, with the raw numbers beside each criterion."""
    person = person_of(request)
    one = found(visible_to(person).filter(agency__in=agencies_for(person, Doing.EVALUATE)), pk=pk)
    profile = load(one.agency.government.profile)
    given = visible_evaluations(person).filter(report=one).first()
    if request.method == "POST":
        return _evaluated(request, one, person)
    scores = given.scores if given else {}
    rows = [(raw, scores.get(raw.code, raw.proposed)) for raw in raw_numbers(one)]
    page = {
        "report": one, "rows": rows, "evaluation": given, "profile": profile, "agency": one.agency,
        "findings": given.findings.order_by("pk") if given else [],
        "score": weighted(scores, profile.evaluation.rubric),
    }  # fmt: skip
    return render(request, "reports/evaluation.html", page)


def _evaluated(request: HttpRequest, one: Report, person: Person) -> HttpResponseRedirect:
    rubric = load(one.agency.government.profile).evaluation.rubric
    scores = {each.code: int(text) for each in rubric if (text := request.POST.get(f"score_{each.code}", "")).isdigit()}
    made = actions.evaluate(report=one, scores=scores, summary=request.POST.get("summary", ""), by=person)
    text, advice = request.POST.get("finding", ""), request.POST.get("advice", "")
    if text.strip() or advice.strip():
        actions.find(evaluation=made, text=text, recommendation=advice, by=person)
    if "issue" in request.POST:
        actions.issue(evaluation=made, by=person)
        said.success(request, gettext("Evaluasi diterbitkan dan kepala instansi diberi tahu."))
        return redirect("report", pk=one.pk)
    said.success(request, gettext("Nilai tersimpan."))
    return redirect("evaluation", pk=one.pk)


@require_http_methods(["GET", "POST"])
@signed_in
def plan(request: HttpRequest, agency_pk: int, year: int) -> HttpResponse:
    """The plan of a year: rows, findings that wait for one, results."""
    person = person_of(request)
    agency = found(agencies_for(person), pk=agency_pk)
    form = PlanForm(request.POST or None, initial={"due": date(min(max(year, 1), 9998), 12, 31)})
    if request.method == "POST" and form.is_valid():
        chosen = request.POST.get("finding", "")
        if chosen:
            rows = Finding.objects.filter(evaluation__in=visible_evaluations(person), evaluation__report__agency=agency)
            finding = found(rows.select_related("evaluation__report__agency__government"), pk=chosen)
            actions.plan_from(finding=finding, by=person, **form.cleaned_data)
        else:
            actions.plan(agency=agency, year=year, by=person, **form.cleaned_data)
        said.success(request, gettext("Masuk rencana %(year)s.") % {"year": year})
        return redirect("plan", agency_pk=agency.pk, year=year)
    page = {
        "agency": agency, "year": year, "form": form, "may_plan": may(person, Doing.CLOSE_MONTH, agency),
        "rows": visible_plan(person).filter(agency=agency, year=year),
        "waiting": unanswered_findings(agency).filter(evaluation__report__year=year - 1),
    }  # fmt: skip
    return render(request, "reports/plan.html", page)


@require_POST
@signed_in
def plan_result(request: HttpRequest, pk: int) -> HttpResponseRedirect:
    """What came of a row."""
    one = found(visible_plan(person_of(request)), pk=pk)
    actions.record_result(item=one, result=request.POST.get("result", ""), by=person_of(request))
    said.success(request, gettext("Hasilnya tersimpan."))
    return redirect(reverse("plan", args=[one.agency_id, one.year]))


urlpatterns = [
    path("laporan/", reports, name="reports"),
    path("laporan/buka/<int:agency_pk>/<int:year>/", report_open, name="report_open"),
    path("laporan/<int:pk>/", report, name="report"),
    path("laporan/<int:pk>/uraian/", report_write, name="report_write"),
    path("laporan/<int:pk>/tandatangani/", report_sign, name="report_sign"),
    path("laporan/<int:pk>/buka-lagi/", report_reopen, name="report_reopen"),
    path("laporan/<int:pk>/serahkan/", report_hand_over, name="report_hand_over"),
    path("laporan/<int:pk>/tembusan/", report_copy, name="report_copy"),
    path("laporan/<int:pk>/berkas.<str:form>", report_file, name="report_file"),
    path("laporan/<int:pk>/evaluasi/", evaluation, name="evaluation"),
    path("laporan/serah/<int:pk>/terima/", handover_receive, name="handover_receive"),
    path("laporan/rencana/<int:agency_pk>/<int:year>/", plan, name="plan"),
    path("laporan/rencana/hasil/<int:pk>/", plan_result, name="plan_result"),
]
