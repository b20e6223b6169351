"""Words for previews of posts: links, hashtags and mentions coloured as platforms do, and an icon for each platform."""

from __future__ import annotations

import re
from decimal import Decimal

from django import template
from django.utils.html import escape
from django.utils.safestring import SafeString, mark_safe

from pendopo.publishing.leaving import LINK

register = template.Library()
_LIVELY = re.compile(rf"{LINK.pattern}|(?<![\w&])[#@][\w.@-]+", re.IGNORECASE)
ICONS = {
    "x": "brand-x", "instagram": "brand-instagram", "facebook": "brand-facebook", "youtube": "brand-youtube",
    "tiktok": "brand-tiktok", "threads": "brand-threads", "wordpress": "brand-wordpress", "mastodon": "brand-mastodon",
    "bluesky": "brand-bluesky", "telegram": "brand-telegram", "telegram_channel": "brand-telegram",
    "whatsapp": "brand-whatsapp", "whatsapp_channel": "brand-whatsapp", "linkedin": "brand-linkedin",
    "wikipedia": "brand-wikipedia", "mediawiki": "brand-wikipedia", "email": "mail", "blogger": "brand-blogger",
    "flickr": "brand-flickr",
}  # fmt: skip


@register.filter
def as_post(text: str) -> SafeString:
    """The words with what becomes lively on a platform marked; everything else escaped."""
    out, last = [], 0
    for found in _LIVELY.finditer(text):
        out += [escape(text[last : found.start()]), '<span class="lively">', escape(found.group()), "</span>"]
        last = found.end()
    return mark_safe("".join([*out, escape(text[last:])]).replace("\n", "<br>"))  # noqa: S308  every piece is escaped


@register.filter
def platform_icon(platform: str) -> str:
    """The icon's name."""
    return ICONS.get(platform, "world")


@register.filter
def first_link(text: str) -> str:
    """The host of the first link, for the card that platforms make of it."""
    found = LINK.search(text)
    return re.sub(r"^https?://(www\.)?", "", found.group(), flags=re.IGNORECASE).split("/")[0][:60] if found else ""


@register.filter
def dollars(amount: Decimal | None) -> str:
    """0.2 → "0,20"; small prices keep their decimals."""
    if amount is None:
        return ""
    digits = 2 if amount == amount.quantize(Decimal("0.01")) else 4
    return f"{amount:.{digits}f}".replace(".", ",")


@register.filter
def megabytes(size: int) -> str:
    """How heavy a file is, as people say it."""
    return f"{size / 1_048_576:.1f} MB".replace(".", ",") if size >= 1_048_576 else f"{max(1, size // 1024)} KB"
