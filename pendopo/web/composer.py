"""Writing a message: the page, what it says while one types, keeping the draft by itself, and its pictures."""

from __future__ import annotations

import secrets
from datetime import datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from django.contrib import messages as said
from django.core.files.storage import default_storage
from django.http import HttpRequest, HttpResponse, HttpResponseBase, HttpResponseRedirect, JsonResponse
from django.shortcuts import redirect, render
from django.urls import path
from django.utils import timezone
from django.utils.translation import gettext
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from pendopo.journal.machine import Said
from pendopo.people.models import Person
from pendopo.publishing import actions
from pendopo.publishing.media.actions import thumb_path, upload, upload_captions
from pendopo.publishing.media.models import MediaFile
from pendopo.publishing.media.queries import visible_media
from pendopo.publishing.models import Message
from pendopo.publishing.queries import visible_to, written_of
from pendopo.publishing.rules import Written, cleaned, sha256_of
from pendopo.publishing.writing.models import TagGroup, Template
from pendopo.publishing.writing.templates import written_from
from pendopo.registry.models import Agency
from pendopo.registry.queries import agencies_for
from pendopo.registry.rules import Doing
from pendopo.web.access import found, person_of, signed_in
from pendopo.web.composerform import LANGUAGES, MediaRow, MessageForm, without_missing
from pendopo.web.downloads import kept_file
from pendopo.web.preview import looked_at


def tomorrow(agency: Agency) -> datetime:
    """Nine o'clock tomorrow by the government's clock: a time that a new message may begin with."""
    zone = ZoneInfo(agency.government.zone)
    day = timezone.now().astimezone(zone).date() + timedelta(days=1)
    return datetime(day.year, day.month, day.day, 9, tzinfo=zone)


@require_http_methods(["GET", "POST"])
@signed_in
def message_new(request: HttpRequest, agency_pk: int) -> HttpResponse:
    """Write a message."""
    person = person_of(request)
    agency = found(agencies_for(person, Doing.DRAFT), pk=agency_pk)
    if request.method == "GET":
        first = {"planned_at": tomorrow(agency).strftime("%Y-%m-%dT%H:%M")}
        return _page(request, MessageForm(agency=agency, written=_from_template(request, agency), initial=first))
    form = MessageForm(request.POST, agency=agency)
    if _media_changed(request, form, person) or not form.is_valid():
        return _page(request, form)
    begun_as = request.POST.get("begun_as", "")[:40]
    made = actions.draft(agency=agency, by=person, written=form.written(), begun_as=begun_as)
    return _kept(request, made, person)


def _from_template(request: HttpRequest, agency: Agency) -> Written | None:
    number = request.GET.get("kerangka", "")
    template = Template.objects.filter(agency=agency, pk=int(number) if number.isdigit() and len(number) < 19 else 0)
    chosen = template.first()
    if chosen is None:
        return None
    mine = set(agency.accounts.filter(state="official").values_list("pk", flat=True))
    return without_missing(written_from(chosen.content, tomorrow(agency)), mine)


@require_http_methods(["GET", "POST"])
@signed_in
def message_edit(request: HttpRequest, pk: int) -> HttpResponse:
    """Change a message; an approval that it had falls."""
    person = person_of(request)
    one = found(visible_to(person).filter(agency__in=agencies_for(person, Doing.DRAFT)), pk=pk)
    written = written_of(one)
    if request.method == "GET":
        return _page(request, MessageForm(agency=one.agency, written=written), one)
    form = MessageForm(request.POST, agency=one.agency, written=written)
    if _media_changed(request, form, person) or not form.is_valid():
        return _page(request, form, one)
    expected = request.POST.get("expected", "")[:64]
    kept = actions.revise(message=one, by=person, written=form.written(), expected=expected)
    return _kept(request, kept, person)


def _page(request: HttpRequest, form: MessageForm, message: Message | None = None) -> HttpResponse:
    agency = form.agency
    page = {
        "form": form, "agency": agency, "message": message, "profile": form.profile, "languages": LANGUAGES,
        "begun_as": request.POST.get("begun_as", "") or secrets.token_urlsafe(18),
        "expected": request.POST.get("expected", "") or (sha256_of(form.before) if message and form.before else ""),
        "groups": TagGroup.objects.filter(agency=agency), "templates": Template.objects.filter(agency=agency),
        "known": _known(agency), "autosave": message is None or message.state == "draft",
        "checked": _checked(form, message) if message or form.is_bound else None,
    }  # fmt: skip
    return render(request, "messages/write.html", page, status=422 if form.is_bound and form.errors else 200)


def _known(agency: Agency) -> list[str]:
    """The official accounts that may be mentioned, for the field's own list."""
    accounts = agency.government.agencies.filter(accounts__state="official").values_list(
        "accounts__platform", "accounts__handle"
    )
    return [f"{platform}:@{handle.lstrip('@')}" for platform, handle in accounts.order_by("accounts__handle")[:200]]


