"""An existing register comes in whole or not at all, journalled, and a second time adds nothing."""

from __future__ import annotations

import io
import zipfile
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from openpyxl import Workbook, load_workbook

from pendopo.journal.models import Entry
from pendopo.people.models import Person
from pendopo.registry.actions import BadRegister
from pendopo.registry.importing.actions import read_register, rows_of, take_register
from pendopo.registry.importing.columns import TABLES
from pendopo.registry.importing.models import RegisterFile
from pendopo.registry.models import Agency, Office, OfficialAccount
from pendopo.registry.papers.queries import candidates
from pendopo.registry.queries import NotAllowed
from pendopo.registry.setup import named_for
from pendopo.regulation.profile import load
from pendopo.tables.reading import BadTable, as_text, cell_name, formula, sheets_of
from pendopo.web.registerimport import template_of
from tests.world import World, two_governments

pytestmark = pytest.mark.django_db
AGENCIES = [
    ["nama", "Nama Pendek", "Jenis", "Sejak", "Induk", "Surel", "Kewenangan"],
    ["Kelurahan Jati", "Kel. Jati", "perangkat daerah", "2 Januari 2018", "Kec. Mayangan", "", ""],
    ["Kecamatan Mayangan", "Kec. Mayangan", "perangkat daerah", "02/01/2017", "", "kec@kota.contoh.invalid", "surat"],
]
PEOPLE = [
    ["instansi", "nama", "surel", "nip", "status", "peran", "jabatan", "mulai", "sampai"],
    ["Kec. Mayangan", "Camat Contoh", "camat@kota.contoh.invalid", "", "PNS", "kepala", "Camat", "2024-01-02", ""],
    ["Kec. Mayangan", "Petugas Contoh", "pt@kota.contoh.invalid", "", "PPPK", "petugas", "Staf", "2024-01-02", ""],
    ["DPUPR", "Penyusun Contoh", "tk@kota.contoh.invalid", "", "kontrak", "penyusun", "Tenaga", "2024-01-02", ""],
]
ACCOUNTS = [
    ["instansi", "platform", "nama akun", "alamat akun", "tautan", "surel pemulihan", "alasan"],
    ["Kec. Mayangan", "Instagram", "Kec Mayangan", "@kec.mayangan", "instagram.com/kec.mayangan", "", ""],
    ["Kel. Jati", "Halaman Facebook", "Kel Jati", "kel.jati", "https://www.facebook.com/kel.jati", "", ""],
]


def book(**sheets: list[list[Any]]) -> bytes:
    """A workbook with these sheets."""
    made = Workbook()
    made.remove(made.worksheets[0])
    for name, rows in sheets.items():
        sheet = made.create_sheet(name)
        for row in rows:
            sheet.append(row)
    out = io.BytesIO()
    made.save(out)
    return out.getvalue()


def whole(**changed: list[list[Any]]) -> bytes:
    return book(**{"instansi": AGENCIES, "orang": PEOPLE, "akun": ACCOUNTS, **changed})


def read(world: World, content: bytes, name: str = "daftar.xlsx") -> RegisterFile:
    return read_register(home=world.kominfo.agency, files=[(name, content)], by=world.analyst)


def errors(file: RegisterFile) -> list[str]:
    return [error for row in rows_of(file) for error in row.errors]


def counted() -> tuple[int, ...]:
    return tuple(model.objects.count() for model in (Agency, Person, Office, OfficialAccount, Entry))


def test_a_workbook_is_shown_first_and_then_comes_in_whole_and_journalled() -> None:
    world = two_governments()
    before = counted()
    file = read(world, whole())
    assert errors(file) == []
    assert {row.outcome for row in rows_of(file)} == {"baru"}
    assert counted() == before
    assert take_register(file=file, by=world.analyst) == {"instansi": 2, "orang": 3, "akun": 2}
    child = Agency.objects.get(short_name="Kel. Jati")
    assert (child.parent and child.parent.short_name, child.since.isoformat()) == ("Kec. Mayangan", "2018-01-02")
    account = OfficialAccount.objects.get(handle_folded="kec.mayangan")
    assert (account.state, account.url) == ("proposed", "https://instagram.com/kec.mayangan")
    assert Office.objects.get(person__email="camat@kota.contoh.invalid").role == "head"
    assert [one.duty for one in named_for(Agency.objects.get(short_name="Kec. Mayangan"))] == ["officer"]
    done = list(Entry.objects.filter(actor_id=str(world.analyst.pk)).values_list("doing", flat=True))
    assert {"agency.added", "office.taken", "account.proposed", "person.named", "register.imported"} <= set(done)


