"""Audience sheets, the questionnaire for the public, and the communication plan of a year (Pasal 7, 8 a–b)."""

from __future__ import annotations

from typing import Any

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import path, reverse
from django.utils import timezone
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from pendopo.insight.audience import estimate
from pendopo.journal.queries import entries_of
from pendopo.publishing.planning import actions
from pendopo.publishing.planning.behaviours import (
    BEHAVIOURS,
    STATEMENTS,
    advise,
    margin,
    offline,
    read_shares,
    sentence,
)
from pendopo.publishing.planning.models import Plan, PlanRow, Sheet, Survey
from pendopo.publishing.planning.queries import (
    counted,
    plannable_accounts,
    progress_of,
    sheets_of,
    visible_plans,
    visible_sheets,
    visible_surveys,
)
from pendopo.publishing.planning.rules import FEWEST_SAMPLE, BadPlan, Measured, Row
from pendopo.registry.models import Agency
from pendopo.registry.queries import agencies_for, may, today
from pendopo.registry.rules import Doing
from pendopo.regulation.profile import load
from pendopo.web.access import found, person_of, public, signed_in


class SheetForm(forms.Form):
    """A sheet that was measured elsewhere: seven percentages with their source."""

    audience = forms.CharField(label=_("Khalayak"), max_length=200)
    method = forms.ChoiceField(label=_("Cara"), choices=[one for one in Sheet.Method.choices if one[0] != "estimate"])
    on = forms.DateField(label=_("Tanggal data"), widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"))
    sample = forms.IntegerField(label=_("Jumlah yang ditanya atau diamati"), min_value=1, max_value=100_000_000)
    source = forms.CharField(label=_("Sumber"), max_length=300)


class RowForm(forms.Form):
    """One line of a plan."""

    audience = forms.CharField(label=_("Khalayak"), max_length=200)
    theme = forms.CharField(label=_("Pesan pokok"), max_length=300)
    purpose = forms.ChoiceField(label=_("Tujuan (Pasal 5)"))
    category = forms.ChoiceField(label=_("Kategori (Pasal 10)"))
    accounts = forms.MultipleChoiceField(label=_("Akun"), widget=forms.CheckboxSelectMultiple)
    a_month = forms.IntegerField(label=_("Kali sebulan"), min_value=1, max_value=300, initial=2)
    sheet = forms.ChoiceField(label=_("Lembar khalayak yang mendasari"), required=False)
    indicator = forms.CharField(label=_("Ukuran berhasil"), max_length=200, required=False)

    def __init__(self, *args: Any, agency: Agency, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        profile = load(agency.government.profile)
        self._choose("purpose", [("", _("Pilih")), *((one.code, gettext(one.label)) for one in profile.purposes)])
        self._choose(
            "category", [("", _("Pilih")), *((one.code, gettext(one.label)) for one in profile.message_categories)]
        )
        self._choose("accounts", [(str(one.pk), one.name) for one in plannable_accounts(agency)])
        self._choose("sheet", [("", _("belum ada")), *((str(one.pk), str(one)) for one in sheets_of(agency)[:40])])

    def _choose(self, name: str, choices: list[Any]) -> None:
        field = self.fields[name]
        assert isinstance(field, forms.ChoiceField)
        field.choices = choices

    def row(self) -> Row:
        """The line as it was given."""
        data = self.cleaned_data
        return Row(
            audience=data["audience"], theme=data["theme"], purpose=data["purpose"], category=data["category"],
            a_month=data["a_month"], accounts=tuple(int(pk) for pk in data["accounts"]),
            sheet_id=int(data["sheet"]) if data["sheet"] else None, indicator=data["indicator"],
        )  # fmt: skip


def _drafting(request: HttpRequest, pk: int) -> Agency:
    """An agency at which this person may draft."""
    return found(agencies_for(person_of(request), Doing.DRAFT), pk=pk)


@require_GET
@signed_in
def audience(request: HttpRequest) -> HttpResponse:
    """Sheets and questionnaires of all agencies that one sees."""
    person = person_of(request)
    surveys = [(one, counted(one)[1]) for one in visible_surveys(person)[:40]]
    page = {
        "tab": "audience", "sheets": visible_sheets(person)[:60], "surveys": surveys, "fewest": FEWEST_SAMPLE,
        "writing": agencies_for(person, Doing.DRAFT).filter(closed_on=None).order_by("short_name"),
        "base": request.build_absolute_uri("/")[:-1],
    }  # fmt: skip
    return render(request, "planning/audience.html", page)


@require_GET
@signed_in
def sheet(request: HttpRequest, pk: int) -> HttpResponse:
    """A sheet with its bars, how sure they are, and which accounts and forms fit."""
    one = found(visible_sheets(person_of(request)), pk=pk)
    shares: dict[str, float] = one.shares
    bars = [(each, shares.get(each.code), margin(shares.get(each.code, 0), one.sample)) for each in BEHAVIOURS]
    page = {
        "tab": "audience", "sheet": one, "bars": bars, "sentence": sentence(shares), "offline": offline(shares),
        "advice": advise(shares, load(one.agency.government.profile)),
    }  # fmt: skip
    return render(request, "planning/sheet.html", page)


@require_http_methods(["GET", "POST"])
@signed_in
def sheet_new(request: HttpRequest, agency_pk: int) -> HttpResponse:
    """Write down a sheet that was measured."""
    agency = _drafting(request, agency_pk)
    form = SheetForm(request.POST or None, initial={"on": today(agency.government), "method": "observation"})
    given = {one.code: request.POST.get(one.code, "") for one in BEHAVIOURS}
    if request.method == "POST":
        shares, bad = read_shares(given)
        if bad:
            form.add_error(None, gettext("Tulis angka 0 sampai 100 untuk: %(names)s.") % {"names": ", ".join(bad)})
        if form.is_valid():
            try:
                made = actions.add_sheet(
                    agency=agency, given=Measured(**form.cleaned_data, shares=shares), by=person_of(request)
                )
                return redirect("sheet", pk=made.pk)
            except BadPlan as refusal:
                form.add_error(None, refusal.sentence)
    shown = [(one, given[one.code]) for one in BEHAVIOURS]
    page = {
        "tab": "audience",
        "agency": agency,
        "form": form,
        "shown": shown,
        "estimate": estimate(agency, timezone.now()),
    }
    return render(request, "planning/sheet_new.html", page, status=422 if form.errors else 200)


@require_POST
@signed_in
def sheet_estimate(request: HttpRequest, agency_pk: int) -> HttpResponseRedirect:
    """Keep the estimate from own counts as a sheet."""
    agency = _drafting(request, agency_pk)
    guess = estimate(agency, timezone.now())
    if guess is None:
        raise BadPlan("Belum ada jumlah pengikut yang dicatat. Catat dulu di Pantauan, lalu coba lagi.")
    given = Measured(
        audience="Pengikut akun sendiri", on=today(agency.government), method="estimate", sample=guess.followers,
        source="Interaksi 13 pekan terakhir pada akun sendiri", shares=guess.shares,
    )  # fmt: skip
    return redirect("sheet", pk=actions.add_sheet(agency=agency, given=given, by=person_of(request)).pk)


@require_POST
@signed_in
def survey_open(request: HttpRequest, agency_pk: int) -> HttpResponseRedirect:
    """Open a questionnaire."""
    agency = _drafting(request, agency_pk)
    data = request.POST
    actions.open_survey(
        agency=agency, title=data.get("title", ""), audience=data.get("audience", ""), by=person_of(request)
    )
    messages.success(request, gettext("Kuesioner terbuka. Bagikan tautannya atau cetak lembarnya."))
    return redirect("audience")


@require_POST
@signed_in
def survey_close(request: HttpRequest, pk: int) -> HttpResponseRedirect:
    """No more answers."""
    actions.close_survey(survey=found(visible_surveys(person_of(request)), pk=pk), by=person_of(request))
    return redirect("audience")


@require_POST
@signed_in
def survey_sheet(request: HttpRequest, pk: int) -> HttpResponseRedirect:
    """Make a sheet of the answers so far."""
    one = found(visible_surveys(person_of(request)), pk=pk)
    return redirect("sheet", pk=actions.sheet_from_survey(survey=one, by=person_of(request)).pk)


@require_http_methods(["GET", "POST"])
@public
def survey(request: HttpRequest, address: str) -> HttpResponse:
    """The questionnaire for the public: no sign-in, no script, nothing of the person is kept."""
    one = get_object_or_404(Survey.objects.select_related("agency__government"), address=address)
    page: dict[str, Any] = {"survey": one, "place": one.agency.government, "statements": STATEMENTS, "trouble": ""}
    if request.method == "POST":
        if not request.POST.get("baca"):
            page["trouble"] = gettext("Centang dulu bahwa Anda sudah membaca semua pernyataan.")
            page["ticked"] = set(request.POST.getlist("ya"))
            return render(request, "planning/survey.html", page, status=422)
        try:
            actions.count_answer(survey=one, ticked=request.POST.getlist("ya")[: len(STATEMENTS)])
            page["thanks"] = True
        except BadPlan as refusal:
            page["trouble"] = refusal.sentence
    return render(request, "planning/survey.html", page)


@require_GET
@signed_in
def plans(request: HttpRequest) -> HttpResponse:
    """The plans that one sees, and where a new one may begin."""
    person = person_of(request)
    writing = agencies_for(person, Doing.DRAFT).filter(closed_on=None).order_by("short_name")
    year = timezone.localdate().year
    page = {"tab": "plans", "plans": visible_plans(person)[:80], "writing": writing, "years": (year, year + 1)}
    return render(request, "planning/plans.html", page)


@require_POST
@signed_in
def plan_new(request: HttpRequest, agency_pk: int) -> HttpResponseRedirect:
    """Begin a plan, or a new version of it."""
    agency = _drafting(request, agency_pk)
    year = request.POST.get("year", "")
    made = actions.draft_plan(
        agency=agency, year=int(year) if year.isascii() and year.isdigit() and len(year) == 4 else 0,
        aim=request.POST.get("aim", ""), by=person_of(request),
    )  # fmt: skip
    return redirect("plan", pk=made.pk)


def _plan(request: HttpRequest, pk: int) -> Plan:
    return found(visible_plans(person_of(request)), pk=pk)


@require_http_methods(["GET", "POST"])
@signed_in
def plan(request: HttpRequest, pk: int) -> HttpResponse:
    """A plan with its rows and how far each was carried out; while it is a draft, with a form for one more row."""
    one, person = _plan(request, pk), person_of(request)
    writes = one.state == "draft" and may(person, Doing.DRAFT, one.agency)
    form = RowForm(request.POST or None, agency=one.agency) if writes else None
    if request.method == "POST" and form is not None and form.is_valid():
        try:
            actions.add_row(plan=one, row=form.row(), by=person)
            return redirect(reverse("plan", args=[pk]) + "#baris")
        except BadPlan as refusal:
            form.add_error(None, refusal.sentence)
    profile = load(one.agency.government.profile)
    purposes = {each.code: gettext(each.label) for each in profile.purposes}
    kinds = {each.code: gettext(each.label) for each in profile.message_categories}
    rows = [(each, purposes.get(each.row.purpose, ""), kinds.get(each.row.category, "")) for each in progress_of(one)]
    page = {
        "tab": "plans", "plan": one, "rows": rows, "form": form, "entries": entries_of(one)[:40],
        "may_draft": may(person, Doing.DRAFT, one.agency), "zone": one.agency.government.zone,
        "may_approve": one.state == "review" and may(person, Doing.APPROVE, one.agency) and one.author_id != person.pk,
    }  # fmt: skip
    return render(request, "planning/plan.html", page, status=422 if form is not None and form.errors else 200)


@require_POST
@signed_in
def plan_row_drop(request: HttpRequest, pk: int) -> HttpResponseRedirect:
    """Take a row out of a draft."""
    rows = PlanRow.objects.filter(plan__in=visible_plans(person_of(request))).select_related("plan__agency__government")
    row = found(rows, pk=pk)
    actions.drop_row(row=row, by=person_of(request))
    return redirect("plan", pk=row.plan_id)


@require_POST
@signed_in
def plan_submit(request: HttpRequest, pk: int) -> HttpResponseRedirect:
    """Ask for approval."""
    actions.submit_plan(plan=_plan(request, pk), by=person_of(request))
    messages.success(request, gettext("Rencana diajukan kepada pejabat."))
    return redirect("plan", pk=pk)


@require_POST
@signed_in
def plan_approve(request: HttpRequest, pk: int) -> HttpResponseRedirect:
    """A second person says yes."""
    actions.approve_plan(plan=_plan(request, pk), by=person_of(request))
    messages.success(request, gettext("Rencana disetujui dan berlaku."))
    return redirect("plan", pk=pk)


@require_POST
@signed_in
def plan_return(request: HttpRequest, pk: int) -> HttpResponseRedirect:
    """Back to its author with a reason."""
    actions.return_plan(plan=_plan(request, pk), because=request.POST.get("because", ""), by=person_of(request))
    messages.success(request, gettext("Dikembalikan kepada penyusun."))
    return redirect("plan", pk=pk)


urlpatterns = [
    path("rencana/khalayak/", audience, name="audience"),
    path("rencana/khalayak/<int:pk>/", sheet, name="sheet"),
    path("rencana/khalayak/baru/<int:agency_pk>/", sheet_new, name="sheet_new"),
    path("rencana/khalayak/perkiraan/<int:agency_pk>/", sheet_estimate, name="sheet_estimate"),
    path("rencana/khalayak/kuesioner/<int:agency_pk>/", survey_open, name="survey_open"),
    path("rencana/khalayak/kuesioner/<int:pk>/tutup/", survey_close, name="survey_close"),
    path("rencana/khalayak/kuesioner/<int:pk>/lembar/", survey_sheet, name="survey_sheet"),
    path("kuesioner/<str:address>/", survey, name="survey"),
    path("rencana/", plans, name="plans"),
    path("rencana/baru/<int:agency_pk>/", plan_new, name="plan_new"),
    path("rencana/<int:pk>/", plan, name="plan"),
    path("rencana/baris/<int:pk>/hapus/", plan_row_drop, name="plan_row_drop"),
    path("rencana/<int:pk>/ajukan/", plan_submit, name="plan_submit"),
    path("rencana/<int:pk>/setujui/", plan_approve, name="plan_approve"),
    path("rencana/<int:pk>/kembalikan/", plan_return, name="plan_return"),
]