def _media_changed(request: HttpRequest, form: MessageForm, person: Person) -> bool:
    """A button that changes only the pictures was pressed, or files came along; the page is then shown again."""
    sent = request.FILES.getlist("pictures")
    try:
        form.add_media([_taken(form.agency, one, person) for one in sent[:10]])
        for row in form.media_rows:
            if (text := request.FILES.get(f"captions_file_{row.file.pk}")) is not None:
                kept = upload_captions(film=row.file, name=text.name or "", content=text.read(), by=person)
                form.set_captions(row.file, kept)
    except Said as refusal:
        said.error(request, refusal.sentence)
        return True
    if "drop" in request.POST:
        form.drop_media(request.POST["drop"])
    if "raise" in request.POST:
        form.raise_media(request.POST["raise"])
    return bool({"drop", "raise", "attach"} & request.POST.keys())


def _taken(agency: Agency, sent: Any, person: Person) -> MediaFile:
    return upload(agency=agency, name=sent.name or "", content=sent.read(), by=person)


def _kept(request: HttpRequest, message: Message, person: Person) -> HttpResponseRedirect:
    if "submit" in request.POST:
        actions.submit(message=message, by=person)
        said.success(request, gettext("Diajukan. Orang kedua diminta menyetujui."))
    else:
        said.success(request, gettext("Konsep tersimpan."))
    return redirect("message", pk=message.pk)


# While typing


@require_POST
@signed_in
def message_check(request: HttpRequest, agency_pk: int) -> HttpResponse:
    """While writing: how it will look and how long it is on each account, and what is still missing. Keeps nothing."""
    agency = found(agencies_for(person_of(request), Doing.DRAFT), pk=agency_pk)
    return render(request, "messages/check.html", _checked(MessageForm(request.POST, agency=agency)))


def _checked(form: MessageForm, message: Message | None = None) -> dict[str, Any]:
    written = form.so_far(tomorrow(form.agency)) if form.is_bound else form.before
    number = str(form.data.get("message", "")) if form.is_bound else ""
    known = message.pk if message else None
    pk = int(number) if number.isdigit() and len(number) < 19 else known
    return looked_at(form.agency, cleaned(written), pk) if written else {}


@require_POST
@signed_in
def message_typed(request: HttpRequest, agency_pk: int) -> JsonResponse:
    """Keep a draft by itself. Answers which message it is now, and the hash that the next keeping begins from."""
    person = person_of(request)
    agency = found(agencies_for(person, Doing.DRAFT), pk=agency_pk)
    number = request.POST.get("message", "")
    held = None
    if number:
        rows = visible_to(person).filter(agency=agency)
        held = found(rows, pk=int(number) if number.isdigit() and len(number) < 19 else 0)
    before = written_of(held) if held else None
    form = MessageForm(request.POST, agency=agency, written=before)
    written = form.so_far(before.planned_at if before else tomorrow(agency))
    if why := form.unkeepable():
        return JsonResponse({"sentence": why}, status=422)
    if not (written.title.strip() or written.text.strip() or written.media):
        return JsonResponse({"sentence": ""}, status=204)
    try:
        kept = _typed(request, agency, person, held, written)
    except Said as refusal:
        return JsonResponse({"sentence": refusal.sentence}, status=409)
    return JsonResponse({"message": kept.pk, "expected": sha256_of(written_of(kept)), "sentence": ""})


def _typed(request: HttpRequest, agency: Agency, person: Person, held: Message | None, written: Written) -> Message:
    if held is not None:
        expected = request.POST.get("expected", "")[:64]
        return actions.keep_typing(message=held, by=person, written=written, expected=expected)
    begun_as = request.POST.get("begun_as", "")[:40]
    return actions.draft(agency=agency, by=person, written=written, begun_as=begun_as, typing=True)


# Pictures and films


@require_POST
@signed_in
def media_new(request: HttpRequest, agency_pk: int) -> HttpResponse:
    """Take in files while the page stays open; answers their part of the form, or why one was refused."""
    person = person_of(request)
    agency = found(agencies_for(person, Doing.DRAFT), pk=agency_pk)
    form = MessageForm(agency=agency)
    taken: list[MediaFile] = []
    refusals = []
    for one in request.FILES.getlist("pictures")[:10]:
        try:
            taken.append(_taken(agency, one, person))
        except Said as refusal:
            refusals.append(refusal.sentence)
    page = {"rows": [MediaRow(one) for one in taken], "refusals": refusals, "form": form}
    return render(request, "messages/media_rows.html", page)


@require_GET
@signed_in
def media_file(request: HttpRequest, pk: int) -> HttpResponseBase:
    """A kept file; `?kecil` gives the small picture of it. Shown, never run."""
    one = found(visible_media(person_of(request)), pk=pk)
    small = "kecil" in request.GET and default_storage.exists(thumb_path(one))
    if small:
        return kept_file(default_storage.open(thumb_path(one)), f"media-{one.pk}", "image/jpeg", inline=True)
    if one.kind == "text":
        return kept_file(one.file, f"takarir-{one.pk}.vtt", one.content_type)
    return kept_file(one.file, f"media-{one.pk}", one.content_type, inline=True)


urlpatterns = [
    path("pesan/tulis/<int:agency_pk>/", message_new, name="message_new"),
    path("pesan/periksa/<int:agency_pk>/", message_check, name="message_check"),
    path("pesan/ketik/<int:agency_pk>/", message_typed, name="message_typed"),
    path("pesan/<int:pk>/ubah/", message_edit, name="message_edit"),
    path("pesan/media/<int:agency_pk>/baru/", media_new, name="media_new"),
    path("pesan/media/<int:pk>/", media_file, name="media_file"),
]