def test_the_same_file_a_second_time_adds_nothing() -> None:
    world = two_governments()
    take_register(file=read(world, whole()), by=world.analyst)
    before = counted()
    again = read(world, whole())
    assert {row.outcome for row in rows_of(again)} == {"sudah ada"}
    assert set(take_register(file=again, by=world.analyst).values()) == {0}
    assert counted()[:4] == before[:4]
    with pytest.raises(BadRegister, match="sudah diimpor"):
        take_register(file=again, by=world.analyst)


def test_three_csv_files_do_the_same_whatever_their_delimiter() -> None:
    world = two_governments()

    def as_csv(rows: list[list[Any]], delimiter: str) -> bytes:
        return "\r\n".join(delimiter.join(row) for row in rows).encode("utf-8-sig")

    files = [("a.csv", as_csv(AGENCIES, ";")), ("b.csv", as_csv(PEOPLE, ";")), ("c.csv", as_csv(ACCOUNTS, "\t"))]
    file = read_register(home=world.kominfo.agency, files=files, by=world.analyst)
    assert errors(file) == []
    assert take_register(file=file, by=world.analyst) == {"instansi": 2, "orang": 3, "akun": 2}


@pytest.mark.parametrize(
    ("sheet", "row", "expected"),
    [
        ("instansi", ["", "X", "perangkat daerah", "2017-01-02", "", "", ""], "Sel A2 (nama): kosong"),
        ("instansi", ["X", "X", "kerajaan", "2017-01-02", "", "", ""], "Sel C2 (jenis): Jenis «kerajaan» tidak dikenal"),
        ("instansi", ["X", "X", "perangkat daerah", "31/02/2017", "", "", ""], "Sel D2 (sejak): Tanggal"),
        ("instansi", ["X", "X", "perangkat daerah", "kemarin", "", "", ""], "Sel D2 (sejak): Tanggal"),
        ("instansi", ["X", "X", "perangkat daerah", "2017-01-02", "Tak Ada", "", ""], "belum terdaftar"),
        ("instansi", ["X", "X", "perangkat daerah", "2017-01-02", "X", "", ""], "Baris 2"),
        ("instansi", ["X", "X", "perangkat daerah", "2017-01-02", "", "bukan surel", ""], "Sel F2 (surel)"),
        ("instansi", ["=1+1", "X", "perangkat daerah", "2017-01-02", "", "", ""], "Sel A2 (nama): berisi rumus"),
        ("instansi", ["@SUM(A1)", "X", "perangkat daerah", "2017-01-02", "", "", ""], "berisi rumus"),
        ("akun", ["DPUPR", "Friendster", "x", "x", "https://x.com/x", "", ""], "Sel B2 (platform): Platform"),
        ("akun", ["DPUPR", "Instagram", "x", "x", "bukan tautan", "", ""], "Sel E2 (tautan)"),
        ("akun", ["DPUPR", "Instagram", "x", "x", "javascript:alert(1)", "", ""], "Sel E2 (tautan)"),
        ("akun", ["Tak Ada", "Instagram", "x", "x", "https://instagram.com/x", "", ""], "Baris 2: Instansi «Tak Ada»"),
        ("akun", ["DPUPR", "WordPress", "x", "duk_resmi", "https://contoh.invalid/x", "", "perlu"], "milik Disdukcapil"),
        ("akun", ["DPUPR", "WordPress", "x", "blog", "https://contoh.invalid/x", "", ""], "Tulis alasan"),
        ("akun", ["DPUPR", "email", "x", "x", "https://contoh.invalid/x", "", ""], "bukan media sosial"),
        ("orang", ["DPUPR", "x", "x@y.id", "1.97E+17", "PNS", "petugas", "x", "2024-01-02", ""], "NIP berubah"),
        ("orang", ["DPUPR", "x", "x@y.id", "123", "PNS", "petugas", "x", "2024-01-02", ""], "NIP"),
        ("orang", ["DPUPR", "x", "x@y.id", "", "raja", "petugas", "x", "2024-01-02", ""], "Sel E2 (status)"),
        ("orang", ["DPUPR", "x", "x@y.id", "", "PNS", "admin", "x", "2024-01-02", ""], "Sel F2 (peran)"),
        ("orang", ["DPUPR", "x", "x@y.id", "", "kontrak", "petugas", "x", "2024-01-02", ""], "bukan ASN"),
        ("orang", ["DPUPR", "x", "x@y.id", "", "PNS", "kepala", "x", "2024-01-02", ""], "masih tercatat sebagai kepala"),
        ("orang", ["DPUPR", "x", "x@y.id", "", "PNS", "narahubung", "x", "2024-01-02", "2023-01-01"], "Tanggal akhir"),
    ],
)  # fmt: skip
def test_a_wrong_row_says_which_cell_and_what_to_do_and_nothing_comes_in(
    sheet: str, row: list[str], expected: str
) -> None:
    world = two_governments()
    head = {"instansi": AGENCIES, "orang": PEOPLE, "akun": ACCOUNTS}[sheet][0]
    before = counted()
    file = read(world, whole(**{sheet: [head, row]}))
    assert any(expected in error for error in errors(file)), errors(file)
    with pytest.raises(BadRegister, match="Masih ada baris yang salah"):
        take_register(file=file, by=world.analyst)
    assert counted() == before


