"""Comments, templates, tag groups, campaign links, issues, election windows, and a month in one file."""

from __future__ import annotations

import csv
import io
from datetime import date
from typing import Any

import openpyxl
import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from pendopo.journal.queries import entries_of
from pendopo.people.models import Notice, Person
from pendopo.publishing.actions import MessageRefused, draft
from pendopo.publishing.issues.actions import BadIssue, change_issue, close_issue, open_issue
from pendopo.publishing.leaving import UTM
from pendopo.publishing.models import Message
from pendopo.publishing.neutrality.actions import BadWindow, cancel_window, open_window
from pendopo.publishing.neutrality.queries import windows_on
from pendopo.publishing.queries import written_of
from pendopo.publishing.writing.actions import (
    BadAid,
    comment,
    drop_tag_group,
    drop_template,
    keep_tag_group,
    keep_template,
    set_campaign_links,
)
from pendopo.publishing.writing.importing import read_file, take_in
from pendopo.publishing.writing.models import MonthFile
from pendopo.publishing.writing.monthfile import HEAD, month_table
from pendopo.publishing.writing.templates import written_from
from pendopo.registry.queries import NotAllowed
from pendopo.tables.reading import BadTable
from tests.publishing.written import SOON, written
from tests.world import NOW, Desk, World, two_governments

pytestmark = pytest.mark.django_db


@pytest.fixture
def world() -> World:
    return two_governments()


@pytest.fixture
def desk(world: World) -> Desk:
    return world.dukcapil


def browser(person: Person) -> Client:
    client = Client()
    client.force_login(person)
    return client


def test_who_is_named_in_a_comment_is_told_and_nobody_else(world: World, desk: Desk) -> None:
    message = draft(agency=desk.agency, by=desk.officer, written=written(desk), at=NOW)
    made = comment(message=message, by=desk.officer, text="@duk pejabat dan @Pu Petugas, tolong dilihat", at=NOW)
    assert list(made.named.all()) == [desk.official]
    notice = Notice.objects.get()
    assert (notice.person, notice.link) == (desk.official, f"/pesan/{message.pk}/#percakapan")
    ticked = comment(
        message=message, by=desk.official, text="Sudah.", naming=[desk.officer.pk, world.pu.officer.pk], at=NOW
    )
    assert list(ticked.named.all()) == [desk.officer]
    assert entries_of(message).filter(doing="message.commented").count() == 2
    with pytest.raises(NotAllowed):
        comment(message=message, by=world.pu.officer, text="Halo", at=NOW)
    for empty, said in ((" \x00 ", "Tulis dulu"), ("a" * 4001, "paling banyak 4000")):
        with pytest.raises(BadAid, match=said):
            comment(message=message, by=desk.officer, text=empty, at=NOW)


def test_a_message_becomes_a_template_without_its_day(desk: Desk) -> None:
    message = draft(agency=desk.agency, by=desk.officer, written=written(desk), at=NOW)
    template = keep_template(message=message, by=desk.officer, name="Loket Sabtu")
    again = written_from(template.content, SOON)
    assert (again.title, again.tags, again.variants) == ("Layanan Sabtu", "#layanan, adminduk", {desk.account.pk: ""})
    assert not again.ethics
    page = browser(desk.officer).get(f"/pesan/tulis/{desk.agency.pk}/?kerangka={template.pk}").content.decode()
    assert "Loket buka Sabtu 08.00 sampai 12.00." in page
    drop_template(template=template, by=desk.officer)
    assert browser(desk.officer).get(f"/pesan/tulis/{desk.agency.pk}/?kerangka={template.pk}").status_code == 200


