"""Decrees: drafting one, naming people in it, uploading the signed copy."""

from __future__ import annotations

from typing import Any

from django import forms
from django.contrib import messages
from django.http import FileResponse, Http404, HttpRequest, HttpResponse, HttpResponseBase, HttpResponseRedirect
from django.shortcuts import redirect, render
from django.urls import path
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from pendopo.people.models import Person
from pendopo.registry import actions
from pendopo.registry.models import Agency, Appointment, Decree, OfficialAccount
from pendopo.registry.queries import agencies_for, may, today, visible_decrees
from pendopo.registry.rules import Doing
from pendopo.regulation.profile import load
from pendopo.web.access import found, person_of, signed_in
from pendopo.web.register import day_field


class DecreeForm(forms.Form):
    """A decree before it is signed."""

    number = forms.CharField(label=_("Nomor"), max_length=120)
    about = forms.CharField(label=_("Tentang"), max_length=300)
    since = day_field(_("Berlaku mulai"))
    until = day_field(_("Berlaku sampai"), required=False)
    accounts = forms.ModelMultipleChoiceField(
        label=_("Akun yang ditetapkan"), queryset=OfficialAccount.objects.none(), required=False,
        widget=forms.CheckboxSelectMultiple,
    )  # fmt: skip

    def __init__(self, *args: Any, agency: Agency, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        accounts = self.fields["accounts"]
        assert isinstance(accounts, forms.ModelMultipleChoiceField)
        accounts.queryset = agency.accounts.exclude(state="closed").order_by("platform")


class AppointForm(forms.Form):
    """An officer or official in a decree; the person is made when the address is new."""

    name = forms.CharField(label=_("Nama"), max_length=200)
    email = forms.EmailField(label=_("Surel dinas"))
    nip = forms.RegexField(
        r"^\d{18}$", label="NIP", error_messages={"invalid": _("NIP terdiri atas 18 angka, tanpa spasi.")}
    )
    employment = forms.ChoiceField(
        label=_("Status kepegawaian"), choices=[("pns", "PNS"), ("pppk", "PPPK")],
        help_text=_("Petugas dan pejabat adalah ASN menurut peraturan."),
    )  # fmt: skip
    duty = forms.ChoiceField(label=_("Tugas"), choices=Appointment.Duty.choices)
    position = forms.CharField(label=_("Jabatan"), max_length=200)


class SignForm(forms.Form):
    """The signed copy."""

    signed_on = day_field(_("Tanggal ditandatangani"))
    copy = forms.FileField(label=_("Salinan bertanda tangan (PDF)"))


@require_GET
@signed_in
def decrees(request: HttpRequest) -> HttpResponse:
    """All decrees that the person may see, those about to end first."""
    person = person_of(request)
    rows = (
        visible_decrees(person)
        .prefetch_related("accounts", "appointments__person")
        .order_by("state", "until", "-since")
    )
    adding = agencies_for(person, Doing.REGISTER).filter(closed_on=None)
    return render(request, "register/decrees.html", {"decrees": rows[:200], "adding": adding})


@require_GET
@signed_in
def decree(request: HttpRequest, pk: int) -> HttpResponse:
    """One decree with whom and what it names."""
    person = person_of(request)
    one = found(visible_decrees(person).select_related("signer__person"), pk=pk)
    day = today(one.agency.government)
    return render(request, "register/decree.html", {
        "decree": one, "agency": one.agency, "day": day, "can": may(person, Doing.REGISTER, one.agency),
        "appointments": one.appointments.select_related("person", "account"), "accounts": one.accounts.all(),
        "in_force": one.state == "signed" and one.since <= day and (one.until is None or day <= one.until),
        "profile": load(one.agency.government.profile), "sign": SignForm(),
    })  # fmt: skip


@require_http_methods(["GET", "POST"])
@signed_in
def decree_add(request: HttpRequest, pk: int) -> HttpResponse:
    """A new decree of an agency."""
    person = person_of(request)
    one = found(agencies_for(person, Doing.REGISTER), pk=pk)
    profile = load(one.government.profile)
    start = {"about": gettext("Akun resmi, petugas dan pejabat pengelola media sosial"), "since": today(one.government)}
    form = DecreeForm(request.POST or None, agency=one, initial=start)
    if request.method == "POST" and form.is_valid():
        data = form.cleaned_data
        made = actions.draft_decree(
            agency=one, number=data["number"], about=data["about"], since=data["since"], until=data["until"],
            accounts=list(data["accounts"]), by=person,
        )  # fmt: skip
        messages.success(request, gettext("Konsep tersimpan. Sekarang sebut petugas dan pejabatnya."))
        return redirect("decree", pk=made.pk)
    return render(request, "register/form.html", {"form": form, "title": profile.terms.decree, "agency": one})


def _mine(person: Person, pk: int) -> Decree:
    mine = agencies_for(person, Doing.REGISTER)
    return found(Decree.objects.filter(agency__in=mine).select_related("agency__government"), pk=pk)


@require_http_methods(["GET", "POST"])
@signed_in
def decree_appoint(request: HttpRequest, pk: int) -> HttpResponse:
    """Name somebody in a decree that is not signed yet."""
    person = person_of(request)
    one = _mine(person, pk)
    form = AppointForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        data = form.cleaned_data
        who = actions.add_person(
            agency=one.agency,
            email=data["email"],
            name=data["name"],
            nip=data["nip"],
            employment=data["employment"],
            by=person,
        )
        actions.appoint(decree=one, person=who, duty=data["duty"], position=data["position"], account=None, by=person)
        return redirect("decree", pk=one.pk)
    return render(
        request, "register/form.html", {"form": form, "title": _("Petugas atau pejabat"), "agency": one.agency}
    )


@require_POST
@signed_in
def decree_sign(request: HttpRequest, pk: int) -> HttpResponse:
    """The signed copy is uploaded."""
    person = person_of(request)
    one = _mine(person, pk)
    form = SignForm(request.POST, request.FILES)
    if not form.is_valid():
        for errors in form.errors.values():
            messages.error(request, str(errors[0]))
        return redirect("decree", pk=one.pk)
    actions.sign_decree(decree=one, signed_on=form.cleaned_data["signed_on"], copy=form.cleaned_data["copy"], by=person)
    messages.success(request, gettext("Keputusan berlaku menurut tanggalnya; hak petugas mengikutinya."))
    return redirect("decree", pk=one.pk)


@require_POST
@signed_in
def appointment_end(request: HttpRequest, pk: int) -> HttpResponseRedirect:
    """Somebody named in a decree moved."""
    person = person_of(request)
    mine = agencies_for(person, Doing.REGISTER)
    one = found(Appointment.objects.filter(decree__agency__in=mine).select_related("decree__agency__government"), pk=pk)
    actions.end_appointment(
        appointment=one, on=today(one.decree.agency.government), because=request.POST.get("because", ""), by=person
    )
    messages.success(request, gettext("Penunjukan berakhir hari ini; haknya sudah berhenti."))
    return redirect("decree", pk=one.decree_id)


@require_GET
@signed_in
def decree_file(request: HttpRequest, pk: int) -> HttpResponseBase:
    """The signed copy, as an attachment under a plain name."""
    one = found(visible_decrees(person_of(request)), pk=pk)
    if not one.file:
        raise Http404
    response = FileResponse(
        one.file.open("rb"), as_attachment=True, filename=f"keputusan-{one.pk}.pdf", content_type="application/pdf"
    )
    response.headers["Content-Security-Policy"] = "sandbox"
    return response


urlpatterns = [
    path("keputusan/", decrees, name="decrees"),
    path("keputusan/<int:pk>/", decree, name="decree"),
    path("keputusan/baru/<int:pk>/", decree_add, name="decree_add"),
    path("keputusan/<int:pk>/tunjuk/", decree_appoint, name="decree_appoint"),
    path("keputusan/<int:pk>/tandatangan/", decree_sign, name="decree_sign"),
    path("keputusan/<int:pk>/berkas/", decree_file, name="decree_file"),
    path("keputusan/penunjukan/<int:pk>/akhiri/", appointment_end, name="appointment_end"),
]
