"""The register's pages: agencies, their people and accounts."""

from __future__ import annotations

from typing import Any

from django import forms
from django.contrib import messages
from django.db.models import Count, Prefetch, Q, QuerySet
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import redirect, render
from django.urls import path
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from pendopo.people.models import Person
from pendopo.registry import actions
from pendopo.registry.models import Agency, Appointment, Office, OfficialAccount, Role
from pendopo.registry.queries import agencies_for, may, today, visible_accounts
from pendopo.registry.rules import Doing
from pendopo.regulation.profile import Profile, load
from pendopo.web.access import found, person_of, signed_in
from pendopo.web.tried import shown, tried


def day_field(label: Any, *, required: bool = True) -> forms.DateField:
    """A date with the device's own calendar."""
    return forms.DateField(
        label=label, required=required, widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
        error_messages={"invalid": _("Tulis tanggal sebagai hari/bulan/tahun, misalnya 31/12/2026.")},
        input_formats=["%Y-%m-%d", "%d/%m/%Y", "%d-%m-%Y"],
    )  # fmt: skip


class AgencyForm(forms.Form):
    """A new agency."""

    kind = forms.ChoiceField(label=_("Jenis"))
    name = forms.CharField(label=_("Nama lengkap"), max_length=200)
    short_name = forms.CharField(
        label=_("Nama pendek"), max_length=60, help_text=_("Dipakai di daftar, misalnya Dishub.")
    )
    since = day_field(_("Berdiri sejak"))
    parent = forms.ModelChoiceField(
        label=_("Induk"), queryset=Agency.objects.none(), required=False, empty_label=_("Tanpa induk, di puncak")
    )
    email = forms.EmailField(label=_("Surel dinas"), required=False)
    duties = forms.CharField(
        label=_("Kewenangan"), required=False, widget=forms.Textarea(attrs={"rows": 2}),
        help_text=_("Kata kunci dipisah koma; dipakai untuk mengusulkan rujukan."),
    )  # fmt: skip

    def __init__(self, *args: Any, profile: Profile, beside: Agency, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        kind, parent = self.fields["kind"], self.fields["parent"]
        assert isinstance(kind, forms.ChoiceField)
        assert isinstance(parent, forms.ModelChoiceField)
        kind.choices = [(one.code, gettext(one.label)) for one in profile.agency_kinds]
        active = Agency.objects.filter(government=beside.government_id, closed_on=None)
        parent.queryset = active.order_by("name")


class OfficeForm(forms.Form):
    """Somebody takes an office; the person is made when the address is new."""

    name = forms.CharField(label=_("Nama"), max_length=200)
    email = forms.EmailField(label=_("Surel dinas"))
    nip = forms.CharField(
        label="NIP", required=False, max_length=24, help_text=_("18 angka, seperti pada keputusan kepegawaian.")
    )
    employment = forms.ChoiceField(
        label=_("Status kepegawaian"), choices=Person.Employment.choices,
        help_text=_("Tenaga kontrak hanya dapat menjadi penyusun (Pasal 1)."),
    )  # fmt: skip
    role = forms.ChoiceField(label=_("Peran"), choices=Role.choices)
    title = forms.CharField(label=_("Jabatan"), max_length=200)
    since = day_field(_("Mulai"))
    until = day_field(_("Sampai"), required=False)
    acting_as = forms.ChoiceField(
        label=_("Cara memegang jabatan"), choices=Office.Acting.choices, required=False,
        help_text=_("Plt. mengisi jabatan kosong; Plh. menggantikan pemegang yang berhalangan."),
    )  # fmt: skip
    letter = forms.CharField(
        label=_("Nomor keputusan atau surat perintah"), max_length=200, required=False,
        help_text=_("Wajib bagi Plt. dan Plh., beserta tanggal akhirnya."),
    )  # fmt: skip


class AccountForm(forms.Form):
    """A proposal for an account; what is asked `later` is folded away until somebody needs it."""

    later = ("recovery_email", "verdict_note", "audience", "hosting", "official_link")

    platform = forms.ChoiceField(label=_("Platform"))
    name = forms.CharField(label=_("Nama akun"), max_length=120)
    handle = forms.CharField(
        label=_("Alamat akun"), max_length=200, help_text=_("Seperti tertulis di platform, misalnya @dishub.")
    )
    url = forms.URLField(label=_("Tautan"), max_length=500, assume_scheme="https")
    recovery_email = forms.EmailField(label=_("Surel pemulihan (milik dinas)"), required=False)
    verdict_note = forms.CharField(
        label=_("Alasan atau catatan tafsir"), required=False, widget=forms.Textarea(attrs={"rows": 2}),
        help_text=_("Wajib bila jenisnya tidak tercantum dalam lampiran; kepala instansi memutuskannya."),
    )  # fmt: skip
    audience = forms.CharField(
        label=_("Khalayak sasaran"), required=False, widget=forms.Textarea(attrs={"rows": 2}),
        help_text=_("Untuk siapa akun ini dibuat, misalnya warga yang mengurus izin usaha."),
    )  # fmt: skip
    hosting = forms.ChoiceField(
        label=_("Tempat blog"), required=False, choices=[("", _("bukan blog")), *OfficialAccount.Hosting.choices]
    )
    official_link = forms.URLField(
        label=_("Halaman .go.id yang menautkan akun ini"), max_length=500, required=False, assume_scheme="https"
    )

    def __init__(self, *args: Any, profile: Profile, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        platform = self.fields["platform"]
        assert isinstance(platform, forms.ChoiceField)
        known = [(key, rule.label) for key, rule in profile.platforms.items() if rule.verdict != "outside"]
        platform.choices = [("", _("Pilih platform")), *sorted(known, key=lambda one: one[1].casefold())]


def _shown_agencies(person: Person) -> QuerySet[Agency]:
    return agencies_for(person)


@require_GET
@signed_in
def register(request: HttpRequest) -> HttpResponse:
    """Agencies with what they lack."""
    person = person_of(request)
    rows = (
        _shown_agencies(person)
        .annotate(
            official=Count("accounts", filter=Q(accounts__state="official"), distinct=True),
            proposed=Count("accounts", filter=Q(accounts__state="proposed"), distinct=True),
            signed=Count("decrees", filter=Q(decrees__state="signed"), distinct=True),
        )
        .order_by("government_id", "-coordinates", "closed_on", "name")
    )
    can = Agency.objects.filter(pk__in=agencies_for(person, Doing.REGISTER), coordinates=True).first()
    return render(request, "register/list.html", {"agencies": rows, "can_add": can})


@require_GET
@signed_in
def agency(request: HttpRequest, pk: int) -> HttpResponse:
    """One agency: people, accounts, decrees."""
    person = person_of(request)
    one = found(_shown_agencies(person).select_related("parent", "successor"), pk=pk)
    day = today(one.government)
    offices = one.offices.select_related("person").order_by("until", "since")
    accounts = one.accounts.prefetch_related(
        Prefetch("appointments", Appointment.objects.select_related("person", "decree"))
    ).order_by("state", "platform")
    profile = load(one.government.profile)
    return render(request, "register/agency.html", {
        "agency": one, "day": day, "accounts": accounts, "profile": profile,
        "offices": [office for office in offices if office.until is None or office.until >= day],
        "former": [office for office in offices if office.until is not None and office.until < day],
        "decrees": one.decrees.prefetch_related("accounts", "appointments__person"),
        "kind": next((gettext(kind.label) for kind in profile.agency_kinds if kind.code == one.kind), one.kind),
        "can": may(person, Doing.REGISTER, one),
        "on_public_page": one.active and any(account.state == "official" for account in accounts),
    })  # fmt: skip


@require_http_methods(["GET", "POST"])
@signed_in
def agency_add(request: HttpRequest) -> HttpResponse:
    """A new agency; by those who keep the register of the whole government."""
    person = person_of(request)
    home = found(agencies_for(person, Doing.REGISTER), coordinates=True)
    form = AgencyForm(request.POST or None, profile=load(home.government.profile), beside=home)
    if made := tried(form, lambda data: actions.add_agency(government=home.government, by=person, beside=home, **data)):
        messages.success(request, gettext("Instansi tercatat. Sekarang catat kepala dan petugasnya."))
        return redirect("agency", pk=made.pk)
    return shown(request, form, title=_("Instansi baru"), back="register")


@require_http_methods(["GET", "POST"])
@signed_in
def office_add(request: HttpRequest, pk: int) -> HttpResponse:
    """Somebody takes an office at an agency."""
    person = person_of(request)
    one = found(agencies_for(person, Doing.REGISTER), pk=pk)
    form = OfficeForm(request.POST or None)

    def save(data: dict[str, Any]) -> Office:
        whom = {name: data.pop(name) for name in ("name", "email", "nip", "employment")}
        who = actions.add_person(agency=one, by=person, **whom)
        return actions.add_office(agency=one, person=who, by=person, **data)

    if tried(form, save):
        messages.success(
            request,
            gettext(
                "Tercatat. Orang baru membuat kata sandi lewat «Lupa kata sandi», atau lewat tautan dari halamannya."
            ),
        )
        return redirect("agency", pk=one.pk)
    return shown(request, form, title=_("Pejabat atau peran"), agency=one)


@require_POST
@signed_in
def office_end(request: HttpRequest, pk: int) -> HttpResponseRedirect:
    """The holder leaves today."""
    person = person_of(request)
    one = found(
        Office.objects.filter(agency__in=agencies_for(person, Doing.REGISTER)).select_related("agency__government"),
        pk=pk,
    )
    actions.end_office(office=one, on=today(one.agency.government), by=person)
    messages.success(request, gettext("Jabatan berakhir hari ini; haknya ikut berhenti besok."))
    return redirect("agency", pk=one.agency_id)


@require_http_methods(["GET", "POST"])
@signed_in
def account_add(request: HttpRequest, pk: int) -> HttpResponse:
    """Propose an account."""
    person = person_of(request)
    one = found(agencies_for(person, Doing.REGISTER), pk=pk)
    profile = load(one.government.profile)
    form = AccountForm(request.POST or None, profile=profile)
    if made := tried(
        form, lambda data: actions.propose_account(agency=one, proposed=actions.Proposed(**data), by=person)
    ):
        messages.success(request, gettext("Usulan akun tercatat. Akun menjadi resmi lewat keputusan."))
        return redirect("account", pk=made.pk)
    page = {
        "form": form,
        "title": _("Usulan akun"),
        "agency": one,
        "platforms": profile.platforms,
        "types": profile.account_types,
    }
    return render(request, "register/account_form.html", page, status=409 if form.errors else 200)


def _account(request: HttpRequest, pk: int) -> OfficialAccount:
    return found(visible_accounts(person_of(request)), pk=pk)


@require_POST
@signed_in
def account_official(request: HttpRequest, pk: int) -> HttpResponseRedirect:
    """A proposal becomes official."""
    one = _account(request, pk)
    actions.make_official(account=one, by=person_of(request))
    messages.success(request, gettext("Akun resmi dan tampil di halaman publik."))
    return redirect("account", pk=one.pk)


@require_POST
@signed_in
def account_suspend(request: HttpRequest, pk: int) -> HttpResponseRedirect:
    """Freeze an account, with the reason."""
    one = _account(request, pk)
    actions.suspend(account=one, because=request.POST.get("because", ""), by=person_of(request))
    messages.success(request, gettext("Akun dibekukan: tidak ada yang keluar lewat akun ini."))
    return redirect("account", pk=one.pk)


@require_POST
@signed_in
def account_close(request: HttpRequest, pk: int) -> HttpResponseRedirect:
    """Close an account, with the reason."""
    one = _account(request, pk)
    actions.close(account=one, because=request.POST.get("because", ""), by=person_of(request))
    messages.success(request, gettext("Akun nonaktif. Semua catatannya tetap ada."))
    return redirect("account", pk=one.pk)


urlpatterns = [
    path("daftar/", register, name="register"),
    path("daftar/baru/", agency_add, name="agency_add"),
    path("daftar/<int:pk>/", agency, name="agency"),
    path("daftar/<int:pk>/jabatan/", office_add, name="office_add"),
    path("daftar/jabatan/<int:pk>/akhiri/", office_end, name="office_end"),
    path("daftar/<int:pk>/akun/", account_add, name="account_add"),
    path("daftar/akun/<int:pk>/resmikan/", account_official, name="account_official"),
    path("daftar/akun/<int:pk>/bekukan/", account_suspend, name="account_suspend"),
    path("daftar/akun/<int:pk>/tutup/", account_close, name="account_close"),
]
