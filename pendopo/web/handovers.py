"""Handover minutes (serah terima): the form with its list, the paper to sign, and the signed copy."""

from __future__ import annotations

from typing import Any

from django import forms
from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase, HttpResponseRedirect
from django.shortcuts import redirect, render
from django.urls import path
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from pendopo.registry.custody import actions
from pendopo.registry.custody.checklists import HANDED
from pendopo.registry.custody.minutes import sheet_of
from pendopo.registry.custody.models import Handover
from pendopo.registry.custody.queries import handovers_for
from pendopo.registry.models import Agency, OfficialAccount
from pendopo.registry.papers.queries import candidates, place_of
from pendopo.registry.queries import agencies_for, may, today
from pendopo.registry.rules import Doing
from pendopo.web.access import found, person_of, signed_in
from pendopo.web.downloads import download, kept_file
from pendopo.web.papers import FILES
from pendopo.web.register import day_field


class HandoverForm(forms.Form):
    """Who hands what to whom; the items stand beside it."""

    giver = forms.ChoiceField(label=_("Yang menyerahkan"))
    taker = forms.ChoiceField(label=_("Yang menerima"))
    on = day_field(_("Tanggal serah terima"))
    place = forms.CharField(label=_("Tempat"), max_length=120)
    because = forms.CharField(label=_("Sebab"), max_length=300, help_text=_("Misalnya mutasi, dengan nomor suratnya."))
    number = forms.CharField(label=_("Nomor berita acara"), max_length=120, required=False)

    def __init__(self, *args: Any, agency: Agency, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.people = {str(one.person.pk): one for one in candidates(agency)}
        choices = [("", "—"), *((key, f"{one.person.name} · {one.position}") for key, one in self.people.items())]
        for name in ("giver", "taker"):
            field = self.fields[name]
            assert isinstance(field, forms.ChoiceField)
            field.choices = choices

    def minutes(self, items: dict[str, tuple[bool, str]]) -> actions.Minutes:
        """What the form says."""
        data = self.cleaned_data
        giver, taker = self.people[data["giver"]], self.people[data["taker"]]
        return actions.Minutes(
            giver.person, giver.position, taker.person, taker.position, data["on"], data["place"], data["because"],
            items, data["number"],
        )  # fmt: skip


def _items(request: HttpRequest) -> dict[str, tuple[bool, str]]:
    return {
        code: (f"item_{code}" in request.POST, request.POST.get(f"note_{code}", "")[:300]) for code, _label in HANDED
    }


@require_http_methods(["GET", "POST"])
@signed_in
def handover_add(request: HttpRequest, pk: int) -> HttpResponse:
    """Begin minutes for an account."""
    person = person_of(request)
    rows = OfficialAccount.objects.filter(agency__in=agencies_for(person, Doing.CUSTODY)).select_related(
        "agency__government"
    )
    return _write(request, found(rows, pk=pk), None)


@require_http_methods(["GET", "POST"])
@signed_in
def handover_edit(request: HttpRequest, pk: int) -> HttpResponse:
    """Change a draft."""
    one = _mine(request, pk)
    return _write(request, one.account, one) if one.state == "draft" else redirect("handover", pk=one.pk)


def _write(request: HttpRequest, account: OfficialAccount, kept: Handover | None) -> HttpResponse:
    agency, rows = account.agency, {row.code: row for row in kept.items.all()} if kept else {}
    start: dict[str, Any] = {"on": today(agency.government), "place": place_of(agency.government)}
    if kept:
        start = {"giver": kept.giver_id, "taker": kept.taker_id, "on": kept.on, "place": kept.place,
                 "because": kept.because, "number": kept.number}  # fmt: skip
    form = HandoverForm(request.POST or None, agency=agency, initial=start)
    given = _items(request) if request.method == "POST" else {code: (row.done, row.note) for code, row in rows.items()}
    if request.method == "POST" and form.is_valid():
        made = actions.write_minutes(account=account, said=form.minutes(given), by=person_of(request), handover=kept)
        messages.success(request, gettext("Konsep berita acara tersimpan."))
        return redirect("handover", pk=made.pk)
    items = [(code, label, *given.get(code, (False, ""))) for code, label in HANDED]
    page = {"form": form, "account": account, "agency": agency, "items": items, "kept": kept}
    return render(request, "custody/handover_form.html", page)


def _mine(request: HttpRequest, pk: int) -> Handover:
    person = person_of(request)
    return found(handovers_for(person).filter(agency__in=agencies_for(person, Doing.CUSTODY)), pk=pk)


@require_GET
@signed_in
def handover(request: HttpRequest, pk: int) -> HttpResponse:
    """Minutes: who, what went over, the paper."""
    one = found(handovers_for(person_of(request)), pk=pk)
    rows = {row.code: row for row in one.items.all()}
    page = {
        "handover": one, "account": one.account, "agency": one.agency,
        "items": [(label, rows.get(code)) for code, label in HANDED],
        "can": one.state == "draft" and may(person_of(request), Doing.CUSTODY, one.agency),
    }  # fmt: skip
    return render(request, "custody/handover.html", page)


@require_POST
@signed_in
def handover_finish(request: HttpRequest, pk: int) -> HttpResponseRedirect:
    """The handover is done."""
    one = _mine(request, pk)
    actions.finish_minutes(handover=one, by=person_of(request), copy=request.FILES.get("copy"))
    messages.success(request, gettext("Serah terima selesai dan tercatat di riwayat akun."))
    return redirect("handover", pk=one.pk)


@require_GET
@signed_in
def handover_paper(request: HttpRequest, pk: int, form: str) -> HttpResponse:
    """The minutes as PDF or DOCX."""
    one = found(handovers_for(person_of(request)), pk=pk)
    if form not in FILES:
        raise Http404
    kind, renderer = FILES[form]
    return download(renderer(sheet_of(one)), kind, f"serah-terima-{one.pk}.{form}", inline=form == "pdf")


@require_GET
@signed_in
def handover_file(request: HttpRequest, pk: int) -> HttpResponseBase:
    """The signed minutes, as an attachment under a plain name."""
    one = found(handovers_for(person_of(request)), pk=pk)
    return kept_file(one.file, f"serah-terima-{one.pk}-salinan.pdf")


urlpatterns = [
    path("daftar/akun/<int:pk>/serah-terima/", handover_add, name="handover_add"),
    path("serah-terima/<int:pk>/", handover, name="handover"),
    path("serah-terima/<int:pk>/ubah/", handover_edit, name="handover_edit"),
    path("serah-terima/<int:pk>/selesai/", handover_finish, name="handover_finish"),
    path("serah-terima/<int:pk>/naskah.<str:form>", handover_paper, name="handover_paper"),
    path("serah-terima/<int:pk>/berkas/", handover_file, name="handover_file"),
]
