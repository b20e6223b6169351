"""Messages: approving, and a message's own page with its record (Pasal 7, 8 e, 10, 12)."""

from __future__ import annotations

from django.contrib import messages as said
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect, QueryDict
from django.shortcuts import redirect, render
from django.urls import path
from django.utils import timezone
from django.utils.translation import gettext
from django.views.decorators.http import require_GET, require_POST

from pendopo.delivery.actions import confirm_posted, declare_absent
from pendopo.journal.queries import entries_of
from pendopo.publishing import actions
from pendopo.publishing.amplifying.queries import asks_by
from pendopo.publishing.approving.models import Urgent
from pendopo.publishing.approving.routes import may_sign, turn_of
from pendopo.publishing.leaving import tags_of
from pendopo.publishing.measuring.queries import runs_of
from pendopo.publishing.models import Message, Variant
from pendopo.publishing.queries import (
    approval_in_force,
    current_sha256,
    decisions_of,
    profile_of,
    visible_to,
    with_variants,
    written_of,
)
from pendopo.publishing.rules import Written
from pendopo.publishing.writing.queries import colleagues
from pendopo.registry.models import Agency
from pendopo.registry.queries import may
from pendopo.registry.rules import Doing
from pendopo.web.access import found, person_of, signed_in
from pendopo.web.approving import shown_steps
from pendopo.web.preview import looked_at, previews

LOCAL = "%Y-%m-%dT%H:%M"


def _message(request: HttpRequest, pk: int) -> Message:
    return found(with_variants(visible_to(person_of(request))), pk=pk)


@require_GET
@signed_in
def message(request: HttpRequest, pk: int) -> HttpResponse:
    """A message with everything that is known of it."""
    one, person = _message(request, pk), person_of(request)
    profile, written = profile_of(one.agency), written_of(one)
    labels = {part.code: gettext(part.label) for part in profile.purposes}
    labels |= {kind.code: gettext(kind.label) for kind in profile.message_categories}
    may_approve = may_sign(person, one) is not None
    mine = one.author_id == person.pk or one.writers.filter(pk=person.pk).exists()
    page = {
        "message": one, "profile": profile, "zone": one.agency.government.zone, "sha256": current_sha256(one),
        "purpose": labels.get(one.purpose, one.purpose), "category": labels.get(one.category, one.category),
        "tags": tags_of(one.tags), "previews": previews(one.agency, written), "approval": approval_in_force(one),
        **_open_questions(one, written), **_around(one),
        "ethics": [(part, written.ethics.get(part.code)) for part in profile.ethics],
        "all_safe": all((tick := written.ethics.get(part.code)) and tick.safe for part in profile.ethics),
        "voided": one.approvals.exclude(voided_at=None).select_related("person"),
        "entries": entries_of(one), "past": one.planned_at <= timezone.now(), "mine": mine,
        "may_draft": may(person, Doing.DRAFT, one.agency), "may_approve": may_approve, "steps": shown_steps(one),
        "deciding": one.state == "review" and not mine and turn_of(person, one, current_sha256(one)) is not None,
        "urgent": Urgent.objects.filter(message=one).first(),
        "may_publish": may(person, Doing.PUBLISH, one.agency), "may_record": may(person, Doing.RECORD, one.agency),
        "asks": asks_by(person).filter(message=one).prefetch_related("echoes__agency"),
        "askable": Agency.objects.filter(government=one.agency.government, closed_on=None).exclude(pk=one.agency_id),
    }  # fmt: skip
    runs = runs_of([each.dispatch_id for each in one.variants.all() if each.dispatch_id])
    for variant in one.variants.all():
        variant.runs = runs.get(variant.dispatch_id or 0, [])  # type: ignore[attr-defined]
    return render(request, "messages/message.html", page)


def _open_questions(message: Message, written: Written) -> dict[str, object]:
    """What is still to be mended or decided, and what was decided."""
    waits = message.state in {"draft", "review", "approved"}
    found = looked_at(message.agency, written, message.pk) if waits else {"problems": [], "hits": []}
    decided = decisions_of(message, written)
    known = {one.hit for one in decided}
    hits = [one for one in found["hits"] if one.key not in known]
    return {"problems": found["problems"], "hits": hits, "decided": decided}


@require_POST
@signed_in
def message_submit(request: HttpRequest, pk: int) -> HttpResponseRedirect:
    """Hand in for approval."""
    actions.submit(message=_message(request, pk), by=person_of(request))
    said.success(request, gettext("Diajukan. Orang kedua diminta menyetujui."))
    return redirect("message", pk=pk)


def _around(message: Message) -> dict[str, object]:
    """Its pictures, and what colleagues said."""
    return {
        "attachments": message.attachments.select_related("file", "captions"), "colleagues": colleagues(message.agency),
        "comments": message.comments.select_related("by").prefetch_related("named"),
        "version_count": message.versions.count(),
    }  # fmt: skip


