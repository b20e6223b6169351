"""The pages."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.urls import path


def home(request: HttpRequest) -> HttpResponse:
    return HttpResponse("Pendopo")


urlpatterns = [path("", home, name="home")]
