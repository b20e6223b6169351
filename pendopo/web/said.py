"""What citizens said, as HTML: written here and not as a template, because a conversation has many of them (see `rows`)."""

from __future__ import annotations

from html import escape

from django.urls import reverse
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from pendopo.inbox.models import Capture, Item, ItemVersion
from pendopo.inbox.timeline import Spoken
from pendopo.web.templatetags.pendopo import dotted, icon, in_words, short

WAYS = dict(Item.Way.choices)


def event_html(item: Spoken, zone: str) -> str:
    """One thing said, as a step of the timeline."""
    who = escape(item.author_name) or _("Warga")
    return (
        f'<li class="event event-item"><p class="event-who">{icon("message-2", size=18)} <b><bdi>{who}</bdi></b></p>'
        f"{item_html(item, zone)}</li>\n"
    )


def item_html(item: Spoken, zone: str, *, big: bool = False) -> SafeString:
    """The words, what belongs to them, when and how they came."""
    css = f"said-item{' said-big' if big else ''}{' said-gone' if item.deleted_at else ''}"
    return SafeString(
        f'<div class="{css}"><p class="said-text" dir="auto">{lines(item.text)}</p>{_cut(item)}{_captures(item.captures)}'
        f'<p class="said-facts">{_facts(item, zone)}</p>{_versions(item.versions, zone)}</div>'
    )


def lines(text: str) -> str:
    """A text with its line breaks, safe to show."""
    return escape(text).replace("\r\n", "\n").replace("\n", "<br>")


def _cut(item: Spoken) -> str:
    if not item.full_length:
        return ""
    said = _("Pesan aslinya %(number)s karakter; yang disimpan bagian awalnya.") % {"number": dotted(item.full_length)}
    return f'<p class="text-secondary">{icon("scissors", size=16)} {escape(said)}</p>'


def _captures(captures: list[Capture]) -> str:
    if not captures:
        return ""
    links = ((reverse("capture", args=[one.pk]), one) for one in captures)
    shown = "".join(f'<a href="{href}">{_capture(one, href)}</a>' for href, one in links)
    return f'<p class="said-captures">{shown}</p>'


def _capture(one: Capture, href: str) -> str:
    if one.content_type == "application/pdf":
        return icon("file-type-pdf", size=32)
    return f'<img src="{href}" alt="{_("Tangkapan layar")}: {escape(one.name)}" loading="lazy">'


def _facts(item: Spoken, zone: str) -> str:
    """When it was said; by hand or by file, when and by whom it was recorded; edits, deletion, and the link."""
    at = item.posted_at
    parts = [
        f'<time datetime="{at.isoformat(timespec="seconds")}" title="{in_words(at, zone)}">{short(at, zone)}</time>'
    ]
    if item.way != Item.Way.COLLECTED:
        by = f" ({item.recorded_by})" if item.recorded_by else ""
        parts.append(escape(f"{WAYS[item.way]}{by} {short(item.recorded_at, zone)}"))
    if item.edited_at:
        parts.append(f"{_('diubah')} {short(item.edited_at, zone)}")
    if item.deleted_at:
        parts.append(f"<b>{_('dihapus penulisnya')}</b> {short(item.deleted_at, zone)}")
    if item.url:
        shown = _("lihat di platform")
        parts.append(f'<a href="{escape(item.url)}" rel="noopener noreferrer nofollow" target="_blank">{shown}</a>')
    return " · ".join(parts)


def _versions(versions: list[ItemVersion], zone: str) -> str:
    if not versions:
        return ""
    earlier = "".join(
        f'<p dir="auto"><small>{_("sampai")} {short(one.seen_until, zone)}, {escape(one.get_why_display())}:</small><br>'
        f"{lines(one.text)}</p>"
        for one in versions
    )
    title = f"{_('Kata-kata sebelumnya')} ({len(versions)})"
    return f'<details class="said-versions"><summary>{title}</summary>{earlier}</details>'
