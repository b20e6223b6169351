"""Small words for templates: one-time form keys, times as people say them, countdowns, initials."""

from __future__ import annotations

import secrets
from datetime import UTC, date, datetime, timedelta
from functools import lru_cache
from zoneinfo import ZoneInfo

from django import forms, template
from django.conf import settings
from django.forms import BoundField
from django.utils import timezone
from django.utils.dates import MONTHS as MONTHS_OF_YEAR
from django.utils.dates import WEEKDAYS
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString
from django.utils.translation import get_language, gettext

from pendopo.journal.models import Entry
from pendopo.regulation.lengths import GRAPHEME, UTF16
from pendopo.web.deeds import done_in_words
from pendopo.web.icons import drawn

register = template.Library()

# In the reader's language when they are shown.
DAYS = [WEEKDAYS[number] for number in range(7)]
MONTHS = [MONTHS_OF_YEAR[number] for number in range(1, 13)]
ZONES = {"Asia/Jakarta": "WIB", "Asia/Pontianak": "WIB", "Asia/Makassar": "WITA", "Asia/Jayapura": "WIT"}


@register.simple_tag
def icon(name: str, size: int = 20) -> SafeString:
    """A Tabler icon by its plain name ("send"; "filled/star" for a filled one), drawn once and kept."""
    return SafeString(drawn(str(name), size))


@register.simple_tag
def mail_works() -> bool:
    """Whether this server sends mail at all."""
    return bool(settings.EMAIL_HOST)


@register.simple_tag
def form_key() -> SafeString:
    """A hidden one-time key: the form has its effect once."""
    return format_html('<input type="hidden" name="form_key" value="{}">', secrets.token_urlsafe(18))


def month_said(month: date) -> str:
    """ "Oktober 2026" in the reader's language."""
    return f"{MONTHS[month.month - 1]} {month.year}"


def in_words(moment: datetime, zone: str, *, now: datetime | None = None) -> str:
    """ "Sabtu 29 Maret 2025 16.00 WIB": day, date and time in the government's zone, in the reader's language."""
    local = moment.astimezone(ZoneInfo(zone))
    return f"{_day_said(local.date(), get_language())} {local.hour:02}.{local.minute:02} {ZONES.get(zone, zone)}"


@lru_cache(maxsize=400)
def _day_said(day: date, language: str | None) -> str:
    """ "Sabtu 29 Maret 2025"; a page says the same few days many times."""
    return f"{DAYS[day.weekday()]} {day.day} {MONTHS[day.month - 1]} {day.year}"


@register.filter
def said(name: str) -> str:
    """The name of a state or kind in the reader's language; papers say it as it was given."""
    return gettext(name) if name else ""


@register.filter
def deed(entry: Entry) -> str:
    """What an entry of the journal says was done: `{{ entry|deed }}`."""
    return done_in_words(entry.doing, entry.thing_kind)


@register.filter
def words(moment: datetime | None, zone: str) -> str:
    """`{{ moment|words:zone }}`."""
    return in_words(moment, zone) if moment else ""


@register.filter
def short(moment: datetime | None, zone: str) -> str:
    """A date and time for a list: "29 Mar 16.00"; with the year when it is another year."""
    if not moment:
        return ""
    local, here = moment.astimezone(ZoneInfo(zone)), timezone.now().astimezone(ZoneInfo(zone))
    if local.date() == here.date():
        return f"{local:%H.%M}"
    year = "" if local.year == here.year else f" {local.year}"
    return f"{local.day} {str(MONTHS[local.month - 1])[:3]}{year} {local:%H.%M}"


def span(length: timedelta) -> str:
    """A length of time in one or two units: "2 hari 3 jam", "21 jam 14 mnt", "4 mnt", "baru saja"."""
    seconds = abs(int(length.total_seconds()))
    days, hours, minutes = seconds // 86400, seconds % 86400 // 3600, seconds % 3600 // 60
    if days:
        whole = gettext("%d hari") % days
        return f"{whole} {gettext('%d jam') % hours}" if hours and days < 7 else whole
    if hours:
        whole = gettext("%d jam") % hours
        return f"{whole} {gettext('%d mnt') % minutes}" if minutes else whole
    return gettext("%d mnt") % minutes if minutes else gettext("baru saja")


