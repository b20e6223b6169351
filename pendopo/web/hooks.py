"""The addresses at which platforms deliver (webhooks), and opening one for an account.

A delivery is proven over its very bytes, committed, and only then acknowledged; what it says is read by the worker. The
worst that a stranger gets is 403 or 404, and nothing of what they sent is kept.
"""

from __future__ import annotations

import logging
from collections.abc import Callable

from django.contrib import messages
from django.core.exceptions import DisallowedHost, RequestDataTooBig
from django.db import DatabaseError
from django.http import HttpRequest, HttpResponse, HttpResponseBase, UnreadablePostError
from django.shortcuts import redirect
from django.urls import Resolver404, path, resolve
from django.utils import timezone
from django.utils.translation import gettext
from django.views.decorators.http import require_http_methods, require_POST

from pendopo.connectors.errors import ConnectorError, Refused
from pendopo.inbox.receiving.actions import TooLarge, announce, close_hook, connector_of, open_hook, receive, take_leave
from pendopo.inbox.receiving.models import Hook
from pendopo.inbox.receiving.queries import hook_at
from pendopo.inbox.receiving.rules import MOST_BYTES
from pendopo.registry.queries import visible_accounts
from pendopo.web.access import found, person_of, signed_body, signed_in

log = logging.getLogger("pendopo.web")
DOOR = "/kait/"
PROGRAMS, THEIR_ADDRESSES = "/api/", "pendopo.web.api.addresses"


class Doorstep:
    """Stands before everything that is there for people: a platform brings no session, no form and no language, and at five
    hundred deliveries a second these cost more than keeping what it brings. Programs are shown to addresses of their own."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        if not request.path_info.startswith(DOOR):
            if request.path_info.startswith(PROGRAMS):
                request.urlconf = THEIR_ADDRESSES
            return self.get_response(request)
        try:
            request.get_host()
            view, _nothing, names = resolve(request.path_info, __name__)
        except DisallowedHost:
            return _plain(400)
        except Resolver404:
            return _plain(404)
        answer: HttpResponseBase = view(request, **names)
        return answer


@require_http_methods(["GET", "POST"])
@signed_body
def hook(request: HttpRequest, platform: str, key: str) -> HttpResponse:
    """A platform delivers (POST), or tries whether we are who we say (GET)."""
    try:
        known = hook_at(platform, key)
        if known is None:
            return _plain(404)
        return _challenged(request, known) if request.method == "GET" else _delivered(request, known)
    except Refused as refused:
        log.warning("hook %s: refused (%s)", platform, refused.code)
        return _plain(403)
    except (ConnectorError, DatabaseError) as trouble:
        # Not kept: the platform is asked to come again, as all of them do.
        log.error("hook %s: %s", platform, type(trouble).__name__)
        return _plain(503, wait="10")


def _challenged(request: HttpRequest, known: Hook) -> HttpResponse:
    query = {name: request.GET[name] for name in request.GET}
    said = connector_of(known).answer_challenge(query)
    return _plain(200, said, kind="application/json" if said.startswith("{") else "text/plain")


def _delivered(request: HttpRequest, known: Hook) -> HttpResponse:
    length = request.META.get("CONTENT_LENGTH") or "0"
    if not length.isdigit() or int(length) > MOST_BYTES:
        return _plain(413)
    try:
        body = request.body
        receive(known, {name.lower(): value for name, value in request.headers.items()}, body, timezone.now())
    except (TooLarge, RequestDataTooBig):
        return _plain(413)
    except UnreadablePostError:
        return _plain(400)
    return _plain(200)


def _plain(status: int, said: str = "", *, kind: str = "text/plain", wait: str = "") -> HttpResponse:
    response = HttpResponse(said, status=status, content_type=f"{kind}; charset=utf-8")
    response.headers["Cache-Control"] = "no-store"
    response.headers["X-Content-Type-Options"] = "nosniff"
    if wait:
        response.headers["Retry-After"] = wait
    return response


@require_POST
@signed_in
def hook_open(request: HttpRequest, pk: int) -> HttpResponse:
    """Open an address (or a new one) and tell the platform."""
    account = found(visible_accounts(person_of(request)), pk=pk)
    made = open_hook(account=account, by=person_of(request))
    try:
        messages.success(request, announce(made))
    except ConnectorError as error:
        messages.error(request, error.sentence)
    return redirect("connection", account.pk)


@require_POST
@signed_in
def hook_close(request: HttpRequest, pk: int) -> HttpResponse:
    """Close it, and tell the platform where that can be done."""
    account = found(visible_accounts(person_of(request)), pk=pk)
    close_hook(account=account, by=person_of(request))
    try:
        messages.success(request, take_leave(account))
    except ConnectorError as error:
        messages.error(request, error.sentence)
    messages.success(request, gettext("Kait ditutup. Yang sudah diterima tetap tersimpan."))
    return redirect("connection", account.pk)


urlpatterns = [
    path("kait/<slug:platform>/<slug:key>/", hook, name="hook"),
    path("akun/<int:pk>/kait/", hook_open, name="hook_open"),
    path("akun/<int:pk>/kait/tutup/", hook_close, name="hook_close"),
]