def test_a_circle_of_agencies_is_refused() -> None:
    world = two_governments()
    circle = [AGENCIES[0], ["A", "A", "perangkat daerah", "2017-01-02", "B", "", ""],
              ["B", "B", "perangkat daerah", "2017-01-02", "A", "", ""]]  # fmt: skip
    assert any("belum terdaftar" in error for error in errors(read(world, book(instansi=circle))))


def test_what_changed_between_preview_and_yes_stops_everything() -> None:
    world = two_governments()
    file = read(world, whole())
    Agency.objects.create(
        government=world.government, kind="perangkat_daerah", name="Lain", short_name="Lain", slug="kec-mayangan",
        since="2020-01-01",
    )  # fmt: skip
    OfficialAccount.objects.filter(pk=world.pu.account.pk).update(platform="instagram", handle_folded="kec.mayangan")
    before = counted()
    with pytest.raises(BadRegister, match="Daftar berubah"):
        take_register(file=file, by=world.analyst)
    assert counted() == before


@pytest.mark.parametrize(
    ("content", "sentence"),
    [
        (b"", "tidak berisi baris"),
        (b"%PDF-1.7 x", "bukan CSV"),
        (b"PK\x03\x04rusak", "rusak"),
        (b"satu,dua\n1,2\n", "tidak berisi baris"),
        (b"instansi,platform\nx,y\n", "tidak berisi baris"),
    ],
)
def test_a_file_that_is_no_register_is_refused_in_words(content: bytes, sentence: str) -> None:
    world = two_governments()
    with pytest.raises(BadTable, match=sentence):
        read(world, content, "x.csv")


def test_a_sheet_without_a_column_names_the_column() -> None:
    world = two_governments()
    with pytest.raises(BadTable, match="«tautan»"):
        read(world, book(akun=[["instansi", "platform", "nama akun", "alamat akun"], ["x", "x", "x", "x"]]))


def test_a_zip_bomb_and_an_endless_file_are_refused() -> None:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as packed:
        packed.writestr("xl/worksheets/sheet1.xml", b"\0" * 60_000_000)
    with pytest.raises(BadTable, match="terlalu besar"):
        sheets_of("x.xlsx", out.getvalue(), most=1500)
    with pytest.raises(BadTable, match="Terlalu banyak baris"):
        sheets_of("x.csv", b"instansi,platform\n" + b"a,b\n" * 4000, most=1500)


