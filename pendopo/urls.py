"""Every address of the program: sign-in by allauth, all else in `web`."""

from __future__ import annotations

from django.urls import include, path

urlpatterns = [
    path("masuk/", include("allauth.urls")),
    path("", include("pendopo.web.urls")),
]
