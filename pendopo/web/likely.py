"""The approved answers that probably fit, beside the box of an answer; one key each. HTML for the reason that `rows` gives."""

from __future__ import annotations

from collections.abc import Sequence
from html import escape

from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from pendopo.knowledge.queries import Suggestion

MOST_WORDS = 6


def likely_html(suggestions: Sequence[Suggestion], view: str) -> SafeString:
    """A list's items; without JavaScript a link beside each takes it."""
    return SafeString("".join(_one(one, number, view) for number, one in enumerate(suggestions, 1)))


def _one(one: Suggestion, number: int, view: str) -> str:
    weak, pk = one.strength == "weak", one.version.pk
    css = ' class="likely-weak"' if weak else ""
    source = escape(f"{one.answer.agency.short_name}: {one.version.source}")
    return (
        f'<li{css}><button type="button" class="likely-one" data-insert="baku-{pk}" '
        f'data-source="{source}" data-key="{number}"><span class="likely-mark"><kbd>{number}</kbd></span>'
        f'<span class="likely-body"><b>{escape(one.answer.title)}</b>{_sure(one)}{_why(one, weak)}'
        f'<span class="likely-text" dir="auto">{escape(one.version.text)}</span></span></button>\n'
        f'  <a class="no-js" href="?tampak={escape(view)}&amp;pakai={pk}#jawab">{_("Pakai")}</a></li>'
    )


def _sure(one: Suggestion) -> str:
    return f' <span class="chip chip-done">{_("sangat mirip")}</span>' if one.strength == "strong" else ""


def _why(one: Suggestion, weak: bool) -> str:
    if not one.matched_words:
        return ""
    marks = "".join(f"<mark>{escape(word)}</mark> " for word in one.matched_words[:MOST_WORDS])
    return f'<small class="likely-why">{_("hanya karena") if weak else _("karena")} {marks}</small>'
