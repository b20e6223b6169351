"""The desk's pages: what officers need in few steps, nothing of others, and no page that needs JavaScript."""

from __future__ import annotations

import re
from datetime import timedelta
from pathlib import Path

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from pendopo.delivery.models import Dispatch
from pendopo.inbox.actions import assign, note, reply
from pendopo.inbox.jobs import anything_to_settle, settle
from pendopo.inbox.models import Case
from pendopo.journal.actions import move
from pendopo.journal.actor import Actor
from pendopo.journal.queries import entries_of
from pendopo.people.models import Person
from pendopo.registry.models import Appointment, OfficialAccount
from tests.inbox.scene import arrive, said
from tests.world import World, person, two_governments

pytestmark = pytest.mark.django_db
XSS = "<script>alert(1)</script><img src=x onerror=alert(2)>{{7*7}}\u2028javascript:alert(3)"


@pytest.fixture(autouse=True)
def _files(settings: object, tmp_path: Path) -> None:
    settings.MEDIA_ROOT = tmp_path  # type: ignore[attr-defined]


@pytest.fixture
def world() -> World:
    made = two_governments()
    at = timezone.now() - timedelta(minutes=5)
    arrive(made.dukcapil.account, said("1", posted_at=at), at=at)
    return made


def signed_in(who: Person) -> Client:
    client = Client()
    client.force_login(who)
    return client


@pytest.fixture
def officer(world: World) -> Client:
    return signed_in(world.dukcapil.officer)


def a_case() -> Case:
    return Case.objects.earliest("pk")


def test_the_desk_costs_at_most_ten_queries_however_full_it_is(world: World, officer: Client) -> None:
    # PostgreSQL is told first how a search is to be planned.
    most = 10 if connection.vendor == "sqlite" else 12
    for n in range(60):
        arrive(world.dukcapil.account, said(f"n{n}", f"pesan {n}", author_id=f"w{n}"))
    officer.get("/meja/")
    for address in ("/meja/", "/meja/?tampak=all", "/meja/?cari=pesan"):
        with CaptureQueriesContext(connection) as caught:
            page = officer.get(address)
        assert page.status_code == 200
        assert len(caught) <= most, [one["sql"][:120] for one in caught]


def test_a_case_costs_the_same_however_long_it_is(world: World, officer: Client) -> None:
    def queries() -> int:
        with CaptureQueriesContext(connection) as caught:
            page = officer.get(f"/meja/kasus/{a_case().pk}/?tampak=all").content.decode()
        assert "said-big" in page
        return len(caught)

    queries()  # opening it once marks it as read
    short = queries()
    for n in range(130):
        arrive(world.dukcapil.account, said(f"n{n}", f"lagi {n}"), at=timezone.now())
    note(case=a_case(), by=world.dukcapil.officer, text="catatan")
    queries()
    assert queries() - short <= 1  # the notes
    assert short <= 15


def test_what_is_in_a_fold_comes_when_it_is_opened_and_stands_on_a_page_of_its_own(officer: Client) -> None:
    case = a_case().pk
    page = officer.get(f"/meja/kasus/{case}/").content.decode()
    officer.post(f"/meja/kasus/{case}/catatan/", {"text": "cek lagi"})
    for address, words in (("rujuk", "Ke instansi mana"), ("jurnal", "menulis catatan")):
        assert f'hx-get="/meja/kasus/{case}/{address}/"' in page
        assert words not in page
        part = officer.get(f"/meja/kasus/{case}/{address}/", headers={"HX-Request": "true"}).content.decode()
        whole = officer.get(f"/meja/kasus/{case}/{address}/").content.decode()
        assert words in part
        assert words in whole
        assert "<html" not in part
        assert "<html" in whole


def test_a_row_says_who_where_how_long_ago_and_the_first_words(officer: Client) -> None:
    page = officer.get("/meja/").content.decode()
    for part in ("Warga Satu", "WordPress", "5 mnt", "KTP hilang, bagaimana mengurusnya?", "unread"):
        assert part in page


def test_opening_a_case_makes_it_read_and_shows_the_words_first(officer: Client) -> None:
    page = officer.get(f"/meja/kasus/{a_case().pk}/").content.decode()
    assert page.index("said-big") < page.index("case-answer")
    assert a_case().seen_at is not None


