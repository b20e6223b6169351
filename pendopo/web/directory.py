"""The public side: which accounts are official, by agency and platform. No sign-in, no script, nothing that is not public."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import path, reverse
from django.utils.translation import get_language
from django.views.decorators.http import require_safe

from pendopo.registry.models import Government
from pendopo.registry.public import Directory, PublicAgency, directory
from pendopo.web.access import public
from pendopo.web.publiccache import kept

ACCOUNTS_A_PAGE = 200


def place_of(key: str) -> tuple[Government, Directory]:
    """A government with its public register; 404 where there is none."""
    one = get_object_or_404(Government, key=key)
    return one, directory(one)


def agency_of(key: str, slug: str) -> tuple[Directory, PublicAgency]:
    """An agency with official accounts."""
    _government, found = place_of(key)
    agency = found.agency(slug)
    if agency is None:
        raise Http404
    return found, agency


def base_of(key: str) -> str:
    """The address that people outside know: the government's own host, or the installation's; never the request's word."""
    own = next((host for host, of in settings.DOMAINS.items() if of == key), "")
    scheme = settings.BASE_URL.partition("://")[0]
    return f"{scheme}://{own}" if own else settings.BASE_URL


def address(name: str, *args: str) -> str:
    """The full address of a public page; the first word is the government's key."""
    return base_of(args[0]) + reverse(name, args=args)


def shown(request: HttpRequest, template: str, page: dict[str, Any], status: int = 200) -> HttpResponse:
    """A public page, in the language of the address or the cookie; `keep` carries the language along links."""
    english = request.GET.get("bahasa") == "en"
    return render(request, template, {**page, "keep": "?bahasa=en" if english else "", "english": get_language() == "en",
                                      "here": request.path}, status=status)  # fmt: skip


@require_safe
@public
@kept
def front(request: HttpRequest) -> HttpResponse:
    """The government's front page: by its own host, or the only one there is; else a list of them."""
    own = settings.DOMAINS.get(request.get_host().rsplit(":", 1)[0].lower(), "")
    governments = list(Government.objects.order_by("name"))
    one = next((each for each in governments if each.key == own), governments[0] if len(governments) == 1 else None)
    if one is not None:
        return _government(request, one)
    rows = [(each, len(directory(each).accounts)) for each in governments]
    return shown(request, "directory/front.html", {"governments": rows})


@require_safe
@public
@kept
def government(request: HttpRequest, key: str) -> HttpResponse:
    """A government's official accounts by agency; found by agency and platform."""
    return _government(request, get_object_or_404(Government, key=key))


@dataclass(frozen=True)
class Wanted:
    """What somebody looks for; empty words mean all."""

    agency: str
    platform: str


def _government(request: HttpRequest, one: Government) -> HttpResponse:
    found = directory(one)
    wanted = Wanted(request.GET.get("instansi", ""), request.GET.get("platform", ""))
    platforms = sorted({(account.platform_key, account.platform) for account in found.accounts}, key=lambda two: two[1])
    if (wanted.agency and found.agency(wanted.agency) is None) or (
        wanted.platform and wanted.platform not in dict(platforms)
    ):
        return redirect("government", key=one.key)
    pages = paged(chosen(found, wanted))
    number = min(max(1, int(text)), len(pages)) if (text := request.GET.get("hal", "1")[:4]).isdecimal() else 1
    agencies = pages[number - 1]
    return shown(request, "directory/government.html", {
        "place": found, "agencies": agencies, "all": found.agencies, "platforms": platforms, "wanted": wanted,
        "count": len(found.accounts), "number": number, "pages": range(1, len(pages) + 1) if len(pages) > 1 else (),
        "used": sorted({account.platform_key for each in agencies for account in each.accounts}),
        "linked": linked_data(found, agencies), "told": True,
    })  # fmt: skip


def chosen(found: Directory, wanted: Wanted) -> list[PublicAgency]:
    """The agencies and accounts that fit."""
    rows = [one for one in found.agencies if wanted.agency in {"", one.key}]
    if not wanted.platform:
        return rows
    fitting = [
        (one, tuple(account for account in one.accounts if account.platform_key == wanted.platform)) for one in rows
    ]
    return [PublicAgency(one.key, one.name, one.short_name, accounts) for one, accounts in fitting if accounts]


def paged(rows: list[PublicAgency]) -> list[list[PublicAgency]]:
    """Whole agencies, as many as a page of 100 kB bears."""
    pages: list[list[PublicAgency]] = [[]]
    count = 0
    for one in rows:
        if pages[-1] and count + len(one.accounts) > ACCOUNTS_A_PAGE:
            pages.append([])
            count = 0
        pages[-1].append(one)
        count += len(one.accounts)
    return pages


@require_safe
@public
@kept
def agency(request: HttpRequest, key: str, slug: str) -> HttpResponse:
    """One agency's official accounts, its poster and its badge."""
    found, one = agency_of(key, slug)
    return shown(request, "directory/agency.html", {
        "place": found, "agency": one, "used": sorted({account.platform_key for account in one.accounts}),
        "linked": {"@context": "https://schema.org", **organisation(found, one)},
        "page_url": address("public_agency", key, slug), "badge_url": address("badge", key, slug),
    })  # fmt: skip


def organisation(found: Directory, one: PublicAgency) -> dict[str, object]:
    """An agency as search engines read it."""
    return {
        "@type": "GovernmentOrganization", "name": one.name, "url": address("public_agency", found.key, one.key),
        "sameAs": [account.url for account in one.accounts],
    }  # fmt: skip


def linked_data(found: Directory, agencies: list[PublicAgency]) -> dict[str, object]:
    """The government with the agencies of this page as JSON-LD."""
    whole: dict[str, object] = {
        "@context": "https://schema.org", "@type": "GovernmentOrganization", "name": found.name,
        "url": found.website or address("government", found.key),
        "subOrganization": [organisation(found, one) for one in agencies],
    }  # fmt: skip
    return whole


@require_safe
@public
def old_front(request: HttpRequest) -> HttpResponse:
    """People type /login out of habit."""
    return redirect("account_login")


urlpatterns = [
    path("", front, name="front"),
    path("pemda/<slug:key>/", government, name="government"),
    path("pemda/<slug:key>/instansi/<slug:slug>/", agency, name="public_agency"),
    path("login/", old_front),
]
