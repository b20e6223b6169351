"""What every page's frame needs."""

from __future__ import annotations

from django.conf import settings
from django.http import HttpRequest


def shell(request: HttpRequest) -> dict[str, object]:
    """The program's version for the foot of the page."""
    return {"version": settings.PENDOPO_VERSION}
