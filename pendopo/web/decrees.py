"""Decrees: the list, one decree, the form that begins one, the people in it, and the signed copy."""

from __future__ import annotations

from typing import Any

from django import forms
from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase, HttpResponseRedirect
from django.shortcuts import redirect, render
from django.urls import path
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from pendopo.people.models import Person
from pendopo.registry import actions
from pendopo.registry.models import Agency, Appointment, Decree, Office, OfficialAccount
from pendopo.registry.papers import actions as papers
from pendopo.registry.papers import signing
from pendopo.registry.papers.models import Paper, Seal
from pendopo.registry.papers.queries import candidates, endings, next_number, overlaps, warnings_of
from pendopo.registry.queries import agencies_for, in_force, may, today, visible_decrees
from pendopo.registry.rules import Doing
from pendopo.registry.structure.queries import name_on
from pendopo.regulation.profile import load
from pendopo.web.access import found, person_of, signed_in
from pendopo.web.downloads import kept_file
from pendopo.web.register import day_field
from pendopo.web.tried import shown, tried


class DecreeForm(forms.Form):
    """A decree before it is signed, filled in with what the agency has."""

    about = forms.CharField(label=_("Tentang"), max_length=300)
    since = day_field(_("Berlaku mulai"))
    until = day_field(_("Berlaku sampai"), required=False)
    number = forms.CharField(label=_("Nomor"), max_length=120, required=False)
    accounts = forms.ModelMultipleChoiceField(
        label=_("Akun yang ditetapkan (Lampiran I)"), queryset=OfficialAccount.objects.none(), required=False,
        widget=forms.CheckboxSelectMultiple,
    )  # fmt: skip
    officials = forms.MultipleChoiceField(
        label=_("Pejabat penanggung jawab (Lampiran II)"), required=False, widget=forms.CheckboxSelectMultiple
    )
    officers = forms.MultipleChoiceField(
        label=_("Petugas (Lampiran III)"), required=False, widget=forms.CheckboxSelectMultiple,
        help_text=_("Hanya ASN yang sudah tercatat di instansi ini. Orang lain ditambahkan di halaman berikutnya."),
    )  # fmt: skip
    replaces = forms.ModelChoiceField(
        label=_("Menggantikan keputusan"), queryset=Decree.objects.none(), required=False, empty_label=_("Tidak ada"),
        help_text=_("Keputusan lama dicabut pada hari keputusan ini mulai berlaku, begitu salinannya diunggah."),
    )  # fmt: skip
    makes_official = forms.BooleanField(
        label=_("Akun usulan menjadi resmi begitu salinan bertanda tangan diunggah"), required=False
    )

    def __init__(self, *args: Any, agency: Agency, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.people = {str(one.person.pk): one for one in candidates(agency)}
        choices = [(key, f"{one.person.name} · {one.position}") for key, one in self.people.items()]
        for name in ("officials", "officers"):
            field = self.fields[name]
            assert isinstance(field, forms.MultipleChoiceField)
            field.choices = choices
        rows = {
            "accounts": agency.accounts.exclude(state="closed").order_by("platform"),
            "replaces": agency.decrees.filter(state="signed").order_by("-since"),
        }
        for name, queryset in rows.items():
            chosen = self.fields[name]
            assert isinstance(chosen, forms.ModelChoiceField)
            chosen.queryset = queryset
        preview = next_number(agency, today(agency.government))
        self.fields["number"].help_text = gettext("Kosongkan untuk nomor berikutnya: %(number)s") % {"number": preview}

    def wanted(self) -> papers.Wanted:
        """What the form says."""
        data = self.cleaned_data
        named = [
            papers.Named(self.people[key].person, duty, self.people[key].position)
            for duty, field in (("official", "officials"), ("officer", "officers"))
            for key in data[field]
        ]
        return papers.Wanted(
            data["about"], data["since"], data["until"], data["number"], list(data["accounts"]), named,
            data["makes_official"], data["replaces"],
        )  # fmt: skip


class AppointForm(forms.Form):
    """An officer or official in a decree; the person is made when the address is new."""

    name = forms.CharField(label=_("Nama"), max_length=200)
    email = forms.EmailField(label=_("Surel dinas"))
    nip = forms.CharField(label="NIP", max_length=30, help_text=_("18 angka, seperti pada keputusan kepegawaian."))
    employment = forms.ChoiceField(
        label=_("Status kepegawaian"), choices=[("pns", "PNS"), ("pppk", "PPPK")],
        help_text=_("Petugas dan pejabat adalah ASN menurut peraturan."),
    )  # fmt: skip
    duty = forms.ChoiceField(label=_("Tugas"), choices=Appointment.Duty.choices)
    position = forms.CharField(label=_("Jabatan"), max_length=200)


class SignForm(forms.Form):
    """The signed copy: when, by whom, and the file."""

    signed_on = day_field(_("Tanggal ditandatangani"))
    signer = forms.ModelChoiceField(
        label=_("Nama penanda tangan di naskah"), queryset=Office.objects.none(), required=False, empty_label=_("Pilih"),
        help_text=_("Harus kepala instansi pada tanggal itu."),
    )  # fmt: skip
    copy = forms.FileField(
        label=_("Salinan bertanda tangan (PDF)"), widget=forms.ClearableFileInput(attrs={"accept": "application/pdf"}),
        help_text=_("Pindaian atau PDF bertanda tangan elektronik, paling besar 10 MB."),
    )  # fmt: skip

    def __init__(self, *args: Any, agency: Agency, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        signer = self.fields["signer"]
        assert isinstance(signer, forms.ModelChoiceField)
        signer.queryset = Office.objects.filter(agency=agency, role="head").select_related("person").order_by("-since")


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
    first = adding.first()
    soon = len(endings(person, first.government)) if first else 0
    keeps = adding.filter(coordinates=True).exists()
    page = {"decrees": rows[:200], "adding": adding, "soon": soon, "keeps_template": keeps}
    return render(request, "register/decrees.html", page)


@require_GET
@signed_in
def decree(request: HttpRequest, pk: int) -> HttpResponse:
    """One decree with whom and what it names, what to look at before it is signed, and its paper."""
    person = person_of(request)
    one = found(visible_decrees(person).select_related("signer__person"), pk=pk)
    day, head = today(one.agency.government), papers.head_now(one.agency)
    paper = Paper.objects.filter(decree=one).select_related("replaces", "decree__agency__government").first()
    start = {"signed_on": paper.dated if paper and paper.dated else None, "signer": head}
    then = name_on(one.agency, one.signed_on).name if one.signed_on else one.agency.name
    return render(request, "register/decree.html", {
        "decree": one, "agency": one.agency, "day": day, "name_then": then if then != one.agency.name else "", "can": may(person, Doing.REGISTER, one.agency),
        "appointments": one.appointments.select_related("person", "account"), "accounts": one.accounts.all(),
        "in_force": Decree.objects.filter(in_force(day), pk=one.pk).exists(), "paper": paper,
        "signer": signing.configured() if head and head.person_id == person.pk else None,
        "seal": Seal.objects.filter(decree=one).first(),
        "profile": load(one.agency.government.profile), "sign": SignForm(agency=one.agency, initial=start),
        "overlaps": overlaps(one), "warnings": warnings_of(paper) if paper and one.state == "draft" else [],
        "ending": [each for each in endings(person, one.agency.government) if each.decree.pk == one.pk],
    })  # fmt: skip


@require_http_methods(["GET", "POST"])
@signed_in
def decree_add(request: HttpRequest, pk: int) -> HttpResponse:
    """A new decree of an agency, filled in with its accounts and with the people whom the decree in force names."""
    person = person_of(request)
    one = found(agencies_for(person, Doing.REGISTER), pk=pk)
    profile, day, current = load(one.government.profile), today(one.government), papers.current_decree(one)
    form = DecreeForm(request.POST or None, agency=one)
    form.initial = {
        "about": gettext("Akun resmi, petugas dan pejabat pengelola media sosial"), "since": day,
        "until": day.replace(month=12, day=31), "makes_official": True, "replaces": current,
        "accounts": list(one.accounts.exclude(state="closed").values_list("pk", flat=True)),
        **{
            field: [key for key, known in form.people.items() if duty in known.duties]
            for duty, field in (("official", "officials"), ("officer", "officers"))
        },
    }  # fmt: skip
    if made := tried(form, lambda _data: papers.draft(agency=one, wanted=form.wanted(), by=person)):
        messages.success(request, gettext("Konsep tersimpan dengan nomor %(number)s.") % {"number": made.number})
        return redirect("decree", pk=made.pk)
    return shown(request, form, title=profile.terms.decree, agency=one, button=_("Buat konsep"))


def mine(person: Person, pk: int) -> Decree:
    """A decree that the person may change; anybody else's is as if it were not there."""
    keeping = agencies_for(person, Doing.REGISTER)
    return found(Decree.objects.filter(agency__in=keeping).select_related("agency__government"), pk=pk)


@require_http_methods(["GET", "POST"])
@signed_in
def decree_appoint(request: HttpRequest, pk: int) -> HttpResponse:
    """Name somebody in a decree that is not signed yet."""
    person = person_of(request)
    one = mine(person, pk)
    form = AppointForm(request.POST or None)

    def save(data: dict[str, Any]) -> Appointment:
        duty, position = data.pop("duty"), data.pop("position")
        who = actions.add_person(agency=one.agency, by=person, **data)
        return actions.appoint(decree=one, person=who, duty=duty, position=position, account=None, by=person)

    if tried(form, save):
        return redirect("decree", pk=one.pk)
    return shown(request, form, title=_("Petugas atau pejabat"), agency=one.agency)


@require_POST
@signed_in
def decree_sign(request: HttpRequest, pk: int) -> HttpResponse:
    """The signed copy is uploaded; what the paper asked for follows."""
    person = person_of(request)
    one = mine(person, pk)
    form = SignForm(request.POST, request.FILES, agency=one.agency)
    if not form.is_valid():
        for errors in form.errors.values():
            messages.error(request, str(errors[0]))
        return redirect("decree", pk=one.pk)
    data = form.cleaned_data
    done = papers.sign(
        decree=one, signed_on=data["signed_on"], copy=data["copy"], by=person, signer=data["signer"]
    )  # fmt: skip
    say_signed(request, done)
    return redirect("decree", pk=one.pk)


def say_signed(request: HttpRequest, done: papers.Signed) -> None:
    """What followed from the signature, in sentences."""
    messages.success(request, gettext("Keputusan berlaku menurut tanggalnya; hak petugas mengikutinya."))
    if done.official:
        names = ", ".join(account.name for account in done.official)
        messages.success(request, gettext("Resmi sekarang: %(names)s.") % {"names": names})
    if done.revoked is not None:
        number = {"number": done.revoked.number}
        messages.info(request, gettext("Keputusan %(number)s berakhir, digantikan oleh yang ini.") % number)
    for sentence in done.waiting:
        messages.warning(request, sentence)


@require_POST
@sensitive_post_parameters("passphrase_password")
@signed_in
def decree_esign(request: HttpRequest, pk: int) -> HttpResponse:
    """The head signs through the configured service. The passphrase is in this request only."""
    person = person_of(request)
    one, signer = mine(person, pk), signing.configured()
    if signer is None:
        raise Http404
    done = papers.sign_electronically(
        decree=one, signer=signer, passphrase=request.POST.get("passphrase_password", ""), by=person
    )
    say_signed(request, done)
    return redirect("decree", pk=one.pk)


@require_POST
@signed_in
def decree_end(request: HttpRequest, pk: int) -> HttpResponseRedirect:
    """Drop a draft, or revoke what was signed; with the reason."""
    person = person_of(request)
    one, because = mine(person, pk), request.POST.get("because", "")[:300]
    if one.state == "draft":
        papers.cancel(decree=one, because=because, by=person)
        messages.success(request, gettext("Konsep dibatalkan. Nomornya tidak dipakai lagi."))
    else:
        actions.revoke_decree(decree=one, on=today(one.agency.government), because=because, by=person)
        messages.success(request, gettext("Keputusan dicabut; hak yang diberikannya berhenti hari ini."))
    return redirect("decree", pk=one.pk)


@require_POST
@signed_in
def appointment_end(request: HttpRequest, pk: int) -> HttpResponseRedirect:
    """Somebody named in a decree moved."""
    person = person_of(request)
    keeping = agencies_for(person, Doing.REGISTER)
    rows = Appointment.objects.filter(decree__agency__in=keeping)
    one = found(rows.select_related("decree__agency__government"), pk=pk)
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
    return kept_file(one.file, f"keputusan-{one.pk}.pdf")


urlpatterns = [
    path("keputusan/", decrees, name="decrees"),
    path("keputusan/<int:pk>/", decree, name="decree"),
    path("keputusan/baru/<int:pk>/", decree_add, name="decree_add"),
    path("keputusan/<int:pk>/tunjuk/", decree_appoint, name="decree_appoint"),
    path("keputusan/<int:pk>/tandatangan/", decree_sign, name="decree_sign"),
    path("keputusan/<int:pk>/tanda-tangan-elektronik/", decree_esign, name="decree_esign"),
    path("keputusan/<int:pk>/akhiri/", decree_end, name="decree_end"),
    path("keputusan/<int:pk>/berkas/", decree_file, name="decree_file"),
    path("keputusan/penunjukan/<int:pk>/akhiri/", appointment_end, name="appointment_end"),
]
