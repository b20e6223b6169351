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


@require_GET
@signed_in
def home(request: HttpRequest) -> HttpResponse:
    """Whoever has a desk goes there; whoever only answers referrals goes to those; steps that are missing come first."""
    person = person_of(request)
    steps = steps_for(person)
    held = {one.standing for one in standings(person)}
    if not held or any(not step.done for step in steps):
        return render(request, "home.html", {"steps": steps, "held": held})
    if held == {Standing.REGIONAL_HEAD}:
        return redirect("head")
    return redirect("referrals" if held == {Standing.LIAISON} else "desk")


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
