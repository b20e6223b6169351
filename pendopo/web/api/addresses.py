"""The addresses of the JSON interface, before those of the pages. Each view says of itself that a key guards it (house test).

A web process loads them with the first request to `/api/` (`hooks.Doorstep`): their libraries take 15 MB.
"""

from __future__ import annotations

from django.http import HttpRequest, JsonResponse
from django.urls import URLPattern, include, path
from django.views.decorators.http import require_GET

from pendopo.web.access import public
from pendopo.web.api import desk, messages, register, stopping
from pendopo.web.api.door import api

api.add_router("", register.router)
api.add_router("", desk.router)
api.add_router("", messages.router)
api.add_router("", stopping.router)


@require_GET
@public
def description(request: HttpRequest) -> JsonResponse:
    """What the interface offers, as OpenAPI."""
    return JsonResponse(api.get_openapi_schema(path_prefix="/api/v1/"))


def _guarded(pattern: URLPattern) -> URLPattern:
    pattern.callback.guard = "key"  # type: ignore[attr-defined]
    return path(f"api/v1/{pattern.pattern}", pattern.callback)


urlpatterns = [
    path("api/v1/openapi.json", description, name="api_description"),
    *[
        _guarded(one)
        for one in api.urls[0]
        if isinstance(one, URLPattern) and one.name not in {"api-root", "openapi-json"}
    ],
    path("", include("pendopo.urls")),
]
