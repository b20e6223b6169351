"""Public pages kept ready in each process until the register changes: the version is asked at every request, in one small
query, so that a change is seen at once. What is kept is the whole answer, never one that belongs to somebody."""

from __future__ import annotations

import gzip
import hashlib
from collections import OrderedDict
from collections.abc import Callable
from dataclasses import dataclass
from datetime import timedelta
from functools import wraps
from threading import Lock
from typing import TypeVar, cast

from django.conf import settings
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.utils import timezone
from django.utils.cache import patch_cache_control

from pendopo.registry.public import forget, versions

View = TypeVar("View", bound=Callable[..., HttpResponseBase])
MOST_PAGES = 200
LONGEST_QUERY = 200
# Browsers ask again each time (a "not modified" costs nothing); a proxy in front may answer by itself this long.
SHARED_SECONDS = 30
# Set on an answer that may be kept; it stays inside the process.
MARK = "may_be_kept"
WORDS = {"instansi", "platform", "bahasa", "hal"}


def kept(view: View) -> View:
    """This page is the same for everybody, and true until the register changes."""

    @wraps(view)
    def answered(request: HttpRequest, *args: object, **kwargs: object) -> HttpResponseBase:
        response = view(request, *args, **kwargs)
        if response.status_code == 200:
            patch_cache_control(response, public=True, max_age=0, s_maxage=SHARED_SECONDS)
            if set(request.GET) <= WORDS:
                setattr(response, MARK, True)
        return response

    return cast(View, answered)


@dataclass(frozen=True)
class Page:
    """An answer as it left, plain and packed, with the register's version that it tells of."""

    version: int
    headers: tuple[tuple[str, str], ...]
    etag: str
    body: bytes
    packed: bytes

    def answer(self, request: HttpRequest) -> HttpResponse:
        """To this request: not modified, packed, or plain."""
        if self.etag in request.headers.get("If-None-Match", ""):
            response = HttpResponse(status=304)
            del response.headers["Content-Type"]
        else:
            packed = bool(self.packed) and "gzip" in request.headers.get("Accept-Encoding", "")
            body = self.packed if packed else self.body
            response = HttpResponse(b"" if request.method == "HEAD" else body)
            response.headers["Content-Length"] = str(len(body))
            if packed:
                response.headers["Content-Encoding"] = "gzip"
        for name, value in self.headers:
            if response.status_code != 304 or name != "Content-Type":
                response.headers[name] = value
        response.headers["ETag"] = self.etag
        return response


class PublicPages:
    """Stands before everything else: answers what is kept, and keeps what the views say may be kept."""

    pages: OrderedDict[tuple[str, ...], Page] = OrderedDict()
    lock = Lock()

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        if not may_be_kept(request):
            return self.get_response(request)
        key, version = key_of(request), version_of(request.path)
        page = self.pages.get(key)
        if page is not None and page.version == version:
            return page.answer(request)
        response = self.get_response(request)
        if not getattr(response, MARK, False) or not isinstance(response, HttpResponse):
            return response
        if response.cookies or request.method == "HEAD":
            return response
        page = page_of(response, version)
        with self.lock:
            self.pages[key] = page
            self.pages.move_to_end(key)
            while len(self.pages) > MOST_PAGES:
                self.pages.popitem(last=False)
        return page.answer(request)


def may_be_kept(request: HttpRequest) -> bool:
    """Only reading, only public addresses, and no endless questions."""
    public = request.path == "/" or request.path.startswith("/pemda/")
    return public and request.method in {"GET", "HEAD"} and len(request.META.get("QUERY_STRING", "")) <= LONGEST_QUERY


def key_of(request: HttpRequest) -> tuple[str, ...]:
    """What makes two requests the same: host (a government may have its own), address, language."""
    host, query = request.META.get("HTTP_HOST", ""), request.META.get("QUERY_STRING", "")
    language = request.COOKIES.get(settings.LANGUAGE_COOKIE_NAME, "")
    if language not in dict(settings.LANGUAGES):
        language = settings.LANGUAGE_CODE
    return (host, request.path, query, language, request.scheme or "")


def version_of(path: str) -> int:
    """The version that a page depends on: its government's, or for the front page everybody's; days count too, because
    decrees begin and end at midnight."""
    known = versions()
    words = path.split("/")
    number = known.get(words[2], 0) if len(words) > 3 else sum(known.values())
    return hash((number, *days()))


def days() -> tuple[int, ...]:
    """The day it is in Indonesia's three zones."""
    now = timezone.now()
    return tuple((now + timedelta(hours=hours)).toordinal() for hours in (7, 8, 9))


def page_of(response: HttpResponse, version: int) -> Page:
    """What is kept of an answer."""
    body = response.content
    etag = f'"{hashlib.sha256(body).hexdigest()[:24]}"'
    vary = [word for word in response.headers.get("Vary", "").split(", ") if word]
    response.headers["Vary"] = ", ".join(dict.fromkeys([*vary, "Cookie", "Accept-Encoding"]))
    packed = gzip.compress(body, 6, mtime=0) if len(body) > 400 else b""
    headers = tuple((name, value) for name, value in response.headers.items() if name != "Content-Length")
    return Page(version, headers, etag, body, packed)


def empty() -> None:
    """Nothing is kept any more."""
    PublicPages.pages.clear()
    forget()
