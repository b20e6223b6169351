"""Small words for the public pages: platform pictures drawn once a page, and linked data."""

from __future__ import annotations

import json
import re
from collections.abc import Iterable
from functools import cache

from django import template
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString

from pendopo.web.templatetags.pendopo import icon

register = template.Library()
BRANDS = {
    "instagram": "brand-instagram", "facebook": "brand-facebook", "x": "brand-x", "youtube": "brand-youtube",
    "tiktok": "brand-tiktok", "threads": "brand-threads", "linkedin": "brand-linkedin", "telegram": "brand-telegram",
    "whatsapp": "brand-whatsapp", "wordpress": "brand-wordpress", "mastodon": "brand-mastodon",
    "bluesky": "brand-bluesky", "flickr": "brand-flickr", "blogger": "brand-blogger", "wikipedia": "brand-wikipedia",
}  # fmt: skip


@cache
def _inner(platform: str) -> SafeString:
    whole = icon(BRANDS.get(platform.split("_")[0], "world"))
    found = re.search(r"<svg[^>]*>(.*)</svg>", whole, re.DOTALL)
    return SafeString(found[1].strip() if found else "")


@register.simple_tag
def pictures(platforms: Iterable[str]) -> SafeString:
    """The pictures that a page uses, once; `{% picture %}` points at them."""
    rows = format_html_join(
        "", '<symbol id="p-{}" viewBox="0 0 24 24">{}</symbol>', ((each, _inner(each)) for each in platforms)
    )
    return format_html('<svg width="0" height="0" class="store" aria-hidden="true">{}</svg>', rows)


@register.simple_tag
def picture(platform: str) -> SafeString:
    """A platform's picture, drawn by `{% pictures %}`."""
    return format_html('<svg class="ico" aria-hidden="true"><use href="#p-{}"/></svg>', platform)


@register.filter
def linked(data: object) -> SafeString:
    """JSON-LD inside a page: no sign in it can end the block."""
    text = json.dumps(data, ensure_ascii=False, separators=(",", ":"))
    for sign, code in (("<", "\\u003c"), (">", "\\u003e"), ("&", "\\u0026")):
        text = text.replace(sign, code)
    return SafeString(text)
