"""What every answer carries: security headers, no caching of private pages, refusals said in words, one effect a form."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta

from django.contrib import messages
from django.db import connection
from django.http import HttpRequest, HttpResponse, HttpResponseBase, HttpResponseRedirect, QueryDict
from django.shortcuts import render
from django.utils import timezone
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext as _

from pendopo.journal.machine import Said
from pendopo.registry.queries import NotAllowed, remembering
from pendopo.web.models import FormKey

POLICY = (
    "default-src 'self'; img-src 'self' data: blob:; style-src 'self' 'unsafe-inline'; script-src 'self'; "
    "frame-ancestors 'none'; form-action 'self'; base-uri 'none'; object-src 'none'"
)
# How long a form that was sent is remembered.
KEPT = timedelta(days=7)
HIDDEN = {"csrfmiddlewaretoken", "form_key", "password", "next", "begun_as", "expected", "sha256"}


class PendopoMiddleware:
    """Adds the headers; what people hold is read once a request; pages of signed-in people are never kept by a cache."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        if not _by_key(request):
            _without_nul(request)
        with remembering():
            response = self._once(request) or self.get_response(request)
        response.headers.setdefault("Content-Security-Policy", POLICY)
        response.headers.setdefault("Permissions-Policy", "camera=(), microphone=(), geolocation=()")
        if request.user.is_authenticated:
            response.headers.setdefault("Cache-Control", "no-store")
        return response

    def _once(self, request: HttpRequest) -> HttpResponse | None:
        """A form with a key that was used already changes nothing more."""
        # A page that asks back while somebody is typing sends the key too, and has no effect to guard.
        asking = request.method != "POST" or request.headers.get("HX-Request") == "true" or _by_key(request)
        key = "" if asking else request.POST.get("form_key", "")[:40]
        if not key:
            return None
        used = _used(key)
        if used is None:
            messages.info(request, _("Isian ini sudah kami terima tadi; tidak dikirim dua kali."))
            return HttpResponseRedirect(back_from(request))
        if used % 500 == 0:
            FormKey.objects.filter(used_at__lt=timezone.now() - KEPT).delete()
        return None

    def process_exception(self, request: HttpRequest, error: Exception) -> HttpResponse | None:
        """A refusal is said as it stands, and what the person wrote is given back to them."""
        if not isinstance(error, Said):
            return None
        FormKey.objects.filter(key=request.POST.get("form_key", "")[:40]).delete()
        written = [(name, text) for name, text in request.POST.items() if _may_be_shown(name) and len(str(text)) > 20]
        page = {"sentence": error.sentence, "written": written, "back": back_from(request)}
        if getattr(request, "htmx", False):
            response = render(request, "refused_inline.html", page)
            response.headers["HX-Retarget"] = "#kabar"
            response.headers["HX-Reswap"] = "innerHTML"
            return response
        return render(request, "refused.html", page, status=403 if isinstance(error, NotAllowed) else 409)


def _without_nul(request: HttpRequest) -> None:
    """No keyboard writes a NUL and PostgreSQL keeps none: whatever field or address it came in, it is left out."""
    for name in ("GET", "POST"):
        sent = getattr(request, name)
        if any("\x00" in text for field, texts in sent.lists() for text in (field, *texts)):
            kept = QueryDict(mutable=True)
            for field, texts in sent.lists():
                kept.setlist(field.replace("\x00", ""), [text.replace("\x00", "") for text in texts])
            setattr(request, name, kept)


def _by_key(request: HttpRequest) -> bool:
    """Programs send no forms; what they send to the JSON interface is read there, once, byte for byte."""
    return request.path.startswith("/api/")


TAKE_KEY = "INSERT INTO web_formkey (key, used_at) SELECT %s, %s{} WHERE true ON CONFLICT DO NOTHING RETURNING id"
# PostgreSQL forgets this setting with the transaction, which is this statement.
UNHURRIED = " FROM (SELECT set_config('synchronous_commit', 'off', true)) AS unhurried"


def _used(key: str) -> int | None:
    """The number of this key, used from now on; None when it was used before. The commit is not waited for until it is on
    the disk: the effect of the form is, and takes the key along."""
    sqlite, alone = connection.vendor == "sqlite", not connection.in_atomic_block
    with connection.cursor() as cursor:
        if sqlite and alone:
            cursor.execute("PRAGMA synchronous = NORMAL")
        try:
            cursor.execute(
                TAKE_KEY.format("" if sqlite else UNHURRIED),
                [key, connection.ops.adapt_datetimefield_value(timezone.now())],
            )
            row = cursor.fetchone()
        finally:
            if sqlite and alone:
                cursor.execute("PRAGMA synchronous = FULL")
    return row[0] if row else None


def _may_be_shown(name: str) -> bool:
    """What a person typed is given back, but never a secret, whatever the form calls it."""
    return name not in HIDDEN and not any(word in name.lower() for word in ("password", "secret", "token", "key"))


def back_from(request: HttpRequest) -> str:
    """Where the person came from, when that was one of our own pages."""
    came = request.headers.get("Referer", "")
    safe = url_has_allowed_host_and_scheme(came, {request.get_host()}, require_https=request.is_secure())
    home = "/beranda/" if request.user.is_authenticated else "/"
    return came if safe else home
