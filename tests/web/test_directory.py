"""What the public sees: official accounts, checkable, and nothing else; quick, small, and true at once."""

from __future__ import annotations

import json
import re
from dataclasses import fields
from datetime import date
from typing import Any
from xml.etree import ElementTree

import pytest
from django.test import Client
from django.utils import timezone

from pendopo.delivery.models import Dispatch
from pendopo.insight.models import Recommendation
from pendopo.insight.public import FollowUp, follow_ups
from pendopo.publishing.models import Message, Variant
from pendopo.registry import actions
from pendopo.registry.models import OfficialAccount
from pendopo.registry.public import FormerAccount, PublicAccount, PublicAgency
from pendopo.tables.writing import inert
from tests.world import World, account, agency, two_governments

pytestmark = pytest.mark.django_db
HERE = "/pemda/probolinggo/"
LISTS = ("", "akun.json", "akun.csv", "akun.atom")


def page(address: str = "", **asked: str) -> str:
    """A public page as text."""
    answer = Client().get(HERE + address, asked)
    assert answer.status_code == 200, address
    return answer.content.decode()


def test_anybody_sees_the_official_accounts_with_platform_link_decree_and_day() -> None:
    world = two_governments()
    text = page()
    assert world.dukcapil.account.handle in text
    assert world.dukcapil.account.url in text
    assert "Keputusan 188/1/2020" in text
    assert "Resmi sejak 1 Januari 2020" in text
    assert world.other.account.handle not in text


def test_each_government_has_its_own_front_and_the_first_page_lists_them() -> None:
    world = two_governments()
    front = Client().get("/").content.decode()
    assert world.government.name in front
    assert world.other_government.name in front
    assert world.other.account.handle in Client().get("/pemda/katingan/").content.decode()
    assert Client().get("/pemda/tidak-ada/").status_code == 404


def test_a_government_may_have_its_own_host(settings: Any) -> None:
    world = two_governments()
    settings.DOMAINS = {"akun.katingan.invalid": "katingan"}
    settings.ALLOWED_HOSTS = [*settings.ALLOWED_HOSTS, "akun.katingan.invalid"]
    own = Client().get("/", headers={"host": "akun.katingan.invalid"}).content.decode()
    assert world.other.account.handle in own
    assert world.dukcapil.account.handle not in own
    feed = Client().get("/pemda/katingan/akun.json").json()
    assert feed["alamat"] == "http://akun.katingan.invalid/pemda/katingan/"


@pytest.mark.parametrize("state", ["proposed", "suspended", "closed"])
def test_only_official_accounts_are_listed(state: str) -> None:
    world = two_governments()
    OfficialAccount.objects.filter(pk=world.pu.account.pk).update(state=state)
    for address in LISTS:
        text = page(address)
        assert world.pu.account.handle not in text
        assert world.dukcapil.account.handle in text


def test_accounts_of_a_closed_agency_are_official_no_more() -> None:
    world = two_governments()
    world.pu.agency.closed_on = date(2025, 12, 31)
    world.pu.agency.save()
    assert world.pu.account.handle not in page()
    answer = page("cek/", akun="pu_resmi")
    assert "Dulu resmi" in answer
    assert "Resmi sampai 31 Desember 2025" in answer


def test_accounts_are_found_by_agency_and_platform() -> None:
    world = two_governments()
    account(world.pu.agency, "pu_di_x", platform="x")
    by_agency = page("", instansi="dpupr")
    assert "pu_di_x" in by_agency
    assert world.dukcapil.account.handle not in by_agency
    by_platform = page("", platform="x")
    assert "pu_di_x" in by_platform
    assert world.pu.account.handle not in by_platform
    for nonsense in ({"instansi": "tidak-ada"}, {"platform": "<b>"}):
        assert Client().get(HERE, nonsense).status_code == 302
    assert Client().get(HERE, {"hal": "99999"}).status_code == 200