@pytest.mark.parametrize(
    "address", ["/meja/kasus/{}/", "/meja/kasus/{}/jawab/", "/meja/kasus/{}/catatan/", "/meja/kasus/{}/tutup/"]
)
def test_a_case_of_another_agency_is_as_absent_as_one_that_never_was(world: World, address: str) -> None:
    for stranger in (world.pu.officer, world.other.officer):
        client = signed_in(stranger)
        send = client.get if address.endswith("{}/") else client.post
        theirs, none = send(address.format(a_case().pk)), send(address.format(999_999))
        assert theirs.status_code == none.status_code == 404
        assert re.sub(rb"\d+", b"", theirs.content) == re.sub(rb"\d+", b"", none.content)
    assert a_case().state == "new"


def test_scripts_in_every_field_are_only_text(world: World, officer: Client) -> None:
    arrive(world.dukcapil.account, said("x", XSS, author_name=XSS, author_id="x", title=XSS), at=timezone.now())
    case = Case.objects.latest("pk")
    officer.post(f"/meja/kasus/{case.pk}/catatan/", {"text": XSS})
    assign(case=case, to=world.dukcapil.official, by=world.dukcapil.officer, instruction=XSS)
    for address in ("/meja/?tampak=all", f"/meja/kasus/{case.pk}/", f"/meja/?cari={XSS}"):
        page = officer.get(address).content.decode()
        assert "<script>alert" not in page
        assert "<img src=x" not in page
        assert "onerror=alert(2)>" not in page.replace("&gt;", "")


def test_an_answer_leaves_with_an_undo_bar_and_the_next_case_opens(world: World, officer: Client) -> None:
    arrive(world.dukcapil.account, said("2", "lain", author_id="w2"), at=timezone.now() - timedelta(hours=1))
    OfficialAccount.objects.update(connector="wordpress")
    case = a_case()
    page = officer.post(f"/meja/kasus/{case.pk}/jawab/", {"text": "Silakan ke loket.", "source": "SOP"}, follow=True)
    body = page.content.decode()
    assert page.redirect_chain[0][0].startswith(f"/meja/kasus/{Case.objects.latest('pk').pk}/")
    assert "data-undo-until" in body
    sent = Dispatch.objects.get()
    again = officer.post(f"/meja/balasan/{sent.reply.pk}/urungkan/", follow=True).content.decode()
    assert "Silakan ke loket." in again
    assert Dispatch.objects.get().state == "cancelled"


def test_an_answer_that_an_officer_posts_keeps_its_page_open_until_its_link_is_there(
    world: World, officer: Client
) -> None:
    arrive(world.dukcapil.account, said("2", "lain", author_id="w2"), at=timezone.now() - timedelta(hours=1))
    case = a_case()
    page = officer.post(f"/meja/kasus/{case.pk}/jawab/", {"text": "Silakan ke loket.", "source": "SOP"}, follow=True)
    body = page.content.decode()
    assert page.redirect_chain[0][0].startswith(f"/meja/kasus/{case.pk}/")
    assert "Salin jawaban" in body, "at once, without waiting for the worker"
    assert "data-undo-until" in body
    sent = Dispatch.objects.get()
    officer.post(f"/meja/balasan/{sent.reply.pk}/terunggah/", {"url": "https://contoh.invalid/balasan/1"})
    sent.refresh_from_db()
    assert (sent.state, sent.url) == ("live", "https://contoh.invalid/balasan/1")


def test_an_answer_that_nobody_has_posted_yet_stands_on_the_list_as_work_to_do_and_not_as_on_its_way(
    world: World, officer: Client
) -> None:
    case = a_case()
    officer.post(f"/meja/kasus/{case.pk}/jawab/", {"text": "Silakan ke loket.", "source": "SOP"})
    sent = Dispatch.objects.get()
    assert not anything_to_settle(timezone.now())
    move(sent, to="handed", by=Actor.system())
    assert anything_to_settle(timezone.now())
    settle(timezone.now())
    assert not anything_to_settle(timezone.now()), "said once, however long nobody posts it"
    mine = officer.get("/meja/?tampak=mine").content.decode()
    assert "Unggah jawabannya dari akun resmi" in mine
    assert "jawaban di jalan" not in mine
    officer.post(f"/meja/balasan/{sent.reply.pk}/urungkan/")
    case.refresh_from_db()
    assert (case.state, case.attention) == ("new", "")


