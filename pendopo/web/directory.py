"""The public side: which accounts are official. No sign-in, no script, nothing that is not public."""

from __future__ import annotations

import csv
from dataclasses import asdict, astuple, dataclass, fields
from datetime import date, datetime, time
from zoneinfo import ZoneInfo

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import path, reverse
from django.utils.feedgenerator import Atom1Feed
from django.views.decorators.cache import cache_control
from django.views.decorators.http import require_GET

from pendopo.registry.identity import Known, find, read
from pendopo.registry.models import Decree, Government, OfficialAccount
from pendopo.registry.queries import in_force, today
from pendopo.regulation.profile import load
from pendopo.web.access import public


@dataclass(frozen=True)
class PublicAccount:
    """Everything that the public sees of an account; a field that is not here is not shown (allow-list)."""

    agency: str
    platform: str
    name: str
    handle: str
    url: str
    since: date | None
    decree: str


def public_accounts(government: Government) -> list[PublicAccount]:
    """Official accounts of active agencies, by agency, with the number of the decree in force."""
    decrees: dict[int, str] = {}
    live = Decree.objects.filter(in_force(today(government)), agency__government=government).order_by("since", "pk")
    for number, account_id in live.values_list("number", "accounts"):
        decrees[account_id] = number
    labels = {key: rule.label for key, rule in load(government.profile).platforms.items()}
    rows = OfficialAccount.objects.filter(agency__government=government, agency__closed_on=None, state="official")
    return [
        PublicAccount(
            agency=row.agency.name, platform=labels.get(row.platform, row.platform), name=row.name, handle=row.handle,
            url=row.url, since=row.official_since, decree=decrees.get(row.pk, ""),
        )
        for row in rows.select_related("agency").order_by("-agency__coordinates", "agency__name", "platform")
    ]  # fmt: skip


@require_GET
@public
@cache_control(public=True, max_age=300)
def front(request: HttpRequest) -> HttpResponse:
    """The government's front page; where several share a server, a list of them."""
    governments = list(Government.objects.order_by("name"))
    if len(governments) == 1:
        return government(request, governments[0].key)
    return render(request, "directory/front.html", {"governments": governments})


@require_GET
@public
@cache_control(public=True, max_age=300)
def government(request: HttpRequest, key: str) -> HttpResponse:
    """A government's official accounts by agency."""
    one = get_object_or_404(Government, key=key)
    return render(request, "directory/government.html", {
        "place": one, "accounts": public_accounts(one), "profile": load(one.profile),
    })  # fmt: skip


SENTENCES = {
    "official": "Resmi. Akun ini berbicara atas nama instansi di bawah.",
    "was_official": "Dulu resmi, sekarang tidak lagi. Jangan andalkan pesan baru dari akun ini.",
    "not_yet": "Masih usulan. Akun ini belum ditetapkan sebagai akun resmi.",
    "looks_like": "Hati-hati: bukan akun resmi, tetapi sangat mirip dengan akun resmi di bawah.",
    "short_link": "Tautan pendek menyembunyikan tujuannya. Buka dulu, lalu tempelkan alamat yang muncul di peramban.",
    "unknown": "Tidak ada dalam daftar akun resmi. Jangan berikan data pribadi atau uang.",
    "empty": "Tempelkan tautan atau nama akun di kotak di atas.",
}


@require_GET
@public
def check(request: HttpRequest, key: str) -> HttpResponse:
    """Is this account official? (2 c) A link or handle in any form."""
    one = get_object_or_404(Government, key=key)
    text = request.GET.get("akun", "")[:500]
    rows = OfficialAccount.objects.filter(agency__government=one).select_related("agency")
    known = {row.pk: row for row in rows}
    found = find(read(text), [Known(row.pk, row.platform, row.handle_folded, row.url, row.state) for row in rows])
    account = known.get(found.account_id or 0)
    labels = load(one.profile).platforms
    page = {
        "place": one, "text": text, "found": found, "sentence": SENTENCES[found.verdict],
        "account": None if account is None or found.verdict == "not_yet" else {
            "agency": account.agency.name, "handle": account.handle, "url": account.url,
            "platform": labels[account.platform].label if account.platform in labels else account.platform,
        },
    }  # fmt: skip
    if request.GET.get("format") == "json":
        return JsonResponse(
            {"akun": text, "putusan": found.verdict, "kalimat": page["sentence"], "resmi": page["account"]}
        )
    return render(request, "directory/check.html", page)


@require_GET
@public
@cache_control(public=True, max_age=300)
def accounts_json(request: HttpRequest, key: str) -> HttpResponse:
    """The same list as data."""
    one = get_object_or_404(Government, key=key)
    rows = [asdict(account) for account in public_accounts(one)]
    return JsonResponse({"pemerintah": one.name, "akun": rows}, json_dumps_params={"ensure_ascii": False})


@require_GET
@public
@cache_control(public=True, max_age=300)
def accounts_csv(request: HttpRequest, key: str) -> HttpResponse:
    """The same list for a spreadsheet; a cell that a spreadsheet would run begins with an apostrophe."""
    one = get_object_or_404(Government, key=key)
    response = HttpResponse(content_type="text/csv; charset=utf-8")
    response.headers["Content-Disposition"] = f'attachment; filename="akun-resmi-{one.key}.csv"'
    response.write("\ufeff")
    writer = csv.writer(response)
    writer.writerow([field.name for field in fields(PublicAccount)])
    for account in public_accounts(one):
        writer.writerow([harmless(str(value if value is not None else "")) for value in astuple(account)])
    return response


def harmless(cell: str) -> str:
    """A cell that no spreadsheet takes for a formula."""
    return f"'{cell}" if cell.lstrip()[:1] in {"=", "+", "-", "@", "\t", "\r", "＝"} else cell


@require_GET
@public
@cache_control(public=True, max_age=300)
def accounts_atom(request: HttpRequest, key: str) -> HttpResponse:
    """Newly official accounts, for feed readers."""
    one = get_object_or_404(Government, key=key)
    rows = sorted(public_accounts(one), key=lambda account: account.since or date.min, reverse=True)[:50]
    here = request.build_absolute_uri
    feed = Atom1Feed(
        title=f"Akun resmi {one.name}", link=here(reverse("government", args=[one.key])), description="", language="id",
        feed_url=here(request.path),
    )  # fmt: skip
    for account in rows:
        feed.add_item(
            title=f"{account.agency}: {account.platform} {account.handle}", link=account.url, unique_id=account.url,
            description=f"Keputusan {account.decree}" if account.decree else "Akun resmi",
            updateddate=datetime.combine(account.since or date(2000, 1, 1), time(), ZoneInfo(one.zone)),
        )  # fmt: skip
    return HttpResponse(feed.writeString("utf-8"), content_type="application/atom+xml; charset=utf-8")


@require_GET
@public
def old_front(request: HttpRequest) -> HttpResponse:
    """People type /login out of habit."""
    return redirect("account_login")


urlpatterns = [
    path("", front, name="front"),
    path("pemda/<slug:key>/", government, name="government"),
    path("pemda/<slug:key>/cek/", check, name="check_account"),
    path("pemda/<slug:key>/akun.json", accounts_json, name="accounts_json"),
    path("pemda/<slug:key>/akun.csv", accounts_csv, name="accounts_csv"),
    path("pemda/<slug:key>/akun.atom", accounts_atom, name="accounts_atom"),
    path("login/", old_front),
]
