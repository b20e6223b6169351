"""What an agency hangs on its wall and puts on its site: a poster with a QR code on one sheet of A4, and a badge."""

from __future__ import annotations

import io
from typing import TYPE_CHECKING

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.template.loader import render_to_string
from django.urls import path
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from pendopo.later import later
from pendopo.web.access import public
from pendopo.web.directory import address, agency_of, shown
from pendopo.web.publiccache import kept

if TYPE_CHECKING:
    import segno
else:
    segno = later("segno")

# How many accounts a sheet bears; the code leads to the rest.
ON_A_SHEET = 12


@require_safe
@public
@kept
def poster(request: HttpRequest, key: str, slug: str) -> HttpResponse:
    """One sheet of A4: who, which accounts, and a code that opens the list."""
    found, agency = agency_of(key, slug)
    url = address("public_agency", key, slug)
    listed = agency.accounts[:ON_A_SHEET]
    numbers = list(dict.fromkeys(account.decree for account in agency.accounts if account.decree))
    return shown(request, "directory/poster.html", {
        "place": found, "agency": agency, "accounts": listed, "more": len(agency.accounts) - len(listed),
        "used": sorted({account.platform_key for account in listed}), "steps": url.partition("://")[2].strip("/").split("/"), "code": drawn(url),
        "crowd": "few" if len(listed) <= 4 else "some" if len(listed) <= 8 else "many", "decrees": numbers[:3],
        "only_here": "//127." in settings.BASE_URL or "//localhost" in settings.BASE_URL,
    })  # fmt: skip


def drawn(url: str) -> SafeString:
    """A QR code as inline SVG that takes the size of its place; a quarter of it may be torn off."""
    out = io.BytesIO()
    segno.make_qr(url, error="q").save(
        out, kind="svg", border=2, omitsize=True, xmldecl=False, svgns=True, nl=False, dark="#10161f", light="#fff"
    )
    return SafeString(out.getvalue().decode())


@require_safe
@public
@kept
def code(request: HttpRequest, key: str, slug: str) -> HttpResponse:
    """The code alone, for leaflets and banners."""
    agency_of(key, slug)
    return HttpResponse(drawn(address("public_agency", key, slug)), content_type="image/svg+xml")


@require_safe
@public
@kept
def badge(request: HttpRequest, key: str, slug: str) -> HttpResponse:
    """A badge for the agency's site: whoever clicks it gets the list of the true accounts."""
    _found, agency = agency_of(key, slug)
    text = _("Akun resmi")
    page = {
        "left": text, "right": agency.short_name, "title": f"{text}: {agency.name}",
        "left_width": width_of(text) + 42, "right_width": width_of(agency.short_name) + 24,
        "left_text": width_of(text), "right_text": width_of(agency.short_name),
    }  # fmt: skip
    drawn_badge = render_to_string("directory/badge.html", page)
    response = HttpResponse(drawn_badge, content_type="image/svg+xml")
    # Other sites show it, so that this one picture may be loaded from anywhere.
    response.headers["Cross-Origin-Resource-Policy"] = "cross-origin"
    return response


def width_of(text: str) -> int:
    """How wide a text is drawn at 13 pixels; the picture stretches the letters to exactly this."""
    narrow = sum(1 for sign in text if sign in "iljtfrI.,:;'|()[] -")
    wide = sum(1 for sign in text if sign in "mwMW@")
    return round(len(text) * 7.4 - narrow * 3.2 + wide * 3.6)


urlpatterns = [
    path("pemda/<slug:key>/instansi/<slug:slug>/poster/", poster, name="poster"),
    path("pemda/<slug:key>/instansi/<slug:slug>/kode.svg", code, name="qr_code"),
    path("pemda/<slug:key>/instansi/<slug:slug>/lencana.svg", badge, name="badge"),
]
