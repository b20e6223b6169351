"""The addresses of the JSON interface. Each view says of itself that a key guards it (house test)."""

from __future__ import annotations

from django.urls import URLPattern, path

from pendopo.web.access import public
from pendopo.web.api import desk, register
from pendopo.web.api.door import api

api.add_router("", register.router)
api.add_router("", desk.router)


def _guarded(pattern: URLPattern) -> URLPattern:
    route = f"api/v1/{pattern.pattern}"
    if pattern.name == "openapi-json":
        return path(route, public(pattern.callback), name="api_description")
    pattern.callback.guard = "key"  # type: ignore[attr-defined]
    return path(route, pattern.callback)


urlpatterns = [_guarded(one) for one in api.urls[0] if isinstance(one, URLPattern) and one.name != "api-root"]
