"""Passing messages on: what was asked of my agencies, what they asked of others (5 b, 6 c)."""

from __future__ import annotations

from datetime import date

from django.contrib import messages as said
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import redirect, render
from django.urls import path
from django.utils.translation import gettext
from django.views.decorators.http import require_GET, require_POST

from pendopo.publishing.amplifying import actions
from pendopo.publishing.amplifying.queries import asks_by, echoes_for
from pendopo.publishing.queries import visible_to
from pendopo.registry.models import Agency
from pendopo.registry.queries import agencies_for
from pendopo.registry.rules import Doing
from pendopo.web.access import found, person_of, signed_in


@require_GET
@signed_in
def echoes(request: HttpRequest) -> HttpResponse:
    """Both sides: to be passed on by us, and asked of others."""
    person = person_of(request)
    page = {
        "tab": "echoes", "mine": echoes_for(person)[:80], "asks": asks_by(person).prefetch_related("echoes__agency")[:40],
        "drafting": set(agencies_for(person, Doing.DRAFT).values_list("pk", flat=True)),
    }  # fmt: skip
    return render(request, "echoes/list.html", page)


@require_POST
@signed_in
def echo_ask(request: HttpRequest, pk: int) -> HttpResponseRedirect:
    """Ask others to pass a message on."""
    message = found(visible_to(person_of(request)), pk=pk)
    chosen = [int(one) for one in request.POST.getlist("kepada") if one.isascii() and one.isdigit() and len(one) < 19]
    agencies = Agency.objects.filter(pk__in=chosen, government=message.agency.government).select_related("government")
    try:
        until = date.fromisoformat(request.POST.get("sampai", ""))
    except ValueError as error:
        raise actions.BadAsk("Pilih tanggal paling lambat.") from error
    actions.ask(
        message=message, agencies=list(agencies.order_by("pk")), words=request.POST.get("pinta", ""),
        tags=request.POST.get("tanda", ""), until=until, by=person_of(request),
    )  # fmt: skip
    said.success(request, gettext("Permintaan gaung terkirim."))
    return redirect("message", pk=pk)


@require_POST
@signed_in
def echo_done(request: HttpRequest, pk: int) -> HttpResponseRedirect:
    """We passed it on, there."""
    one = found(echoes_for(person_of(request)), pk=pk)
    actions.echo_done(echo=one, url=request.POST.get("url", ""), by=person_of(request))
    said.success(request, gettext("Tautan gaung tersimpan. Terima kasih."))
    return redirect("echoes")


@require_POST
@signed_in
def echo_declined(request: HttpRequest, pk: int) -> HttpResponseRedirect:
    """Not by us."""
    one = found(echoes_for(person_of(request)), pk=pk)
    actions.echo_declined(echo=one, because=request.POST.get("because", ""), by=person_of(request))
    return redirect("echoes")


@require_POST
@signed_in
def ask_withdraw(request: HttpRequest, pk: int) -> HttpResponseRedirect:
    """No longer needed."""
    one = found(asks_by(person_of(request)), pk=pk)
    actions.withdraw(made=one, because=request.POST.get("because", ""), by=person_of(request))
    return redirect("echoes")


urlpatterns = [
    path("arsip/gaung/", echoes, name="echoes"),
    path("pesan/<int:pk>/gaung/", echo_ask, name="echo_ask"),
    path("arsip/gaung/<int:pk>/sudah/", echo_done, name="echo_done"),
    path("arsip/gaung/<int:pk>/tidak/", echo_declined, name="echo_declined"),
    path("arsip/gaung/permintaan/<int:pk>/tarik/", ask_withdraw, name="ask_withdraw"),
]
