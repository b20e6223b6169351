"""Words for the pages of feedback and reports."""

from __future__ import annotations

from datetime import timedelta

from django import template

from pendopo.insight.topics import topic_name
from pendopo.language.personal import mask
from pendopo.publishing.models import Message
from pendopo.report.document import Cell, written
from pendopo.web.templatetags.pendopo import span

register = template.Library()


@register.filter
def lasting(seconds: int | None) -> str:
    """A length of time in words; a dash when nothing was answered."""
    return "–" if seconds is None else span(timedelta(seconds=seconds))


@register.filter
def masked(text: str) -> str:
    """Without names' numbers and addresses (C-PDP1)."""
    return mask(text)


@register.filter
def topic(code: str) -> str:
    """How a topic is called."""
    return topic_name(code)


@register.filter
def is_number(value: object) -> bool:
    """Is it a number (set to the right)?"""
    return isinstance(value, int)


@register.filter
def cell(value: Cell) -> str:
    """A cell as it is printed on paper."""
    return written(value)


@register.filter
def troubled(message: Message) -> bool:
    """Did it come to trouble on any account, so that a person must decide?"""
    states = {one.dispatch.state for one in message.variants.all() if one.dispatch is not None}
    return bool(states & {"refused", "missed", "unknown"})