@register.filter
def ago(moment: datetime | None) -> str:
    """How long ago, in words."""
    return span(timezone.now() - moment) if moment else ""


@register.filter
def at_place(entry: Entry) -> str:
    """When an entry was written, by the clock of its place: "27 Nov 2026 12.04"."""
    local = datetime.fromisoformat(entry.local_time)
    return f"{local.day} {str(MONTHS[local.month - 1])[:3]} {local.year} {local:%H.%M}"


@register.simple_tag
def countdown(due: datetime | None, zone: str) -> SafeString:
    """Time left until `due`, kept running by pendopo.js; right without it at the moment the page was made."""
    if due is None:
        return SafeString("")
    left = due - timezone.now()
    late = left < timedelta(0)
    kind = "late" if late else "soon" if left < timedelta(hours=4) else "waiting"
    text = (gettext("terlambat %s") if late else gettext("%s lagi")) % span(left)
    return format_html(
        '<time class="clock clock-{}" data-countdown datetime="{}" title="{}">{}</time>',
        kind, due.astimezone(UTC).isoformat(timespec="seconds"), in_words(due, zone), text,
    )  # fmt: skip


@register.filter
def zone_name(zone: str) -> str:
    """What people call a zone: "WIB" for Asia/Jakarta."""
    return ZONES.get(zone, zone)


@register.filter
def said_day(stamp: str, zone: str) -> str:
    """The day of a kept moment ("2026-03-12T02:00:00+00:00") as people write it there: "12 Mar 2026"."""
    day = datetime.fromisoformat(stamp).astimezone(ZoneInfo(zone))
    return f"{day.day} {str(MONTHS[day.month - 1])[:3]} {day.year}"


@register.filter
def plain_unit(unit: str) -> str:
    """What an officer calls the unit a platform counts in; `pendopo lengths` and the docs keep the exact word."""
    return gettext("karakter") if unit in {UTF16, GRAPHEME} else unit


@register.filter
def initials(name: str) -> str:
    """Two letters for a round picture."""
    parts = [part for part in name.replace("@", " ").replace("_", " ").split() if part[0].isalnum()]
    return "".join(part[0] for part in parts[:2]).upper() or "?"


@register.filter
def capped(number: int) -> str:
    """Counts as people read them: 1.000+ above a thousand."""
    return "1.000+" if number > 1000 else f"{number:,}".replace(",", ".")


@register.filter
def dotted(number: int | float | None) -> str:
    """A number with Indonesian thousands points and decimal comma."""
    if number is None:
        return "–"
    text = f"{number:,.1f}" if isinstance(number, float) else f"{number:,}"
    return text.replace(",", "\0").replace(".", ",").replace("\0", ".")


@register.filter
def looks(field: BoundField) -> str:
    """A form field with Tabler's class for its widget."""
    widget = field.field.widget
    if isinstance(widget, forms.CheckboxInput):
        css = "form-check-input"
    elif isinstance(widget, forms.CheckboxSelectMultiple | forms.RadioSelect):
        css = ""
    elif isinstance(widget, forms.Select):
        css = "form-select"
    else:
        css = "form-control"
    css = f"{css} {widget.attrs.get('class', '')}".strip()
    extra: dict[str, str | bool] = {"class": css} if css else {}
    if field.errors:
        extra |= {"aria-invalid": "true", "autofocus": True}
    elif field.form.is_bound and field.form.errors:
        extra |= {"autofocus": False}  # the first field to mend has the focus, and is in sight
    return field.as_widget(attrs=extra)


@register.simple_tag
def complaints(field: BoundField) -> SafeString:
    """What is wrong with a field, under the name by which the field points to it."""
    if not field.errors:
        return SafeString("")
    lines = format_html_join("", '<p class="field-error" role="alert">{}</p>', ((error,) for error in field.errors))
    return format_html('<div id="{}_error">{}</div>', field.auto_id, lines)