def test_no_private_field_is_public() -> None:
    world = two_governments()
    OfficialAccount.objects.update(recovery_email="pemulihan@contoh.invalid", verdict_note="catatan dalam")
    pages = (*LISTS, "cek/?akun=duk_resmi", "instansi/disdukcapil/", "instansi/disdukcapil/poster/",
             "instansi/disdukcapil/lencana.svg", "tindak-lanjut/")  # fmt: skip
    for address in pages:
        text = page(address)
        for private in ("pemulihan@", "catatan dalam", world.dukcapil.officer.name, world.dukcapil.officer.email,
                        world.dukcapil.head.name, world.dukcapil.agency.email):  # fmt: skip
            assert private not in text, (address, private)


def test_the_allow_lists_are_these_fields_and_no_others() -> None:
    two_governments()
    named = {"agency", "agency_key", "platform", "platform_key", "name", "handle", "url", "since", "decree"}
    assert {one.name for one in fields(PublicAccount)} == named
    rows = json.loads(page("akun.json"))["akun"]
    assert {name for row in rows for name in row} == named
    assert page("akun.csv").lstrip("\ufeff").splitlines()[0].split(",") == [one.name for one in fields(PublicAccount)]
    assert {one.name for one in fields(FormerAccount)} == {
        "agency",
        "agency_key",
        "platform",
        "handle",
        "since",
        "until",
    }
    assert {one.name for one in fields(PublicAgency)} == {"key", "name", "short_name", "accounts"}
    assert {one.name for one in fields(FollowUp)} == {
        "agency", "agency_key", "said", "done", "on", "people", "title", "url",
    }  # fmt: skip


def test_json_csv_and_atom_tell_the_same_accounts() -> None:
    world = two_governments()
    urls = {row["url"] for row in json.loads(page("akun.json"))["akun"]}
    atom = ElementTree.fromstring(page("akun.atom"))
    space = "{http://www.w3.org/2005/Atom}"
    assert {entry.find(f"{space}link").get("href") for entry in atom.iter(f"{space}entry")} == urls  # type: ignore[union-attr]
    assert all(url in page("akun.csv") for url in urls)
    assert world.kominfo.account.url in urls


def test_search_engines_read_the_same_as_linked_data() -> None:
    world = two_governments()
    found = re.search(r'<script type="application/ld\+json">(.*?)</script>', page(), re.DOTALL)
    assert found
    data = json.loads(found[1])
    assert data["@type"] == "GovernmentOrganization"
    assert world.dukcapil.account.url in {url for one in data["subOrganization"] for url in one["sameAs"]}
    assert f'<a rel="me noopener" href="{world.dukcapil.account.url}">' in page()


def test_a_name_cannot_break_out_of_the_linked_data() -> None:
    world = two_governments()
    world.pu.agency.name = "</script><script>alert(1)</script>"
    world.pu.agency.save()
    assert "<script>alert" not in page()


def test_checking_an_account_says_official_was_official_or_warns_with_the_true_one() -> None:
    world = two_governments()
    assert "Resmi. Akun ini berbicara" in page("cek/", akun="@DUK_resmi")
    warned = page("cek/", akun="duk_resml")
    assert "Hati-hati" in warned
    assert world.dukcapil.account.url in warned
    assert "huruf" in page("cek/", akun="dսk_resmi")
    assert "Tidak ada dalam daftar" in page("cek/", akun="warung")
    answer = Client().get(HERE + "cek/", {"akun": "warung", "format": "json"}).json()
    assert (answer["putusan"], answer["resmi"]) == ("unknown", [])


def test_a_frozen_account_was_official_until_the_day_it_was_frozen() -> None:
    world = two_governments()
    actions.suspend(account=world.pu.account, because="diretas", by=world.pu.official)
    answer = page("cek/", akun="pu_resmi")
    assert "Dulu resmi" in answer
    assert "Resmi sampai" in answer
    assert "diretas" not in answer


def test_an_account_that_never_was_official_is_not_known() -> None:
    world = two_governments()
    OfficialAccount.objects.filter(pk=world.pu.account.pk).update(state="closed", official_since=None)
    assert "Tidak ada dalam daftar" in page("cek/", akun="pu_resmi")


def test_an_account_of_another_government_here_is_said_to_be_theirs() -> None:
    world = two_governments()
    assert world.other_government.name in page("cek/", akun="kat_resmi")


