"""One account with everything that is kept of it, and the pages that change it: particulars, keys, type, owner."""

from __future__ import annotations

from typing import Any

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import redirect, render
from django.urls import path
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from pendopo.journal.queries import entries_of
from pendopo.people.models import Person
from pendopo.registry.custody import actions
from pendopo.registry.custody.models import Handover
from pendopo.registry.custody.queries import (
    decision_on,
    free_host_without_link,
    handovers_for,
    keys_due,
    owners,
    questioned,
    recovery_trouble,
    troubles_for,
    undecided,
)
from pendopo.registry.models import Agency, OfficialAccount
from pendopo.registry.queries import agencies_for, decree_of, may, today, visible_accounts
from pendopo.registry.rules import Doing
from pendopo.regulation.profile import load
from pendopo.web.access import found, person_of, signed_in
from pendopo.web.register import day_field


class ParticularsForm(forms.Form):
    """What is known of an account beside its address."""

    audience = forms.CharField(
        label=_("Khalayak sasaran"), required=False, widget=forms.Textarea(attrs={"rows": 2}),
        help_text=_("Untuk siapa akun ini, misalnya warga yang mengurus KTP, usia 17–30 tahun."),
    )  # fmt: skip
    is_public = forms.TypedChoiceField(
        label=_("Terbuka bagi siapa saja"), required=False, empty_value=None,
        choices=[("", _("belum dicatat")), ("1", _("Ya, siapa pun dapat melihat dan berkomentar")), ("0", _("Tidak"))],
        coerce=lambda text: text == "1",
    )  # fmt: skip
    comments_closed_since = day_field(_("Komentar ditutup sejak"), required=False)
    comments_closed_because = forms.CharField(
        label=_("Alasan menutup komentar"), max_length=300, required=False,
        help_text=_("Lebih dari 7 hari tanpa alasan menjadi peringatan di papan kepatuhan."),
    )  # fmt: skip
    hosting = forms.ChoiceField(
        label=_("Tempat blog"), required=False, choices=[("", _("bukan blog")), *OfficialAccount.Hosting.choices]
    )
    official_link = forms.URLField(
        label=_("Halaman .go.id yang menautkan akun ini"), max_length=500, required=False, assume_scheme="https"
    )


class KeysForm(forms.Form):
    """A look at the keys; never a password."""

    recovery_email = forms.EmailField(label=_("Surel pemulihan (milik dinas)"))
    two_factor = forms.BooleanField(label=_("Verifikasi dua langkah menyala"), required=False)
    keepers = forms.CharField(
        label=_("Pemegang kunci"),
        max_length=300,
        help_text=_("Jabatan atau nama, paling sedikit dua. Jangan tulis kata sandi."),
    )
    note = forms.CharField(label=_("Catatan"), required=False, widget=forms.Textarea(attrs={"rows": 2}))


