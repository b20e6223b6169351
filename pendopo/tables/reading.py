"""A file of rows as sheets of cells: bounded, told by its content and never by its name, and a formula is never run.

What a cell means is for the caller to say. What can't be read at all is refused with a sentence (`BadTable`).
"""

from __future__ import annotations

import csv
import io
import re
import unicodedata
import zipfile
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import TYPE_CHECKING

from django.conf import settings

from pendopo.connectors.text import one_line
from pendopo.journal.machine import Said
from pendopo.later import later

if TYPE_CHECKING:
    import openpyxl
else:
    openpyxl = later("openpyxl")

MOST_COLUMNS = 100
MOST_SHEETS = 12
# Rows that a spreadsheet keeps below what is filled in; nobody waits for a million of them.
MOST_EMPTY = 10_000
MOST_UNPACKED = 50 * 1024 * 1024
LONGEST_CELL = 2000
# What a spreadsheet would run: "=…", or a sign before a function or a command ("@SUM(", "+cmd|"). A handle is none.
_FORMULA = re.compile(r"[\s'\"]*(?:[=＝]|[@+\-＠＋－]\S*[(|])")
_OTHER_KINDS = (b"%PDF", b"\x89PNG")
_OLD_OR_LOCKED = b"\xd0\xcf\x11\xe0"
_PLAIN = (str, bool, int, float, datetime, date, time, timedelta)


class BadTable(Said):
    """No CSV or XLSX that can be used; the sentence says what to bring instead, or which row or sheet is meant."""


@dataclass(frozen=True)
class Sheet:
    """A sheet, or a whole CSV file. `head` is what stands above the columns, as `words`; `rows` are the filled ones below
    it, each with its number in the file."""

    name: str
    head: Sequence[str]
    rows: Sequence[tuple[int, Sequence[object]]]

    def places(self, known: Mapping[str, Collection[str]]) -> dict[str, int]:
        """Where each column stands that goes by one of these names; the first counts."""
        found = {key: [at for at, name in enumerate(self.head) if name in names] for key, names in known.items()}
        return {key: at[0] for key, at in found.items() if at}

    def filled(self) -> Sequence[tuple[int, Sequence[object]]]:
        """The rows, of which there must be some."""
        if not self.rows:
            raise BadTable("Berkas ini tidak berisi baris. Isi contoh berkas, lalu unggah lagi.")
        return self.rows


def sheets_of(name: str, content: bytes, *, most: int) -> list[Sheet]:
    """All sheets of a file, none with more than `most` filled rows."""
    if len(content) > settings.MAX_UPLOAD_BYTES:
        raise BadTable(f"Berkas terlalu besar: paling banyak {settings.MAX_UPLOAD_BYTES // 1024 // 1024} MB.")
    if content.startswith(b"PK\x03\x04"):
        return list(_workbook(content, most))
    return [_sheet(one_line(name, 80).rsplit(".", 1)[0], _csv(name, content), most)]


def first_sheet(name: str, content: bytes, *, most: int) -> Sheet:
    """The one sheet that is looked at."""
    return sheets_of(name, content, most=most)[0]


def _workbook(content: bytes, most: int) -> Iterator[Sheet]:
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as packed:
            if sum(each.file_size for each in packed.infolist()) > MOST_UNPACKED:
                raise BadTable("Berkas XLSX ini terlalu besar sesudah dibuka. Bagi menjadi beberapa berkas.")
        # Formulas are read as their text, not as what they once came to: see `formula`.
        book = openpyxl.load_workbook(io.BytesIO(content), read_only=True, data_only=False)
        if not book.worksheets:
            raise BadTable("Berkas XLSX ini tidak berisi lembar. Isi contoh berkas, lalu unggah lagi.")
        for sheet in book.worksheets[:MOST_SHEETS]:
            sheet.reset_dimensions()  # some programs write a size that is not true
            yield _sheet(str(sheet.title), sheet.iter_rows(values_only=True), most)
    except BadTable:
        raise
    except Exception as error:  # openpyxl lets many kinds of errors through
        raise BadTable("Berkas XLSX ini rusak atau terkunci sandi, jadi tidak bisa dibuka.") from error


