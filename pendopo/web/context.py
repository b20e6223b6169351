"""What every page's frame needs."""

from __future__ import annotations

from django.conf import settings
from django.http import HttpRequest
from django.utils.translation import get_language

from pendopo.delivery.stopping.queries import government_and_stop
from pendopo.web.access import person_of
from pendopo.web.navigation import menu_html


def shell(request: HttpRequest) -> dict[str, object]:
    """Version and theme for all; menu and government for those signed in."""
    theme = request.COOKIES.get("tampilan", "")
    frame: dict[str, object] = {
        "version": settings.PENDOPO_VERSION,
        "theme": theme if theme in {"light", "dark"} else "",
    }
    if hasattr(request, "user") and request.user.is_authenticated:
        person = person_of(request)
        unfolded = request.COOKIES.get("menu") == "buka"
        frame["menu"] = menu_html(person, request.path, get_language() or settings.LANGUAGE_CODE, unfolded)
        frame["government"], frame["stop_now"] = government_and_stop(person)
    return frame