def test_an_answer_that_the_program_sends_is_not_said_to_be_posted_by_anybody(world: World, officer: Client) -> None:
    OfficialAccount.objects.update(connector="wordpress")
    officer.post(f"/meja/kasus/{a_case().pk}/jawab/", {"text": "Silakan ke loket.", "source": "SOP"})
    sent = Dispatch.objects.get()
    officer.post(f"/meja/balasan/{sent.reply.pk}/terunggah/", {"url": "https://contoh.invalid/balasan/1"})
    sent.refresh_from_db()
    assert sent.state == "queued"


def test_the_second_officer_keeps_their_words_and_sees_who_was_first(world: World, officer: Client) -> None:
    second = person("Duk Petugas Dua")
    Appointment.objects.create(decree=world.dukcapil.decree, person=second, duty="officer")
    officer.post(f"/meja/kasus/{a_case().pk}/jawab/", {"text": "Jawaban pertama.", "source": "SOP"})
    page = signed_in(second).post(f"/meja/kasus/{a_case().pk}/jawab/", {"text": "Jawaban kedua saya.", "known": "0"})
    body = page.content.decode()
    assert page.status_code == 409
    assert "sudah dijawab oleh Duk Petugas" in body
    assert "Jawaban kedua saya.</textarea>" in body
    assert Dispatch.objects.count() == 1


def test_whose_right_it_is_stands_where_the_box_would_be(world: World) -> None:
    body = signed_in(world.analyst).get(f"/meja/kasus/{a_case().pk}/").content.decode()
    assert "Yang boleh menjawab: petugas ASN Disdukcapil" in body
    assert 'id="kotak"' not in body
    refused = signed_in(world.analyst).post(f"/meja/kasus/{a_case().pk}/jawab/", {"text": "halo warga"})
    assert refused.status_code == 403
    assert not Dispatch.objects.exists()


@pytest.mark.parametrize(
    ("act", "data", "state"),
    [
        ("tutup", {"because": "ganda"}, "closed"),
        ("spam", {"because": "iklan"}, "noise"),
        ("keluar", {"to": "sp4n", "number": "123456"}, "exited"),
        ("jenis", {"kind": "kritik"}, "new"),
        ("catatan", {"text": "cek lagi"}, "new"),
        ("pegang", {}, "new"),
        ("tunda", {"until": "2099-01-01T08:00"}, "new"),
    ],
)
def test_every_act_of_the_menu_works_by_a_plain_form(
    officer: Client, act: str, data: dict[str, str], state: str
) -> None:
    assert officer.get(f"/meja/kasus/{a_case().pk}/{act}/").status_code == 405
    assert officer.post(f"/meja/kasus/{a_case().pk}/{act}/", data).status_code == 302
    assert a_case().state == state


@pytest.mark.parametrize(("act", "data"), [("tutup", {}), ("spam", {"because": ""}), ("keluar", {"to": "x", "number": "1"}),
                                           ("jenis", {"kind": "x"}), ("catatan", {}), ("tunda", {"until": "kemarin"})])  # fmt: skip
def test_what_is_missing_is_said_and_nothing_changes(officer: Client, act: str, data: dict[str, str]) -> None:
    page = officer.post(f"/meja/kasus/{a_case().pk}/{act}/", data)
    assert page.status_code == 409
    assert "note-warning" in page.content.decode()
    assert a_case().state == "new"


@pytest.mark.parametrize("query", ["?tampak=x&sesudah=x&cari=%00", "?cari=%25'\"", "?urung=abc", "?urung=" + "9" * 30])
def test_strange_addresses_are_harmless(officer: Client, query: str) -> None:
    assert officer.get(f"/meja/{query}").status_code == 200
    assert officer.get(f"/meja/kasus/{a_case().pk}/{query}&sebelum=x&konsep=y&pakai=z").status_code == 200
    assert officer.get(f"/meja/kasus/{10**30}/").status_code == 404


