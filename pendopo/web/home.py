"""The first page after signing in: what to do next; and the small switches of the frame."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect, JsonResponse
from django.shortcuts import redirect, render
from django.urls import path
from django.views.decorators.http import require_GET, require_POST

from pendopo.registry.queries import standings
from pendopo.registry.rules import Standing
from pendopo.web.access import person_of, public, signed_in
from pendopo.web.firststeps import steps_for
from pendopo.web.middleware import back_from
from pendopo.web.waiting import waiting_for

# Where the day begins for whoever is nothing else.
FIRST_PAGE = {Standing.REGIONAL_HEAD: "head", Standing.LIAISON: "referrals", Standing.AUDITOR: "board"}


@require_GET
@signed_in
def home(request: HttpRequest) -> HttpResponse:
    """Steps that are missing come first; then the desk, or the one page that is for whoever has no desk."""
    person = person_of(request)
    steps = steps_for(person)
    held = {one.standing for one in standings(person)}
    if not held or any(not step.done for step in steps):
        return render(request, "home.html", {"steps": steps, "held": held})
    return redirect(FIRST_PAGE.get(next(iter(held)), "desk") if len(held) == 1 else "desk")


@require_GET
@signed_in
def counts(request: HttpRequest) -> JsonResponse:
    """The numbers beside the words of the menu."""
    return JsonResponse(waiting_for(person_of(request)))


@require_POST
@public
def theme(request: HttpRequest) -> HttpResponseRedirect:
    """Light or dark, kept in a cookie."""
    response = HttpResponseRedirect(back_from(request))
    chosen = request.POST.get("theme", "")
    if chosen in {"light", "dark"}:
        response.set_cookie("tampilan", chosen, max_age=365 * 86400, samesite="Lax", secure=request.is_secure())
    return response


urlpatterns = [
    path("beranda/", home, name="home"),
    path("angka/", counts, name="counts"),
    path("tampilan/", theme, name="theme"),
]