def test_tag_groups_stand_on_the_page_as_buttons(world: World, desk: Desk) -> None:
    group = keep_tag_group(agency=desk.agency, by=desk.officer, name="Adminduk", tags="#KTPel #akta, layanan")
    assert group.tags == "#KTPel, #akta, layanan"
    assert (
        'data-tags="#KTPel, #akta, layanan"'
        in browser(desk.officer).get(f"/pesan/tulis/{desk.agency.pk}/").content.decode()
    )
    with pytest.raises(NotAllowed):
        drop_tag_group(group=group, by=world.pu.officer)
    drop_tag_group(group=group, by=desk.officer)
    for name, tags in (("", "#a"), ("a", " , "), ("a" * 81, "#a"), ("a", "#b" * 300)):
        with pytest.raises(BadAid):
            keep_tag_group(agency=desk.agency, by=desk.officer, name=name, tags=tags)


def test_campaign_words_that_can_t_be_filled_are_refused(desk: Desk) -> None:
    made = set_campaign_links(agency=desk.agency, by=desk.officer, template=f"?{UTM}", hosts="Prob.go.id\n\nx.invalid")
    assert (made.template, made.hosts) == (UTM, "prob.go.id\nx.invalid")
    for template, hosts in (
        ("utm_x={rahasia}", ""),
        ("a b", ""),
        ("a#b", ""),
        ("<a>", ""),
        (UTM, "http://a/b"),
        (UTM, "a b"),
    ):
        with pytest.raises(BadAid):
            set_campaign_links(agency=desk.agency, by=desk.officer, template=template, hosts=hosts)


def test_an_issue_has_one_lead_agency(world: World, desk: Desk) -> None:
    issue = open_issue(lead=desk.agency, by=desk.official, name="Antrean  KTP", narrative="Blangko tersedia.")
    assert issue.name == "Antrean KTP"
    with pytest.raises(BadIssue, match="sudah terdaftar"):
        open_issue(lead=world.pu.agency, by=world.pu.official, name="Antrean KTP")
    with pytest.raises(NotAllowed):
        change_issue(issue=issue, by=world.pu.official, lead=world.pu.agency, narrative="", because="x")
    with pytest.raises(BadIssue, match="pemerintah daerah yang sama"):
        change_issue(issue=issue, by=world.analyst, lead=world.other.agency, narrative="", because="x")
    with pytest.raises(BadIssue, match="alasan"):
        change_issue(issue=issue, by=world.analyst, lead=world.pu.agency, narrative="", because=" ")
    change_issue(issue=issue, by=world.analyst, lead=world.pu.agency, narrative="Baru", because="pindah urusan")
    assert issue.lead == world.pu.agency
    page = browser(desk.officer).get("/isu/").content.decode()
    assert "Antrean KTP" in page
    assert "Antrean KTP" not in browser(world.other.officer).get("/isu/").content.decode()
    close_issue(issue=issue, by=world.analyst)
    with pytest.raises(BadIssue):
        close_issue(issue=issue, by=world.analyst)
    assert "Antrean KTP" not in browser(desk.officer).get(f"/pesan/tulis/{desk.agency.pk}/").content.decode()


def test_the_coordinating_agency_registers_an_election_window(world: World, desk: Desk) -> None:
    days = {"starts": date(2026, 3, 1), "ends": date(2026, 3, 31)}
    made = open_window(
        coordinating=world.kominfo.agency, by=world.analyst, label="Pilkada", words="Budi\n\nMaju", **days
    )
    assert windows_on(world.government, date(2026, 3, 31))[0].words == ("Budi", "Maju")
    assert not windows_on(world.government, date(2026, 4, 1))
    assert not windows_on(world.other_government, date(2026, 3, 15))
    with pytest.raises(NotAllowed):
        open_window(coordinating=world.kominfo.agency, by=desk.official, label="x", words="", **days)
    with pytest.raises(BadWindow, match="dinas pengampu"):
        open_window(coordinating=desk.agency, by=world.analyst, label="x", words="", **days)
    with pytest.raises(BadWindow, match="sebelum tanggal mulai"):
        open_window(
            coordinating=world.kominfo.agency,
            by=world.analyst,
            label="x",
            words="",
            starts=days["ends"],
            ends=days["starts"],
        )
    page = browser(desk.official).get("/masa-pemilihan/").content.decode()
    assert "Pilkada" in page
    assert "Catat masa pemilihan" not in page
    cancel_window(window=made, coordinating=world.kominfo.agency, by=world.analyst, because="salah tanggal")
    assert not windows_on(world.government, date(2026, 3, 31))


