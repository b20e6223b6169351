"""The topics that an officer can choose from, as the options of a list. They are the same on every case, so that they are
written once."""

from __future__ import annotations

from functools import lru_cache
from html import escape

from django.utils.safestring import SafeString
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from pendopo.insight.topics import LABELS


def topic_options(chosen: str) -> SafeString:
    """All topics by their names, with the chosen one selected; one that people typed themselves stands at the end."""
    options, mark = _options(get_language() or ""), f'<option value="{escape(chosen)}"'
    if mark not in options:
        options += f"{mark}>{escape(chosen)}</option>"
    return SafeString(options.replace(mark, f"{mark} selected", 1))


@lru_cache(maxsize=4)
def _options(language: str) -> str:
    names = sorted(LABELS.items(), key=lambda pair: (pair[0] == "lain", pair[1]))
    given = [("", _("tanpa topik")), *names]
    return "".join(f'<option value="{escape(code)}">{escape(name)}</option>' for code, name in given)
