"""What every page promises: headers, one effect a form, refusals that lose nothing, the person's language and menu."""

from __future__ import annotations

import re
from datetime import UTC, date, datetime, timedelta

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.utils.translation import override

from pendopo.journal.models import Entry
from pendopo.people.models import Person
from pendopo.registry.actions import end_appointment
from pendopo.registry.models import Agency, Decree, Office, Role
from pendopo.web.navigation import menu_for
from pendopo.web.templatetags.pendopo import countdown, in_words, span
from tests.world import person, two_governments

pytestmark = pytest.mark.django_db
PASSWORD = "rahasia-sekali-1"


def client_of(who: Person) -> Client:
    """A browser in which somebody is signed in."""
    client = Client()
    client.force_login(who)
    return client


def test_signing_in_by_address_and_password_and_out_again() -> None:
    world = two_governments()
    client = Client()
    answer = client.post("/masuk/login/", {"login": world.dukcapil.officer.email.upper(), "password": PASSWORD})
    assert answer.status_code == 302
    assert client.get("/daftar/").status_code == 200
    client.post("/masuk/logout/")
    assert client.get("/daftar/").headers["Location"].startswith("/masuk/login/")


def test_a_wrong_password_and_an_unknown_address_are_answered_alike() -> None:
    world = two_governments()
    pages = []
    for login in (world.dukcapil.officer.email, "tidak.ada@contoh.invalid"):
        answer = Client().post("/masuk/login/", {"login": login, "password": "salah-sekali-9"})
        assert answer.status_code == 200
        page = answer.content.decode().replace(login, "")
        pages.append(re.sub(r"[A-Za-z0-9]{64}", "", page))
    assert pages[0] == pages[1]


def test_nobody_makes_an_account_for_themselves() -> None:
    assert "password1" not in Client().get("/masuk/signup/").content.decode()


def test_private_pages_are_never_kept_and_every_page_forbids_foreign_scripts() -> None:
    world = two_governments()
    answer = client_of(world.analyst).get("/daftar/")
    assert answer.headers["Cache-Control"] == "no-store"
    policy = answer.headers["Content-Security-Policy"]
    assert "script-src 'self'" in policy
    assert "frame-ancestors 'none'" in policy
    assert answer.headers["X-Content-Type-Options"] == "nosniff"


def agency_form(**more: str) -> dict[str, str]:
    """A new agency as the form sends it."""
    return {"kind": "upt", "name": "UPT Pasar Kota", "short_name": "UPT Pasar", "since": "2026-01-01"} | more


def test_a_form_that_is_sent_twice_has_one_effect() -> None:
    world = two_governments()
    client = client_of(world.analyst)
    sent = agency_form(form_key="satu-kunci")
    assert client.post("/daftar/baru/", sent).status_code == 302
    again = client.post("/daftar/baru/", sent, follow=True, headers={"Referer": "http://testserver/daftar/"})
    assert "tidak dikirim dua kali" in again.content.decode()
    assert Agency.objects.filter(short_name="UPT Pasar").count() == 1


def test_a_refusal_says_why_gives_the_text_back_and_may_be_sent_again() -> None:
    world = two_governments()
    client = client_of(world.analyst)
    form = agency_form(short_name="DPUPR", duties="kata kunci yang panjang dan tidak boleh hilang", form_key="k2")
    refused = client.post("/daftar/baru/", form)
    assert refused.status_code == 409
    page = refused.content.decode()
    assert "Sudah ada instansi" in page
    assert "kata kunci yang panjang" in page
    assert client.post("/daftar/baru/", form | {"short_name": "UPT Baru"}).status_code == 302


def test_a_form_with_wrong_input_is_shown_again_with_what_to_mend() -> None:
    world = two_governments()
    page = client_of(world.analyst).post("/daftar/baru/", agency_form(since="kemarin")).content.decode()
    assert "Tulis tanggal" in page
    assert "UPT Pasar Kota" in page


def test_pages_are_indonesian_until_the_person_switches() -> None:
    world = two_governments()
    client = client_of(world.analyst)
    page = client.get("/daftar/", headers={"Accept-Language": "en"}).content.decode()
    assert '<html lang="id"' in page
    client.post("/bahasa/", {"language": "en", "next": "/daftar/"})
    assert '<html lang="en"' in client.get("/daftar/").content.decode()


