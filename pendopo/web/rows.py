"""The rows of the desk and the clock of a case, as HTML.

Written here and not as a template: forty rows are most of the page, and a template takes ten times as long for them.
Whatever a person wrote goes through `escape`.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from functools import lru_cache
from html import escape
from urllib.parse import urlencode

from django.urls import reverse
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from pendopo.inbox.queries import Row
from pendopo.inbox.rowclock import RowClock, row_clock
from pendopo.regulation.profile import load
from pendopo.web.templatetags.pendopo import countdown, icon, in_words, initials, short, span


@lru_cache(maxsize=16)
def kind_labels(profile: str) -> dict[str, str]:
    """What people read for each kind of input."""
    return {kind.code: kind.label for kind in load(profile).input_kinds}


@lru_cache(maxsize=256)
def platform_label(profile: str, platform: str) -> str:
    """How the government's profile calls a platform."""
    return load(profile).platform(platform).label


def rows_html(
    rows: Sequence[Row], now: datetime, *, view: str, search: str = "", here: int | None = None, agencies: bool = False
) -> SafeString:
    """The rows of a page of the desk; `here` is the case that is open, `agencies` says that there are several."""
    query = escape(urlencode({"tampak": view, **({"cari": search} if search else {})}))
    before, after = reverse("case", args=[0]).split("0")
    return SafeString(
        "".join(_row(row, now, f"{before}{row.pk}{after}?{query}", row.pk == here, agencies) for row in rows)
    )


def _row(row: Row, now: datetime, href: str, here: bool, agencies: bool) -> str:
    where = platform_label(row.agency.profile, row.platform)
    if agencies:
        where += f" · {row.agency.short_name}"
    name = row.citizen_name or _("Tanpa nama")
    clock = row_clock(row, now)
    # What still waits says for how long, as its page does; everything else, when somebody spoke last.
    waits = clock.kind == "waiting" and clock.at is not None
    since = clock.at if waits and clock.at else row.last_item_at
    told = f"{_('menunggu sejak')} " if waits else ""
    current = ' aria-current="true"' if here else ""
    return (
        f'<li><a class="row-case{" unread" if row.seen_at is None and row.state == "new" else ""}" href="{href}" '
        f'data-row="{row.pk}"{current}>'
        f'<span class="row-top"><span class="row-who"><bdi>{escape(name if len(name) <= 40 else name[:39] + "…")}</bdi>'
        f'</span><span class="row-where">{escape(where)}</span>'
        f'<time class="row-ago" datetime="{since.isoformat(timespec="seconds")}" '
        f'title="{told}{in_words(since, row.agency.zone)}">{span(now - since)}</time></span>'
        f'<span class="row-words" dir="auto">{escape(row.excerpt)}</span>'
        f'<span class="row-foot">{_clock(row, clock, now)}{_kind(row)}{_holder(row)}{_attention(row)}</span></a></li>\n'
    )


def _clock(row: Row, clock: RowClock, now: datetime) -> str:
    if clock.kind != "waiting":  # how long it has waited stands at the top of the row already
        return clock_html(clock, row.agency.zone, now)
    return f'<span class="clock clock-soon">{_("lewat target")}</span>' if clock.late else ""


def _kind(row: Row) -> str:
    known = kind_labels(row.agency.profile).get(row.kind)
    if not known:
        return ""
    label = _(known)
    if row.kind_confirmed:
        return f'<span class="row-kind">{escape(label)}</span>'
    return f'<span class="row-kind row-guess">{escape(label)}?</span>'


def _holder(row: Row) -> str:
    if not row.holder_name:
        return ""
    title = escape(_("dipegang %(name)s") % {"name": row.holder_name})
    return f'<span class="row-holder" title="{title}">{icon("user", size=14)}{escape(initials(row.holder_name))}</span>'


def _attention(row: Row) -> str:
    if not row.attention:
        return ""
    said, mark = escape(row.attention), icon("alert-circle", size=16)
    return f'<span class="row-attention" title="{said}">{mark} <span>{said}</span></span>'


def clock_html(clock: RowClock, zone: str, now: datetime) -> SafeString:
    """The one clock that matters now."""
    if clock.kind == "sending":
        return SafeString(f'<span class="clock clock-act">{_("jawaban di jalan")}</span>')
    if clock.at is None:
        return SafeString("")
    if clock.kind == "due":
        return countdown(clock.at, zone)
    if clock.kind == "done":
        return SafeString(f'<span class="clock clock-done">{icon("check", size=16)} {short(clock.at, zone)}</span>')
    title, css = in_words(clock.at, zone), "clock-soon" if clock.late else "clock-quiet"
    if clock.kind == "waiting":
        title = f"{_('menunggu sejak')} {title}"
        words = f"{_('menunggu')} {span(now - clock.at)}"
    else:
        late = _("lewat target disposisi")
        words = late if clock.late else f"{_('disposisi, target')} {short(clock.at, zone)}"
    return SafeString(f'<span class="clock {css}" title="{escape(title)}">{escape(words)}</span>')
