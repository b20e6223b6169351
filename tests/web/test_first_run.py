"""From an empty installation to a decree in force, an official account and a first recorded item, page by page."""

from __future__ import annotations

import re
from datetime import timedelta
from typing import Any

import pytest
from django.core import mail
from django.core.files.uploadedfile import SimpleUploadedFile
from django.core.management import call_command
from django.test import Client
from django.utils import timezone

from pendopo.inbox.models import Item
from pendopo.journal.models import Entry
from pendopo.people.models import Person
from pendopo.registry.models import Agency, Decree, Government, Office, OfficialAccount
from tests.world import two_governments

pytestmark = pytest.mark.django_db
PASSWORD = "awal-sekali-2026"
TODAY = timezone.localdate().isoformat()
PEOPLE = {
    "officer_name": "Putri Contoh", "officer_email": "putri@kota.contoh.invalid", "officer_nip": "",
    "officer_employment": "pppk", "officer_position": "Pranata Humas", "official_name": "Hadi Contoh",
    "official_email": "hadi@kota.contoh.invalid", "official_nip": "", "official_employment": "pns",
    "official_position": "Sekretaris",
}  # fmt: skip
HEAD = {
    "name": "Endang Contoh", "email": "endang@kota.contoh.invalid", "nip": "", "employment": "pns",
    "title": "Kepala Diskominfo", "since": "2024-01-02",
}  # fmt: skip
ACCOUNT = {
    "platform": "instagram", "name": "Kota Contoh", "handle": "@kota.contoh",
    "url": "https://www.instagram.com/kota.contoh/", "recovery_email": "diskominfo@kota.contoh.invalid", "verdict_note": "",
}  # fmt: skip


@pytest.fixture
def admin(monkeypatch: pytest.MonkeyPatch) -> Client:
    """The very first person of an empty installation, signed in through the page."""
    monkeypatch.setenv("PENDOPO_ADMIN_PASSWORD", PASSWORD)
    call_command(
        "createadmin", email="admin@kota.contoh.invalid", name="Yoga Contoh", government="contoh",
        government_name="Pemerintah Kota Contoh", profile="katingan-55-2022",
    )  # fmt: skip
    client = Client()
    answer = client.post("/masuk/login/", {"login": "admin@kota.contoh.invalid", "password": PASSWORD})
    assert answer.headers["Location"] == "/beranda/"
    return client


def ticks(client: Client) -> int:
    """How many steps have their tick."""
    return client.get("/mulai/", follow=True).content.decode().count('class="first-done"')


def send(client: Client, step: str, form: dict[str, Any]) -> str:
    """A step's one button; where it leads."""
    page = client.get(f"/mulai/{step}/").content.decode()
    assert len(re.findall(r"<button class=\"btn btn-primary\"", page)) == 1
    answer = client.post(f"/mulai/{step}/", form)
    assert answer.status_code == 302, answer.content.decode()
    return answer.headers["Location"]


def copy() -> SimpleUploadedFile:
    return SimpleUploadedFile("sk.pdf", b"%PDF-1.7\n%%EOF\n", "application/pdf")


def test_seven_pages_lead_from_nothing_to_a_decree_an_official_account_and_a_first_item(admin: Client) -> None:
    assert "Tujuh langkah" in admin.get("/beranda/").content.decode()
    assert ticks(admin) == 0
    government = {"name": "Pemerintah Kota Contoh", "website": "", "zone": "Asia/Makassar", "accent": "#1b7a3d"}
    assert send(admin, "pemerintah", government) == "/mulai/instansi/"
    home = {"name": "Dinas Kominfo Kota Contoh", "short_name": "Kominfo", "since": "2020-01-01", "email": "", "phone": "",
            "duties": "internet, hoaks"}  # fmt: skip
    assert send(admin, "instansi", home) == "/mulai/kepala/"
    assert send(admin, "kepala", HEAD) == "/mulai/orang/"
    assert send(admin, "orang", PEOPLE) == "/mulai/akun/"
    assert send(admin, "akun", ACCOUNT) == "/mulai/keputusan/"
    draft = {"number": "", "about": "Pengelola media sosial", "since": TODAY, "until": ""}
    assert send(admin, "keputusan", draft) == "/mulai/keputusan/"
    assert "unggah pindaiannya" in admin.get("/mulai/keputusan/").content.decode()
    paper = admin.get(f"/keputusan/{Decree.objects.get().pk}/naskah.pdf")
    assert getattr(paper, "content", b"").startswith(b"%PDF") or paper.streaming
    assert send(admin, "keputusan", {"signed_on": TODAY, "copy": copy()}) == "/mulai/masukan/"
    assert ticks(admin) == 6

    decree, account = Decree.objects.get(), OfficialAccount.objects.get()
    assert (decree.state, decree.signer and decree.signer.person.name) == ("signed", "Endang Contoh")
    assert account.state == "official"
    assert "kota.contoh" in Client().get("/").content.decode()

    officer = sign_in_by_mail("putri@kota.contoh.invalid", admin.get("/mulai/masukan/").content.decode())
    answer = officer.post(
        "/catat/", {"url": "", "text": "Lampu jalan mati.", "account": account.pk, "item_kind": "comment"}
    )
    assert answer.status_code == 302
    assert Item.objects.get().text == "Lampu jalan mati."
    assert ticks(admin) == 7
    assert admin.get("/beranda/").status_code == 302
    done = set(Entry.objects.filter(chain="contoh").values_list("doing", flat=True))
    assert {"government.described", "agency.described", "person.named", "decree.signed"} <= done


