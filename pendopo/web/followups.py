""" "Anda sampaikan, kami kerjakan": the public page of what was done after people said something."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.urls import path
from django.views.decorators.http import require_safe

from pendopo.insight.public import follow_ups
from pendopo.web.access import public
from pendopo.web.directory import place_of, shown
from pendopo.web.publiccache import kept


@require_safe
@public
@kept
def follow_up_page(request: HttpRequest, key: str) -> HttpResponse:
    """What was said, what was done, where it was told."""
    government, found = place_of(key)
    rows = follow_ups(government)
    return shown(request, "directory/followups.html", {"place": found, "rows": rows})


urlpatterns = [path("pemda/<slug:key>/tindak-lanjut/", follow_up_page, name="follow_ups")]