def test_a_case_with_everything_in_it_opens(world: World, officer: Client) -> None:
    case = a_case()
    duk = world.dukcapil
    reply(case=case, text="Sedang kami cek.", by=duk.officer, basis="holding", holding=True)
    Dispatch.objects.update(state="unknown")
    assign(case=case, to=duk.official, by=duk.officer, instruction="tolong")
    for who in (duk.officer, duk.official, world.analyst):
        assert signed_in(who).get(f"/meja/kasus/{case.pk}/").status_code == 200
    Dispatch.objects.update(state="handed")
    body = officer.get(f"/meja/kasus/{case.pk}/").content.decode()
    assert "tempel tautannya" in body
    sent = Dispatch.objects.get()
    officer.post(f"/meja/balasan/{sent.reply.pk}/terunggah/", {"url": "https://contoh.invalid/b/1"})
    assert Dispatch.objects.get().state == "live"


def test_signing_in_leads_to_the_desk_without_a_greeting_that_pushes_it_down(world: World) -> None:
    client = Client()
    form = {"login": world.dukcapil.officer.email, "password": "rahasia-sekali-1"}
    page = client.post("/masuk/login/", form, follow=True).content.decode()
    assert "desk-cases" in page
    assert "Berhasil masuk" not in page


def test_a_screen_too_narrow_for_both_gets_a_case_without_the_list(world: World) -> None:
    case, client = a_case(), signed_in(world.dukcapil.officer)
    wide = client.get(f"/meja/kasus/{case.pk}/").content.decode()
    client.cookies["layar"] = "sempit"
    narrow = client.get(f"/meja/kasus/{case.pk}/").content.decode()
    assert "data-row" in wide
    assert "data-row" not in narrow
    assert "KTP hilang, bagaimana" in narrow
    assert 'class="case-back' in narrow


def test_a_row_and_its_case_say_the_same_time_of_waiting(world: World) -> None:
    """Somebody wrote two hours ago, asked again a minute ago, and was never answered."""
    now = timezone.now()
    for number, minutes in (("2", 120), ("3", 1)):
        message = said(number, thread_id="utas", author_id="w1", posted_at=now - timedelta(minutes=minutes))
        arrive(world.dukcapil.account, message, at=now - timedelta(minutes=minutes))
    case = Case.objects.latest("pk")
    client = signed_in(world.dukcapil.officer)
    row = re.search(rf'data-row="{case.pk}".*?class="row-ago"[^>]*>([^<]*)<', client.get("/meja/").content.decode())
    page = client.get(f"/meja/kasus/{case.pk}/", headers={"HX-Request": "true"}).content.decode()
    assert row is not None
    assert f"menunggu {row[1]}" in page
    assert row[1] == "2 jam"


def test_an_officer_puts_a_wrong_topic_right_on_the_case_and_the_journal_says_so(world: World, officer: Client) -> None:
    case = a_case()
    Case.objects.filter(pk=case.pk).update(topic="puskesmas", kind="pertanyaan")
    page = officer.get(f"/meja/kasus/{case.pk}/").content.decode()
    assert '<option value="puskesmas" selected>' in page
    officer.post(f"/meja/kasus/{case.pk}/jenis/", {"kind": "pertanyaan", "topic": "adminduk"})
    case.refresh_from_db()
    assert (case.topic, case.kind_confirmed) == ("adminduk", True)
    entry = entries_of(case).get(doing="case.kind")
    assert ('"topic":"puskesmas"' in entry.before, '"topic":"adminduk"' in entry.after) == (True, True)
    officer.post(f"/meja/kasus/{case.pk}/jenis/", {"kind": "pertanyaan", "topic": ""})
    case.refresh_from_db()
    assert case.topic == ""


def test_a_topic_that_somebody_typed_themselves_stays_in_the_list_as_text(world: World, officer: Client) -> None:
    case = a_case()
    Case.objects.filter(pk=case.pk).update(topic='<b>"pawai"</b>')
    page = officer.get(f"/meja/kasus/{case.pk}/").content.decode()
    assert "<b>" not in page.partition('name="topic"')[2].partition("</select>")[0]
    assert "&lt;b&gt;&quot;pawai&quot;&lt;/b&gt;</option>" in page