def _csv(name: str, content: bytes) -> Iterator[Sequence[object]]:
    text = _decoded(name, content)
    delimiter = max(",;\t", key=text.split("\n", 1)[0].count)
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter)
    try:
        yield from reader
    except csv.Error as error:
        raise BadTable(
            f"Baris {reader.line_num} tidak terbaca sebagai CSV: ada sel yang terlalu panjang atau tanda kutip yang tidak "
            "ditutup."
        ) from error


def _decoded(name: str, content: bytes) -> str:
    shown = one_line(name, 80)
    if content.startswith(_OLD_OR_LOCKED):
        raise BadTable(
            f"«{shown}» bukan CSV atau XLSX: tersimpan sebagai XLS lama atau terkunci sandi. Simpan sebagai XLSX tanpa sandi."
        )
    for mark, encoding in ((b"\xff\xfe", "utf-16"), (b"\xfe\xff", "utf-16"), (b"", "utf-8-sig"), (b"", "cp1252")):
        if content.startswith(mark) and (mark or b"\x00" not in content) and content[:4] not in _OTHER_KINDS:
            try:
                return content.decode(encoding, "replace" if encoding == "cp1252" else "strict")
            except UnicodeDecodeError:
                continue
    raise BadTable(f"«{shown}» bukan CSV atau XLSX: simpan dari aplikasi tabel sebagai salah satunya.")


def _sheet(name: str, cells: Iterable[Sequence[object]], most: int) -> Sheet:
    head: list[str] = []
    rows: list[tuple[int, Sequence[object]]] = []
    for number, found in enumerate(cells, start=1):
        row = [_value(cell) for cell in found[:MOST_COLUMNS]]
        if number == 1:
            head = [words(as_text(cell)) for cell in row]
        elif any(as_text(cell) for cell in row):
            rows.append((number, row))
        if len(rows) > most or number - len(rows) > MOST_EMPTY:
            raise BadTable(
                f"Terlalu banyak baris: paling banyak {most:,} sekali impor. Bagi berkasnya.".replace(",", ".")
            )
    return Sheet(name, head, rows)


def _value(cell: object) -> object:
    """A formula over several cells comes as an object of its own; as text it begins like any other."""
    if cell is None or isinstance(cell, _PLAIN):
        return cell
    text = str(getattr(cell, "text", "") or "")
    return text if text.startswith("=") else f"={text}"


def named(places: Mapping[str, int], cells: Sequence[object]) -> dict[str, object]:
    """A row by its columns; a short row ends with empty cells."""
    return {name: cells[place] if place < len(cells) else None for name, place in places.items()}


def as_text(cell: object) -> str:
    """A cell as the person sees it: dates as year-month-day, whole numbers without a point, nothing invisible."""
    if cell is None:
        return ""
    if isinstance(cell, date):
        return cell.strftime("%Y-%m-%d")
    if isinstance(cell, float) and cell.is_integer():
        return str(int(cell))
    return plain(str(cell))[:LONGEST_CELL]


def plain(text: str) -> str:
    """Text without control and invisible signs; lines become spaces."""
    shown = "".join(" " if sign in "\r\n\t" else sign for sign in unicodedata.normalize("NFC", text))
    return " ".join(
        "".join(sign for sign in shown if unicodedata.category(sign) not in {"Cc", "Cf", "Cs", "Co"}).split()
    )


def words(text: str) -> str:
    """A word as it is compared: small, signs as single spaces."""
    return re.sub(r"[\W_]+", " ", text.casefold()).strip()


def formula(text: str) -> bool:
    """Whether a spreadsheet would run it."""
    return _FORMULA.match(text) is not None


def harmless(text: str) -> str:
    """What a spreadsheet would run gets an apostrophe in front, and is only text from then on."""
    return f"'{text.lstrip()}" if formula(text) else text


def cell_name(column: int, row: int) -> str:
    """ "C5", as spreadsheets call it."""
    high, low = divmod(column, 26)
    return f"{chr(64 + high) if high else ''}{chr(65 + low)}{row}"
