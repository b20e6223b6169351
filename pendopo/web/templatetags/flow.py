"""Reading a figure by its code in a template."""

from __future__ import annotations

from collections.abc import Mapping

from django import template

register = template.Library()


@register.filter
def of(figures: Mapping[str, int], code: str) -> int | str:
    """`{{ figures|of:step.code }}`; a step that is not counted shows a dash."""
    return figures.get(code, "–")