def test_the_template_comes_in_without_a_change_once_its_examples_are_filled_in() -> None:
    world = two_governments()
    template = template_of(load(world.government.profile))
    with pytest.raises(BadTable, match="tidak berisi baris"):
        read(world, template)
    filled = load_workbook(io.BytesIO(template))
    assert filled["orang"].data_validations.dataValidation
    for name, columns in TABLES.items():
        filled[name].append([column.example.removeprefix("Contoh: ") for column in columns])
    again = io.BytesIO()
    filled.save(again)
    file = read(world, again.getvalue())
    assert errors(file) == []
    assert {row.table for row in rows_of(file)} == set(TABLES)


def test_only_whoever_keeps_the_whole_register_may_import() -> None:
    world = two_governments()
    for who in (world.dukcapil.official, world.auditor, world.other.official):
        with pytest.raises(NotAllowed):
            read_register(home=world.kominfo.agency, files=[("x.xlsx", whole())], by=who)
    file = read(world, whole())
    other = Client()
    other.force_login(world.kominfo.official)
    assert other.get(f"/daftar/impor/{file.pk}/").status_code == 404
    stranger = Client()
    stranger.force_login(world.dukcapil.official)
    refused = stranger.get("/daftar/impor/")
    assert refused.status_code == 403
    assert "hak analis dan admin dinas pengampu" in refused.content.decode()
    assert stranger.post(f"/daftar/impor/{file.pk}/ambil/").status_code == 404


def test_the_pages_lead_from_the_template_to_the_register() -> None:
    world = two_governments()
    client = Client()
    client.force_login(world.analyst)
    assert "/daftar/impor/" in client.get("/daftar/").content.decode()
    assert client.get("/daftar/impor/contoh.xlsx").content.startswith(b"PK")
    for name in TABLES:
        assert TABLES[name][0].title in client.get(f"/daftar/impor/{name}.csv").content.decode()
    wrong = whole(akun=[ACCOUNTS[0], ["DPUPR", "Friendster", "x", "x", "https://x.com/x", "", ""]])
    answer = client.post("/daftar/impor/", {"tables": [SimpleUploadedFile("d.xlsx", wrong)]}, follow=True)
    assert "Sel B2 (platform)" in answer.content.decode()
    assert "Impor 7 baris" not in answer.content.decode()
    answer = client.post("/daftar/impor/", {"tables": [SimpleUploadedFile("d.xlsx", whole())]}, follow=True)
    page = answer.content.decode()
    assert "Impor 7 baris" in page
    assert "02/01/2018" in page
    assert "penyusun" in page
    assert "preparer" not in page
    taken = client.post(answer.redirect_chain[-1][0] + "ambil/", follow=True)
    assert "2 instansi, 3 orang, 2 akun" in taken.content.decode()
    assert "Kecamatan Mayangan" in taken.content.decode()
    bad = client.post("/daftar/impor/", {"tables": [SimpleUploadedFile("d.pdf", b"%PDF-1.7")]})
    assert (bad.status_code, "bukan CSV" in bad.content.decode()) == (422, True)


def test_cells_are_plain_text() -> None:
    assert [as_text(one) for one in (None, 3.0, 2.5, " a\u200bb\n c ", True)] == ["", "3", "2.5", "ab c", "True"]
    assert [cell_name(0, 2), cell_name(25, 9), cell_name(26, 1)] == ["A2", "Z9", "AA1"]
    assert [formula(one) for one in ("=1", " =1", "＝1", "@dishub", "+62812", "-", "@SUM(1)", "+cmd|x")] == [
        True, True, True, False, False, False, True, True,
    ]  # fmt: skip


def test_officers_of_the_file_are_proposed_for_the_first_decree_of_their_agency() -> None:
    world = two_governments()
    take_register(file=read(world, whole()), by=world.analyst)
    agency = Agency.objects.get(short_name="Kec. Mayangan")
    found = {one.person.name: one.duties for one in candidates(agency)}
    assert found["Petugas Contoh"] == frozenset({"officer"})
    assert found["Camat Contoh"] == frozenset()
