"""The journal as people read it: newest first, only of what they may see."""

from __future__ import annotations

from typing import Any

from django.db.models import Q, QuerySet
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import path
from django.views.decorators.http import require_GET, require_http_methods

from pendopo.journal.models import Chain, Entry
from pendopo.journal.queries import KEPT, as_kept, faults_of, faults_since
from pendopo.people.models import Person
from pendopo.registry.models import Government
from pendopo.registry.queries import agencies_for, standings
from pendopo.registry.rules import OVER_ALL, Doing
from pendopo.web.access import person_of, signed_in

PAGE = 50
# A longer chain is looked at by the command: it takes minutes.
MOST = 200_000


def chains_of(person: Person) -> list[str]:
    """The chains of the governments that a person oversees."""
    over = {one.government_id for one in standings(person) if one.standing in OVER_ALL[Doing.AUDIT]}
    return list(Government.objects.filter(pk__in=over).values_list("key", flat=True))


def visible_to(person: Person) -> QuerySet[Entry]:
    """Entries of the agencies that a person may see; those of a whole government for who oversees it."""
    own = agencies_for(person, Doing.REGISTER).values_list("pk", flat=True)
    return Entry.objects.filter(Q(chain__in=chains_of(person)) | Q(agency_id__in=list(own)))


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
    page = {"entries": entries[:PAGE], "more": more, "text": text, "may_check": bool(chains_of(person_of(request)))}
    return render(request, "journal/list.html", page)


@require_http_methods(["GET", "POST"])
@signed_in
def check(request: HttpRequest) -> HttpResponse:
    """Is every entry as it was written? Whoever oversees a government asks; what they kept of an earlier look counts too."""
    heads = list(Chain.objects.filter(name__in=chains_of(person_of(request))).order_by("name"))
    if not heads:
        raise Http404
    page: dict[str, Any] = {"kept": "", "long": [one for one in heads if one.last_sequence > MOST]}
    if request.method == "POST" and not page["long"]:
        names = {one.name for one in heads}
        page["kept"] = kept = request.POST.get("kept", "")[:4000]
        page["unread"] = bool(kept.strip()) and not KEPT.search(kept)
        page["faults"] = [each for one in heads for each in faults_of(one.name)]
        page["faults"] += [each for each in faults_since(kept) if each.chain in names]
        page["lines"] = [as_kept(one) for one in heads]
        page["done"] = True
    return render(request, "journal/check.html", page)


urlpatterns = [path("jurnal/", journal, name="journal"), path("jurnal/periksa/", check, name="journal_check")]
