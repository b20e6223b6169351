"""The calendar of messages: month, week or list, by agency or for all; drafts can be moved to another day."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from datetime import date, datetime, time, timedelta
from typing import Any, Literal
from urllib.parse import urlencode
from zoneinfo import ZoneInfo

from django.contrib import messages as said
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import redirect, render
from django.urls import path, reverse
from django.utils import timezone
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext
from django.views.decorators.http import require_GET, require_POST

from pendopo.insight.rules import next_month
from pendopo.people.models import Person
from pendopo.publishing.actions import MessageRefused, revise
from pendopo.publishing.models import Message
from pendopo.publishing.planning.actions import add_holiday, drop_holiday
from pendopo.publishing.planning.models import Holiday
from pendopo.publishing.planning.queries import holidays_of, visible_holidays
from pendopo.publishing.queries import awaiting, calendar, in_trouble, visible_to, with_variants, written_of
from pendopo.publishing.states import MESSAGE
from pendopo.registry.models import Agency
from pendopo.registry.queries import agencies_for, government_of
from pendopo.registry.rules import Doing
from pendopo.regulation.calendar import loaded
from pendopo.web.access import found, person_of, signed_in
from pendopo.web.templatetags.pendopo import DAYS, MONTHS, month_said

Look = Literal["bulan", "pekan", "daftar"]
LOOKS: tuple[Look, ...] = ("bulan", "pekan", "daftar")
MOST = 1000
LINE = '<a href="{}"><time>{}</time> <b>{}</b></a> <small>{}</small>'
NEEDED = ("pk", "title", "planned_at", "state", "agency")
TONES = {"published": "done", "scheduled": "act", "approved": "act", "review": "waiting", "draft": "soon"}


@dataclass(frozen=True)
class Entry:
    """A message as it stands on its day: `line` is its link with time and title, drawn once, since a month may hold a
    thousand. `move` is where a draft is moved, empty where it may not be."""

    state: str
    label: str
    tone: str
    line: SafeString
    move: str
    message: Message


@dataclass
class Day:
    """A day of the calendar with its messages. `outside`: it only fills the first or last week of a month."""

    day: date
    name: str
    holiday: str = ""
    outside: bool = False
    today: bool = False
    messages: list[Entry] = field(default_factory=list)

    @property
    def value(self) -> str:
        """As a form and a script write it."""
        return self.day.isoformat()


@dataclass(frozen=True)
class Span:
    """What is shown: from `since` to the day before `until`, how it is called, and its neighbours."""

    look: Look
    since: date
    until: date
    month: date
    title: str
    before: str
    after: str


def span_of(look: Look, asked: str, today: date) -> Span:
    """The month or week of the day that was asked for ("2026-11" or "2026-11-26"); today's when nobody can read it."""
    try:
        day = date.fromisoformat(asked if len(asked) == 10 else f"{asked}-01")
    except ValueError:
        day = today
    if not date(2010, 1, 1) <= day <= date(2100, 1, 1):
        day = today
    if look == "pekan":
        monday = day - timedelta(days=day.weekday())
        last = monday + timedelta(days=6)
        title = f"{monday.day} {MONTHS[monday.month - 1]} – {last.day} {MONTHS[last.month - 1]} {last.year}"
        return Span(
            look, monday, monday + timedelta(days=7), day.replace(day=1), title,
            (monday - timedelta(days=7)).isoformat(), (monday + timedelta(days=7)).isoformat(),
        )  # fmt: skip
    first = day.replace(day=1)
    after = next_month(first)
    return Span(
        look, first, after, first, month_said(first), (first - timedelta(days=1)).strftime("%Y-%m"),
        after.strftime("%Y-%m"),
    )  # fmt: skip


def _shape(name: str) -> str:
    """An address with a place for the number: to look one up for each of a thousand messages takes longer than all else."""
    return reverse(name, args=[0]).replace("/0/", "/{}/")


