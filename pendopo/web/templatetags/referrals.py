"""Words for the pages of referrals and answers: lengths of time, and texts that came too late."""

from __future__ import annotations

import json
from collections.abc import Iterable
from datetime import timedelta

from django import template
from django.utils.html import escape
from django.utils.safestring import SafeString
from django.utils.translation import gettext

from pendopo.language.query import query_terms
from pendopo.language.words import cut
from pendopo.web.templatetags.pendopo import span

register = template.Library()


@register.filter
def length_of_time(length: timedelta | None) -> str:
    """ "1 hari 22 jam"."""
    return span(length) if length is not None else ""


@register.filter
def seconds_in_words(seconds: int) -> str:
    """The same from seconds; under a minute to the second, since one second decides."""
    return gettext("%d dtk") % seconds if seconds < 60 else span(timedelta(seconds=seconds))


@register.filter
def late_text(after: str) -> str:
    """What was written too late, out of the journal."""
    return str(json.loads(after).get("text", ""))


@register.filter
def marked(text: str, words: Iterable[str]) -> SafeString:
    """A text with the words that matched marked, whatever their endings."""
    stems = {term.stem for word in words for term in query_terms(word)}
    parts: list[str] = []
    rest = text
    for word in cut(text):
        place = rest.casefold().find(word)
        if place < 0:
            continue
        parts.append(str(escape(rest[:place])))
        shown = escape(rest[place : place + len(word)])
        hit = any(term.stem in stems for term in query_terms(word, expand=False))
        parts.append(f"<mark>{shown}</mark>" if hit else str(shown))
        rest = rest[place + len(word) :]
    return SafeString("".join(parts) + str(escape(rest)))
