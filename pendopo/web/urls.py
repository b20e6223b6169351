"""The pages: each module of `web` lists its own addresses in `urlpatterns`, and is found by itself."""

from __future__ import annotations

import pkgutil
from importlib import import_module

from django.urls import URLPattern, path
from django.views.i18n import set_language

from pendopo import web
from pendopo.web.access import public


def _patterns() -> list[URLPattern]:
    patterns: list[URLPattern] = []
    for module in pkgutil.iter_modules(web.__path__, "pendopo.web."):
        if module.name != __name__ and not module.ispkg:
            patterns += getattr(import_module(module.name), "urlpatterns", [])
    return patterns


urlpatterns = [path("bahasa/", public(set_language), name="set_language"), *_patterns()]
