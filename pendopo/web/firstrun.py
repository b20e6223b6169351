"""The guided first run: each step one page with one button, from an empty installation to a first recorded item."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django import forms
from django.contrib import messages
from django.db import transaction
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import path, reverse
from django.utils.functional import Promise
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_GET, require_http_methods

from pendopo.inbox.queries import recordable_accounts
from pendopo.journal.machine import Said
from pendopo.people.models import Person
from pendopo.registry import actions, setup
from pendopo.registry.actions import BadRegister
from pendopo.registry.models import Appointment, Role
from pendopo.registry.papers import actions as papers
from pendopo.registry.queries import today
from pendopo.regulation.profile import load
from pendopo.web.access import person_of, signed_in
from pendopo.web.firststeps import Setup, setup_of, steps_of
from pendopo.web.register import AccountForm, day_field
from pendopo.web.tried import beside

ZONES = [("Asia/Jakarta", "WIB"), ("Asia/Makassar", "WITA"), ("Asia/Jayapura", "WIT")]
SAVE = _("Simpan dan lanjut")
ASN = [("pns", "PNS"), ("pppk", "PPPK")]


class GovernmentForm(forms.Form):
    """What createadmin wrote, to look over."""

    name = forms.CharField(label=_("Nama lengkap"), max_length=200)
    website = forms.URLField(label=_("Situs web"), required=False, assume_scheme="https")
    zone = forms.ChoiceField(label=_("Zona waktu"), choices=ZONES)
    accent = forms.RegexField(
        r"^#[0-9a-fA-F]{6}$", label=_("Warna di halaman publik"), widget=forms.TextInput(attrs={"type": "color"})
    )


class HomeForm(forms.Form):
    """The coordinating agency."""

    name = forms.CharField(label=_("Nama lengkap"), max_length=200)
    short_name = forms.CharField(
        label=_("Nama pendek"), max_length=60, help_text=_("Dipakai di daftar dan di alamat halaman publik.")
    )
    since = day_field(_("Berdiri sejak"))
    email = forms.EmailField(label=_("Surel dinas"), required=False)
    phone = forms.CharField(label=_("Telepon dinas"), max_length=30, required=False)
    duties = forms.CharField(
        label=_("Kewenangan"), required=False, widget=forms.Textarea(attrs={"rows": 2}),
        help_text=_("Kata kunci dipisah koma; dipakai untuk mengusulkan rujukan."),
    )  # fmt: skip


class Who(forms.Form):
    """A person as their card says it."""

    name = forms.CharField(label=_("Nama"), max_length=200)
    email = forms.EmailField(label=_("Surel dinas"))
    nip = forms.CharField(label="NIP", max_length=30, required=False, help_text=_("18 angka; boleh menyusul."))
    employment = forms.ChoiceField(label=_("Status kepegawaian"), choices=ASN)


class HeadForm(Who):
    """The head of the agency."""

    title = forms.CharField(label=_("Jabatan"), max_length=200)
    since = day_field(_("Menjabat sejak"))


class PeopleForm(forms.Form):
    """One officer and one official; in a small agency it may be the same person."""

    officer_name = forms.CharField(label=_("Nama petugas"), max_length=200)
    officer_email = forms.EmailField(label=_("Surel dinas petugas"), help_text=_("Boleh surel Anda sendiri."))
    officer_nip = forms.CharField(label=_("NIP petugas"), max_length=30, required=False)
    officer_employment = forms.ChoiceField(label=_("Status kepegawaian petugas"), choices=ASN)
    officer_position = forms.CharField(label=_("Jabatan petugas"), max_length=200)
    official_name = forms.CharField(label=_("Nama pejabat penanggung jawab"), max_length=200)
    official_email = forms.EmailField(label=_("Surel dinas pejabat"))
    official_nip = forms.CharField(label=_("NIP pejabat"), max_length=30, required=False)
    official_employment = forms.ChoiceField(label=_("Status kepegawaian pejabat"), choices=ASN)
    official_position = forms.CharField(label=_("Jabatan pejabat"), max_length=200)


class DraftForm(forms.Form):
    """The decree before it is signed."""

    number = forms.CharField(
        label=_("Nomor keputusan"), max_length=120, required=False,
        help_text=_("Kosongkan untuk nomor berikutnya menurut pola."),
    )  # fmt: skip
    about = forms.CharField(label=_("Tentang"), max_length=300)
    since = day_field(_("Berlaku mulai"))
    until = day_field(_("Berlaku sampai"), required=False)


class CopyForm(forms.Form):
    """The signed copy."""

    signed_on = day_field(_("Tanggal ditandatangani"))
    copy = forms.FileField(
        label=_("Salinan bertanda tangan (PDF)"), widget=forms.ClearableFileInput(attrs={"accept": ".pdf"}),
        error_messages={"required": _("Pilih salinan PDF-nya dulu."), "empty": _("Berkas ini kosong.")},
    )  # fmt: skip


@dataclass(frozen=True)
class Page:
    """What a step shows: a form with one button, or what is there already; `save` does it."""

    form: forms.Form | None = None
    save: Callable[[dict[str, Any]], object] | None = None
    button: str | Promise = SAVE
    told: str = ""
    link: tuple[str, str | Promise] | None = None
    notes: tuple[str, ...] = ()
    go: str = ""


def _government(one: Setup, data: Any, files: Any) -> Page:
    start = {field: getattr(one.government, field) for field in ("name", "website", "zone", "accent")}
    form = GovernmentForm(data, initial=start)

    def save(given: dict[str, Any]) -> None:
        setup.describe_government(government=one.government, home=one.home, by=one.person, **given)

    rule = load(one.government.profile)
    return Page(form, save, notes=(gettext("Peraturan: %(title)s") % {"title": rule.short_title},))


def _home(one: Setup, data: Any, files: Any) -> Page:
    fields = ("name", "short_name", "since", "email", "phone", "duties")
    form = HomeForm(data, initial={field: getattr(one.home, field) for field in fields})
    return Page(form, lambda given: setup.describe_agency(agency=one.home, by=one.person, **given))


def _head(one: Setup, data: Any, files: Any) -> Page:
    if (head := one.head) is not None:
        return Page(told=f"{head.person.name}, {head.shown_title}")
    form = HeadForm(data, initial={"title": f"Kepala {one.home.short_name}", "since": today(one.government)})

    @transaction.atomic
    def save(given: dict[str, Any]) -> None:
        title, since = given.pop("title"), given.pop("since")
        who = actions.add_person(agency=one.home, by=one.person, **given)
        actions.add_office(
            agency=one.home, person=who, role=Role.HEAD, title=title, since=since, until=None, by=one.person
        )

    return Page(form, save)


def _people(one: Setup, data: Any, files: Any) -> Page:
    form = PeopleForm(data)

    @transaction.atomic
    def save(given: dict[str, Any]) -> None:
        for duty in ("officer", "official"):
            try:
                setup.name_person(
                    agency=one.home, name=given[f"{duty}_name"], email=given[f"{duty}_email"], nip=given[f"{duty}_nip"],
                    employment=given[f"{duty}_employment"], duty=duty, position=given[f"{duty}_position"], by=one.person,
                )  # fmt: skip
            except BadRegister as refusal:
                raise BadRegister(refusal.sentence, f"{duty}_{refusal.field}") from refusal

    return Page(form, save, notes=tuple(_named(one)))


def _named(one: Setup) -> list[str]:
    people = Person.objects.in_bulk([each.person_id for each in one.named])
    labels = dict(Appointment.Duty.choices)
    return [
        f"{labels[each.duty]}: {people[each.person_id].name}, {each.position}"
        for each in one.named
        if each.person_id in people
    ]


def _account(one: Setup, data: Any, files: Any) -> Page:
    form = AccountForm(data, profile=load(one.government.profile))
    have = tuple(f"{account.name} · {account.handle}" for account in one.accounts)

    def save(given: dict[str, Any]) -> None:
        actions.propose_account(agency=one.home, proposed=actions.Proposed(**given), by=one.person)

    return Page(form, save, notes=have)


def _decree(one: Setup, data: Any, files: Any) -> Page:
    if (ruling := one.decree) is not None and one.government.agencies.filter(accounts__state="official").exists():
        link = (reverse("decree", args=[ruling.pk]), _("Lihat keputusannya"))
        return Page(told=gettext("Keputusan %(number)s berlaku.") % {"number": ruling.number}, link=link)
    draft = one.draft
    if draft is None:
        start = {
            "about": gettext("Akun resmi, petugas dan pejabat pengelola media sosial"), "since": today(one.government)
        }  # fmt: skip
        have = (*_named(one), *(f"{account.name} · {account.handle}" for account in one.accounts))
        return Page(DraftForm(data, initial=start), lambda given: draft_of(one, given), _("Simpan konsep"), notes=have)
    form = CopyForm(data, files, initial={"signed_on": today(one.government)})
    link = (reverse("decree", args=[draft.pk]), _("Lihat dan cetak konsepnya"))
    said = gettext("Konsep %(number)s siap. Cetak, mintakan tanda tangan kepala dinas, lalu unggah pindaiannya.")
    return Page(
        form, lambda given: signed(one, given), _("Simpan, keputusan berlaku"), link=link,
        notes=(said % {"number": draft.number},),
    )  # fmt: skip


@transaction.atomic
def draft_of(one: Setup, given: dict[str, Any]) -> None:
    """The first decree with everybody who was named and every account there is."""
    named, accounts = one.named, list(one.accounts)
    if not accounts:
        raise BadRegister(gettext("Belum ada akun yang dapat ditetapkan. Catat akunnya dulu di langkah sebelumnya."))
    if {each.duty for each in named} < {"officer", "official"}:
        raise BadRegister(gettext("Sebut dulu satu petugas dan satu pejabat di langkah «Petugas dan pejabat»."))
    people = Person.objects.in_bulk([each.person_id for each in named])
    papers.draft(agency=one.home, by=one.person, wanted=papers.Wanted(
        accounts=accounts, **given,
        people=[papers.Named(people[each.person_id], each.duty, each.position) for each in named],
    ))  # fmt: skip


def signed(one: Setup, given: dict[str, Any]) -> None:
    """The signed copy is here: the decree holds from its day on, and its accounts become official."""
    draft = one.draft
    if draft is None:
        raise BadRegister(gettext("Konsepnya sudah tidak ada. Muat ulang halaman ini."))
    papers.sign(decree=draft, signed_on=given["signed_on"], copy=given["copy"], by=one.person)


def _item(one: Setup, data: Any, files: Any) -> Page:
    if one.has_items:
        return Page(told=gettext("Masukan pertama sudah tercatat."), link=(reverse("desk"), _("Buka meja")))
    if recordable_accounts(one.person).exists():
        return Page(go=reverse("record"), button=_("Catat masukan pertama"))
    people = Person.objects.filter(pk__in=[each.person_id for each in one.named if each.duty == "officer"])
    emails = ", ".join(f"{who.name} ({who.email})" for who in people)
    said = gettext(
        "Mencatat adalah tugas petugas: %(who)s. Buatkan tautan kata sandi pertama, berikan kepadanya, lalu ia masuk dan mencatat."
    )
    first = people.order_by("pk").first()
    go = reverse("person", args=[first.pk]) if first else reverse("account_reset_password")
    return Page(go=go, button=_("Buka halaman petugas"), notes=(said % {"who": emails},))


PAGES: dict[str, Callable[[Setup, Any, Any], Page]] = {
    "pemerintah": _government, "instansi": _home, "kepala": _head, "orang": _people, "akun": _account,
    "keputusan": _decree, "masukan": _item,
}  # fmt: skip


def _setup(request: HttpRequest) -> Setup:
    one = setup_of(person_of(request))
    if one is None:
        raise Http404
    return one


@require_GET
@signed_in
def first_run_begin(request: HttpRequest) -> HttpResponse:
    """To the first step that is not done."""
    steps = steps_of(_setup(request))
    return redirect("first_run", next((step.key for step in steps if not step.done), steps[-1].key))


@require_http_methods(["GET", "POST"])
@signed_in
def first_run(request: HttpRequest, key: str) -> HttpResponse:
    """One step: read, fill in, one button."""
    one = _setup(request)
    if key not in PAGES:
        raise Http404
    page = PAGES[key](one, request.POST or None, request.FILES or None)
    status = 200
    if request.method == "POST" and page.form is not None and page.save is not None:
        if page.form.is_valid():
            try:
                page.save(dict(page.form.cleaned_data))
            except Said as refusal:
                beside(page.form, refusal)
            else:
                messages.success(request, gettext("Tersimpan."))
                return redirect("first_run", _next(key, one))
        status = 422
    steps = steps_of(one)
    at = next(number for number, step in enumerate(steps) if step.key == key)
    return render(request, "firstrun/step.html", {
        "steps": steps, "step": steps[at], "number": at + 1, "page": page, "form": page.form, "home": one.home,
        "before": steps[at - 1] if at else None, "after": steps[at + 1] if at + 1 < len(steps) else None,
    }, status=status)  # fmt: skip


def _next(key: str, one: Setup) -> str:
    """The first step after this one that is not done; a decree that was only drafted stays where it is."""
    steps = steps_of(one)
    at = next(number for number, step in enumerate(steps) if step.key == key)
    waiting = key == "keputusan" and not steps[at].done and one.draft is not None
    return key if waiting else next((step.key for step in steps[at + 1 :] if not step.done), steps[-1].key)


urlpatterns = [
    path("mulai/", first_run_begin, name="first_run_begin"),
    path("mulai/<slug:key>/", first_run, name="first_run"),
]
