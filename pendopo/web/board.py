"""The compliance board: agencies × chapters, one agency's duties, one duty with its evidence, and all of it as XLSX."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.db.models import QuerySet
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import path, reverse
from django.utils.functional import Promise
from django.utils.text import slugify
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_GET

from pendopo.people.models import Person
from pendopo.registry.models import Agency, Government
from pendopo.registry.queries import government_of, today
from pendopo.regulation.board import ORDER, SIGNS
from pendopo.regulation.duties import ACTORS, PERIODS, Duty, duties_of
from pendopo.regulation.profile import Profile, load
from pendopo.regulation.screens import cited
from pendopo.report.compliance.export import workbook
from pendopo.report.compliance.queries import (
    Number,
    Numbers,
    all_rows,
    board_of,
    columns_of,
    duty_page,
    keeping,
    sheet_of,
    visible_agencies,
)
from pendopo.tables.writing import XLSX
from pendopo.web.access import found, person_of, signed_in
from pendopo.web.downloads import download
from pendopo.web.templatetags.pendopo import MONTHS, in_words

WORDS: dict[str, Promise] = {
    "fail": _("dilanggar"),
    "warn": _("peringatan"),
    "ok": _("terpenuhi"),
    "not_applicable": _("tidak berlaku"),
}
MODALITIES: dict[str, Promise] = {
    "wajib": _("wajib menurut peraturan"),
    "harus": _("keharusan etika"),
    "norma": _("norma atau langkah kerja"),
    "definisi": _("pengertian"),
}


@dataclass(frozen=True)
class Mend:
    """The page where a check is put right."""

    label: Promise
    page: str
    of_agency: bool = False


REGISTER = Mend(_("Daftar instansi & akun"), "agency", of_agency=True)
DECREES = Mend(_("Keputusan"), "decrees")
DESK = Mend(_("Meja"), "desk")
REFERRALS = Mend(_("Rujukan"), "referrals")
MESSAGES = Mend(_("Pesan"), "messages")
WINDOWS = Mend(_("Masa pemilihan"), "election_windows")
MONTHLY = Mend(_("Pantauan & tutup bulan"), "insight")
PLANS = Mend(_("Rencana komunikasi"), "plans")
AUDIENCE = Mend(_("Khalayak"), "audience")
REPORTS = Mend(_("Laporan tahunan"), "reports")
LAW = Mend(_("Peraturan"), "law")
AIMS = Mend(_("Tujuan & sasaran"), "aims")
PROCEDURES = Mend(_("Prosedur"), "procedures")
BASES = Mend(_("Dasar hukum"), "bases")
STAFF = Mend(_("Pengelola instansi ini"), "agency_staff", of_agency=True)
MEETINGS = Mend(_("Rapat koordinasi"), "meetings")
ETHICS = Mend(_("Perkara etika"), "ethics_cases")
# The longest beginning of a check's code that stands here says where it is mended.
MENDS: dict[str, Mend] = {
    "C-ACC": REGISTER, "C-DEF2": REGISTER, "C-DEF3": REGISTER, "C-DEF4": REGISTER, "C-ROLE": DECREES, "C-SK": DECREES,
    "C-PRE4": DECREES, "C-ACC4": DECREES, "C-MSG": MESSAGES, "C-MSG6": Mend(_("Persetujuan"), "approvals"), "C-PLAN1": PLANS, "C-PLAN2": MESSAGES, "C-SEG": AUDIENCE, "C-LEN": MESSAGES, "C-ETH1": MESSAGES,
    "C-ETH2": MESSAGES, "C-ETH6": MESSAGES, "C-A11Y": MESSAGES, "C-INT": MESSAGES, "C-ETH3": WINDOWS, "C-DEF5": MESSAGES,
    "C-SRV": DESK, "C-SLA": DESK, "C-TWO": DESK, "C-KIP": DESK, "C-PDP": DESK, "C-SRV4": REFERRALS,
    "C-SLA2": REFERRALS, "C-FB": MONTHLY, "C-FB3": Mend(_("Rekomendasi"), "recommendations"), "C-REP": REPORTS,
    "C-EVA": REPORTS, "C-PRE1": LAW, "C-PRE2": BASES, "C-SOP1": PROCEDURES, "C-MON": Mend(_("Pantau harian"), "watching"), "C-AIM1": AIMS, "C-AIM2": AIMS, "C-FAC": Mend(_("Sarana"), "means"), "C-FIN": Mend(_("Anggaran"), "costs"),
    "C-SOP2": Mend(_("Bagan alur"), "flow"),
    "C-ROLE4": STAFF, "C-OBL": STAFF, "C-OBL3": MEETINGS, "C-ETH4": ETHICS, "C-ETH5": STAFF,
}  # fmt: skip
# Where a record is opened, by its kind; the second word is the page of things that have none of their own.
PAGES = {
    "account": "account", "case": "case", "dispatch": "change_live", "message": "message", "referral": "referral",
    "decree": "decree", "agency": "agency",
    "closing": "closing", "report": "report", "sheet": "sheet", "procedure": "procedure", "cost": "cost",
    "person": "person", "meeting": "meeting",
}  # fmt: skip
LISTS = {"recommendation": "recommendations", "basis": "bases", "ethics": "ethics_cases"}


def _frame(request: HttpRequest) -> tuple[Person, Government, QuerySet[Agency]]:
    """Who asks, for which government, and the agencies that they may see."""
    person = person_of(request)
    government = government_of(person)
    if government is None:
        raise Http404
    return person, government, visible_agencies(person).filter(government=government)


def _by(request: HttpRequest) -> str:
    return "bidang" if request.GET.get("menurut") == "bidang" else "bab"


def _state(request: HttpRequest) -> str:
    state = request.GET.get("keadaan", "")
    return state if state in WORDS else ""


@require_GET
@signed_in
def board(request: HttpRequest) -> HttpResponseBase:
    """Every agency that one may see, worst first. Who sees one agency only comes to its own page at once."""
    _person, government, agencies = _frame(request)
    shown = list(agencies)
    chosen = request.GET.get("instansi", "")
    if chosen.isdigit() and any(one.pk == int(chosen) for one in shown):
        return redirect(f"{reverse('board_agency', args=[int(chosen)])}?menurut={_by(request)}")
    if len(shown) == 1:
        return redirect("board_agency", pk=shown[0].pk)
    by, state = _by(request), _state(request)
    whole = board_of(shown, by)
    column = request.GET.get("bab", "")
    column = column if any(one.key == column for one in whole.columns) else ""
    return render(request, "board/board.html", {
        "board": keeping(whole, state=state, column=column), "columns": whole.columns, "by": by, "state": state,
        "column": column, "agencies": sorted(shown, key=lambda one: one.name), "government_of_board": government,
        "profile": load(government.profile), "zone": government.zone, "figures": _figures(whole.numbers, load(government.profile)),
        "query": request.GET.urlencode(), **_signs(),
    })  # fmt: skip


@require_GET
@signed_in
def agency(request: HttpRequest, pk: int) -> HttpResponse:
    """One agency: its duties by chapter, worst first, and how its months were."""
    _person, government, agencies = _frame(request)
    one = found(agencies, pk=pk)
    by, state = _by(request), _state(request)
    sheet = sheet_of(one, by=by, state=state)
    return render(request, "board/agency.html", {
        "agency": one, "sheet": sheet, "by": by, "state": state, "zone": government.zone,
        "figures": _figures(sheet.numbers, load(government.profile)), "others": agencies.count() > 1,
        "columns": [column for column, _checks in columns_of(government.profile, by)],
        "months": [(_month(month.month), month) for month in sheet.months], **_signs(),
    })  # fmt: skip


@require_GET
@signed_in
def duty(request: HttpRequest, pk: int, code: str) -> HttpResponse:
    """One duty at one agency: plain words, article, evidence, and where it is mended."""
    _person, government, agencies = _frame(request)
    one = found(agencies, pk=pk)
    asked = next((each for each in duties_of(load(government.profile)) if each.code == code), None)
    if asked is None:
        raise Http404
    page = duty_page(one, asked)
    looks = [
        {
            "look": look,
            "records": [
                (record, _open(one, kind, number))
                for record, kind, number in (look.found.records if look.found else ())
            ],
            "history": [(_month(month), state) for month, state in reversed(look.history)],
            "mend": _mend(look.row.check, one),
        }
        for look in page.looks
    ]
    return render(request, "board/duty.html", {
        "agency": one, "page": page, "looks": looks, "zone": government.zone,
        "actors": [ACTORS[each] for each in asked.actor], "period": PERIODS[asked.period],
        "modality": MODALITIES[asked.modality], "back": _back(one, asked), **_signs(),
    })  # fmt: skip


@require_GET
@signed_in
def export(request: HttpRequest) -> HttpResponse:
    """The board and every duty as one workbook."""
    _person, government, agencies = _frame(request)
    shown = list(agencies)
    whole = board_of(shown, _by(request))
    when = in_words(whole.newest, government.zone) if whole.newest else "–"
    name = f"papan-kepatuhan-{slugify(government.key)}-{today(government).isoformat()}.xlsx"
    return download(workbook(whole, all_rows(shown), when), XLSX, name)


def _signs() -> dict[str, Any]:
    return {"signs": SIGNS, "words": WORDS, "states": [(state, SIGNS[state], WORDS[state]) for state in ORDER]}


@dataclass(frozen=True)
class Figure:
    """A number above the board, as it is printed."""

    label: Promise | str
    big: str
    small: Promise
    part: int
    whole: int
    before: str
    article: str
    page: str
    looks: str


def _figures(numbers: Numbers, profile: Profile) -> list[Figure]:
    """The three numbers, each with last month's and the article where this regulation has it."""
    answered = gettext("Rujukan dijawab dalam %(hours)s jam") % {"hours": profile.clock("T2").hours}

    def where(written: str) -> str:
        return ", ".join(dict.fromkeys(cited(profile, written)))

    hours, bare, missing = numbers.in_time, numbers.bare_accounts, numbers.missing_reports
    return [
        _figure(answered, hours, _("rujukan masuk bulan ini"), where("jawaban-instansi"), "referrals", share=True),
        _figure(_("Akun tanpa keputusan"), bare, _("akun resmi"), where("Pasal 9"), "decrees"),
        _figure(_("Laporan belum ada"), missing, _("laporan yang terutang"), where("Pasal 15"), "reports"),
    ]  # fmt: skip