class MoveForm(forms.Form):
    """To which agency, and why."""

    to = forms.ModelChoiceField(
        label=_("Instansi yang menerima"), queryset=Agency.objects.none(), empty_label=_("Pilih instansi")
    )
    on = day_field(_("Tanggal pindah"))
    because = forms.CharField(
        label=_("Sebab"), max_length=300, help_text=_("Misalnya nomor perda susunan perangkat daerah.")
    )
    minutes = forms.ModelChoiceField(
        label=_("Berita acara serah terima"), queryset=Handover.objects.none(), required=False
    )

    def __init__(self, *args: Any, account: OfficialAccount, person: Person, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        agencies = agencies_for(person, Doing.REGISTER).filter(government=account.agency.government_id, closed_on=None)
        rows = {
            "to": agencies.exclude(pk=account.agency_id).order_by("name"),
            "minutes": handovers_for(person).filter(account=account, state="done"),
        }
        for name, queryset in rows.items():
            field = self.fields[name]
            assert isinstance(field, forms.ModelChoiceField)
            field.queryset = queryset


@require_GET
@signed_in
def account(request: HttpRequest, pk: int) -> HttpResponse:
    """Everything that is kept of one account."""
    person = person_of(request)
    one = found(visible_accounts(person), pk=pk)
    profile, day = load(one.agency.government.profile), today(one.agency.government)
    types = {kind.code: gettext(kind.label) for kind in profile.account_types}
    return render(request, "custody/account.html", {
        "account": one, "agency": one.agency, "zone": one.agency.government.zone, "decree": decree_of(one),
        "platform": profile.platform(one.platform), "type": types.get(one.account_type, ""),
        "decisions": one.type_decisions.select_related("by"), "decision": decision_on(one), "undecided": undecided(one),
        "can": may(person, Doing.REGISTER, one.agency), "tends": may(person, Doing.CUSTODY, one.agency),
        "decides": one.verdict != "explicit" and may(person, Doing.DECIDE, one.agency),
        "recovery_trouble": recovery_trouble(one, one.recovery_email), "keys_due": keys_due(one, day),
        "looks": one.key_looks.select_related("by")[:6], "owners": owners(one),
        "bare_host": free_host_without_link(one), "handovers": handovers_for(person).filter(account=one)[:10],
        "troubles": troubles_for(person).filter(account=one)[:10],
        "open_trouble": troubles_for(person).filter(account=one, state="open").first(),
        "decrees": one.decrees.exclude(state="cancelled").order_by("-since")[:10],
        "past": entries_of(one).order_by("-sequence")[:30],
        "months": profile.targets.account_check_months,
    })  # fmt: skip


def _mine(request: HttpRequest, pk: int, doing: Doing = Doing.REGISTER) -> OfficialAccount:
    rows = OfficialAccount.objects.filter(agency__in=agencies_for(person_of(request), doing))
    return found(rows.select_related("agency__government"), pk=pk)


def _form_page(request: HttpRequest, one: OfficialAccount, form: forms.Form, title: Any, why: Any = "") -> HttpResponse:
    page = {"form": form, "title": title, "account": one, "agency": one.agency, "why": why}
    return render(request, "custody/form.html", page)


@require_http_methods(["GET", "POST"])
@signed_in
def account_describe(request: HttpRequest, pk: int) -> HttpResponse:
    """For whom it is, where it lives, whether it is open."""
    one = _mine(request, pk)
    names = list(ParticularsForm.base_fields)
    start = {name: getattr(one, name) for name in names}
    start["is_public"] = {True: "1", False: "0", None: ""}[one.is_public]
    form = ParticularsForm(request.POST or None, initial=start)
    if request.method == "POST" and form.is_valid():
        actions.describe(account=one, said=actions.Particulars(**form.cleaned_data), by=person_of(request))
        messages.success(request, gettext("Rincian akun tersimpan."))
        return redirect("account", pk=one.pk)
    return _form_page(request, one, form, _("Rincian akun"))


@require_http_methods(["GET", "POST"])
@signed_in
def account_keys(request: HttpRequest, pk: int) -> HttpResponse:
    """The half-yearly look at the keys."""
    one = _mine(request, pk, Doing.CUSTODY)
    last = one.key_looks.first()
    start = {
        "recovery_email": one.recovery_email,
        "two_factor": one.two_factor,
        "keepers": last.keepers if last else "",
    }
    form = KeysForm(request.POST or None, initial=start)
    if request.method == "POST" and form.is_valid():
        actions.look_at_keys(account=one, found=actions.Keys(**form.cleaned_data), by=person_of(request))
        messages.success(request, gettext("Pemeriksaan kunci tercatat."))
        if said := recovery_trouble(one, one.recovery_email):
            messages.warning(request, said)
        return redirect("account", pk=one.pk)
    why = _("Buka pengaturan keamanan di platformnya dulu, lalu catat apa yang Anda lihat di sana.")
    return _form_page(request, one, form, _("Periksa kunci akun"), why)


@require_POST
@signed_in
def account_type_decide(request: HttpRequest, pk: int) -> HttpResponseRedirect:
    """The head accepts or refuses the type."""
    one = found(visible_accounts(person_of(request)), pk=pk)
    accepted = request.POST.get("accepted") == "1"
    actions.decide_type(
        account=one, accepted=accepted, reason=request.POST.get("reason", "")[:2000], by=person_of(request)
    )
    messages.success(request, gettext("Keputusan Anda tercatat dan dinas pengampu diberi tahu."))
    return redirect("account", pk=one.pk)


@require_http_methods(["GET", "POST"])
@signed_in
def account_move(request: HttpRequest, pk: int) -> HttpResponse:
    """Another agency takes the account over."""
    one, person = _mine(request, pk), person_of(request)
    start = {"on": today(one.agency.government)}
    form = MoveForm(request.POST or None, account=one, person=person, initial=start)
    if request.method == "POST" and form.is_valid():
        actions.move_account(account=one, by=person, **form.cleaned_data)
        messages.success(
            request, gettext("Akun pindah. Tetapkan dengan keputusan instansi yang baru, supaya dapat dipakai lagi.")
        )
        return redirect("account", pk=one.pk)
    why = _("Yang sudah diterima tetap di instansi lama. Keputusan instansi lama tidak lagi berlaku bagi akun ini.")
    return _form_page(request, one, form, _("Pindahkan ke instansi lain"), why)


@require_GET
@signed_in
def account_types(request: HttpRequest) -> HttpResponse:
    """Every account whose type the annex does not list by name, with what was decided and by whom."""
    rows = list(questioned(person_of(request))[:500])
    page = {"rows": [(one, next(iter(one.type_decisions.all()), None)) for one in rows]}
    return render(request, "custody/types.html", page)


urlpatterns = [
    path("daftar/akun/jenis/", account_types, name="account_types"),
    path("daftar/akun/<int:pk>/", account, name="account"),
    path("daftar/akun/<int:pk>/rincian/", account_describe, name="account_describe"),
    path("daftar/akun/<int:pk>/kunci/", account_keys, name="account_keys"),
    path("daftar/akun/<int:pk>/jenis/", account_type_decide, name="account_type_decide"),
    path("daftar/akun/<int:pk>/pindah/", account_move, name="account_move"),
]
