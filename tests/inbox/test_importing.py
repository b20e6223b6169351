"""A file is taken in whole or not at all, and nothing in it runs."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Sequence

import pytest
from openpyxl import Workbook
from openpyxl.worksheet.formula import ArrayFormula

from pendopo.inbox.importing import read_upload, rows_of, take_in_upload
from pendopo.inbox.models import Case, Item, Upload
from pendopo.inbox.rules import BadInput
from pendopo.registry.queries import NotAllowed
from pendopo.tables.reading import BadTable, harmless
from tests.world import World, two_governments


@pytest.fixture
def world(db: None) -> World:
    return two_governments()


def xlsx(*rows: Sequence[object]) -> bytes:
    book = Workbook()
    for row in rows:
        book.active.append(list(row))  # type: ignore[union-attr]
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def upload(world: World, content: bytes | str, name: str = "a.csv") -> Upload:
    raw = content.encode() if isinstance(content, str) else content
    return read_upload(account=world.dukcapil.account, name=name, content=raw, by=world.dukcapil.officer)


GOOD = "tautan,pesan,nama,waktu,jenis\nhttps://contoh.invalid/1,KTP hilang,bu_tini,2026-03-27 10:00,pertanyaan\n,terima kasih,,,Apresiasi\n"


def test_a_good_file_is_shown_first_and_taken_in_afterwards(world: World) -> None:
    made = upload(world, GOOD)
    assert not Item.objects.exists()
    taken = take_in_upload(upload=made, by=world.dukcapil.officer)
    assert (taken.new, Case.objects.count()) == (2, 2)
    item = Item.objects.get(url="https://contoh.invalid/1")
    assert item.posted_at.isoformat() == "2026-03-27T03:00:00+00:00"  # 10.00 WIB
    assert (item.way, item.case.kind, item.case.kind_confirmed) == ("imported", "pertanyaan", True)
    assert Case.objects.get(citizen_name="").kind == "apresiasi"


def test_the_same_file_twice_adds_nothing(world: World) -> None:
    made = upload(world, GOOD)
    take_in_upload(upload=made, by=world.dukcapil.officer)
    with pytest.raises(BadInput, match="sudah diimpor"):
        take_in_upload(upload=made, by=world.dukcapil.officer)
    assert take_in_upload(upload=upload(world, GOOD), by=world.dukcapil.officer).again == 2
    assert Item.objects.count() == 2


def test_equal_rows_of_one_file_are_all_kept(world: World) -> None:
    made = upload(world, "pesan\nmakasih\nmakasih\nmakasih\n")
    assert take_in_upload(upload=made, by=world.dukcapil.officer).new == 3


def test_one_wrong_row_keeps_the_whole_file_out_and_names_the_row(world: World) -> None:
    made = upload(world, GOOD + "bukan tautan,x,,kemarin,gosip\n,,,,\n,  ,a,,\n")
    wrong = [row for row in rows_of(made) if row.errors]
    assert [row.number for row in wrong] == [4, 6]
    assert len(wrong[0].errors) == 3
    with pytest.raises(BadInput, match="belum ada yang diimpor"):
        take_in_upload(upload=made, by=world.dukcapil.officer)
    assert not Item.objects.exists()


@pytest.mark.parametrize(
    "cell",
    ["=HYPERLINK(\"http://x\",\"y\")", "=1+1", "＝1+1", " =1+1", "\t=1+1", "@SUM(1+1)", "+cmd|' /C calc'!A0", "-2+3+cmd|'x'!A0(",
     "＋SUM(1)"],
)  # fmt: skip
def test_formulas_are_only_text(cell: str) -> None:
    assert harmless(cell).startswith("'")


@pytest.mark.parametrize(
    "cell", ["@disdukcapil tolong dong", "+62 812 3456", "-tidak jelas", "- satu\n- dua", "biasa", ""]
)
def test_ordinary_words_stay_as_they_are(cell: str) -> None:
    assert harmless(cell) == cell


def test_a_csv_with_formulas_is_taken_in_as_text(world: World) -> None:
    made = upload(world, 'pesan,nama\n"=HYPERLINK(""http://jahat.invalid"",""klik"")","=cmd|\'/c calc\'!A1"\n')
    take_in_upload(upload=made, by=world.dukcapil.officer)
    item = Item.objects.get()
    assert item.text.startswith("'=HYPERLINK")
    assert item.author_name.startswith("'=cmd")


def test_an_xlsx_with_other_headings_dates_and_formulas(world: World) -> None:
    made = upload(
        world, xlsx(["Username", "Komentar", "Link", "Tanggal"], ["a", "=1+1", None, "27/03/2026 10:00"]), "a.xlsx"
    )
    row = rows_of(made)[0]
    assert (row.text, row.author, row.posted_at, row.errors) == ("'=1+1", "a", "2026-03-27T03:00:00+00:00", ())


@pytest.mark.parametrize("text", ["a;b\nx;y", "pesan\n", "", "\n\n", "judul lain\nx"])
def test_a_file_without_rows_or_without_the_column_is_refused(world: World, text: str) -> None:
    with pytest.raises(BadTable):
        upload(world, text)


def test_what_is_no_table_is_refused(world: World) -> None:
    bomb = io.BytesIO()
    with zipfile.ZipFile(bomb, "w", zipfile.ZIP_DEFLATED) as packed:
        packed.writestr("xl/workbook.xml", b"0" * (201 * 1024 * 1024))
    for content in (b"\x00\x01\x02", b"%PDF-1.4", b"\x89PNG", b"PK\x03\x04rusak", b"\xd0\xcf\x11\xe0", bomb.getvalue()):
        with pytest.raises(BadTable):
            upload(world, content)


def test_a_locked_or_old_workbook_says_what_to_do(world: World) -> None:
    with pytest.raises(BadTable, match="XLS lama atau terkunci sandi"):
        upload(world, b"\xd0\xcf\x11\xe0", "a.xlsx")


def test_a_quote_that_is_never_closed_names_its_row(world: World) -> None:
    with pytest.raises(BadTable, match="Baris 3 tidak terbaca"):
        upload(world, 'pesan\nhalo\n"' + "x" * 140_000 + "\n" + "x")


def test_a_workbook_whose_written_size_is_not_true_is_read_whole(world: World) -> None:
    whole = xlsx(["pesan", "nama"], ["satu", "a"], ["dua", "b"])
    out = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(whole)) as packed, zipfile.ZipFile(out, "w") as again:
        for each in packed.infolist():
            again.writestr(each, packed.read(each).replace(b'<dimension ref="A1:B3"', b'<dimension ref="A1:A1"'))
    assert [(row.text, row.author) for row in rows_of(upload(world, out.getvalue()))] == [("satu", "a"), ("dua", "b")]


def test_a_formula_over_several_cells_is_text_too(world: World) -> None:
    row = rows_of(upload(world, xlsx(["pesan"], [ArrayFormula("A2:A3", "=SUM(B1:B2)")])))[0]
    assert row.text == "'=SUM(B1:B2)"


def test_semicolons_old_encodings_and_a_mark_at_the_start_are_read(world: World) -> None:
    assert rows_of(upload(world, "\ufeffpesan;nama\nhalo;a\n".encode()))[0].author == "a"
    assert rows_of(upload(world, "pesan;nama\ncafé;a\n".encode("cp1252")))[0].text == "café"
    assert rows_of(upload(world, "pesan\tnama\ncafé;b\ta\n".encode("utf-16")))[0].text == "café;b"


def test_more_rows_than_the_limit_are_refused(world: World) -> None:
    with pytest.raises(BadTable, match="paling banyak"):
        upload(world, "pesan\n" + "x\n" * 5001)


def test_only_people_of_the_account_import(world: World) -> None:
    with pytest.raises(NotAllowed):
        read_upload(account=world.dukcapil.account, name="a.csv", content=GOOD.encode(), by=world.pu.officer)
    made = upload(world, GOOD)
    with pytest.raises(NotAllowed):
        take_in_upload(upload=made, by=world.pu.officer)
