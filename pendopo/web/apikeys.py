"""One's own keys of the JSON interface: made here, shown once, revoked here."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import path
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from pendopo.people.keys import BadKey, Issued, issue, keys_of, revoke
from pendopo.registry.queries import government_of
from pendopo.web.access import found, person_of, signed_in

SPANS = ((30, "30"), (90, "90"), (365, "365"))


@require_http_methods(["GET", "POST"])
@signed_in
def keys(request: HttpRequest) -> HttpResponse:
    """The list, and the secret of a key that was just made (it is in no address and no session)."""
    person, made, trouble = person_of(request), None, ""
    if request.method == "POST":
        try:
            made = _issued(request)
        except BadKey as refusal:
            trouble = refusal.sentence
    home = government_of(person)
    page = {
        "keys": keys_of(person)[:60], "made": made, "trouble": trouble, "now": timezone.now(), "spans": SPANS,
        "zone": home.zone if home else "Asia/Jakarta", "name": request.POST.get("name", "") if trouble else "",
    }  # fmt: skip
    return render(request, "keys/list.html", page, status=409 if trouble else 200)


def _issued(request: HttpRequest) -> Issued:
    days = request.POST.get("days", "")
    return issue(
        person=person_of(request), name=request.POST.get("name", ""), may_write=bool(request.POST.get("write")),
        days=int(days) if days.isascii() and days.isdigit() and len(days) < 5 else 0,
    )  # fmt: skip


@require_POST
@signed_in
def key_revoke(request: HttpRequest, pk: int) -> HttpResponse:
    """It opens nothing any more."""
    person = person_of(request)
    revoke(key=found(keys_of(person), pk=pk), by=person)
    messages.success(request, _("Kunci dicabut."))
    return redirect("api_keys")


urlpatterns = [
    path("saya/kunci-api/", keys, name="api_keys"),
    path("saya/kunci-api/<int:pk>/cabut/", key_revoke, name="api_key_revoke"),
]
