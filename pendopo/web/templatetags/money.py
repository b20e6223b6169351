"""Amounts of money in templates."""

from __future__ import annotations

from django import template

from pendopo.registry.means.rules import rupiah as written

register = template.Library()


@register.filter
def rupiah(amount: int) -> str:
    """`{{ line.spent|rupiah }}`: "Rp48.000.000"."""
    return written(amount)
