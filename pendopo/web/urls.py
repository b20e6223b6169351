"""The pages: each module of `web` (or `urls` in a folder of it) lists its own addresses in `urlpatterns`, and is found by itself."""

from __future__ import annotations

import pkgutil
from importlib import import_module
from importlib.util import find_spec

from django.urls import URLPattern, path
from django.views.i18n import set_language

from pendopo import web
from pendopo.web.access import public


def _patterns() -> list[URLPattern]:
    patterns: list[URLPattern] = []
    for module in pkgutil.iter_modules(web.__path__, "pendopo.web."):
        name = f"{module.name}.urls" if module.ispkg else module.name
        if name != __name__ and (not module.ispkg or find_spec(name)):
            patterns += getattr(import_module(name), "urlpatterns", [])
    return patterns


urlpatterns = [path("bahasa/", public(set_language), name="set_language"), *_patterns()]