def test_whoever_types_a_name_is_shown_the_agency() -> None:
    two_governments()
    assert "Mungkin Anda mencari" in page("cek/", akun="Dinas Kependudukan")


def test_a_pasted_script_is_shown_as_text() -> None:
    two_governments()
    text = page("cek/", akun="<script>alert(1)</script>")
    assert "<script>alert" not in text
    assert "&lt;script&gt;" in text


@pytest.mark.parametrize("cell", ["=1+1", "+62812", "-2", "@x", "\t=1", " =1", "＝1"])
def test_no_cell_of_the_csv_is_a_formula(cell: str) -> None:
    assert inert(cell) == f"'{cell}"
    assert inert("0812") == "0812"


def test_the_poster_is_one_sheet_with_a_code_that_leads_to_the_agencys_page() -> None:
    world = two_governments()
    for number in range(20):
        account(world.pu.agency, f"akun_{number}", platform="x")
    text = page("instansi/dpupr/poster/")
    assert 'class="sheet many"' in text
    assert "dan 9 akun lain" in text
    assert text.count("<li>") == 12
    code = ElementTree.fromstring(page("instansi/dpupr/kode.svg"))
    assert code.get("viewBox")


def test_the_badge_is_a_picture_without_script_that_other_sites_may_show() -> None:
    world = two_governments()
    world.pu.agency.short_name = '"><script>x</script>'
    world.pu.agency.save()
    answer = Client().get(HERE + "instansi/dpupr/lencana.svg")
    assert answer.headers["Content-Type"] == "image/svg+xml"
    assert answer.headers["Cross-Origin-Resource-Policy"] == "cross-origin"
    assert b"<script" not in answer.content
    ElementTree.fromstring(answer.content.decode())
    assert Client().get(HERE + "instansi/tidak-ada/lencana.svg").status_code == 404


def told(world: World, text: str = "Menambah loket.", info_class: str = "open") -> Recommendation:
    """A recommendation that was carried out and told in public."""
    now = timezone.now()
    message = Message.objects.create(
        agency=world.pu.agency, title="Loket kami tambah", text="Mulai Senin.", purpose="sebar_informasi", category="x",
        tags="", planned_at=now, published_at=now, state="published", author=world.pu.officer, info_class=info_class,
    )  # fmt: skip
    sent = Dispatch.objects.create(
        account=world.pu.account, kind="post", outgoing={}, state="live", url=f"https://contoh.invalid/{message.pk}",
        not_before=now,
    )  # fmt: skip
    Variant.objects.create(message=message, account=world.pu.account, dispatch=sent)
    return Recommendation.objects.create(
        agency=world.pu.agency, text=text, addressee="Kepala", due=date(2026, 1, 1), state="done", result="Loket dua.",
        done_at=now, created_at=now, public_message=message,
    )  # fmt: skip


def test_what_was_said_and_done_is_shown_once_it_was_told_in_public() -> None:
    world = two_governments()
    one = told(world)
    text = page("tindak-lanjut/")
    assert "Menambah loket." in text
    assert "Loket dua." in text
    assert f"https://contoh.invalid/{one.public_message_id}" in text
    Recommendation.objects.filter(pk=one.pk).update(public_message=None)
    assert follow_ups(world.government) == []


def test_what_is_exempt_or_personal_is_not_shown() -> None:
    world = two_governments()
    told(world, "Warga dengan NIK 3574011505900001 minta loket.")
    told(world, "Rahasia.", info_class="exempt")
    text = page("tindak-lanjut/")
    assert "3574011505900001" not in text
    assert "Rahasia." not in text


