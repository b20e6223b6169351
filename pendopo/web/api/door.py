"""The door of the JSON interface: who holds the key, how refusals are said, how much may be asked."""

from __future__ import annotations

import re
from typing import Any

from django.core.exceptions import ValidationError
from django.http import Http404, HttpRequest, HttpResponse
from django.utils.datastructures import MultiValueDict
from ninja import NinjaAPI, Schema
from ninja.errors import AuthenticationError, HttpError, Throttled
from ninja.errors import ValidationError as BadBody
from ninja.parser import Parser
from ninja.security import HttpBearer
from ninja.throttling import AuthRateThrottle

from pendopo.journal.machine import Said
from pendopo.people.keys import key_for
from pendopo.people.models import ApiKey, Person
from pendopo.registry.queries import NotAllowed
from pendopo.version import VERSION


class Trouble(Schema):
    """A refusal. `detail` is an Indonesian sentence that says what to do; `fields` names what could not be read."""

    detail: str
    fields: list[str] = []


class Key(HttpBearer):
    """`Authorization: Bearer pdp_…`. The request then acts as the key's person, with that person's rights of this moment."""

    def authenticate(self, request: HttpRequest, token: str) -> ApiKey | None:
        key = key_for(token)
        if key is None:
            return None
        if request.method not in {"GET", "HEAD"} and not key.may_write:
            raise NotAllowed("Kunci ini hanya boleh membaca. Buat kunci lain yang boleh mengubah.")
        request.user = key.person
        return key


def holder(request: HttpRequest) -> Person:
    """The person whose key it is."""
    key = request.auth  # type: ignore[attr-defined]
    assert isinstance(key, ApiKey)
    return key.person


HALF = re.compile("[\ud800-\udfff]")


class Keepable(Parser):
    """JSON and addresses can carry a NUL and half of a letter, which no database keeps: the one is left out, the other shown
    as unreadable."""

    def parse_body(self, request: HttpRequest) -> dict[str, Any]:
        body: dict[str, Any] = _keepable(super().parse_body(request))
        return body

    def parse_querydict(
        self, data: MultiValueDict[str, Any], list_fields: list[str], request: HttpRequest
    ) -> dict[str, Any]:
        asked: dict[str, Any] = _keepable(super().parse_querydict(data, list_fields, request))
        return asked


def _keepable(value: Any) -> Any:
    if isinstance(value, str):
        return value if value.isascii() and "\x00" not in value else HALF.sub("\ufffd", value.replace("\x00", ""))
    if isinstance(value, list):
        return [_keepable(one) for one in value]
    return {_keepable(key): _keepable(one) for key, one in value.items()} if isinstance(value, dict) else value


api = NinjaAPI(
    parser=Keepable(),
    title="Pendopo", version=VERSION, description="Antarmuka JSON; hak setiap kunci adalah hak orangnya.",
    auth=Key(), docs_url=None, urls_namespace="api", throttle=[AuthRateThrottle("1200/m")],
)  # fmt: skip


def _said(request: HttpRequest, status: int, detail: str, fields: list[str] | None = None) -> HttpResponse:
    return api.create_response(request, {"detail": detail, "fields": fields or []}, status=status)


@api.exception_handler(Said)
def refused(request: HttpRequest, error: Said) -> HttpResponse:
    """403 where the right is missing, 409 where the thing itself does not allow it."""
    return _said(request, 403 if isinstance(error, NotAllowed) else 409, error.sentence)


@api.exception_handler(AuthenticationError)
def no_key(request: HttpRequest, error: AuthenticationError) -> HttpResponse:
    """The same answer to no key, a wrong, an expired and a revoked one."""
    response = _said(request, 401, "Kunci tidak ada, salah, atau tidak berlaku lagi.")
    response.headers["WWW-Authenticate"] = "Bearer"
    return response


@api.exception_handler(Http404)
def missing(request: HttpRequest, error: Http404) -> HttpResponse:
    """Not there, or somebody else's."""
    return _said(request, 404, "Tidak ditemukan.")


@api.exception_handler(BadBody)
def unreadable(request: HttpRequest, error: BadBody) -> HttpResponse:
    """The names of the fields that do not fit; never their values."""
    fields = sorted({".".join(str(part) for part in one["loc"]) for one in error.errors})
    return _said(request, 422, "Isian tidak terbaca: periksa nama dan bentuk kolom-kolom ini.", fields)


@api.exception_handler(HttpError)
def no_json(request: HttpRequest, error: HttpError) -> HttpResponse:
    """What is no JSON at all."""
    return _said(request, error.status_code, "Isi permintaan bukan JSON yang utuh.")


@api.exception_handler(ValidationError)
def invalid(request: HttpRequest, error: ValidationError) -> HttpResponse:
    """What a model refused."""
    return _said(request, 422, " ".join(error.messages))


@api.exception_handler(Throttled)
def too_often(request: HttpRequest, error: Throttled) -> HttpResponse:
    """More than 1,200 calls a minute with one key."""
    response = _said(request, 429, "Terlalu sering. Tunggu sebentar, lalu coba lagi.")
    response.headers["Retry-After"] = str(int(error.wait or 60))
    return response


REFUSALS: dict[Any, Any] = dict.fromkeys((400, 401, 403, 404, 409, 422, 429), Trouble)
