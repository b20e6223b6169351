"""A person's page: who holds what since when and by which decree, what they learned; and their moving away."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from typing import Any

from allauth.account.forms import default_token_generator
from allauth.account.utils import user_pk_to_url_str
from django import forms
from django.conf import settings
from django.contrib import messages
from django.db.models import Q, QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import path, reverse
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from pendopo.inbox.moving import move_away
from pendopo.people.models import Person
from pendopo.registry.actions import allow_first_password, correct_person
from pendopo.registry.competence.queries import visible_trainings
from pendopo.registry.custody.models import Trouble
from pendopo.registry.ethics.obligations import sheets_of_person
from pendopo.registry.models import Agency, Appointment, Office
from pendopo.registry.queries import agencies_for, government_of, may, today
from pendopo.registry.rules import Doing
from pendopo.regulation.nip import nip_problem
from pendopo.web.access import found, person_of, signed_in
from pendopo.web.register import day_field
from pendopo.web.tried import shown, tried


def people_at(agencies: Iterable[Agency] | QuerySet[Agency]) -> QuerySet[Person]:
    """Everybody who holds or held something at these agencies."""
    return Person.objects.filter(
        Q(pk__in=Office.objects.filter(agency__in=agencies).values("person"))
        | Q(pk__in=Appointment.objects.filter(decree__agency__in=agencies).values("person"))
    )


def visible_people(person: Person) -> QuerySet[Person]:
    """Oneself, and whoever holds or held something at an agency that one may see."""
    return Person.objects.filter(Q(pk=person.pk) | Q(pk__in=people_at(agencies_for(person)).values("pk")))


@require_GET
@signed_in
def person(request: HttpRequest, pk: int) -> HttpResponse:
    """Offices, appointments, training and what is still owed, as far as one may see the agencies."""
    viewer = person_of(request)
    one = found(visible_people(viewer), pk=pk)
    seen = agencies_for(viewer)
    mine = Q(person=viewer) if one.pk == viewer.pk else Q(pk__in=[])
    offices = one.offices.filter(mine | Q(agency__in=seen)).select_related("agency__government").order_by("-since")
    named = (
        one.appointments.filter(mine | Q(decree__agency__in=seen))
        .select_related("decree__agency__government", "account")
        .order_by("-decree__since", "-pk")
    )
    held = Q(offices__person=one) | Q(decrees__appointments__person=one)
    keeping = [each for each in agencies_for(viewer, Doing.REGISTER).filter(held).distinct() if _holds_at(one, each)]
    government = government_of(one)
    sheets = sheets_of_person(one, government) if government else []
    return render(request, "persons/person.html", {
        "one": one, "offices": [(each, _now(each.since, each.until, each.agency)) for each in offices],
        "named": [(each, _in_force(each)) for each in named], "moving": keeping, "mine": one.pk == viewer.pk,
        "unopened": one.is_active and not one.has_usable_password(),
        "trainings": visible_trainings(viewer).filter(person=one), "nip_problem": nip_problem(one.nip) if one.nip else "",
        "sheets": [each for each in sheets if may(viewer, Doing.SEE, each.manager.agency)],
    })  # fmt: skip


def _now(since: date, until: date | None, agency: Agency) -> bool:
    day = today(agency.government)
    return since <= day and (until is None or day <= until)


def _in_force(one: Appointment) -> bool:
    decree, day = one.decree, today(one.decree.agency.government)
    stops = [stop for stop in (decree.revoked_on, one.ended_on) if stop is not None]
    signed = decree.state in {"signed", "revoked"}
    return signed and _now(decree.since, decree.until, decree.agency) and all(day < stop for stop in stops)


def _holds_at(one: Person, agency: Agency) -> bool:
    day = today(agency.government)
    offices = one.offices.filter(Q(until=None) | Q(until__gte=day), agency=agency)
    named = one.appointments.filter(decree__agency=agency, decree__state__in=["draft", "signed"], ended_on=None)
    return offices.exists() or named.exists()


@require_POST
@signed_in
def first_password(request: HttpRequest, agency_pk: int, pk: int) -> HttpResponse:
    """A link with which somebody makes their first password, shown once to whoever hands it over; no mail is needed."""
    by = person_of(request)
    agency = found(agencies_for(by, Doing.REGISTER).select_related("government"), pk=agency_pk)
    one = found(people_at([agency]), pk=pk)
    allow_first_password(person=one, agency=agency, by=by)
    words = {"uidb36": user_pk_to_url_str(one), "key": default_token_generator.make_token(one)}
    link = request.build_absolute_uri(reverse("account_reset_password_from_key", kwargs=words))
    days = settings.PASSWORD_RESET_TIMEOUT // 86400
    return render(request, "persons/first_password.html", {"one": one, "link": link, "days": days})


class PersonForm(forms.Form):
    """What stands of a person, apart from the address of sign-in."""

    name = forms.CharField(label=_("Nama"), max_length=200)
    nip = forms.CharField(
        label="NIP", required=False, max_length=24, help_text=_("18 angka; kosong bagi tenaga kontrak.")
    )
    employment = forms.ChoiceField(label=_("Status kepegawaian"), choices=Person.Employment.choices)
    phone = forms.CharField(label=_("Nomor telepon dinas"), required=False, max_length=20)


@require_http_methods(["GET", "POST"])
@signed_in
def person_change(request: HttpRequest, agency_pk: int, pk: int) -> HttpResponse:
    """Mend a name, NIP or employment; by who keeps the register of an agency where the person works."""
    by = person_of(request)
    agency = found(agencies_for(by, Doing.REGISTER).select_related("government"), pk=agency_pk)
    one = found(people_at([agency]), pk=pk)
    start = {"name": one.name, "nip": one.nip or "", "employment": one.employment, "phone": one.phone}
    form = PersonForm(request.POST or None, initial=start)

    def save(data: dict[str, Any]) -> bool:
        correct_person(person=one, agency=agency, by=by, **data)
        return True

    if tried(form, save):
        messages.success(request, gettext("Data orang ini tersimpan."))
        return redirect("person", pk=one.pk)
    return shown(request, form, title=one.name, agency=agency)


class MovedForm(forms.Form):
    """Somebody leaves an agency."""

    on = day_field(_("Mulai tanggal"))
    because = forms.CharField(
        label=_("Dasar"), max_length=200, help_text=_("Nomor surat mutasi, pensiun, atau pemberhentian.")
    )


@require_http_methods(["GET", "POST"])
@signed_in
def person_moved(request: HttpRequest, agency_pk: int, pk: int) -> HttpResponse:
    """All rights at an agency end on a day; what the person holds open goes to the responsible official."""
    by = person_of(request)
    agency = found(agencies_for(by, Doing.REGISTER).select_related("government"), pk=agency_pk)
    one = found(people_at([agency]), pk=pk)
    form = MovedForm(request.POST or None, initial={"on": today(agency.government)})
    if request.method == "POST" and form.is_valid():
        passed = move_away(
            person=one, agency=agency, on=form.cleaned_data["on"], because=form.cleaned_data["because"], by=by
        )
        messages.success(
            request, gettext("Tercatat. Haknya berhenti pada tanggal itu; %(count)s kasus beralih.") % {"count": passed}
        )
        checklist = Trouble.objects.filter(agency=agency, mover=one, state="open").order_by("-pk").first()
        return redirect("trouble", pk=checklist.pk) if checklist else redirect("person", pk=one.pk)
    return render(request, "persons/moved.html", {"form": form, "one": one, "agency": agency})


urlpatterns = [
    path("orang/<int:pk>/", person, name="person"),
    path("orang/<int:agency_pk>/<int:pk>/ubah/", person_change, name="person_change"),
    path("orang/<int:agency_pk>/<int:pk>/pindah/", person_moved, name="person_moved"),
    path("orang/<int:agency_pk>/<int:pk>/kata-sandi/", first_password, name="first_password"),
]
