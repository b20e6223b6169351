"""References to the regulation as links to its reader: `{% pasal "Lampiran B.4" %}`, `{% pasal "rujuk" %}`, `{% screen_basis %}`."""

from __future__ import annotations

from functools import lru_cache

from django import template
from django.template import Context
from django.urls import reverse
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString
from django.utils.translation import gettext

from pendopo.registry.models import Government
from pendopo.regulation.articles import page_of, slug_of
from pendopo.regulation.profile import load
from pendopo.regulation.screens import basis_of, cited

register = template.Library()
MOST = 3


def address_of(reference: str) -> str:
    """Where the reader shows a reference."""
    return f"{reverse('law_article', args=[slug_of(page_of(reference))])}#{slug_of(reference)}"


@lru_cache(maxsize=1024)
def linked(references: tuple[str, ...]) -> SafeString:
    """References as small links, one after the other; many of one article are that article."""
    if len(references) > MOST:
        references = tuple(dict.fromkeys(page_of(each) for each in references))
    return format_html_join(
        " ", '<a class="article" href="{}">{}</a>', ((address_of(each), each) for each in references)
    )


@register.simple_tag(takes_context=True)
def pasal(context: Context, written: str) -> SafeString:
    """The places of a written reference or a duty in the regulation of the government at work, as links.

    Without a government (the public side, a one-time link) the words stand alone.
    """
    government = context.get("government")
    if not isinstance(government, Government):
        return format_html('<span class="article">{}</span>', written)
    return linked(cited(load(government.profile), written))


@register.simple_tag(takes_context=True)
def answer_hours(context: Context) -> int:
    """`{% answer_hours as hours %}`: how many hours the related agency has in the government at work (T2)."""
    government = context.get("government")
    return load(government.profile).clock("T2").hours if isinstance(government, Government) else 24


@register.simple_tag
def article(reference: str) -> SafeString:
    """A reference of the regulation itself, as a link."""
    return linked((reference,)) if reference else SafeString("")


@register.simple_tag(takes_context=True)
def screen_basis(context: Context) -> SafeString:
    """The articles that the open screen serves (C-AIM0)."""
    government, request = context.get("government"), context.get("request")
    match = getattr(request, "resolver_match", None)
    if not isinstance(government, Government) or match is None:
        return SafeString("")
    places = basis_of(load(government.profile), match.url_name or "")
    if not places:
        return SafeString("")
    return format_html('<p class="screen-basis no-print">{} {}</p>', gettext("Dasar layar ini:"), linked(places))