def entries_by_day(
    rows: Iterable[Message], zone: str, movable: set[int], troubled: set[int], names: Mapping[int, str]
) -> dict[date, list[Entry]]:
    """Messages by the day that it is there, in their order. `names`: what to call agencies, where there are several."""
    tz, here, moving = ZoneInfo(zone), _shape("message"), _shape("message_move")
    words = {state: str(label) for state, label in MESSAGE.choices}
    found: dict[date, list[Entry]] = defaultdict(list)
    for one in rows:
        local = one.planned_at.astimezone(tz)
        trouble = one.state == "scheduled" and one.pk in troubled
        line = format_html(LINE, here.format(one.pk), f"{local:%H.%M}", one.title, names.get(one.agency_id, ""))
        may_move = one.state == "draft" and one.agency_id in movable
        found[local.date()].append(
            Entry(
                one.state, gettext("perlu keputusan") if trouble else words[one.state],
                "late" if trouble else TONES.get(one.state, ""), line, moving.format(one.pk) if may_move else "", one,
            )
        )  # fmt: skip
    return found


def days_of(span: Span, by_day: dict[date, list[Entry]], today: date, holidays: dict[date, str]) -> list[Day]:
    """The days of a span, a month filled up to whole weeks, each with its messages."""
    first, last = span.since, span.until - timedelta(days=1)
    if span.look == "bulan":
        first, last = first - timedelta(days=first.weekday()), last + timedelta(days=6 - last.weekday())
    whole = [first + timedelta(days=number) for number in range((last - first).days + 1)]
    return [
        Day(
            day, DAYS[day.weekday()], holidays.get(day, ""), not span.since <= day < span.until, day == today,
            by_day.get(day, []),
        )
        for day in whole
    ]  # fmt: skip


def _look(request: HttpRequest) -> Look:
    asked = request.GET.get("lihat", "")
    return asked if asked in LOOKS else "bulan"


@require_GET
@signed_in
def messages(request: HttpRequest) -> HttpResponse:
    """The calendar."""
    person, look = person_of(request), _look(request)
    agencies = list(agencies_for(person).order_by("short_name"))
    government = government_of(person)
    zone = government.zone if government else "Asia/Jakarta"
    today = timezone.now().astimezone(ZoneInfo(zone)).date()
    span = span_of(look, request.GET.get("bulan", ""), today)
    chosen = _chosen(request, agencies)
    rows = calendar(person, _midnight(span.since, zone), _midnight(span.until, zone))
    if chosen is not None:
        rows = rows.filter(agency=chosen)
    rows = with_variants(rows) if look == "daftar" else rows.select_related(None).only(*NEEDED)
    shown = list(rows[: MOST + 1])
    movable = set(agencies_for(person, Doing.DRAFT).values_list("pk", flat=True))
    names = {one.pk: one.short_name for one in agencies} if chosen is None and len(agencies) > 1 else {}
    by_day = entries_by_day(shown[:MOST], zone, movable, in_trouble(shown), names)
    holidays = holidays_of(government, span.since, span.until) if government else {}
    days = days_of(span, by_day, today, holidays)
    page = {
        "tab": "messages", "span": span, "looks": LOOKS, "zone": zone, "agencies": agencies, "chosen": chosen,
        "days": [day for day in days if day.messages or day.holiday] if look == "daftar" else days,
        "empty": not shown, "cut": len(shown) > MOST,
        "writing": _writing(person), "waiting": awaiting(person).count(), "weekdays": DAYS,
        "query": urlencode({"instansi": chosen.pk} if chosen else {}), "move_word": gettext("Pindahkan"),
        "day_word": gettext("Hari tujuan"), "forms": look != "bulan",
        "unloaded": [one for one in sorted({span.since.year, (span.until - timedelta(days=1)).year}) if not loaded(one)],
    }  # fmt: skip
    return render(request, "messages/calendar.html", page)


def _writing(person: Person) -> Any:
    return agencies_for(person, Doing.DRAFT).filter(closed_on=None).order_by("short_name")


