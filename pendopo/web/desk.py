"""The desk: views, list and search. One case is in `caseview`, recording and import in `recording`."""

from __future__ import annotations

from dataclasses import dataclass
from urllib.parse import urlencode

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import path, reverse
from django.utils import timezone
from django.utils.functional import Promise
from django.views.decorators.http import require_GET

from pendopo.inbox.queries import VIEWS, Scope, View, counts, desk, recordable_accounts, scope_of
from pendopo.web.access import person_of, signed_in
from pendopo.web.firststeps import steps_for
from pendopo.web.rows import rows_html
from pendopo.web.undo import undo_bar


@dataclass(frozen=True)
class ShownView:
    """One view with its number."""

    key: str
    label: str | Promise
    count: int | None
    href: str
    here: bool


def view_of(request: HttpRequest) -> View:
    """The view that the address names; "new" when it names none that there is."""
    asked = request.POST.get("tampak") or request.GET.get("tampak", "")
    return asked if asked in VIEWS else "new"


def scope_for(request: HttpRequest) -> Scope:
    """The scope of the person who asks, read once a request."""
    kept: Scope = request.__dict__.get("desk_scope") or scope_of(person_of(request))
    request.__dict__["desk_scope"] = kept
    return kept


def list_pane(request: HttpRequest, scope: Scope, view: View, here: int | None = None) -> dict[str, object]:
    """What the two left panes need: the views with their numbers, and one page of rows."""
    search, cursor = request.GET.get("cari", "")[:200].strip(), request.GET.get("sesudah", "")[:80]
    now, address = timezone.now(), reverse("desk")
    page = desk(scope.person, view, cursor, search, scope=scope, now=now)
    numbers = counts(scope.person, scope=scope, now=now)
    views = [
        ShownView(key, label, numbers.views.get(key), f"{address}?tampak={key}", key == view and not search)
        for key, label in VIEWS.items()
    ]
    more = {"tampak": view, "sesudah": page.next_cursor, **({"cari": search} if search else {})}
    return {
        "views": views, "view": view, "view_label": VIEWS[view], "search": search,
        "rows": rows_html(page.rows, now, view=view, search=search, here=here, agencies=len(scope.agencies) > 1),
        "more": f"{address}?{urlencode(more)}" if page.next_cursor else "",
        "unreadable": numbers.unreadable and not cursor and not search,
    }  # fmt: skip


@require_GET
@signed_in
def desk_page(request: HttpRequest) -> HttpResponse:
    """Views, list, and on a wide screen the place for a case."""
    person = person_of(request)
    pane = list_pane(request, scope_for(request), view_of(request))
    if request.headers.get("HX-Request") and request.GET.get("sesudah"):
        return render(request, "desk/_rows.html", pane)
    if not pane["rows"]:
        pane["may_record"] = recordable_accounts(person).exists()
        pane["setting_up"] = any(not step.done for step in steps_for(person))
    return render(request, "desk/desk.html", {**pane, "undo": undo_bar(request)})


urlpatterns = [path("meja/", desk_page, name="desk")]