def test_the_theme_is_kept() -> None:
    world = two_governments()
    client = client_of(world.analyst)
    client.post("/tampilan/", {"theme": "dark"})
    assert 'data-bs-theme="dark"' in client.get("/daftar/").content.decode()


@pytest.mark.parametrize(
    "next_", ["//jahat.invalid", "\\\\jahat.invalid", "https://jahat.invalid/", "javascript:alert(1)"]
)
def test_after_signing_in_nobody_is_sent_to_a_foreign_address(next_: str) -> None:
    world = two_governments()
    form = {"login": world.analyst.email, "password": PASSWORD, "next": next_}
    location = Client().post("/masuk/login/", form).headers.get("Location", "")
    assert "jahat" not in location
    assert "javascript" not in location


def test_the_menu_shows_only_what_one_may_do() -> None:
    world = two_governments()
    words = {shown.word.url for _label, group in menu_for(world.dukcapil.officer, "/") for shown in group}
    assert {"register", "decrees"} <= words
    assert "journal" not in words
    assert "journal" in {shown.word.url for _label, group in menu_for(world.auditor, "/") for shown in group}
    assert menu_for(person("Tanpa Tugas"), "/") == []


def test_somebody_without_a_duty_is_told_whom_to_ask() -> None:
    page = client_of(person("Tanpa Tugas")).get("/beranda/", follow=True).content.decode()
    assert "belum memegang tugas" in page


def test_an_officer_sees_own_agency_only_and_may_not_change_the_register() -> None:
    world = two_governments()
    client = client_of(world.dukcapil.officer)
    page = client.get("/daftar/").content.decode()
    assert world.dukcapil.agency.name in page
    assert world.pu.agency.name not in page
    assert client.post("/daftar/baru/", agency_form()).status_code == 404
    assert client.get(f"/daftar/{world.pu.agency.pk}/").status_code == 404


def test_a_decree_is_drafted_named_signed_and_read_back_through_the_pages() -> None:
    world = two_governments()
    client = client_of(world.pu.official)
    drafted = client.post(
        f"/keputusan/baru/{world.pu.agency.pk}/",
        {
            "number": "480/7/2026",
            "about": "Petugas",
            "since": "2026-01-01",
            "until": "",
            "accounts": [world.pu.account.pk],
        },
    )
    decree = Decree.objects.get(number="480/7/2026")
    assert drafted.headers["Location"] == f"/keputusan/{decree.pk}/"
    named = {
        "name": "Petugas Baru", "email": "petugas.baru@contoh.invalid", "nip": "199001012015011001", "employment": "pns",
        "duty": "officer", "position": "Humas",
    }  # fmt: skip
    assert client.post(f"/keputusan/{decree.pk}/tunjuk/", named).status_code == 302
    copy = SimpleUploadedFile("sk.pdf", b"%PDF-1.7\n%%EOF\n")
    client.post(f"/keputusan/{decree.pk}/tandatangan/", {"signed_on": "2026-01-02", "copy": copy})
    decree.refresh_from_db()
    assert decree.state == "signed"
    file = client.get(f"/keputusan/{decree.pk}/berkas/")
    assert file.headers["Content-Disposition"].startswith("attachment")
    assert b"".join(file.streaming_content).startswith(b"%PDF")  # type: ignore[attr-defined]
    assert client_of(world.dukcapil.official).get(f"/keputusan/{decree.pk}/berkas/").status_code == 404


def test_the_first_steps_are_shown_until_the_first_item_is_there() -> None:
    world = two_governments()
    page = client_of(world.analyst).get("/beranda/").content.decode()
    assert "Langkah berikutnya" in page
    assert page.count("step-done") == 6


def test_an_office_is_taken_and_ended_through_the_pages() -> None:
    world = two_governments()
    client = client_of(world.analyst)
    form = {
        "name": "Nara Hubung", "email": "nara@contoh.invalid", "nip": "", "employment": "pns", "role": "liaison",
        "title": "Narahubung", "since": "2026-01-01", "until": "",
    }  # fmt: skip
    assert client.post(f"/daftar/{world.pu.agency.pk}/jabatan/", form).status_code == 302
    office = Office.objects.get(agency=world.pu.agency, role=Role.LIAISON)
    client.post(f"/daftar/jabatan/{office.pk}/akhiri/")
    office.refresh_from_db()
    assert office.until is not None
    assert office.until >= date(2026, 1, 1)