def _chosen(request: HttpRequest, agencies: list[Agency]) -> Agency | None:
    asked = request.GET.get("instansi", "")
    return next((one for one in agencies if str(one.pk) == asked), None)


def _midnight(day: date, zone: str) -> datetime:
    return datetime.combine(day, time(), ZoneInfo(zone))


def moved(planned_at: datetime, day: date, zone: str) -> datetime:
    """The same time on the wall of another day."""
    local = planned_at.astimezone(ZoneInfo(zone))
    return datetime.combine(day, local.time().replace(tzinfo=None), ZoneInfo(zone))


@require_POST
@signed_in
def message_move(request: HttpRequest, pk: int) -> HttpResponseRedirect:
    """A draft goes to another day, at the same time of day. What is under approval is moved by changing it."""
    person = person_of(request)
    one = found(visible_to(person), pk=pk)
    if one.state != "draft":
        raise MessageRefused("Hanya konsep yang dapat dipindah di kalender. Buka pesannya untuk mengubah waktunya.")
    zone = one.agency.government.zone
    try:
        day = date.fromisoformat(request.POST.get("hari", ""))
    except ValueError as error:
        raise MessageRefused("Pilih hari tujuan di kalender.") from error
    at = moved(one.planned_at, day, zone)
    if at <= timezone.now():
        raise MessageRefused("Hari itu sudah lewat. Pilih hari yang akan datang.")
    revise(message=one, by=person, written=replace(written_of(one), planned_at=at))
    said.success(request, gettext("Dipindah."))
    look = request.POST.get("lihat", "")
    query = {"lihat": look if look in LOOKS else "bulan", "bulan": day.isoformat()}
    return redirect(f"{reverse('messages')}?{urlencode(query)}")


@require_GET
@signed_in
def holidays(request: HttpRequest) -> HttpResponse:
    """National and regional holidays of this and the next year."""
    person = person_of(request)
    government = government_of(person)
    if government is None:
        raise Http404
    year = timezone.localdate().year
    known = holidays_of(government, date(year, 1, 1), date(year + 2, 1, 1))
    own = {one.on: one for one in visible_holidays(person)}
    page = {
        "tab": "messages", "days": [(day, DAYS[day.weekday()], known[day], own.get(day)) for day in sorted(known)],
        "unloaded": [one for one in (year, year + 1) if not loaded(one)],
        "home": agencies_for(person, Doing.REGISTER).filter(government=government, coordinates=True).first(),
    }  # fmt: skip
    return render(request, "messages/holidays.html", page)


@require_POST
@signed_in
def holiday_add(request: HttpRequest, agency_pk: int) -> HttpResponseRedirect:
    """A day of the region's own, or a moved national one."""
    home = found(agencies_for(person_of(request), Doing.REGISTER).filter(coordinates=True), pk=agency_pk)
    try:
        on = date.fromisoformat(request.POST.get("hari", ""))
    except ValueError as error:
        raise MessageRefused("Pilih tanggal hari liburnya.") from error
    add_holiday(home=home, on=on, label=request.POST.get("nama", ""), by=person_of(request))
    return redirect("holidays")


@require_POST
@signed_in
def holiday_drop(request: HttpRequest, pk: int) -> HttpResponseRedirect:
    """Take an own day out again."""
    one: Holiday = found(visible_holidays(person_of(request)), pk=pk)
    drop_holiday(holiday=one, by=person_of(request))
    return redirect("holidays")


urlpatterns = [
    path("pesan/", messages, name="messages"),
    path("pesan/<int:pk>/pindah/", message_move, name="message_move"),
    path("pesan/hari-libur/", holidays, name="holidays"),
    path("pesan/hari-libur/<int:agency_pk>/tambah/", holiday_add, name="holiday_add"),
    path("pesan/hari-libur/<int:pk>/hapus/", holiday_drop, name="holiday_drop"),
]
