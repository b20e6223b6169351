"""The emergency stop: who stopped everything, when and why, what waits meanwhile, and letting it go on."""

from __future__ import annotations

from datetime import datetime

from django.contrib import messages as said
from django.db.models import QuerySet
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import redirect, render
from django.urls import path
from django.utils import timezone
from django.utils.translation import gettext
from django.views.decorators.http import require_GET, require_POST

from pendopo.delivery.models import Dispatch
from pendopo.delivery.queries import visible_to as visible_dispatches
from pendopo.delivery.stopping import actions
from pendopo.delivery.stopping.models import Stop
from pendopo.delivery.stopping.queries import in_force, may_stop, visible_to
from pendopo.people.models import Person
from pendopo.registry.models import Government
from pendopo.registry.queries import government_of
from pendopo.web.access import person_of, signed_in


def _government(request: HttpRequest) -> Government:
    government = government_of(person_of(request))
    if government is None:
        raise Http404
    return government


def waiting_now(person: Person, government: Government, held: Stop | None, now: datetime) -> QuerySet[Dispatch]:
    """What is at its minute and has not left, of what this person may see; replies go on unless they are held too."""
    mine = visible_dispatches(person).filter(account__agency__government=government)
    rows = mine.filter(state="queued", not_before__lte=now).order_by("not_before", "pk")
    return rows.exclude(kind="reply") if held is not None and not held.replies else rows


@require_GET
@signed_in
def stopping(request: HttpRequest) -> HttpResponse:
    """What holds now, what waits, and what was held before."""
    person, government = person_of(request), _government(request)
    held, now = in_force(government.pk), timezone.now()
    mine = visible_dispatches(person).filter(account__agency__government=government)
    waiting = waiting_now(person, government, held, now)
    past = list(visible_to(person).filter(government=government).exclude(lifted_at=None)[:20])
    missed = {row.pk: row for row in mine.filter(pk__in=[pk for one in past for pk in one.missed])}
    page = {
        "stop": held, "may": may_stop(person, government), "zone": government.zone, "government": government,
        "waiting": waiting[:100], "late": waiting.filter(not_after__lt=now).count(), "waits": waiting.count(),
        "past": [(one, [missed[pk] for pk in one.missed if pk in missed]) for one in past],
    }  # fmt: skip
    return render(request, "messages/stopping.html", page)


@require_POST
@signed_in
def stop_now(request: HttpRequest) -> HttpResponseRedirect:
    """Nothing leaves from now on."""
    made = actions.stop(
        government=_government(request), by=person_of(request), because=request.POST.get("because", ""),
        replies=bool(request.POST.get("replies")),
    )  # fmt: skip
    said.warning(request, gettext("Penghentian darurat berlaku. Tidak ada unggahan yang berangkat."))
    if made.under_way:
        sentence = gettext("%(count)s kiriman sudah di tengah jalan ketika dihentikan dan tidak dapat ditarik.")
        said.warning(request, sentence % {"count": made.under_way})
    return redirect("stopping")


@require_POST
@signed_in
def stop_lift(request: HttpRequest) -> HttpResponseRedirect:
    """Everything may leave again."""
    lifted = actions.lift(
        government=_government(request), by=person_of(request), because=request.POST.get("because", "")
    )
    sentence = gettext("Penghentian dicabut. Terlewat selama penghentian: %(count)s kiriman, tidak dikirim terlambat.")
    said.success(request, sentence % {"count": len(lifted.missed)})
    return redirect("stopping")


urlpatterns = [
    path("pesan/penghentian/", stopping, name="stopping"),
    path("pesan/penghentian/mulai/", stop_now, name="stop_now"),
    path("pesan/penghentian/cabut/", stop_lift, name="stop_lift"),
]