def sign_in_by_mail(email: str, page: str) -> Client:
    """The officer sets a password by the link in the mail, as the page says, and signs in."""
    assert email in page
    client = Client()
    client.post("/masuk/password/reset/", {"email": email})
    link = re.search(r"https?://[^/\s]+(/masuk/password/reset/key/\S+)", str(mail.outbox[-1].body))
    assert link
    form = client.get(link[1], follow=True)
    target = form.redirect_chain[-1][0] if form.redirect_chain else link[1]
    client.post(target, {"password1": PASSWORD, "password2": PASSWORD})
    fresh = Client()
    assert fresh.post("/masuk/login/", {"login": email, "password": PASSWORD}).status_code == 302
    return fresh


def test_a_small_agency_may_name_the_admin_as_officer_who_then_records(admin: Client) -> None:
    send(admin, "kepala", HEAD)
    send(admin, "orang", PEOPLE | {"officer_email": "admin@kota.contoh.invalid", "officer_name": "Yoga Contoh"})
    send(admin, "akun", ACCOUNT)
    send(admin, "keputusan", {"number": "1", "about": "x", "since": TODAY, "until": ""})
    send(admin, "keputusan", {"signed_on": TODAY, "copy": copy()})
    assert 'href="/catat/"' in admin.get("/mulai/masukan/").content.decode()


def test_nothing_typed_is_lost_when_a_step_is_refused(admin: Client) -> None:
    answer = admin.post("/mulai/kepala/", HEAD | {"nip": "123"})
    assert answer.status_code == 422
    assert "Endang Contoh" in answer.content.decode()
    assert not Office.objects.filter(role="head").exists()
    answer = admin.post("/mulai/keputusan/", {"number": "77/x", "about": "x", "since": TODAY, "until": ""})
    assert "Belum ada akun" in answer.content.decode()
    assert "77/x" in answer.content.decode()


def test_a_field_that_is_refused_points_to_the_sentence_that_says_why(admin: Client) -> None:
    page = admin.post("/mulai/akun/", {"name": ""}).content.decode()
    named = {name for group in re.findall(r'aria-describedby="([^"]+)"', page) for name in group.split()}
    assert {"id_platform_error", "id_handle_error", "id_url_error"} <= named
    assert named <= set(re.findall(r' id="([^"]+)"', page))


def test_a_copy_that_is_no_pdf_leaves_the_decree_a_draft(admin: Client) -> None:
    send(admin, "kepala", HEAD)
    send(admin, "orang", PEOPLE)
    send(admin, "akun", ACCOUNT)
    send(admin, "keputusan", {"number": "1", "about": "x", "since": TODAY, "until": ""})
    wrong = SimpleUploadedFile("sk.pdf", b"bukan", "application/pdf")
    answer = admin.post("/mulai/keputusan/", {"signed_on": TODAY, "copy": wrong})
    assert "harus berkas PDF" in answer.content.decode()
    assert Decree.objects.get().state == "draft"