def table(desk: Desk, *rows: dict[str, Any]) -> bytes:
    whole = {
        "waktu": "2026-03-28 09:00", "judul": "Loket Sabtu", "isi": "Loket buka.", "akun": f"wordpress:{desk.account.handle}",
        "penanda": "#layanan", "tujuan": "sebar_informasi", "kategori": "kegiatan", "sumber": "Surat 1",
    }  # fmt: skip
    out = io.StringIO()
    writer = csv.DictWriter(out, [name for name in HEAD if name not in ("keadaan", "tautan")], restval="")
    writer.writeheader()
    writer.writerows({**whole, **row} for row in rows)
    return out.getvalue().encode()


def test_a_month_comes_in_as_drafts_and_goes_out_the_same(desk: Desk) -> None:
    content = table(desk, {}, {"judul": "=SUM(A1)", "isi": "'=1+1", "waktu": "31/03/2026 10.30"})
    file = read_file(agency=desk.agency, name="maret.csv", content=content, by=desk.officer, at=NOW)
    assert not Message.objects.exists()
    made = take_in(file=file, by=desk.officer, at=NOW)
    assert [one.state for one in made] == ["draft", "draft"]
    assert [one.text for one in made] == ["Loket buka.", "=1+1"]
    head, *rows = month_table(Message.objects.order_by("planned_at"), "Asia/Jakarta")
    assert head == HEAD
    assert rows[1][:3] == ("2026-03-31 10:30", "'=SUM(A1)", "'=1+1")
    out = io.StringIO()
    csv.writer(out).writerows([head, *rows])
    again = read_file(agency=desk.agency, name="lagi.csv", content=out.getvalue().encode(), by=desk.officer, at=NOW)
    assert [row["values"]["judul"] for row in again.rows] == ["Loket Sabtu", "=SUM(A1)"]
    with pytest.raises(MessageRefused, match="sudah diimpor"):
        take_in(file=file, by=desk.officer, at=NOW)


@pytest.mark.parametrize(
    ("bad", "said"),
    [
        ({"waktu": "2026-03-01 09:00"}, "sudah lewat"), ({"waktu": "2027-02-29 09:00"}, "tidak terbaca"),
        ({"waktu": "besok"}, "tidak terbaca"), ({"waktu": ""}, "waktu kosong"), ({"judul": " "}, "judul kosong"),
        ({"judul": "a" * 201}, "lebih dari 200"), ({"isi": ""}, "isi kosong"), ({"akun": "x:entah"}, "bukan akun resmi"),
        ({"isi": "a" * 100_001}, "paling banyak 100000"), ({"sebutan": "dua kata ini"}, "tidak terbaca"),
        ({"akun": "wordpress:pu_resmi"}, "bukan akun resmi"),
    ],
)  # fmt: skip
def test_a_bad_row_is_named_and_nothing_is_half_imported(desk: Desk, bad: dict[str, str], said: str) -> None:
    file = read_file(agency=desk.agency, name="a.csv", content=table(desk, {}, bad), by=desk.officer, at=NOW)
    good, wrong = file.rows
    assert not good["errors"]
    assert any(said in one for one in wrong["errors"])
    with pytest.raises(MessageRefused, match="belum ada yang diimpor"):
        take_in(file=file, by=desk.officer, at=NOW)
    assert not Message.objects.exists()