def decisions_in(posted: QueryDict) -> dict[str, str]:
    """Why each hit may stand, as it was typed beside it."""
    return {name.removeprefix("putusan_"): str(text) for name, text in posted.items() if name.startswith("putusan_")}


@require_POST
@signed_in
def message_approve(request: HttpRequest, pk: int) -> HttpResponseRedirect:
    """Say yes to the content that was on the screen."""
    actions.approve(
        message=_message(request, pk),
        by=person_of(request),
        sha256=request.POST.get("sha256", ""),
        decisions=decisions_in(request.POST),
    )
    now = _message(request, pk)
    if now.state == "review":
        said.success(request, gettext("Langkah Anda tercatat. Langkah berikutnya menunggu penyetuju lain."))
    elif now.state == "scheduled":
        said.success(request, gettext("Disetujui dan terjadwal. Orang lain meninjaunya dalam 24 jam."))
    else:
        said.success(request, gettext("Disetujui. Petugas dapat menjadwalkannya."))
    return redirect("message", pk=pk)


@require_POST
@signed_in
def message_send_back(request: HttpRequest, pk: int) -> HttpResponseRedirect:
    """Return with a reason."""
    because = request.POST.get("because", "")
    actions.send_back(message=_message(request, pk), by=person_of(request), because=because)
    said.success(request, gettext("Dikembalikan kepada penulis."))
    return redirect("message", pk=pk)


@require_POST
@signed_in
def message_schedule(request: HttpRequest, pk: int) -> HttpResponseRedirect:
    """Put it on the way for its minute."""
    actions.schedule(message=_message(request, pk), by=person_of(request))
    said.success(request, gettext("Terjadwal. Pesan terbit pada waktunya."))
    return redirect("message", pk=pk)


@require_POST
@signed_in
def message_cancel(request: HttpRequest, pk: int) -> HttpResponseRedirect:
    """Nothing of it will appear."""
    actions.cancel(message=_message(request, pk), by=person_of(request), because=request.POST.get("because", ""))
    said.success(request, gettext("Dibatalkan. Tidak ada yang terkirim."))
    return redirect("message", pk=pk)


def _variant(request: HttpRequest, pk: int) -> Variant:
    rows = Variant.objects.filter(message__in=visible_to(person_of(request)))
    return found(rows.select_related("message", "dispatch__account__agency__government", "account"), pk=pk)


@require_POST
@signed_in
def variant_link(request: HttpRequest, pk: int) -> HttpResponseRedirect:
    """A person posted it, or found it there: its link."""
    one = _variant(request, pk)
    if one.dispatch is not None:
        upload = request.FILES.get("evidence")
        evidence = upload.read() if upload is not None and (upload.size or 0) <= 5_000_000 else None
        link = request.POST.get("url", "")
        confirm_posted(dispatch=one.dispatch, url=link, by=person_of(request), evidence=evidence)
        said.success(request, gettext("Tautan unggahan tersimpan."))
    return redirect("message", pk=one.message_id)


@require_POST
@signed_in
def variant_absent(request: HttpRequest, pk: int) -> HttpResponseRedirect:
    """A person looked and it is not there: the sending counts as refused."""
    one = _variant(request, pk)
    if one.dispatch is not None:
        because = request.POST.get("because", "")
        declare_absent(dispatch=one.dispatch, by=person_of(request), because=because, again=False)
    return redirect("message", pk=one.message_id)


@require_POST
@signed_in
def variant_again(request: HttpRequest, pk: int) -> HttpResponseRedirect:
    """Try a refused account once more."""
    one = _variant(request, pk)
    actions.send_again(variant=one, by=person_of(request), because=request.POST.get("because", ""))
    said.success(request, gettext("Dikirim lagi."))
    return redirect("message", pk=one.message_id)


@require_POST
@signed_in
def variant_leave_out(request: HttpRequest, pk: int) -> HttpResponseRedirect:
    """It will not appear on this account."""
    one = _variant(request, pk)
    actions.leave_out(variant=one, by=person_of(request), because=request.POST.get("because", ""))
    said.success(request, gettext("Akun ini ditinggalkan untuk pesan ini."))
    return redirect("message", pk=one.message_id)


urlpatterns = [
    path("pesan/<int:pk>/", message, name="message"),
    path("pesan/<int:pk>/ajukan/", message_submit, name="message_submit"),
    path("pesan/<int:pk>/setujui/", message_approve, name="message_approve"),
    path("pesan/<int:pk>/kembalikan/", message_send_back, name="message_send_back"),
    path("pesan/<int:pk>/jadwalkan/", message_schedule, name="message_schedule"),
    path("pesan/<int:pk>/batalkan/", message_cancel, name="message_cancel"),
    path("pesan/kiriman/<int:pk>/tautan/", variant_link, name="variant_link"),
    path("pesan/kiriman/<int:pk>/tidak-ada/", variant_absent, name="variant_absent"),
    path("pesan/kiriman/<int:pk>/lagi/", variant_again, name="variant_again"),
    path("pesan/kiriman/<int:pk>/tinggalkan/", variant_leave_out, name="variant_leave_out"),
]
