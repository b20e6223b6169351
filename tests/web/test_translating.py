"""Sentences of pages are kept for each language, and nothing else of them is."""

from __future__ import annotations

from django.template import engines
from django.utils import translation

WORDS = (
    '{% load i18n %}{% translate "hari" %}, {% translate word %}, {% translate "hari" as day %}{{ day }}, '
    '{% translate "hari"|upper %}, {% translate "<b>&</b>" %}'
)


def test_each_reader_is_spoken_to_in_their_language_whoever_read_before() -> None:
    page = engines["django"].from_string(WORDS)
    for _ in range(2):
        with translation.override("id"):
            assert page.render({"word": "<hari>"}) == "hari, &lt;hari&gt;, hari, HARI, <b>&</b>"
            assert page.render({"word": "hari"}) == "hari, hari, hari, HARI, <b>&</b>"
        with translation.override("en"):
            assert page.render({"word": "hari"}).startswith("days, days, days, ")
            assert page.render({"word": "<x>"}).startswith("days, &lt;x&gt;, days, ")