def _figure(
    label: Promise | str, number: Number, small: Promise, article: str, page: str, *, share: bool = False
) -> Figure:
    if share:
        big = f"{number.percent} %" if number.percent is not None else "–"
        before = f"{number.percent_before} %" if number.percent_before is not None else "–"
        good = number.percent is None or number.percent == 100
    else:
        big, good = (str(number.part) if number.whole else "–"), not number.part
        before = str(number.part_before) if number.part_before is not None else "–"
    looks = "" if not number.whole else "done" if good else "late"
    return Figure(label, big, small, number.part, number.whole, before, article, page, looks)


def _month(month: date | datetime) -> str:
    return f"{str(MONTHS[month.month - 1])[:3]} {month.year}"


def _open(one: Agency, kind: str, number: int) -> str:
    """The address of a record, or ""."""
    if kind in PAGES:
        return reverse(PAGES[kind], args=[number])
    return reverse(LISTS[kind]) if kind in LISTS else ""


def _mend(check: str, one: Agency) -> dict[str, Any] | None:
    """Where a check is put right: the longest beginning of its code that is known."""
    fitting = [beginning for beginning in MENDS if check.startswith(beginning)]
    if not fitting:
        return None
    mend = MENDS[max(fitting, key=len)]
    return {"label": mend.label, "href": reverse(mend.page, args=[one.pk] if mend.of_agency else [])}


def _back(one: Agency, asked: Duty) -> str:
    return f"{reverse('board_agency', args=[one.pk])}#bab-{asked.chapter}"


urlpatterns = [
    path("papan/", board, name="board"),
    path("papan/papan.xlsx", export, name="board_xlsx"),
    path("papan/<int:pk>/", agency, name="board_agency"),
    path("papan/<int:pk>/<slug:code>/", duty, name="board_duty"),
]
