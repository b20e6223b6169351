"""The journal as people read it: newest first, only of what they may see."""

from __future__ import annotations

from django.db.models import Q, QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import path
from django.views.decorators.http import require_GET

from pendopo.journal.models import Entry
from pendopo.people.models import Person
from pendopo.registry.models import Government
from pendopo.registry.queries import agencies_for, standings
from pendopo.registry.rules import OVER_ALL, Doing
from pendopo.web.access import person_of, signed_in

PAGE = 50


def visible_to(person: Person) -> QuerySet[Entry]:
    """Entries of the agencies that a person may see; those of a whole government for who oversees it."""
    over = {one.government_id for one in standings(person) if one.standing in OVER_ALL[Doing.AUDIT]}
    chains = Government.objects.filter(pk__in=over).values_list("key", flat=True)
    own = agencies_for(person, Doing.REGISTER).values_list("pk", flat=True)
    return Entry.objects.filter(Q(chain__in=list(chains)) | Q(agency_id__in=list(own)))


@require_GET
@signed_in
def journal(request: HttpRequest) -> HttpResponse:
    """A page of entries; `sebelum` is the number after which older ones follow."""
    rows = visible_to(person_of(request)).order_by("-pk")
    before = request.GET.get("sebelum", "")
    if before.isdecimal() and len(before) < 18:
        rows = rows.filter(pk__lt=int(before))
    text = request.GET.get("cari", "").strip()[:80]
    if text:
        rows = rows.filter(Q(actor_name__icontains=text) | Q(doing__icontains=text) | Q(because__icontains=text))
    entries = list(rows[: PAGE + 1])
    more = entries[PAGE - 1].pk if len(entries) > PAGE else None
    return render(request, "journal/list.html", {"entries": entries[:PAGE], "more": more, "text": text})


urlpatterns = [path("jurnal/", journal, name="journal")]
