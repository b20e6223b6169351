"""Django's `{% load i18n %}`, whose `{% translate "…" %}` looks a plain sentence up once for each language instead of at every
page: a case says ninety of them."""

from __future__ import annotations

from django.template import Library
from django.template.base import Node, Parser, Token
from django.template.context import Context
from django.templatetags import i18n
from django.utils.translation import get_language

register = Library()
register.tags.update(i18n.register.tags)
register.filters.update(i18n.register.filters)


class Sentence(Node):
    """A sentence that depends on nothing but the language."""

    def __init__(self, whole: Node) -> None:
        self.whole = whole
        self.said: dict[str | None, str] = {}

    def render(self, context: Context) -> str:
        """As Django says it."""
        language = get_language()
        if language not in self.said:
            self.said[language] = self.whole.render(context)
        return self.said[language]


@register.tag("translate")
@register.tag("trans")
def translate(parser: Parser, token: Token) -> Node:
    """`{% translate %}` with all that Django gives it."""
    node = i18n.do_translate(parser, token)
    says = node.filter_expression
    plain = says.is_var and says.var.literal is not None and not says.filters
    return Sentence(node) if plain and node.message_context is None and not node.asvar else node
