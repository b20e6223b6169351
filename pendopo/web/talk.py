"""Around one message: remarks among colleagues, its versions and what changed between them, keeping it as a template."""

from __future__ import annotations

from django.contrib import messages as said
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import redirect, render
from django.urls import path, reverse
from django.utils.translation import gettext
from django.views.decorators.http import require_GET, require_POST

from pendopo.publishing.models import Message
from pendopo.publishing.queries import visible_to
from pendopo.publishing.writing import actions
from pendopo.publishing.writing.versions import changes
from pendopo.registry.models import OfficialAccount
from pendopo.web.access import found, person_of, signed_in


def _message(request: HttpRequest, pk: int) -> Message:
    return found(visible_to(person_of(request)), pk=pk)


@require_POST
@signed_in
def message_comment(request: HttpRequest, pk: int) -> HttpResponseRedirect:
    """Say something to those who work on it."""
    ticked = [int(one) for one in request.POST.getlist("named") if one.isdigit() and len(one) < 19]
    text = request.POST.get("comment", "")
    made = actions.comment(message=_message(request, pk), by=person_of(request), text=text, naming=ticked)
    named = ", ".join(made.named.values_list("name", flat=True))
    said.success(
        request, gettext("Diberitahukan kepada %(names)s.") % {"names": named} if named else gettext("Tersimpan.")
    )
    return redirect(reverse("message", args=[pk]) + "#percakapan")


@require_GET
@signed_in
def message_versions(request: HttpRequest, pk: int) -> HttpResponse:
    """Every version with what it changed, newest first."""
    one = _message(request, pk)
    rows = list(one.versions.select_related("by"))
    wanted = {int(account) for row in rows for account in row.content.get("variants", {})}
    names = dict(OfficialAccount.objects.filter(pk__in=wanted).values_list("pk", "name"))
    shown = [
        (row, changes(before.content if before else {}, row.content, names) if before else [])
        for before, row in zip([None, *rows[:-1]], rows, strict=True)
    ]
    page = {"message": one, "versions": shown[::-1], "zone": one.agency.government.zone}
    return render(request, "messages/versions.html", page)


@require_POST
@signed_in
def message_as_template(request: HttpRequest, pk: int) -> HttpResponseRedirect:
    """Keep it as a message to begin from."""
    one = _message(request, pk)
    actions.keep_template(message=one, by=person_of(request), name=request.POST.get("name", ""))
    said.success(request, gettext("Tersimpan sebagai kerangka. Pakai saat menulis pesan baru."))
    return redirect("message", pk=pk)


urlpatterns = [
    path("pesan/<int:pk>/komentar/", message_comment, name="message_comment"),
    path("pesan/<int:pk>/versi/", message_versions, name="message_versions"),
    path("pesan/<int:pk>/kerangka/", message_as_template, name="message_as_template"),
]
