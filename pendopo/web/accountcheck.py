"""Is this account official? (2 c) A link or handle in any form gets an answer in words, with the true account beside it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.urls import path
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_safe

from pendopo.registry.book import Finding, Verdict
from pendopo.registry.identity import read, tidy
from pendopo.registry.lookalikes import Reason
from pendopo.registry.models import Government
from pendopo.registry.public import Directory, FormerAccount, PublicAccount, directory, named_like
from pendopo.web.access import public
from pendopo.web.directory import place_of, shown

SENTENCES: dict[Verdict, str | Promise] = {
    "official": _("Resmi. Akun ini berbicara atas nama instansi di bawah."),
    "was_official": _("Dulu resmi, sekarang tidak lagi. Jangan andalkan pesan baru dari akun ini."),
    "not_yet": _("Masih usulan. Akun ini belum ditetapkan sebagai akun resmi."),
    "looks_like": _("Hati-hati: bukan akun resmi, tetapi sangat mirip. Jangan berikan data pribadi atau uang."),
    "short_link": _(
        "Tautan pendek menyembunyikan tujuannya. Buka dulu, lalu tempelkan alamat yang muncul di peramban."
    ),
    "post_link": _(
        "Tautan ini menuju satu unggahan atau halaman depan, bukan akun. Tempelkan nama atau tautan akunnya."
    ),
    "elsewhere": _("Resmi, tetapi milik pemerintah daerah lain: lihat di bawah."),
    "unknown": _("Tidak ada dalam daftar akun resmi. Jangan berikan data pribadi atau uang."),
    "empty": _("Tempelkan tautan atau nama akun di kotak di atas."),
}
WHY: dict[Reason, str | Promise] = {
    "letters": _("Memakai huruf dari aksara lain yang tampak sama."),
    "digits": _("Memakai angka sebagai ganti huruf."),
    "marks": _("Hanya berbeda titik atau garis bawah."),
    "words": _("Menambahkan kata atau angka pada nama akun resmi."),
    "near": _("Hanya berbeda satu atau dua huruf."),
    "inside": _("Memuat nama akun resmi di dalamnya."),
    "platform": _("Nama yang sama, tetapi di platform lain."),
    "host": _("Alamat situsnya meniru platform lain."),
}


@require_safe
@public
def check(request: HttpRequest, key: str) -> HttpResponse:
    """The answer, as a page or as JSON."""
    _government, found = place_of(key)
    text = tidy(request.GET.get("akun", "")[:2000])
    asked = read(text)
    finding = found.book.find(asked)
    elsewhere = _elsewhere(key, text) if finding.verdict in {"unknown", "looks_like"} else None
    if elsewhere:
        finding = Finding("elsewhere")
    accounts = [found.by_id[pk] for pk in finding.account_ids if pk in found.by_id]
    former = [found.former[pk] for pk in finding.account_ids if pk in found.former]
    if request.GET.get("format") == "json":
        return as_json(text, finding, accounts, former)
    answer = shown(request, "directory/check.html", {
        "place": found, "text": text, "found": finding, "sentence": SENTENCES[finding.verdict],
        "why": [WHY[reason] for reason in finding.reasons], "accounts": accounts, "former": former,
        "now": _of_agency(found, former), "elsewhere": elsewhere, "any_platform": bool(accounts) and not asked.platform,
        "perhaps": named_like(found, text.split()) if finding.verdict == "unknown" else [],
        "used": sorted({account.platform_key for account in accounts}),
    })  # fmt: skip
    answer.headers["Cache-Control"] = "no-store"
    return answer


def as_json(
    text: str, finding: Finding, accounts: Sequence[PublicAccount], former: Sequence[FormerAccount]
) -> HttpResponse:
    """The same for programs."""
    response = JsonResponse({
        "akun": text, "putusan": finding.verdict, "kalimat": str(SENTENCES[finding.verdict]),
        "alasan": [str(WHY[reason]) for reason in finding.reasons],
        "resmi": [asdict(one) for one in accounts], "dulu": [asdict(one) for one in former],
    }, json_dumps_params={"ensure_ascii": False})  # fmt: skip
    response.headers["Access-Control-Allow-Origin"] = "*"
    response.headers["Cache-Control"] = "no-store"
    return response


def _elsewhere(key: str, text: str) -> tuple[Directory, PublicAccount] | None:
    """Official, but of another government on this installation."""
    for other in Government.objects.exclude(key=key).order_by("name"):
        found = directory(other)
        finding = found.book.find(read(text))
        if finding.verdict == "official" and finding.account_id in found.by_id:
            return found, found.by_id[finding.account_id]
    return None


def _of_agency(found: Directory, former: Sequence[FormerAccount]) -> list[PublicAccount]:
    """What the agency of a former account uses today."""
    keys = {one.agency_key for one in former}
    return [account for agency in found.agencies if agency.key in keys for account in agency.accounts]


urlpatterns = [path("pemda/<slug:key>/cek/", check, name="check_account")]
