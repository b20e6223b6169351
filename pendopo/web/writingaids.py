"""An agency's aids for writing; the register of issues (Pasal 10 b); election windows (Pasal 3 f)."""

from __future__ import annotations

from django import forms
from django.contrib import messages as said
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import redirect, render
from django.urls import path
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_http_methods, require_POST

from pendopo.people.models import Person
from pendopo.publishing.issues import actions as issues
from pendopo.publishing.issues.queries import visible_issues
from pendopo.publishing.leaving import UTM
from pendopo.publishing.neutrality.actions import cancel_window, open_window
from pendopo.publishing.neutrality.models import ElectionWindow
from pendopo.publishing.writing import actions
from pendopo.publishing.writing.models import CampaignLinks, TagGroup, Template
from pendopo.registry.models import Agency
from pendopo.registry.queries import agencies_for, standings
from pendopo.registry.rules import Doing
from pendopo.web.access import found, person_of, signed_in


@require_http_methods(["GET", "POST"])
@signed_in
def writing_aids(request: HttpRequest, agency_pk: int) -> HttpResponse:
    """Tag groups, templates, and how links of a campaign are marked."""
    person = person_of(request)
    agency = found(agencies_for(person, Doing.DRAFT), pk=agency_pk)
    if request.method == "POST":
        _aid(request, agency, person)
        return redirect("writing_aids", agency_pk=agency.pk)
    links = CampaignLinks.objects.filter(agency=agency).first()
    page = {
        "agency": agency, "groups": TagGroup.objects.filter(agency=agency), "links": links, "proposed": UTM,
        "templates": Template.objects.filter(agency=agency), "tab": "aids",
    }  # fmt: skip
    return render(request, "messages/aids.html", page)


def _aid(request: HttpRequest, agency: Agency, person: Person) -> None:
    given = request.POST
    if "drop_group" in given:
        rows = TagGroup.objects.filter(agency=agency).select_related("agency__government")
        actions.drop_tag_group(group=found(rows, pk=given["drop_group"]), by=person)
    elif "drop_template" in given:
        kept = Template.objects.filter(agency=agency).select_related("agency__government")
        actions.drop_template(template=found(kept, pk=given["drop_template"]), by=person)
    elif "tags" in given:
        actions.keep_tag_group(agency=agency, by=person, name=given.get("name", ""), tags=given["tags"])
    else:
        template, hosts = given.get("template", ""), given.get("hosts", "")
        actions.set_campaign_links(agency=agency, by=person, template=template, hosts=hosts)
    said.success(request, gettext("Tersimpan."))


class ShortName(forms.ModelChoiceField[Agency]):
    """Agencies by the name that people use."""

    def label_from_instance(self, obj: Agency) -> str:
        return obj.short_name


class IssueForm(forms.Form):
    """A new issue."""

    name = forms.CharField(label=_("Isu"), max_length=160)
    lead = ShortName(label=_("Instansi pemimpin"), queryset=Agency.objects.none())
    narrative = forms.CharField(
        label=_("Narasi bersama"), required=False, max_length=20_000, widget=forms.Textarea(attrs={"rows": 4}),
        help_text=_("Apa yang disampaikan semua instansi dengan kata yang sama."),
    )  # fmt: skip

    def __init__(self, *args: object, agencies: QuerySet[Agency]) -> None:
        super().__init__(*args)  # type: ignore[arg-type]
        lead = self.fields["lead"]
        assert isinstance(lead, forms.ModelChoiceField)
        lead.queryset = agencies


