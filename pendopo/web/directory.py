"""The public side: which accounts are official. No sign-in, no script, nothing that is not public."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import path
from django.views.decorators.cache import cache_control
from django.views.decorators.http import require_GET

from pendopo.registry.models import Decree, Government, OfficialAccount
from pendopo.registry.queries import in_force, today
from pendopo.regulation.profile import load
from pendopo.web.access import public


@dataclass(frozen=True)
class PublicAccount:
    """Everything that the public sees of an account; a field that is not here is not shown (allow-list)."""

    agency: str
    platform: str
    name: str
    handle: str
    url: str
    since: date | None
    decree: str


def public_accounts(government: Government) -> list[PublicAccount]:
    """Official accounts of active agencies, by agency, with the number of the decree in force."""
    decrees: dict[int, str] = {}
    live = Decree.objects.filter(in_force(today(government)), agency__government=government).order_by("since", "pk")
    for number, account_id in live.values_list("number", "accounts"):
        decrees[account_id] = number
    labels = {key: rule.label for key, rule in load(government.profile).platforms.items()}
    rows = OfficialAccount.objects.filter(agency__government=government, agency__closed_on=None, state="official")
    return [
        PublicAccount(
            agency=row.agency.name, platform=labels.get(row.platform, row.platform), name=row.name, handle=row.handle,
            url=row.url, since=row.official_since, decree=decrees.get(row.pk, ""),
        )
        for row in rows.select_related("agency").order_by("-agency__coordinates", "agency__name", "platform")
    ]  # fmt: skip


@require_GET
@public
@cache_control(public=True, max_age=300)
def front(request: HttpRequest) -> HttpResponse:
    """The government's front page; where several share a server, a list of them."""
    governments = list(Government.objects.order_by("name"))
    if len(governments) == 1:
        return government(request, governments[0].key)
    return render(request, "directory/front.html", {"governments": governments})


@require_GET
@public
@cache_control(public=True, max_age=300)
def government(request: HttpRequest, key: str) -> HttpResponse:
    """A government's official accounts by agency."""
    one = get_object_or_404(Government, key=key)
    return render(request, "directory/government.html", {
        "place": one, "accounts": public_accounts(one), "profile": load(one.profile),
    })  # fmt: skip


@require_GET
@public
def old_front(request: HttpRequest) -> HttpResponse:
    """People type /login out of habit."""
    return redirect("account_login")


urlpatterns = [
    path("", front, name="front"),
    path("pemda/<slug:key>/", government, name="government"),
    path("login/", old_front),
]
