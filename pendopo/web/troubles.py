"""Troubles: a hacked or lost account, an officer who moves; the checklist with its clocks."""

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

from pendopo.inbox.moving import move_away
from pendopo.people.models import Person
from pendopo.registry.custody import troubles as actions
from pendopo.registry.custody.checklists import HACKED, MOVED
from pendopo.registry.custody.models import Trouble
from pendopo.registry.custody.queries import lines_of, movers, troubles_for
from pendopo.registry.models import OfficialAccount
from pendopo.registry.queries import agencies_for, may, today
from pendopo.registry.rules import Doing
from pendopo.web.access import found, person_of, signed_in
from pendopo.web.register import day_field


class HackedForm(forms.Form):
    """What happened."""

    what = forms.CharField(
        label=_("Apa yang terjadi, dan dari mana diketahui"), widget=forms.Textarea(attrs={"rows": 3}), max_length=2000
    )
    freeze = forms.BooleanField(label=_("Bekukan akun sekarang: tidak ada yang keluar lewat akun itu"), required=False)
    touched = forms.BooleanField(
        label=_("Data pribadi warga ikut terbuka (jam 3 × 24 UU 27/2022 Pasal 46 mulai berjalan)"), required=False
    )


class MovedForm(forms.Form):
    """Who moves, when and why."""

    person = forms.ModelChoiceField(label=_("Yang pindah"), queryset=Person.objects.none())
    on = day_field(_("Hari terakhir haknya berhenti"))
    because = forms.CharField(label=_("Sebab"), max_length=200, help_text=_("Misalnya nomor surat mutasi."))


@require_GET
@signed_in
def troubles(request: HttpRequest) -> HttpResponse:
    """What is in hand, and what was."""
    person = person_of(request)
    rows = list(troubles_for(person).order_by("-state", "-opened_at")[:100])
    shown = [(one, next((line for line in lines_of(one) if line.turn), None)) for one in rows]
    mine = agencies_for(person, Doing.CUSTODY)
    accounts = OfficialAccount.objects.filter(agency__in=mine, state__in=["official", "suspended"])
    page = {
        "open": [pair for pair in shown if pair[0].state == "open"],
        "closed": [pair for pair in shown if pair[0].state != "open"],
        "accounts": accounts.select_related("agency").order_by("agency__name", "name")[:200],
        "agencies": agencies_for(person, Doing.REGISTER).filter(closed_on=None).order_by("name"),
    }  # fmt: skip
    return render(request, "custody/troubles.html", page)


@require_GET
@signed_in
def trouble(request: HttpRequest, pk: int) -> HttpResponse:
    """One trouble: its steps in order, each with its clock."""
    person = person_of(request)
    one = found(troubles_for(person), pk=pk)
    lines = lines_of(one)
    return render(request, "custody/trouble.html", {
        "trouble": one, "agency": one.agency, "zone": one.agency.government.zone, "lines": lines,
        "can": one.state == "open" and may(person, Doing.CUSTODY, one.agency),
        "turn": next((line for line in lines if line.turn), None), "registers": may(person, Doing.REGISTER, one.agency),
        "accounts": OfficialAccount.objects.filter(agency=one.agency).exclude(state="closed") if one.kind == "moved" else [],
    })  # fmt: skip


@require_http_methods(["GET", "POST"])
@signed_in
def trouble_hacked(request: HttpRequest, pk: int) -> HttpResponse:
    """Report that an account is lost or hacked."""
    person = person_of(request)
    rows = OfficialAccount.objects.filter(agency__in=agencies_for(person, Doing.CUSTODY)).select_related(
        "agency__government"
    )
    one = found(rows, pk=pk)
    form = HackedForm(request.POST or None, initial={"freeze": True})
    if request.method == "POST" and form.is_valid():
        given = form.cleaned_data
        made = actions.report_hacked(
            account=one, by=person, what=given["what"], freeze=given["freeze"], data=given["touched"]
        )
        messages.success(request, gettext("Tercatat. Pejabat, kepala dan dinas pengampu sudah diberi tahu."))
        return redirect("trouble", pk=made.pk)
    page: dict[str, Any] = {
        "form": form, "title": _("Akun diretas atau akses hilang"), "account": one, "agency": one.agency, "steps": HACKED,
        "danger": True,
    }  # fmt: skip
    return render(request, "custody/trouble_form.html", page)


@require_http_methods(["GET", "POST"])
@signed_in
def trouble_moved(request: HttpRequest, pk: int) -> HttpResponse:
    """Report that somebody moves."""
    person = person_of(request)
    one = found(agencies_for(person, Doing.REGISTER), pk=pk)
    form = MovedForm(request.POST or None, initial={"on": today(one.government)})
    chosen = form.fields["person"]
    assert isinstance(chosen, forms.ModelChoiceField)
    chosen.queryset = movers(one, today(one.government))
    if request.method == "POST" and form.is_valid():
        given = form.cleaned_data
        move_away(person=given["person"], agency=one, on=given["on"], because=given["because"], by=person)
        made = Trouble.objects.filter(agency=one, mover=given["person"], state="open").order_by("-pk").first()
        messages.success(
            request, gettext("Haknya berhenti pada hari itu, kasusnya beralih. Lanjutkan daftar periksanya.")
        )
        return redirect("trouble", pk=made.pk) if made else redirect("agency", pk=one.pk)
    page = {"form": form, "title": _("Petugas atau pejabat pindah"), "agency": one, "steps": MOVED}
    return render(request, "custody/trouble_form.html", page)


def _mine(request: HttpRequest, pk: int) -> Trouble:
    person = person_of(request)
    return found(troubles_for(person).filter(agency__in=agencies_for(person, Doing.CUSTODY)), pk=pk)


@require_POST
@signed_in
def trouble_tick(request: HttpRequest, pk: int) -> HttpResponseRedirect:
    """The step whose turn it is, is done (or is not needed)."""
    one, sent = _mine(request, pk), request.POST
    actions.tick(
        trouble=one, code=sent.get("code", "")[:20], remark=sent.get("remark", ""), by=person_of(request),
        skipped="skipped" in sent, data=sent.get("data") == "1",
    )  # fmt: skip
    messages.success(request, gettext("Langkah tercatat."))
    return redirect("trouble", pk=one.pk)


@require_POST
@signed_in
def trouble_close(request: HttpRequest, pk: int) -> HttpResponseRedirect:
    """All steps are done."""
    one = _mine(request, pk)
    actions.close(trouble=one, outcome=request.POST.get("outcome", "")[:500], by=person_of(request))
    messages.success(request, gettext("Gangguan selesai ditangani."))
    return redirect("trouble", pk=one.pk)


urlpatterns = [
    path("gangguan/", troubles, name="troubles"),
    path("gangguan/<int:pk>/", trouble, name="trouble"),
    path("gangguan/<int:pk>/langkah/", trouble_tick, name="trouble_tick"),
    path("gangguan/<int:pk>/tutup/", trouble_close, name="trouble_close"),
    path("daftar/akun/<int:pk>/gangguan/", trouble_hacked, name="trouble_hacked"),
    path("daftar/<int:pk>/mutasi/", trouble_moved, name="trouble_moved"),
]
