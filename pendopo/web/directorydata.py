"""The list of official accounts as data: JSON, CSV and Atom; the same rows and fields as on the page."""

from __future__ import annotations

from dataclasses import asdict, astuple, fields
from datetime import date, datetime, time
from zoneinfo import ZoneInfo

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.urls import path
from django.utils.feedgenerator import Atom1Feed
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from pendopo.registry.public import PublicAccount
from pendopo.tables.writing import inert
from pendopo.web.access import public
from pendopo.web.directory import address, place_of
from pendopo.web.downloads import table_download
from pendopo.web.publiccache import kept


@require_safe
@public
@kept
def accounts_json(request: HttpRequest, key: str) -> HttpResponse:
    """For programs; every site may ask."""
    _government, found = place_of(key)
    rows = [asdict(account) for account in found.accounts]
    data = {"pemerintah": found.name, "alamat": address("government", key), "akun": rows}
    response = JsonResponse(data, json_dumps_params={"ensure_ascii": False})
    response.headers["Access-Control-Allow-Origin"] = "*"
    return response


@require_safe
@public
@kept
def accounts_csv(request: HttpRequest, key: str) -> HttpResponse:
    """For a spreadsheet; a cell that a spreadsheet would run begins with an apostrophe."""
    _government, found = place_of(key)
    cells = ([inert(str(value if value is not None else "")) for value in astuple(one)] for one in found.accounts)
    rows = [[field.name for field in fields(PublicAccount)], *cells]
    return table_download(rows, "csv", f"akun-resmi-{found.key}", "akun")


@require_safe
@public
@kept
def accounts_atom(request: HttpRequest, key: str) -> HttpResponse:
    """Newly official accounts, for feed readers."""
    government, found = place_of(key)
    rows = sorted(found.accounts, key=lambda account: account.since or date.min, reverse=True)[:50]
    feed = Atom1Feed(
        title=_("Akun resmi %(name)s") % {"name": found.name}, link=address("government", key), description="",
        language="id", feed_url=address("accounts_atom", key),
    )  # fmt: skip
    for account in rows:
        feed.add_item(
            title=f"{account.agency}: {account.platform} {account.handle}", link=account.url, unique_id=account.url,
            description=_("Keputusan %(number)s") % {"number": account.decree} if account.decree else _("Akun resmi"),
            updateddate=datetime.combine(account.since or date(2000, 1, 1), time(), ZoneInfo(government.zone)),
        )  # fmt: skip
    return HttpResponse(feed.writeString("utf-8"), content_type="application/atom+xml; charset=utf-8")


urlpatterns = [
    path("pemda/<slug:key>/akun.json", accounts_json, name="accounts_json"),
    path("pemda/<slug:key>/akun.csv", accounts_csv, name="accounts_csv"),
    path("pemda/<slug:key>/akun.atom", accounts_atom, name="accounts_atom"),
]
