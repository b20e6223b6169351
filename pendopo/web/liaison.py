"""The page behind a one-time link: the question, the time left, a box, a button. No sign-in, no cookie, no trace of the link.

The link itself is the right to answer, so there is no form token: no cookie is asked for, and in-app browsers work.
"""

from __future__ import annotations

import logging
from datetime import timedelta

from django.http import HttpRequest, HttpResponse
from django.template.loader import render_to_string
from django.urls import path
from django.utils import timezone
from django.views.decorators.csrf import csrf_exempt

from pendopo.journal.machine import Said
from pendopo.people.tries import Tries
from pendopo.referral import actions, words
from pendopo.referral.links import seen
from pendopo.referral.queries import hop_of
from pendopo.referral.rules import LinkRefused
from pendopo.web.access import public

WRONG_LINKS = Tries("liaison", 60, timedelta(minutes=5))
"""By network address."""

PREVIEWS = ("whatsapp", "facebookexternalhit", "telegrambot", "slackbot", "skypeuripreview", "bot", "preview")
log = logging.getLogger(__name__)


@csrf_exempt
@public
def liaison(request: HttpRequest, token: str = "") -> HttpResponse:
    """Show the question or take the answer. Whatever goes wrong, the answer names neither the link nor any data."""
    try:
        return _answered(request, token) if request.method == "POST" else _shown(request, token)
    except LinkRefused as refused:
        WRONG_LINKS.count(_address(request))
        return _calm(refused.sentence, _written(request), status=404)
    except Said as refused:
        return _again(token, refused.sentence, request)
    except Exception:
        # The error page of the framework would write the address, and with it the link, into the log.
        log.exception("the one-time page failed")
        return _calm("Ada gangguan di pihak kami. Cobalah lagi beberapa menit lagi.", _written(request), status=500)


def _shown(request: HttpRequest, token: str) -> HttpResponse:
    if WRONG_LINKS.spent(_address(request)):
        return _calm("Terlalu banyak percobaan. Cobalah lagi beberapa menit lagi.", status=429)
    if request.method not in {"GET", "HEAD"}:
        return _calm("Cara membuka halaman ini tidak dikenal.", status=405)
    link = actions.open_link(token)
    agent = request.headers.get("User-Agent", "").lower()
    if not any(word in agent for word in PREVIEWS):
        seen(link.referral)
    return _page("liaison/question.html", {"hop": hop_of(link.referral), "zone": words.zone_of(link.referral)})


def _answered(request: HttpRequest, token: str) -> HttpResponse:
    if WRONG_LINKS.spent(_address(request)):
        return _calm("Terlalu banyak percobaan. Cobalah lagi beberapa menit lagi.", _written(request), status=429)
    name = request.POST.get("name", "")
    if request.POST.get("doing") == "reject":
        done = actions.reject_by_link(token, request.POST.get("because", ""), name)
    else:
        done = actions.answer_by_link(token, request.POST.get("text", ""), name)
    when = words.moment_in_words(done.ended_at or timezone.now(), words.zone_of(done))
    return _page("liaison/thanks.html", {"referral": done, "when": when})


def _again(token: str, sentence: str, request: HttpRequest) -> HttpResponse:
    """Something was missing: the same page with the sentence and all that was written."""
    try:
        link = actions.open_link(token)
    except LinkRefused as refused:
        return _calm(refused.sentence, _written(request), status=404)
    page = {"hop": hop_of(link.referral), "zone": words.zone_of(link.referral), "sentence": sentence}
    kept = {name: request.POST.get(name, "")[:20_000] for name in ("text", "because", "name", "doing")}
    return _page("liaison/question.html", page | {"kept": kept}, status=400)


def _written(request: HttpRequest) -> str:
    """What the person wrote comes back to them, so that it can be copied."""
    if request.method != "POST":
        return ""
    return (request.POST.get("text", "") or request.POST.get("because", ""))[:20_000]


def _calm(sentence: str, written: str = "", *, status: int) -> HttpResponse:
    return _page("liaison/calm.html", {"sentence": sentence, "written": written}, status=status)


def _page(template: str, page: dict[str, object], status: int = 200) -> HttpResponse:
    """Rendered without the request: nothing of a signed-in person stands on it."""
    response = HttpResponse(render_to_string(template, page), status=status)
    response.headers["Referrer-Policy"] = "no-referrer"
    response.headers["Cache-Control"] = "no-store"
    response.headers["X-Robots-Tag"] = "noindex, nofollow"
    # Django logs the address of every answer from 400 on, unless it was logged: the address holds the link.
    response._has_been_logged = True  # type: ignore[attr-defined]
    return response


def _address(request: HttpRequest) -> str:
    return str(request.META.get("REMOTE_ADDR", ""))


urlpatterns = [
    path("r/", liaison, name="liaison_empty"),
    path("r/<str:token>/", liaison, name="liaison"),
]