def test_public_pages_stay_under_100_kb_with_six_hundred_accounts() -> None:
    world = two_governments()
    for number in range(120):
        one = agency(world.government, f"Kelurahan {number}", f"Kelurahan Contoh Nomor {number}")
        OfficialAccount.objects.bulk_create(
            OfficialAccount(
                agency=one, platform=platform, name=f"Kelurahan {number}", handle=f"kelurahan.contoh.{number}",
                handle_folded=f"kelurahan.contoh.{number}", url=f"https://contoh.invalid/{platform}/kelurahan.{number}",
                account_type="x", verdict="explicit", state="official", official_since=date(2024, 1, 2),
            )
            for platform in ("instagram", "facebook", "x", "youtube", "tiktok")
        )  # fmt: skip
    for number in range(1, 5):
        assert len(page("", hal=str(number)).encode()) <= 100_000
    assert "kelurahan.contoh.119" in "".join(page("", hal=str(number)) for number in range(1, 5))
    for address in ("cek/?akun=kelurahan.contoh.11", "instansi/kelurahan-1/", "instansi/kelurahan-1/poster/"):
        assert len(page(address).encode()) <= 100_000


def test_no_page_needs_a_script_or_asks_another_host() -> None:
    world = two_governments()
    own = {world.pu.account.url, world.dukcapil.account.url, world.kominfo.account.url}
    for address in ("", "cek/?akun=duk_resml", "instansi/dpupr/", "instansi/dpupr/poster/", "tindak-lanjut/"):
        text = page(address)
        assert not re.findall(r"<script(?! type=\"application/ld\+json\")", text)
        loaded = re.findall(r'(?:src|<link[^>]*href)="(https?://[^"]+)"', text)
        assert not [url for url in loaded if url not in own and not url.startswith("http://127.0.0.1")], loaded


def test_a_kept_page_may_be_kept_by_proxies_and_is_asked_for_by_its_mark() -> None:
    two_governments()
    first = Client().get(HERE)
    assert first.headers["Cache-Control"] == "public, max-age=0, s-maxage=30"
    assert {"Cookie", "Accept-Encoding"} <= set(first.headers["Vary"].split(", "))
    assert not first.cookies
    again = Client().get(HERE, headers={"If-None-Match": first.headers["ETag"]})
    assert (again.status_code, again.content) == (304, b"")
    packed = Client().get(HERE, headers={"Accept-Encoding": "gzip"})
    assert packed.headers["Content-Encoding"] == "gzip"
    assert len(packed.content) < len(first.content) / 2


def test_a_change_in_the_register_is_seen_at_once_and_the_desk_does_not_disturb(django_assert_num_queries: Any) -> None:
    world = two_governments()
    assert world.pu.account.handle in page()
    with django_assert_num_queries(1):
        assert world.pu.account.handle in page()
    actions.close(account=world.pu.account, because="pindah", by=world.pu.official)
    assert world.pu.account.handle not in page()
    assert world.pu.account.handle not in page("akun.json")
    proposed = actions.Proposed("x", "PU", "@pu_baru", "https://x.com/pu_baru")
    new = actions.propose_account(agency=world.pu.agency, proposed=proposed, by=world.pu.official)
    assert "pu_baru" not in page()
    world.pu.decree.accounts.add(new)
    actions.make_official(account=new, by=world.pu.official)
    assert "pu_baru" in page()


def test_every_visitor_gets_the_page_in_the_language_asked_for() -> None:
    two_governments()
    assert '<html lang="id"' in page()
    assert '<html lang="en"' in page("", bahasa="en")
    client = Client()
    client.cookies["django_language"] = "en"
    assert '<html lang="en"' in client.get(HERE).content.decode()
    assert '<html lang="id"' in page()


def test_what_a_signed_in_person_sees_is_what_everybody_sees() -> None:
    world = two_governments()
    client = Client()
    client.force_login(world.dukcapil.officer)
    mine = client.get(HERE)
    assert world.dukcapil.officer.name not in mine.content.decode()
    assert mine.content == Client().get(HERE).content


def test_the_register_leads_to_the_public_page_of_an_agency_that_has_one() -> None:
    world = two_governments()
    client = Client()
    client.force_login(world.pu.official)
    assert f"{HERE}instansi/dpupr/" in client.get(f"/daftar/{world.pu.agency.pk}/").content.decode()
    OfficialAccount.objects.filter(pk=world.pu.account.pk).update(state="suspended")
    assert f"{HERE}instansi/dpupr/" not in client.get(f"/daftar/{world.pu.agency.pk}/").content.decode()