def test_a_decree_that_begins_tomorrow_makes_no_account_official_today(admin: Client) -> None:
    send(admin, "kepala", HEAD)
    send(admin, "orang", PEOPLE)
    send(admin, "akun", ACCOUNT)
    tomorrow = (timezone.localdate() + timedelta(days=2)).isoformat()
    send(admin, "keputusan", {"number": "1", "about": "x", "since": tomorrow, "until": ""})
    send(admin, "keputusan", {"signed_on": TODAY, "copy": copy()})
    assert OfficialAccount.objects.get().state == "proposed"


def test_the_word_in_the_public_address_stays_once_an_account_is_official(admin: Client) -> None:
    home = {
        "name": "Dinas Kominfo",
        "short_name": "Kominfo",
        "since": "2020-01-01",
        "email": "",
        "phone": "",
        "duties": "",
    }
    send(admin, "instansi", home)
    assert Agency.objects.get().slug == "kominfo"
    OfficialAccount.objects.create(
        agency=Agency.objects.get(), platform="x", name="x", handle="x", handle_folded="x", url="https://x.com/x",
        account_type="microblog", verdict="explicit", state="official", official_since="2026-01-01",
    )  # fmt: skip
    send(admin, "instansi", home | {"short_name": "Dinkominfo"})
    assert (Agency.objects.get().short_name, Agency.objects.get().slug) == ("Dinkominfo", "kominfo")


def test_only_whoever_sets_the_government_up_sees_the_steps() -> None:
    world = two_governments()
    for who, status in ((world.analyst, 200), (world.dukcapil.officer, 404), (world.auditor, 404)):
        client = Client()
        client.force_login(who)
        assert client.get("/mulai/pemerintah/").status_code == status
        assert client.get("/mulai/tidak-ada/").status_code == 404
    officer = Client()
    officer.force_login(world.dukcapil.officer)
    form = {"name": "Diubah", "website": "", "zone": "Asia/Jakarta", "accent": "#000000"}
    assert officer.post("/mulai/pemerintah/", form).status_code == 404
    assert not Government.objects.filter(name="Diubah").exists()
    assert Person.objects.count() > 3


@pytest.mark.parametrize("duty", ["officer", "official"])
def test_a_wrong_nip_of_two_people_is_said_beside_the_one_that_is_wrong(admin: Client, duty: str) -> None:
    answer = admin.post("/mulai/orang/", PEOPLE | {f"{duty}_nip": "123"})
    page = answer.content.decode()
    assert answer.status_code == 422
    assert page.count("18 angka") == 1
    assert "18 angka" in page.partition(f'id="id_{duty}_nip_error"')[2].partition("</div>")[0]


def test_without_a_mail_server_the_admin_hands_the_officer_a_link_for_the_first_password(admin: Client) -> None:
    send(admin, "kepala", HEAD)
    send(admin, "orang", PEOPLE)
    send(admin, "akun", ACCOUNT)
    send(admin, "keputusan", {"number": "1", "about": "x", "since": TODAY, "until": ""})
    send(admin, "keputusan", {"signed_on": TODAY, "copy": copy()})
    officer = Person.objects.get(email="putri@kota.contoh.invalid")
    page = f"/orang/{officer.pk}/"
    assert f'href="{page}"' in admin.get("/mulai/masukan/").content.decode()
    action = re.search(r'action="(/orang/\d+/\d+/kata-sandi/)"', admin.get(page).content.decode())
    assert action
    shown = admin.post(action[1]).content.decode()
    link = re.search(r"https?://[^/\s<]+(/masuk/password/reset/key/[^\s<]+)", shown)
    assert link
    client = Client()
    target = client.get(link[1], follow=True).redirect_chain[-1][0]
    client.post(target, {"password1": PASSWORD, "password2": PASSWORD})
    assert Client().post("/masuk/login/", {"login": officer.email, "password": PASSWORD}).status_code == 302
    assert "kata-sandi" not in admin.get(page).content.decode(), "whoever has a password is left alone"
    assert admin.post(action[1]).status_code == 409
    made = Entry.objects.filter(doing="person.password_link")
    assert [str(officer.pk) in one.after for one in made] == [True]
    assert not any(link[1].split("/")[-2] in one.after for one in made), "the link itself is nowhere kept"


def test_the_page_for_a_lost_password_says_when_no_mail_leaves_this_server(settings: Any) -> None:
    settings.EMAIL_HOST = ""
    assert "belum mengirim surel" in Client().get("/masuk/password/reset/").content.decode()
    settings.EMAIL_HOST = "surel.contoh.invalid"
    assert "belum mengirim surel" not in Client().get("/masuk/password/reset/").content.decode()
