"""Pages leave packed, a quarter of their size (docs/explanation/decisions/0006-pages-leave-packed.md)."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponseBase
from django.middleware.gzip import GZipMiddleware

# What somebody chose, perhaps not the reader, stands in a page that was asked for with one of these words.
REPEATED = {"q", "cari", "akun", "tautan", "url", "next"}


class PackedPages(GZipMiddleware):
    """Packs pages that were asked for, and no page that repeats a search: only then could its length tell anything.

    Django adds a random length to each (Heal The Breach), and masks its form token anew every time.
    """

    def process_response(self, request: HttpRequest, response: HttpResponseBase) -> HttpResponseBase:
        page = response.headers.get("Content-Type", "").startswith("text/html") and not response.streaming
        if request.method != "GET" or not page or REPEATED & set(request.GET):
            return response
        return super().process_response(request, response)