def test_a_refusal_never_shows_a_secret_back() -> None:
    world = two_governments()
    form = agency_form(short_name="DPUPR", duties="kata kunci yang panjang dan tidak boleh hilang")
    secret = {
        "wordpress-password": "rahasia-aplikasi-yang-panjang-sekali",
        "api_token": "token-rahasia-yang-panjang-sekali",
    }
    page = client_of(world.analyst).post("/daftar/baru/", form | secret).content.decode()
    assert "kata kunci yang panjang" in page
    assert "rahasia-aplikasi" not in page
    assert "token-rahasia" not in page


def test_clocks_and_days_speak_the_language_of_the_reader() -> None:
    moment, left = datetime(2026, 8, 5, 9, tzinfo=UTC), timedelta(days=2, hours=3)
    assert (in_words(moment, "Asia/Jakarta"), span(left)) == ("Rabu 5 Agustus 2026 16.00 WIB", "2 hari 3 jam")
    with override("en"):
        assert (in_words(moment, "Asia/Jakarta"), span(left)) == ("Wednesday 5 August 2026 16.00 WIB", "2 d 3 h")
        assert ">late by " in countdown(moment - timedelta(days=400), "Asia/Jakarta")


def test_an_unknown_host_is_answered_with_what_to_do_and_nothing_of_the_desk() -> None:
    page = Client().get("/", headers={"host": "lain.invalid"})
    assert page.status_code == 400
    assert "PENDOPO_ALLOWED_HOSTS" in page.content.decode()
    assert "lain.invalid" not in page.content.decode()


def test_a_nul_in_any_field_or_address_is_left_out_and_the_rest_is_kept() -> None:
    world = two_governments()
    client = client_of(world.analyst)
    assert client.get("/jurnal/", {"cari": "ap\x00a", "a\x00b": "c"}).status_code == 200
    stopped = client.post(
        "/pesan/penghentian/mulai/", {"because": "Akun\x00 diretas", "government": world.government.pk}
    )
    assert stopped.status_code in {200, 302}
    assert Entry.objects.filter(because="Akun diretas").exists()


def test_a_long_reason_for_an_end_is_kept_whole_in_the_journal() -> None:
    world = two_governments()
    why = "Mutasi ke instansi lain menurut surat perintah. " * 20
    appointment = world.dukcapil.decree.appointments.earliest("pk")
    end_appointment(appointment=appointment, on=date(2027, 1, 1), because=why, by=world.dukcapil.head)
    assert Entry.objects.get(doing="appointment.ended").because == why


def folded(page: str) -> str:
    """The part of the menu that lies in the fold."""
    found = re.search(r'<details class="side-more".*?</details>', page, re.S)
    assert found
    return found[0]


def test_the_menu_shows_daily_work_and_folds_away_the_rest_which_stays_open_for_whoever_opened_it() -> None:
    world = two_governments()
    client = client_of(world.dukcapil.officer)
    page = client.get("/kewajiban/").content.decode()
    rest = folded(page)
    assert " open>" not in rest.partition("<summary>")[0]
    for daily in ("/meja/", "/catat/", "/rujukan/", "/pustaka/", "/pesan/"):
        assert f'href="{daily}"' not in rest
        assert f'href="{daily}"' in page
    for seldom in ("/keputusan/", "/prosedur/", "/rapat/"):
        assert f'href="{seldom}"' in rest
    assert " open>" in folded(client.get("/prosedur/").content.decode()).partition("<summary>")[0], "its own page"
    client.cookies["menu"] = "buka"
    assert " open>" in folded(client.get("/kewajiban/").content.decode()).partition("<summary>")[0]


def test_what_is_seldom_for_an_officer_is_daily_work_for_the_analyst_and_the_head_finds_one_page_first() -> None:
    world = two_governments()
    assert 'href="/daftar/"' not in folded(client_of(world.analyst).get("/kewajiban/").content.decode())
    assert 'href="/daftar/"' in folded(client_of(world.dukcapil.officer).get("/kewajiban/").content.decode())
    _label, first = menu_for(world.regional_head, "/kepala/")[0]
    assert (first[0].word.url, first[0].here) == ("head", True)
    thumb = client_of(world.regional_head).get("/kepala/").content.decode().partition('class="thumb"')[2]
    assert 'href="/kepala/"' in thumb
    assert 'href="/meja/"' not in thumb


