"""The desk: views, list and search. One case is in `caseview`, recording and import in `recording`."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from functools import lru_cache
from urllib.parse import urlencode

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import path, reverse
from django.utils import timezone
from django.utils.functional import Promise
from django.views.decorators.http import require_GET

from pendopo.inbox.models import Case
from pendopo.inbox.queries import (
    COUNTED,
    VIEWS,
    DeskPage,
    Scope,
    View,
    counts,
    desk,
    recordable_accounts,
    scope_of,
    visible_unreadable,
)
from pendopo.inbox.rowclock import RowClock, row_clock
from pendopo.regulation.profile import load
from pendopo.web.access import person_of, signed_in
from pendopo.web.undo import undo_bar


@dataclass(frozen=True)
class ShownRow:
    """One row of the list."""

    case: Case
    clock: RowClock
    platform: str
    kind: str
    href: str
    zone: str
    here: bool


@dataclass(frozen=True)
class ShownView:
    """One view with its number."""

    key: str
    label: str | Promise
    count: int | None
    href: str
    here: bool


@lru_cache(maxsize=16)
def kind_labels(profile: str) -> dict[str, str]:
    """What people read for each kind of input."""
    return {kind.code: kind.label for kind in load(profile).input_kinds}


def platform_label(case: Case) -> str:
    """How the government's profile calls a platform."""
    return load(case.agency.government.profile).platform(case.account.platform).label


def view_of(request: HttpRequest) -> View:
    """The view that the address names; "new" when it names none that there is."""
    asked = request.POST.get("tampak") or request.GET.get("tampak", "")
    return asked if asked in VIEWS else "new"


def shown_rows(page: DeskPage, view: View, search: str, here: int | None = None) -> list[ShownRow]:
    """Cases as the template wants them."""
    now, query = timezone.now(), urlencode({"tampak": view, **({"cari": search} if search else {})})
    return [_shown(case, now, f"{reverse('case', args=[case.pk])}?{query}", case.pk == here) for case in page.rows]


def _shown(case: Case, now: datetime, href: str, here: bool) -> ShownRow:
    government = case.agency.government
    kind = kind_labels(government.profile).get(case.kind, "")
    return ShownRow(case, row_clock(case, now), platform_label(case), kind, href, government.zone, here)


def list_pane(request: HttpRequest, scope: Scope, view: View, here: int | None = None) -> dict[str, object]:
    """What the two left panes need: the views with their numbers, and one page of rows."""
    search, cursor = request.GET.get("cari", "")[:200].strip(), request.GET.get("sesudah", "")[:80]
    page = desk(scope.person, view, cursor, search, scope=scope)
    numbers = counts(scope.person, scope=scope)
    views = [
        ShownView(key, label, numbers.get(key) if key in COUNTED else None,
                  f"{reverse('desk')}?tampak={key}", key == view and not search)
        for key, label in VIEWS.items()
    ]  # fmt: skip
    more = {"tampak": view, "sesudah": page.next_cursor, **({"cari": search} if search else {})}
    return {
        "views": views, "view": view, "view_label": VIEWS[view], "search": search, "cursor": cursor,
        "rows": shown_rows(page, view, search, here), "many_agencies": len(scope.agency_ids) > 1,
        "more": f"{reverse('desk')}?{urlencode(more)}" if page.next_cursor else "",
    }  # fmt: skip


@require_GET
@signed_in
def desk_page(request: HttpRequest) -> HttpResponse:
    """Views, list, and on a wide screen the place for a case."""
    person = person_of(request)
    scope = scope_of(person)
    pane = list_pane(request, scope, view_of(request))
    if request.headers.get("HX-Request") and request.GET.get("sesudah"):
        return render(request, "desk/_rows.html", pane)
    unreadable = [] if pane["cursor"] or pane["search"] else visible_unreadable(person)[:1]
    return render(request, "desk/desk.html", {
        **pane, "unreadable": list(unreadable), "undo": undo_bar(request),
        "may_record": not pane["rows"] and recordable_accounts(person).exists(),
    })  # fmt: skip


urlpatterns = [path("meja/", desk_page, name="desk")]
