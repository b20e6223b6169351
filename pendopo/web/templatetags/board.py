"""Lights of the compliance board: a symbol first, its word for who cannot see it, colour last."""

from __future__ import annotations

import re

from django import template
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext

from pendopo.regulation.board import SIGNS, WORDS
from pendopo.regulation.checks.base import State
from pendopo.web.templatetags.pendopo import MONTHS

register = template.Library()
DAY = re.compile(r"(?<![\w/.-])(?P<year>20\d\d)-(?P<month>\d\d)(?:-(?P<day>\d\d))?(?![\w/-])")


@register.simple_tag
def light(state: State, number: int | str = "") -> SafeString:
    """A round symbol, with a number when there is one; the word is read aloud."""
    shown = format_html("<b>{}</b>", number) if number != "" else SafeString("")
    return format_html(
        '<span class="light light-{}" title="{}"><i aria-hidden="true">{}</i>{}<span class="visually-hidden"> {}</span></span>',
        state, gettext(WORDS[state]), SIGNS[state], shown, gettext(WORDS[state]),
    )  # fmt: skip


@register.simple_tag
def verdict(state: State) -> SafeString:
    """The symbol with its word."""
    return format_html(
        '<span class="light light-{}"><i aria-hidden="true">{}</i> {}</span>',
        state,
        SIGNS[state],
        gettext(WORDS[state]),
    )


@register.filter
def with_days(sentence: str) -> str:
    """What a check says, with days and months as people write them: "tenggat 31 Mar 2026", "Nov 2025"."""

    def written(found: re.Match[str]) -> str:
        year, month, day = found["year"], int(found["month"]), found["day"]
        if not 1 <= month <= 12:
            return found[0]
        return f"{int(day)} {str(MONTHS[month - 1])[:3]} {year}" if day else f"{str(MONTHS[month - 1])[:3]} {year}"

    return DAY.sub(written, sentence).replace(" ….", " …")