def test_an_auditor_begins_at_the_board_and_finds_it_under_the_thumb() -> None:
    client = client_of(two_governments().auditor)
    assert client.get("/beranda/").headers["Location"] == "/papan/"
    thumb = client.get("/papan/").content.decode().partition('class="thumb"')[2]
    assert thumb.count('href="/papan/"') == 1


def test_no_address_stands_twice_in_a_menu() -> None:
    world = two_governments()
    for who in (world.analyst, world.regional_head, world.dukcapil.officer, world.auditor):
        links = [shown.href for _label, group in menu_for(who, "/") for shown in group]
        assert len(links) == len(set(links))


@pytest.mark.parametrize(
    ("nip", "why"),
    [("198705142010132003", "Bulan pengangkatan"), ("1987", "18 angka"), ("198705143010012003", "tidak cocok")],
)
def test_a_wrong_nip_is_said_beside_its_field_and_what_was_typed_stays(nip: str, why: str) -> None:
    world = two_governments()
    client = client_of(world.analyst)
    form = {
        "name": "Nara Hubung", "email": "nara@contoh.invalid", "nip": nip, "employment": "pns", "role": "liaison",
        "title": "Narahubung", "since": "2026-01-01", "until": "",
    }  # fmt: skip
    answer = client.post(f"/daftar/{world.pu.agency.pk}/jabatan/", form)
    page = answer.content.decode()
    assert answer.status_code == 409
    assert why in page.partition('id="id_nip_error"')[2].partition("</div>")[0]
    assert "note-error" not in page
    assert 'value="Nara Hubung"' in page
    field = re.search(r'<input[^>]*name="nip"[^>]*>', page)
    assert field
    assert "autofocus" in field[0], "the field to mend has the focus"
    assert not Person.objects.filter(email="nara@contoh.invalid").exists()


def test_an_office_that_is_refused_leaves_no_person_behind_and_names_its_field() -> None:
    world = two_governments()
    client = client_of(world.analyst)
    form = {
        "name": "Nara Hubung", "email": "nara@contoh.invalid", "nip": "", "employment": "contract", "role": "liaison",
        "title": "Narahubung", "since": "2026-02-01", "until": "2026-01-01",
    }  # fmt: skip
    page = client.post(f"/daftar/{world.pu.agency.pk}/jabatan/", form).content.decode()
    assert "sebelum tanggal mulainya" in page.partition('id="id_until_error"')[2].partition("</div>")[0]
    assert not Person.objects.filter(email="nara@contoh.invalid").exists()


def test_a_decree_takes_no_wrong_nip_and_says_so_beside_it() -> None:
    world = two_governments()
    client = client_of(world.pu.official)
    draft = {"number": "480/8/2026", "about": "Petugas", "since": "2026-01-01", "until": ""}
    client.post(f"/keputusan/baru/{world.pu.agency.pk}/", draft)
    decree = Decree.objects.get(number="480/8/2026")
    named = {
        "name": "Petugas Baru", "email": "petugas.baru@contoh.invalid", "nip": "199001012015011009 1", "employment": "pns",
        "duty": "officer", "position": "Humas",
    }  # fmt: skip
    page = client.post(f"/keputusan/{decree.pk}/tunjuk/", named).content.decode()
    assert "18 angka" in page.partition('id="id_nip_error"')[2].partition("</div>")[0]
    again = client.post(f"/keputusan/{decree.pk}/tunjuk/", named | {"nip": "19900101 201501 1 001"})
    assert again.status_code == 302, "spaces as people write them"
    assert client.post(f"/keputusan/{decree.pk}/tunjuk/", named | {"nip": "199001012015011001"}).status_code == 409


def test_an_account_that_is_there_already_is_said_beside_its_handle_and_nothing_typed_is_lost() -> None:
    world = two_governments()
    client = client_of(world.dukcapil.official)
    there = world.dukcapil.account
    form = {"platform": there.platform, "name": "Akun kedua", "handle": there.handle, "url": "https://contoh.invalid/a"}
    for field, why, more in (
        ("verdict_note", "tidak tercantum", {}),
        ("handle", "sudah terdaftar", {"verdict_note": "Diputuskan kepala instansi."}),
    ):
        answer = client.post(f"/daftar/{world.dukcapil.agency.pk}/akun/", form | more)
        page = answer.content.decode()
        assert answer.status_code == 409
        assert why in page.partition(f'id="id_{field}_error"')[2].partition("</div>")[0]
        assert 'value="Akun kedua"' in page
