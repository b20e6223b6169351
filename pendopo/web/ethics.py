"""Ethics cases: reporting one, and the confidential file for those who handle or read it."""

from __future__ import annotations

from typing import Any

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import path
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_GET, require_http_methods

from pendopo.people.models import Person
from pendopo.registry.ethics import actions
from pendopo.registry.ethics.queries import age, visible_cases
from pendopo.registry.ethics.states import ENDED, ETHICS_CASE
from pendopo.registry.models import Agency, OfficialAccount
from pendopo.registry.queries import agencies_for, may, today
from pendopo.registry.rules import Doing
from pendopo.regulation.profile import load
from pendopo.web.access import found, person_of, signed_in
from pendopo.web.persons import people_at
from pendopo.web.register import day_field


class ReportForm(forms.Form):
    """A report of a breach."""

    rule = forms.ChoiceField(label=_("Kaidah yang dilanggar"))
    person = forms.ModelChoiceField(
        label=_("Orang yang bersangkutan"), queryset=Person.objects.none(), required=False,
        empty_label=_("Tidak tahu atau tidak ada"),
    )  # fmt: skip
    account = forms.ModelChoiceField(
        label=_("Akun yang bersangkutan"), queryset=OfficialAccount.objects.none(), required=False,
        empty_label=_("Tidak ada"),
    )  # fmt: skip
    on = day_field(_("Tanggal laporan"))
    report = forms.CharField(
        label=_("Apa yang terjadi"), widget=forms.Textarea(attrs={"rows": 6}),
        help_text=_("Kapan, di mana, apa yang ditulis atau dilakukan. Sebut tautan bila ada."),
    )  # fmt: skip

    def __init__(self, *args: Any, agency: Agency, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        rule, who, account = self.fields["rule"], self.fields["person"], self.fields["account"]
        assert isinstance(rule, forms.ChoiceField)
        assert isinstance(who, forms.ModelChoiceField)
        assert isinstance(account, forms.ModelChoiceField)
        profile = load(agency.government.profile)
        rule.choices = [(one.code, f"{one.label} ({one.reference})") for one in profile.ethics]
        who.queryset, account.queryset = people_at([agency]).order_by("name"), agency.accounts.order_by("platform")


class HandleForm(forms.Form):
    """What was found and done."""

    finding = forms.CharField(label=_("Temuan"), required=False, widget=forms.Textarea(attrs={"rows": 4}))
    action = forms.CharField(
        label=_("Tindakan"), required=False, widget=forms.Textarea(attrs={"rows": 3}),
        help_text=_("Teguran, perbaikan unggahan, pembinaan, atau penyerahan kepada yang berwenang."),
    )  # fmt: skip
    to = forms.ChoiceField(label=_("Keadaan perkara"))

    def __init__(self, *args: Any, state: str, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        to = self.fields["to"]
        assert isinstance(to, forms.ChoiceField)
        to.choices = [
            (one, gettext(ETHICS_CASE.labels[one])) for one in ETHICS_CASE.moves if one in ETHICS_CASE.moves[state]
        ]


@require_GET
@signed_in
def ethics_cases(request: HttpRequest) -> HttpResponse:
    """The cases that one may read, open ones first; everybody may report one."""
    person = person_of(request)
    rows = [(one, age(one, today(one.agency.government)), one.state in ENDED) for one in visible_cases(person)[:200]]
    rows.sort(key=lambda row: (row[2], -row[1]))
    reads = agencies_for(person, Doing.READ_ETHICS)
    agencies = agencies_for(person).filter(closed_on=None).order_by("name")
    limit = {one.government_id: load(one.government.profile).targets.ethics_case_days for one in agencies}
    page = {"rows": rows, "reads": reads.exists(), "reporting": agencies, "limit": max(limit.values(), default=30)}
    return render(request, "ethics/list.html", page)


@require_http_methods(["GET", "POST"])
@signed_in
def ethics_report(request: HttpRequest, pk: int) -> HttpResponse:
    """Report a breach at an agency that one may see."""
    person = person_of(request)
    agency = found(agencies_for(person).select_related("government"), pk=pk)
    form = ReportForm(request.POST or None, agency=agency, initial={"on": today(agency.government)})
    if request.method == "POST" and form.is_valid():
        actions.report_case(agency=agency, by=person, **form.cleaned_data)
        messages.success(request, gettext("Laporan diterima. Isinya hanya terbaca oleh yang memeriksanya."))
        return redirect("ethics_cases")
    return render(request, "ethics/report.html", {"form": form, "agency": agency})


@require_http_methods(["GET", "POST"])
@signed_in
def ethics_case(request: HttpRequest, pk: int) -> HttpResponse:
    """The file of a case."""
    person = person_of(request)
    one = found(visible_cases(person), pk=pk)
    can = may(person, Doing.HANDLE_ETHICS, one.agency)
    form = HandleForm(
        request.POST or None, state=one.state, initial={"finding": one.finding, "action": one.action}
    )  # fmt: skip
    if request.method == "POST" and form.is_valid():
        actions.handle_case(case=one, by=person, **form.cleaned_data)
        messages.success(request, gettext("Berkas perkara tersimpan."))
        return redirect("ethics_case", pk=one.pk)
    profile = load(one.agency.government.profile)
    rule = next((each for each in profile.ethics if each.code == one.rule), None)
    return render(request, "ethics/case.html", {
        "one": one, "rule": rule, "form": form if can else None, "age": age(one, today(one.agency.government)),
        "ended": one.state in ENDED, "limit": profile.targets.ethics_case_days,
    })  # fmt: skip


urlpatterns = [
    path("etika/perkara/", ethics_cases, name="ethics_cases"),
    path("etika/lapor/<int:pk>/", ethics_report, name="ethics_report"),
    path("etika/perkara/<int:pk>/", ethics_case, name="ethics_case"),
]