def test_a_file_that_is_none_is_refused_in_a_sentence(world: World, desk: Desk) -> None:
    for content, said in (
        (b"%PDF-1.4", "bukan CSV"), (b"a\x00b", "bukan CSV"), (b"", "Kolom"), (b"waktu,judul\n1,2\n", "isi, akun"),
        (b"PK\x03\x04rusak", "rusak"), (b"waktu,judul,isi,akun\n", "tidak berisi baris"),
    ):  # fmt: skip
        with pytest.raises(BadTable, match=said):
            read_file(agency=desk.agency, name="x.csv", content=content, by=desk.officer, at=NOW)
    with pytest.raises(NotAllowed):
        read_file(agency=desk.agency, name="x.csv", content=table(desk, {}), by=world.pu.officer, at=NOW)


def test_formulas_in_a_workbook_are_only_text(desk: Desk) -> None:
    book = openpyxl.Workbook()
    sheet = book.active
    assert sheet is not None
    sheet.append(["waktu", "judul", "isi", "akun"])
    sheet.append(["2026-03-28 09:00", '=HYPERLINK("http://x","y")', "Isi", f"wordpress:{desk.account.handle}"])
    out = io.BytesIO()
    book.save(out)
    file = read_file(agency=desk.agency, name="a.xlsx", content=out.getvalue(), by=desk.officer, at=NOW)
    take_in(file=file, by=desk.officer, at=NOW)
    answer = browser(desk.officer).get("/pesan/bulan.xlsx?bulan=2026-03")
    cells = openpyxl.load_workbook(io.BytesIO(answer.content)).worksheets[0]
    assert cells["B2"].data_type == "s"
    assert cells["B2"].value == '\'=HYPERLINK("http://x","y")'


def test_the_month_s_pages_show_every_row_before_anything_is_kept(world: World, desk: Desk) -> None:
    client = browser(desk.officer)
    later = {"waktu": "2030-03-28 09:00"}
    sent = SimpleUploadedFile("maret.csv", table(desk, later, later | {"akun": "x:entah"}))
    answer = client.post(f"/pesan/impor/{desk.agency.pk}/", {"file": sent})
    page = client.get(answer.headers["Location"]).content.decode()
    assert "bukan akun resmi" in page
    assert "/ambil/" not in page
    good = client.post(f"/pesan/impor/{desk.agency.pk}/", {"file": SimpleUploadedFile("b.csv", table(desk, later))})
    assert client.post(good.headers["Location"] + "ambil/").status_code == 302
    assert written_of(Message.objects.get()).variants == {desk.account.pk: ""}
    assert client.post(f"/pesan/impor/{desk.agency.pk}/", {}).status_code == 422
    file = MonthFile.objects.latest("pk")
    assert browser(desk.official).get(f"/pesan/impor/berkas/{file.pk}/").status_code == 404
    for ending in ("csv", "xlsx"):
        assert client.get(f"/pesan/impor/{desk.agency.pk}/contoh.{ending}").status_code == 200
        assert "Layanan" not in browser(world.other.officer).get(f"/pesan/bulan.{ending}?bulan=2030-03").content.decode(
            "latin-1"
        )


def test_versions_and_comments_are_read_on_their_pages(world: World, desk: Desk) -> None:
    message = draft(agency=desk.agency, by=desk.officer, written=written(desk), at=NOW)
    client = browser(desk.official)
    client.post(f"/pesan/{message.pk}/komentar/", {"comment": "<b>Bagus</b>", "named": [str(desk.officer.pk)]})
    page = client.get(f"/pesan/{message.pk}/").content.decode()
    assert "&lt;b&gt;Bagus&lt;/b&gt;" in page
    assert "Naskah pertama." in client.get(f"/pesan/{message.pk}/versi/").content.decode()
    stranger = browser(world.pu.officer)
    for word in ("versi", "komentar", "kerangka"):
        assert stranger.get(f"/pesan/{message.pk}/{word}/").status_code in {404, 405}
        assert stranger.post(f"/pesan/{message.pk}/{word}/").status_code in {404, 405}
