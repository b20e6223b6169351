"""The monitoring log's page: tick today's look, write what was seen, see the gaps."""

from __future__ import annotations

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import redirect, render
from django.urls import path, reverse
from django.utils import timezone
from django.utils.translation import gettext
from django.views.decorators.http import require_GET, require_POST

from pendopo.insight.watching.actions import look
from pendopo.insight.watching.queries import strips
from pendopo.registry.models import OfficialAccount
from pendopo.registry.queries import agencies_for, government_of, may, today
from pendopo.registry.rules import Doing
from pendopo.web.access import found, person_of, signed_in


@require_GET
@signed_in
def watching(request: HttpRequest) -> HttpResponse:
    """Each official account with its service days of the last month."""
    person = person_of(request)
    government = government_of(person)
    agencies = list(agencies_for(person).filter(government=government, closed_on=None).order_by("name"))
    if government is None or not agencies:
        raise Http404
    mine = [one for one in agencies if may(person, Doing.RECORD, one)] or agencies
    agency = next((one for one in agencies if str(one.pk) == request.GET.get("instansi", "")), mine[0])
    day = today(government)
    rows = strips(agency, day, timezone.now())
    return render(request, "insight/watching.html", {
        "agency": agency, "agencies": agencies, "rows": rows, "day": day, "tab": "watching",
        "can": may(person, Doing.RECORD, agency),
        "waiting": [row for row in rows if row.days and row.days[-1] == (day, False)],
    })  # fmt: skip


@require_POST
@signed_in
def watch(request: HttpRequest, pk: int) -> HttpResponseRedirect:
    """Today's look at every official account of an agency, or at the one that was chosen."""
    person = person_of(request)
    agency = found(agencies_for(person, Doing.RECORD), pk=pk)
    chosen, words = request.POST.get("account", ""), request.POST.get("words", "")
    accounts = OfficialAccount.objects.filter(agency=agency, state="official").select_related("agency__government")
    if chosen:
        accounts = accounts.filter(pk=chosen if chosen.isdigit() and len(chosen) < 12 else 0)
    made = look(accounts=list(accounts), on=today(agency.government), by=person, words=words)
    messages.success(request, gettext("Pantauan hari ini tercatat untuk %(number)s akun.") % {"number": len(made)})
    return redirect(f"{reverse('watching')}?instansi={agency.pk}")


urlpatterns = [
    path("masukan/pantau/", watching, name="watching"),
    path("masukan/pantau/<int:pk>/catat/", watch, name="watch"),
]
