"""What the program has told a person: newest first, with where to go; read when they say so."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import path
from django.utils import timezone
from django.views.decorators.http import require_GET, require_POST

from pendopo.people.actions import read, read_all
from pendopo.people.queries import notices_of, unread
from pendopo.registry.queries import government_of
from pendopo.web.access import found, person_of, signed_in

AT_ONCE = 40


@require_GET
@signed_in
def notices(request: HttpRequest) -> HttpResponse:
    """One's own notices, a page at a time."""
    person = person_of(request)
    rows = notices_of(person)
    before = request.GET.get("sebelum", "")
    if before.isdecimal() and len(before) < 19:
        rows = rows.filter(pk__lt=int(before))
    shown = list(rows.order_by("-pk")[: AT_ONCE + 1])
    home = government_of(person)
    page = {
        "notices": shown[:AT_ONCE], "next": shown[AT_ONCE - 1].pk if len(shown) > AT_ONCE else None,
        "unread": unread(person).exists(), "zone": home.zone if home else "Asia/Jakarta",
    }  # fmt: skip
    return render(request, "notices/list.html", page)


@require_POST
@signed_in
def notice_open(request: HttpRequest, pk: int) -> HttpResponse:
    """Read it and go where it points."""
    one = found(notices_of(person_of(request)), pk=pk)
    read(notice=one)
    return redirect(one.link if one.link.startswith("/") and not one.link.startswith("//") else "notices")


@require_POST
@signed_in
def notices_read(request: HttpRequest) -> HttpResponse:
    """Everything is read."""
    read_all(person=person_of(request), until=timezone.now())
    return redirect("notices")


urlpatterns = [
    path("kabar/", notices, name="notices"),
    path("kabar/dibaca/", notices_read, name="notices_read"),
    path("kabar/<int:pk>/", notice_open, name="notice_open"),
]
