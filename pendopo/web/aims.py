"""The yearly look at what the regulation is for: aims with their figures, objectives with a value or none, press contacts."""

from __future__ import annotations

from django import forms
from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import redirect, render
from django.urls import path, reverse
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from pendopo.people.models import Person
from pendopo.registry.models import Agency, Government
from pendopo.registry.queries import NotAllowed, agencies_for, government_of, today
from pendopo.registry.rules import Doing
from pendopo.regulation.profile import load
from pendopo.report.aims import actions
from pendopo.report.aims.figures import aim_figures, objective_proposal
from pendopo.report.aims.models import AimSnapshot, MediaContact, ObjectiveValue
from pendopo.web.access import found, person_of, signed_in


class ContactForm(forms.Form):
    """A newsroom."""

    outlet = forms.CharField(label=_("Media"), max_length=120)
    name = forms.CharField(label=_("Narahubung atau meja"), max_length=120, required=False)
    email = forms.EmailField(label=_("Surel redaksi"), required=False)
    phone = forms.CharField(label=_("Telepon redaksi"), max_length=30, required=False)
    words = forms.CharField(label=_("Catatan"), max_length=300, required=False)


def _government(request: HttpRequest) -> Government:
    government = government_of(person_of(request))
    if government is None:
        raise Http404
    return government


def _home(person: Person) -> Agency:
    """The coordinating agency through which a person measures; refused for those who don't."""
    home = agencies_for(person, Doing.EVALUATE).filter(coordinates=True, closed_on=None).first()
    if home is None:
        raise NotAllowed("Tujuan dan sasaran diukur oleh dinas pengampu. Minta analis di sana.")
    return home


def _measures(person: Person) -> bool:
    return agencies_for(person, Doing.EVALUATE).filter(coordinates=True, closed_on=None).exists()


def _year(request: HttpRequest, government: Government) -> int:
    text, last = request.GET.get("tahun", ""), today(government).year - 1
    return int(text) if text.isdigit() and 2000 <= int(text) <= last else last


@require_GET
@signed_in
def aims(request: HttpRequest) -> HttpResponse:
    """Aims and objectives of a closed year, with what the rows say beside what was given."""
    person, government = person_of(request), _government(request)
    profile, year, can = load(government.profile), _year(request, government), _measures(person)
    taken = {one.code: one for one in AimSnapshot.objects.filter(government=government, year=year)}
    given = {one.code: one for one in ObjectiveValue.objects.filter(government=government, year=year)}
    early = year < profile.effective_from.year
    return render(request, "aims/aims.html", {
        "year": year, "last": today(government).year - 1, "profile": profile, "can": can and not early, "early": early,
        "zone": government.zone,
        "aims": [
            (one, taken.get(one.code), aim_figures(government, one.code, year) if can and one.code not in taken else [])
            for one in profile.aims
        ],
        "objectives": [
            (one, given.get(one.code), objective_proposal(government, one.code, year) if can else "")
            for one in profile.objectives
        ],
    })  # fmt: skip


@require_POST
@signed_in
def aim_take(request: HttpRequest, year: int, code: str) -> HttpResponseRedirect:
    """Freeze an aim's figures."""
    person = person_of(request)
    actions.take_snapshot(home=_home(person), year=year, code=code, words=request.POST.get("words", ""), by=person)
    messages.success(request, gettext("Angka tujuan tersimpan."))
    return redirect(f"{reverse('aims')}?tahun={year}")


@require_POST
@signed_in
def objective_give(request: HttpRequest, year: int, code: str) -> HttpResponseRedirect:
    """A value, or that it is not measured."""
    person = person_of(request)
    value = "" if "unmeasured" in request.POST else request.POST.get("value", "")
    source = request.POST.get("source", "")
    actions.give_objective(home=_home(person), year=year, code=code, value=value, source=source, by=person)
    messages.success(request, gettext("Sasaran tersimpan."))
    return redirect(f"{reverse('aims')}?tahun={year}")


@require_http_methods(["GET", "POST"])
@signed_in
def media_contacts(request: HttpRequest) -> HttpResponse:
    """The newsrooms; one can be added by the dinas."""
    person, government = person_of(request), _government(request)
    form = ContactForm(request.POST or None)
    if request.method == "POST":
        home = _home(person)
        if form.is_valid():
            actions.add_contact(home=home, by=person, **form.cleaned_data)
            messages.success(request, gettext("Kontak tersimpan."))
            return redirect("media_contacts")
    rows = MediaContact.objects.filter(government=government, active=True)
    return render(request, "aims/media.html", {"rows": rows, "form": form, "can": _measures(person)})


@require_POST
@signed_in
def media_end(request: HttpRequest, pk: int) -> HttpResponseRedirect:
    """A newsroom leaves the list."""
    one = found(MediaContact.objects.filter(government=_government(request), active=True), pk=pk)
    actions.end_contact(home=_home(person_of(request)), contact=one, by=person_of(request))
    return redirect("media_contacts")


urlpatterns = [
    path("tujuan/", aims, name="aims"),
    path("tujuan/<int:year>/tujuan/<slug:code>/", aim_take, name="aim_take"),
    path("tujuan/<int:year>/sasaran/<slug:code>/", objective_give, name="objective_give"),
    path("tujuan/media/", media_contacts, name="media_contacts"),
    path("tujuan/media/<int:pk>/akhiri/", media_end, name="media_end"),
]
