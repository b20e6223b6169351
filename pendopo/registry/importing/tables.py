"""Reading workbooks and CSV files into plain text by cell: bounded, and a formula is never run nor taken for a value."""

from __future__ import annotations

import csv
import io
import unicodedata
import zipfile
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import TYPE_CHECKING

from pendopo.journal.machine import Said
from pendopo.later import later

if TYPE_CHECKING:
    import openpyxl
else:
    openpyxl = later("openpyxl")

MOST_ROWS = 1500
MOST_COLUMNS = 40
LONGEST_CELL = 2000
MOST_UNPACKED = 50 * 1024 * 1024
LETTERS = "ABCDEFGHIJKLMNOPQRSTUVWXYZ"


class BadTable(Said):
    """The file can't be read at all; the sentence says what to bring instead."""


@dataclass(frozen=True)
class Sheet:
    """A sheet or a CSV file: its name and its rows of text, the header first."""

    name: str
    rows: list[list[str]]


def sheets_of(name: str, content: bytes) -> list[Sheet]:
    """All sheets of a file. The content decides what it is, never its name."""
    sheets = list(_workbook(content)) if content.startswith(b"PK\x03\x04") else [_csv(name, content)]
    if sum(len(sheet.rows) for sheet in sheets) > MOST_ROWS * 2:
        raise BadTable(_too_many())
    return [Sheet(sheet.name, _trimmed(sheet.rows)) for sheet in sheets]


def _too_many() -> str:
    return f"Terlalu banyak baris: paling banyak {MOST_ROWS:,} sekali impor. Bagi berkasnya.".replace(",", ".")


def _workbook(content: bytes) -> Iterator[Sheet]:
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as packed:
            if sum(each.file_size for each in packed.infolist()) > MOST_UNPACKED:
                raise BadTable("Berkas XLSX ini terlalu besar sesudah dibuka. Bagi menjadi beberapa berkas.")
        # Formulas are read as their text, not as what they once came to: see `formula`.
        book = openpyxl.load_workbook(io.BytesIO(content), read_only=True, data_only=False)
        for sheet in book.worksheets[:12]:
            yield Sheet(str(sheet.title), _bounded(sheet.iter_rows(values_only=True, max_col=MOST_COLUMNS)))
    except Said:
        raise
    except Exception as error:  # openpyxl lets many kinds of errors through
        raise BadTable("Berkas XLSX ini rusak atau terkunci sandi, jadi tidak bisa dibuka.") from error


def _csv(name: str, content: bytes) -> Sheet:
    if b"\x00" in content[:4096] or content[:4] in {b"%PDF", b"\x89PNG", b"\xd0\xcf\x11\xe0"}:
        raise BadTable(f"«{plain(name)[:80]}» bukan CSV atau XLSX: simpan dari aplikasi tabel sebagai salah satunya.")
    try:
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError:
        text = content.decode("cp1252", "replace")
    delimiter = max(",;\t", key=text.split("\n", 1)[0].count)
    try:
        rows = _bounded(csv.reader(io.StringIO(text, newline=""), delimiter=delimiter))
    except csv.Error as error:
        raise BadTable(f"Berkas ini tidak terbaca sebagai CSV ({error}).") from error
    return Sheet(name.rsplit(".", 1)[0], rows)


def _bounded(rows: Iterable[Sequence[object]]) -> list[list[str]]:
    found: list[list[str]] = []
    for number, cells in enumerate(rows):
        if number > MOST_ROWS * 2:
            raise BadTable(_too_many())
        found.append([as_text(cell) for cell in cells[:MOST_COLUMNS]])
    return found


def _trimmed(rows: list[list[str]]) -> list[list[str]]:
    """Without the empty rows that spreadsheets keep at their end."""
    while rows and not any(rows[-1]):
        rows.pop()
    return rows


def as_text(cell: object) -> str:
    """A cell as the person sees it: dates as year-month-day, whole numbers without a point, nothing invisible."""
    if cell is None:
        return ""
    if isinstance(cell, datetime | date):
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


def formula(text: str) -> bool:
    """Whether a spreadsheet would run it: "=…", or a sign before a function or a command. A handle (@dishub) is none."""
    bare = text.lstrip(" '\"")
    return bare[:1] in {"=", "＝"} or (
        bare[:1] in {"@", "+", "-", "＠", "＋", "－"} and any(sign in bare for sign in "(|")
    )


def cell_name(column: int, row: int) -> str:
    """ "C5", as spreadsheets call it."""
    high, low = divmod(column, 26)
    return f"{LETTERS[high - 1] if high else ''}{LETTERS[low]}{row}"
