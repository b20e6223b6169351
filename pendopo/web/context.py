"""What every page's frame needs."""

from __future__ import annotations

from django.conf import settings
from django.http import HttpRequest

from pendopo.registry.queries import government_of
from pendopo.web.access import person_of
from pendopo.web.navigation import menu_for


def shell(request: HttpRequest) -> dict[str, object]:
    """Version and theme for all; menu and government for those signed in."""
    theme = request.COOKIES.get("tampilan", "")
    frame: dict[str, object] = {
        "version": settings.PENDOPO_VERSION,
        "theme": theme if theme in {"light", "dark"} else "",
    }
    if hasattr(request, "user") and request.user.is_authenticated:
        person = person_of(request)
        frame["menu"] = menu_for(person, request.path)
        frame["government"] = government_of(person)
    return frame
