"""A month of messages as CSV or XLSX: out as it stands, in as drafts after a look at every row."""

from __future__ import annotations

from datetime import date, datetime
from zoneinfo import ZoneInfo

from django.contrib import messages as said
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import path
from django.utils import timezone
from django.utils.translation import gettext
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from pendopo.insight.rules import next_month
from pendopo.journal.machine import Said
from pendopo.publishing.queries import calendar
from pendopo.publishing.writing.importing import read_file, rows_of, take_in
from pendopo.publishing.writing.models import MonthFile
from pendopo.publishing.writing.monthfile import HEAD, MOST_ROWS, NEEDED, month_table
from pendopo.registry.queries import agencies_for
from pendopo.registry.rules import Doing
from pendopo.web.access import found, person_of, signed_in
from pendopo.web.downloads import table_download

MOST = 2000


def month_of(request: HttpRequest, zone: str) -> date:
    """The month that is asked for, else this one."""
    try:
        return date.fromisoformat(request.GET.get("bulan", "") + "-01")
    except ValueError:
        return timezone.now().astimezone(ZoneInfo(zone)).date().replace(day=1)


@require_GET
@signed_in
def month_export(request: HttpRequest, ending: str) -> HttpResponse:
    """The messages of a month that one may see."""
    person = person_of(request)
    first = agencies_for(person).first()
    zone = first.government.zone if first else "Asia/Jakarta"
    month, tz = month_of(request, zone), ZoneInfo(zone)
    after = next_month(month)
    rows = calendar(
        person, datetime(month.year, month.month, 1, tzinfo=tz), datetime(after.year, after.month, 1, tzinfo=tz)
    )
    return table_download(month_table(rows[:MOST], zone), ending, f"pesan-{month:%Y-%m}", "pesan")


@require_GET
@signed_in
def month_template(request: HttpRequest, agency_pk: int, ending: str) -> HttpResponse:
    """The file to fill in, with one invented row for the agency's own accounts."""
    agency = found(agencies_for(person_of(request), Doing.DRAFT), pk=agency_pk)
    accounts = agency.accounts.filter(state="official").order_by("name")[:2]
    example = {
        "waktu": "2027-01-31 09:00", "judul": "Loket buka Sabtu", "isi": "Mulai pekan ini loket buka Sabtu.",
        "akun": ", ".join(f"{one.platform}:{one.handle}" for one in accounts), "penanda": "#layanan",
        "tujuan": "sebar_informasi", "kategori": "kegiatan", "sumber": "Surat edaran kepala dinas", "bentuk": "text",
        "bahasa": "id",
    }  # fmt: skip
    head = [name for name in HEAD if name not in ("keadaan", "tautan")]
    return table_download([head, [example.get(name, "") for name in head]], ending, "contoh-pesan", "pesan")


@require_http_methods(["GET", "POST"])
@signed_in
def month_import(request: HttpRequest, agency_pk: int) -> HttpResponse:
    """Step one: choose a file; it is read and shown, and nothing is kept as a message yet."""
    person = person_of(request)
    agency = found(agencies_for(person, Doing.DRAFT), pk=agency_pk)
    error = ""
    if request.method == "POST":
        file = request.FILES.get("file")
        try:
            if file is not None:
                made = read_file(agency=agency, name=file.name or "", content=file.read(), by=person)
                return redirect("month_preview", made.pk)
            error = gettext("Pilih berkasnya dulu.")
        except Said as refusal:
            error = refusal.sentence
    page = {"agency": agency, "error": error, "most": MOST_ROWS, "head": HEAD[:-2], "needed": NEEDED, "tab": "messages"}
    return render(request, "messages/month_import.html", page, status=422 if error else 200)


def _month_file(request: HttpRequest, pk: int) -> MonthFile:
    person = person_of(request)
    mine = MonthFile.objects.filter(by=person, agency__in=agencies_for(person, Doing.DRAFT))
    return found(mine.select_related("agency__government"), pk=pk)


@require_GET
@signed_in
def month_preview(request: HttpRequest, pk: int) -> HttpResponse:
    """Every row with its errors; only a file without any can be taken in."""
    file = _month_file(request, pk)
    rows = rows_of(file)
    wrong = [row for row in rows if row.errors]
    page = {
        "file": file, "number": len(rows), "wrong": wrong, "rows": [row for row in rows if not row.errors][:50],
        "zone": file.agency.government.zone, "agency": file.agency,
    }  # fmt: skip
    return render(request, "messages/month_preview.html", page)


@require_POST
@signed_in
def month_take(request: HttpRequest, pk: int) -> HttpResponse:
    """Step two: all rows or none."""
    made = take_in(file=_month_file(request, pk), by=person_of(request))
    said.success(request, gettext("%(number)d konsep dibuat. Lengkapi, lalu ajukan.") % {"number": len(made)})
    return redirect(f"/pesan/?bulan={made[0].planned_at:%Y-%m}" if made else "messages")


urlpatterns = [
    path("pesan/bulan.csv", month_export, {"ending": "csv"}, name="month_csv"),
    path("pesan/bulan.xlsx", month_export, {"ending": "xlsx"}, name="month_xlsx"),
    path("pesan/impor/<int:agency_pk>/", month_import, name="month_import"),
    path("pesan/impor/<int:agency_pk>/contoh.csv", month_template, {"ending": "csv"}, name="month_template_csv"),
    path("pesan/impor/<int:agency_pk>/contoh.xlsx", month_template, {"ending": "xlsx"}, name="month_template_xlsx"),
    path("pesan/impor/berkas/<int:pk>/", month_preview, name="month_preview"),
    path("pesan/impor/berkas/<int:pk>/ambil/", month_take, name="month_take"),
]
