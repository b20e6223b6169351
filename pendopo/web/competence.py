"""Training of people; coordination meetings and joint campaigns of agencies."""

from __future__ import annotations

from typing import Any

from django import forms
from django.contrib import messages
from django.db.models import QuerySet
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import path
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_GET, require_http_methods

from pendopo.people.models import Person
from pendopo.registry.competence import actions
from pendopo.registry.competence.models import Meeting
from pendopo.registry.competence.queries import visible_meetings, visible_trainings
from pendopo.registry.models import Agency
from pendopo.registry.queries import agencies_for, may, today
from pendopo.registry.rules import Doing
from pendopo.regulation.duties import duty
from pendopo.regulation.profile import load
from pendopo.web.access import found, person_of, signed_in
from pendopo.web.downloads import kept_file
from pendopo.web.persons import people_at
from pendopo.web.register import day_field


class TrainingForm(forms.Form):
    """A training that somebody finished."""

    title = forms.CharField(label=_("Nama pelatihan"), max_length=200)
    organiser = forms.CharField(label=_("Penyelenggara"), max_length=200)
    on = day_field(_("Tanggal selesai"))
    valid_until = day_field(_("Sertifikat berlaku sampai"), required=False)
    certificate = forms.FileField(label=_("Sertifikat (PDF, paling besar 10 MB)"), required=False)


@require_http_methods(["GET", "POST"])
@signed_in
def training_add(request: HttpRequest, agency_pk: int, pk: int) -> HttpResponse:
    """One's own training, or of somebody whose agency one keeps the register of."""
    person = person_of(request)
    agency = found(agencies_for(person).select_related("government"), pk=agency_pk)
    who = found(people_at([agency]), pk=pk)
    if who.pk != person.pk and not may(person, Doing.REGISTER, agency):
        raise Http404
    form = TrainingForm(request.POST or None, request.FILES or None)
    if request.method == "POST" and form.is_valid():
        data = dict(form.cleaned_data)
        certificate = data.pop("certificate")
        learned = actions.Learned(**data)
        actions.record_training(person=who, agency=agency, learned=learned, by=person, certificate=certificate)
        messages.success(request, gettext("Pelatihan tercatat."))
        return redirect("person", pk=who.pk)
    title = gettext("Pelatihan %(name)s") % {"name": who.name}
    return render(
        request,
        "competence/form.html",
        {"form": form, "title": title, "agency": agency, "articles": _articles(agency, "profesional")},
    )


def _articles(agency: Agency, code: str) -> str:
    return next(iter(duty(code).reference(load(agency.government.profile))), "")


@require_GET
@signed_in
def training_file(request: HttpRequest, pk: int) -> HttpResponseBase:
    """The certificate, as an attachment under a plain name."""
    one = found(visible_trainings(person_of(request)), pk=pk)
    return kept_file(one.file, f"sertifikat-{one.pk}.pdf")


class MeetingForm(forms.Form):
    """What was agreed with others."""

    kind = forms.ChoiceField(label=_("Jenis"), choices=Meeting.Kind.choices)
    on = day_field(_("Tanggal"))
    title = forms.CharField(label=_("Tentang"), max_length=200)
    agencies = forms.ModelMultipleChoiceField(
        label=_("Instansi peserta"), queryset=Agency.objects.none(), required=False,
        widget=forms.CheckboxSelectMultiple,
    )  # fmt: skip
    people = forms.ModelMultipleChoiceField(
        label=_("Yang hadir dari instansi ini"), queryset=Person.objects.none(), required=False,
        widget=forms.CheckboxSelectMultiple,
    )  # fmt: skip
    others = forms.CharField(
        label=_("Pihak lain"), required=False, max_length=500,
        help_text=_("Media, komunitas, atau pemerintah daerah lain."),
    )  # fmt: skip
    minutes = forms.CharField(label=_("Notula"), widget=forms.Textarea(attrs={"rows": 6}))
    decisions = forms.CharField(
        label=_("Keputusan rapat"), required=False, widget=forms.Textarea(attrs={"rows": 3}),
        help_text=_("Wajib untuk rapat: apa yang disepakati, oleh siapa, sampai kapan."),
    )  # fmt: skip
    file = forms.FileField(label=_("Notula bertanda tangan (PDF)"), required=False)

    def __init__(self, *args: Any, agency: Agency, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        others = Agency.objects.filter(government=agency.government_id, closed_on=None).exclude(pk=agency.pk)
        self._offer("agencies", others)
        self._offer("people", people_at([agency]).order_by("name"))

    def _offer(self, name: str, rows: QuerySet[Any]) -> None:
        field = self.fields[name]
        assert isinstance(field, forms.ModelMultipleChoiceField)
        field.queryset = rows


@require_GET
@signed_in
def meetings(request: HttpRequest) -> HttpResponse:
    """Meetings and campaigns of the agencies that one may see, newest first."""
    person = person_of(request)
    adding = agencies_for(person, Doing.COORDINATE).filter(closed_on=None).order_by("name")
    return render(request, "competence/meetings.html", {
        "rows": visible_meetings(person)[:200], "adding": adding,
    })  # fmt: skip


@require_http_methods(["GET", "POST"])
@signed_in
def meeting_add(request: HttpRequest, pk: int) -> HttpResponse:
    """Record a meeting or campaign of an agency."""
    person = person_of(request)
    agency = found(agencies_for(person, Doing.COORDINATE).select_related("government"), pk=pk)
    start = {"on": today(agency.government)}
    form = MeetingForm(request.POST or None, request.FILES or None, agency=agency, initial=start)
    if request.method == "POST" and form.is_valid():
        data = form.cleaned_data
        met = actions.Met(data["kind"], data["on"], data["title"], data["minutes"], data["decisions"], data["others"])
        made = actions.record_meeting(
            agency=agency, met=met, agencies=list(data["agencies"]), people=list(data["people"]), by=person,
            file=data["file"],
        )  # fmt: skip
        messages.success(request, gettext("Catatan koordinasi tersimpan."))
        return redirect("meeting", pk=made.pk)
    title = gettext("Catat rapat atau kampanye bersama")
    return render(
        request,
        "competence/form.html",
        {"form": form, "title": title, "agency": agency, "articles": _articles(agency, "koordinasi")},
    )


@require_GET
@signed_in
def meeting(request: HttpRequest, pk: int) -> HttpResponse:
    """One meeting with its minutes and decisions."""
    one = found(visible_meetings(person_of(request)), pk=pk)
    return render(request, "competence/meeting.html", {"one": one})


@require_GET
@signed_in
def meeting_file(request: HttpRequest, pk: int) -> HttpResponseBase:
    """The signed minutes, as an attachment under a plain name."""
    one = found(visible_meetings(person_of(request)), pk=pk)
    return kept_file(one.file, f"notula-{one.pk}.pdf")


urlpatterns = [
    path("pelatihan/<int:agency_pk>/<int:pk>/baru/", training_add, name="training_add"),
    path("pelatihan/<int:pk>/berkas/", training_file, name="training_file"),
    path("rapat/", meetings, name="meetings"),
    path("rapat/baru/<int:pk>/", meeting_add, name="meeting_add"),
    path("rapat/<int:pk>/", meeting, name="meeting"),
    path("rapat/<int:pk>/berkas/", meeting_file, name="meeting_file"),
]
