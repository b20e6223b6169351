"""What leaves and what stands: the package that a person posts by hand, and changing or taking down what is public."""

from __future__ import annotations

from django import forms
from django.contrib import messages as said
from django.core.files.storage import default_storage
from django.http import FileResponse, Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import redirect, render
from django.urls import path, reverse
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from pendopo.connectors.assisted import Assisted, Package
from pendopo.connectors.base import Account, Can
from pendopo.connectors.http import Http
from pendopo.delivery.actions import confirm_posted
from pendopo.delivery.changing import actions
from pendopo.delivery.changing.models import Change
from pendopo.delivery.models import Dispatch
from pendopo.delivery.queries import visible_to
from pendopo.delivery.sending import message_of
from pendopo.publishing.models import Variant
from pendopo.registry.connections import can
from pendopo.registry.queries import may
from pendopo.registry.rules import Doing
from pendopo.web.access import found, person_of, signed_in
from pendopo.web.downloads import kept_file

MOST_BYTES = 5_000_000


def _dispatch(request: HttpRequest, pk: int) -> Dispatch:
    return found(visible_to(person_of(request)).select_related("account__connection", "follows", "root"), pk=pk)


def _home(row: Dispatch) -> str:
    """The page of what it belongs to."""
    variant = Variant.objects.filter(dispatch=row.root or row).first()
    if variant is not None:
        return reverse("message", args=[variant.message_id])
    return reverse("connection", args=[row.account_id])


def package_of(row: Dispatch) -> Package:
    """Everything that a person needs to post it by hand."""
    account = row.account
    options = {"platform": account.platform}
    return Assisted(Account(account.handle, account.url, options), Http()).package(message_of(row))


@require_http_methods(["GET", "POST"])
@signed_in
def package(request: HttpRequest, pk: int) -> HttpResponse:
    """Text, parts, pictures and steps, ready to copy; then the link and the screenshot."""
    row = _dispatch(request, pk)
    if request.method == "POST":
        shot = request.FILES.get("evidence")
        evidence = shot.read() if shot is not None and (shot.size or 0) <= MOST_BYTES else None
        url = request.POST.get("url", "")
        confirm_posted(dispatch=row, url=url, by=person_of(request), evidence=evidence)
        said.success(request, gettext("Tercatat tayang. Tautan dan tangkapan layarnya tersimpan sebagai bukti."))
        return redirect(_home(row))
    whole = {**row.outgoing, "parts": row.outgoing.get("parts", []), "media": row.outgoing.get("media", [])}
    page = {
        "row": row, "package": package_of(row), "whole": whole, "home": _home(row),
        "zone": row.account.agency.government.zone,
        "may": may(person_of(request), Doing.PUBLISH, row.account.agency, account=row.account),
    }  # fmt: skip
    return render(request, "messages/package.html", page)


@require_GET
@signed_in
def package_file(request: HttpRequest, pk: int, number: int) -> FileResponse:
    """A picture or film of the package, as it leaves."""
    media = _dispatch(request, pk).outgoing.get("media", [])
    if not 0 <= number < len(media):
        raise Http404
    one = media[number]
    content = default_storage.open(f"outgoing/{one['sha256']}")
    return kept_file(content, one["name"], one["content_type"])


class EditForm(forms.Form):
    """A correction of something live."""

    text = forms.CharField(label=_("Teks yang benar"), widget=forms.Textarea(attrs={"rows": 6}), max_length=100_000)
    correction = forms.CharField(
        label=_("Catatan ralat"), max_length=200, help_text=_("Dibaca warga di bawah teks, misalnya: jam buka.")
    )
    because = forms.CharField(label=_("Alasan"), max_length=500, help_text=_("Tersimpan dalam catatan."))


@require_http_methods(["GET", "POST"])
@signed_in
def change_live(request: HttpRequest, pk: int) -> HttpResponse:
    """Ask for a correction, or take it down."""
    row, person = _dispatch(request, pk), person_of(request)
    asked = request.method == "POST" and "edit" in request.POST
    form = EditForm(request.POST if asked else None, initial={"text": _text_now(row)})
    if request.method == "POST" and "delete" in request.POST:
        actions.ask_delete(dispatch=row, by=person, because=request.POST.get("because", ""))
        said.success(request, gettext("Penghapusan dikerjakan. Yang dihapus tetap tersimpan dalam catatan."))
        return redirect(_home(row))
    if asked and form.is_valid():
        data = form.cleaned_data
        actions.ask_edit(
            dispatch=row, by=person, text=data["text"], correction=data["correction"], because=data["because"]
        )
        said.success(request, gettext("Ralat diajukan. Orang kedua membacanya dulu."))
        return redirect("change_live", pk=pk)
    account = row.account
    changes = row.changes.select_related("asked_by", "agreed_by").order_by("-pk")
    page = {
        "row": row, "form": form, "home": _home(row), "zone": account.agency.government.zone, "changes": changes,
        "may_publish": may(person, Doing.PUBLISH, account.agency, account=account),
        "may_approve": may(person, Doing.APPROVE, account.agency), "can_edit": can(account, Can.EDIT),
        "can_delete": can(account, Can.DELETE), "open": changes.filter(state__in=["asked", "queued", "handed"]).exists(),
    }  # fmt: skip
    return render(request, "messages/change.html", page)


def _text_now(row: Dispatch) -> str:
    """What stands there now: the last correction, or what left."""
    last = row.changes.filter(doing=Change.Doing.EDIT, state="done").order_by("-pk").first()
    return last.after if last is not None else str(row.outgoing.get("text", ""))


@require_POST
@signed_in
def change_decide(request: HttpRequest, pk: int) -> HttpResponseRedirect:
    """Agree to a correction, give a change up, or say that it was done by hand."""
    person = person_of(request)
    one = found(Change.objects.filter(dispatch__in=visible_to(person)).select_related("dispatch"), pk=pk)
    what = request.POST.get("what", "")
    if what == "agree":
        actions.agree(change=one, by=person)
        said.success(request, gettext("Disetujui. Ralat dikerjakan di platform."))
    elif what == "done":
        shot = request.FILES.get("evidence")
        actions.done_by_hand(change=one, by=person, evidence=shot.read(MOST_BYTES) if shot is not None else b"")
        said.success(request, gettext("Tercatat. Tangkapan layarnya tersimpan sebagai bukti."))
    else:
        actions.give_up(change=one, by=person, because=request.POST.get("because", ""))
        said.success(request, gettext("Perubahan dibatalkan; unggahan tetap seperti adanya."))
    return redirect("change_live", pk=one.dispatch_id)


urlpatterns = [
    path("kiriman/<int:pk>/paket/", package, name="package"),
    path("kiriman/<int:pk>/paket/<int:number>/", package_file, name="package_file"),
    path("kiriman/<int:pk>/ubah/", change_live, name="change_live"),
    path("kiriman/perubahan/<int:pk>/", change_decide, name="change_decide"),
]
