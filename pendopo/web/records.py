"""What messages brought, and their permanent record: numbers typed in, busy hours, and the archive of a period."""

from __future__ import annotations

import hashlib
from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from django.contrib import messages as said
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import redirect, render
from django.urls import path
from django.utils import timezone
from django.utils.translation import gettext
from django.views.decorators.http import require_GET, require_POST

from pendopo.insight.besttime import BLOCK, FEWEST, activity
from pendopo.publishing.archive import Record, Standing, as_json, records
from pendopo.publishing.measuring.actions import BadMeasure, type_in
from pendopo.publishing.measuring.queries import TYPED
from pendopo.publishing.models import Message, Variant
from pendopo.publishing.queries import visible_to
from pendopo.registry.models import Agency
from pendopo.registry.queries import agencies_for
from pendopo.tables.writing import XLSX, as_xlsx
from pendopo.web.access import found, person_of, signed_in
from pendopo.web.downloads import download
from pendopo.web.templatetags.pendopo import DAYS

MOST = 20_000
HEADS = (
    ("Nomor", 8), ("Instansi", 26), ("Judul", 34), ("Akun", 26), ("Platform", 12), ("Isi yang terbit", 60),
    ("Terbit (UTC)", 20), ("Tautan", 40), ("Keadaan", 10), ("Penulis", 22), ("Penyetuju", 30), ("Sidik isi", 20),
    ("Media (sidik)", 40), ("Sumber", 30), ("Tanda", 24), ("Angka", 50), ("Bukti (sidik)", 20),
)  # fmt: skip


@require_POST
@signed_in
def variant_measured(request: HttpRequest, pk: int) -> HttpResponseRedirect:
    """Numbers that an officer read on the platform."""
    rows = Variant.objects.filter(message__in=visible_to(person_of(request)))
    one = found(rows.select_related("dispatch__account__agency__government"), pk=pk)
    if one.dispatch is None:
        raise BadMeasure("Unggahan ini belum tayang.")
    given = {name: request.POST.get(name, "") for name in TYPED}
    type_in(dispatch=one.dispatch, given=given, by=person_of(request), on=_day(request.POST.get("hari", "")))
    said.success(request, gettext("Angka tersimpan."))
    return redirect("message", pk=one.message_id)


def _day(text: str) -> date | None:
    try:
        return date.fromisoformat(text)
    except ValueError:
        return None


@require_GET
@signed_in
def busy_hours(request: HttpRequest, agency_pk: int) -> HttpResponse:
    """When people speak to this agency, with the counts behind it."""
    agency = found(agencies_for(person_of(request)), pk=agency_pk)
    seen = activity(agency, timezone.now())
    blocks = [f"{hour:02d}–{hour + BLOCK:02d}" for hour in range(0, 24, BLOCK)]
    rows = [
        (DAYS[day - 1], [(n, round(100 * n / seen.most) if seen.most else 0) for n in counts])
        for day, counts in seen.rows
    ]
    best = [(DAYS[one.weekday - 1], f"{one.hour:02d}.00", one) for one in seen.best]
    page = {
        "tab": "audience",
        "agency": agency,
        "seen": seen,
        "blocks": blocks,
        "rows": rows,
        "best": best,
        "fewest": FEWEST,
    }
    return render(request, "planning/hours.html", page)


@require_GET
@signed_in
def archive(request: HttpRequest) -> HttpResponse:
    """The record of a period, to look at or to take along with its digest."""
    agencies = list(agencies_for(person_of(request)).order_by("short_name"))
    zone = agencies[0].government.zone if agencies else "Asia/Jakarta"
    here = timezone.now().astimezone(ZoneInfo(zone)).date()
    since = _day(request.GET.get("dari", "")) or here.replace(month=1, day=1)
    until = _day(request.GET.get("sampai", "")) or here
    chosen = next((one for one in agencies if str(one.pk) == request.GET.get("instansi", "")), None)
    rows = _rows(request, chosen, since, until, zone)
    form = request.GET.get("bentuk", "")
    if form in {"xlsx", "jsonl"}:
        return _file(records(list(rows[:MOST])), form, since, until)
    page = {
        "tab": "archive", "agencies": agencies, "chosen": chosen, "since": since, "until": until,
        "count": rows.count(), "records": records(list(rows.order_by("-published_at")[:30]))[::-1], "most": MOST,
        "query": request.GET.urlencode(),
    }  # fmt: skip
    return render(request, "messages/archive.html", page)


def _rows(request: HttpRequest, chosen: Agency | None, since: date, until: date, zone: str) -> QuerySet[Message]:
    tz = ZoneInfo(zone)
    begin = datetime.combine(since, time(), tz)
    end = datetime.combine(until + timedelta(days=1), time(), tz)
    rows = visible_to(person_of(request)).filter(published_at__gte=begin, published_at__lt=end)
    return rows.filter(agency=chosen) if chosen is not None else rows


def _file(found_: list[Record], form: str, since: date, until: date) -> HttpResponse:
    if form == "jsonl":
        content, kind = as_json(found_).encode(), "application/x-ndjson"
    else:
        lines = (_line(one, there) for one in found_ for there in one.accounts)
        content, kind = as_xlsx("Arsip", [[title for title, _w in HEADS], *lines], [width for _t, width in HEADS]), XLSX
    response = download(content, kind, f"arsip-pesan-{since}-{until}.{form}")
    response.headers["Digest"] = f"sha-256={hashlib.sha256(content).hexdigest()}"
    return response


def _line(one: Record, there: Standing) -> tuple[str, ...]:
    approved = [each for each in one.approvals if not each["voided_at"]]
    return (
        str(one.number), one.agency, one.title, there.account, there.platform,
        "\n— ".join([there.text, *there.parts]), there.sent_at, there.url, there.state, one.author,
        "; ".join(f"{each['by']} {each['at']}" for each in approved),
        "; ".join(each["content_sha256"][:16] for each in approved),
        "; ".join(f"{each['name']} {each['sha256'][:16]}" for each in one.media), one.source, one.tags,
        "; ".join(f"{each['name']} {each['value'] if each['value'] is not None else '–'} ({each['on']})" for each in there.measures),
        there.evidence_sha256[:16],
    )  # fmt: skip


urlpatterns = [
    path("pesan/kiriman/<int:pk>/angka/", variant_measured, name="variant_measured"),
    path("rencana/waktu/<int:agency_pk>/", busy_hours, name="busy_hours"),
    path("arsip/", archive, name="archive"),
]