@require_http_methods(["GET", "POST"])
@signed_in
def issues_page(request: HttpRequest) -> HttpResponse:
    """Current issues, each with the one agency that leads it."""
    person = person_of(request)
    mine = agencies_for(person, Doing.REGISTER).filter(closed_on=None)
    form = IssueForm(request.POST or None, agencies=mine)
    if request.method == "POST" and form.is_valid():
        data = form.cleaned_data
        issues.open_issue(lead=data["lead"], by=person, name=data["name"], narrative=data["narrative"])
        said.success(request, gettext("Isu terdaftar."))
        return redirect("issues")
    mine_ids = set(mine.values_list("pk", flat=True))
    rows = [(one, one.lead_id in mine_ids and one.closed_on is None) for one in visible_issues(person)]
    page = {"rows": rows, "form": form if mine_ids else None, "agencies": mine, "tab": "issues"}
    return render(request, "messages/issues.html", page)


@require_POST
@signed_in
def issue_change(request: HttpRequest, pk: int) -> HttpResponseRedirect:
    """Another lead, another narrative, or its end."""
    person = person_of(request)
    one = found(visible_issues(person), pk=pk)
    if "close" in request.POST:
        issues.close_issue(issue=one, by=person)
        said.success(request, gettext("Isu ditutup. Pesannya tetap tersimpan."))
    else:
        same = Agency.objects.filter(government=one.government, closed_on=None)
        lead = found(same, pk=request.POST.get("lead", "0"))
        because, narrative = request.POST.get("because", ""), request.POST.get("narrative", "")
        issues.change_issue(issue=one, by=person, lead=lead, narrative=narrative, because=because)
        said.success(request, gettext("Tersimpan."))
    return redirect("issues")


class WindowForm(forms.Form):
    """A new election window."""

    label = forms.CharField(label=_("Nama masa"), max_length=160)
    starts = forms.DateField(label=_("Mulai"), widget=forms.DateInput(attrs={"type": "date"}))
    ends = forms.DateField(label=_("Sampai"), widget=forms.DateInput(attrs={"type": "date"}))
    words = forms.CharField(
        label=_("Nama dan semboyan yang ikut diperiksa"), required=False, widget=forms.Textarea(attrs={"rows": 6}),
        help_text=_("Satu tiap baris: nama calon, partai, semboyan. Kata umum seperti «paslon» sudah ada."),
    )  # fmt: skip


def _coordinating(person: Person) -> Agency | None:
    return agencies_for(person, Doing.REGISTER).filter(coordinates=True, closed_on=None).first()


@require_http_methods(["GET", "POST"])
@signed_in
def election_windows(request: HttpRequest) -> HttpResponse:
    """Times in which one-sided words need a decision."""
    person = person_of(request)
    home = _coordinating(person)
    form = WindowForm(request.POST or None)
    if request.method == "POST" and home is not None and form.is_valid():
        open_window(coordinating=home, by=person, **form.cleaned_data)
        said.success(request, gettext("Masa pemilihan tercatat. Pesan pada masa itu diperiksa."))
        return redirect("election_windows")
    governments = {one.government_id for one in standings(person)}
    rows = ElectionWindow.objects.filter(government__in=governments).select_related("government")
    page = {"rows": rows, "form": form if home else None, "tab": "windows"}
    return render(request, "messages/windows.html", page)


@require_POST
@signed_in
def election_window_cancel(request: HttpRequest, pk: int) -> HttpResponseRedirect:
    """It was registered wrongly."""
    person = person_of(request)
    governments = {one.government_id for one in standings(person)}
    rows = ElectionWindow.objects.filter(government__in=governments).select_related("government")
    one = found(rows, pk=pk)
    home = found(Agency.objects.filter(government=one.government, coordinates=True, closed_on=None).select_related("government"))  # fmt: skip
    cancel_window(window=one, coordinating=home, by=person, because=request.POST.get("because", ""))
    said.success(request, gettext("Masa itu dibatalkan."))
    return redirect("election_windows")


urlpatterns = [
    path("pesan/alat/<int:agency_pk>/", writing_aids, name="writing_aids"),
    path("isu/", issues_page, name="issues"),
    path("isu/<int:pk>/", issue_change, name="issue_change"),
    path("masa-pemilihan/", election_windows, name="election_windows"),
    path("masa-pemilihan/<int:pk>/batal/", election_window_cancel, name="election_window_cancel"),
]
