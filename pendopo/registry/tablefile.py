"""Files of rows (CSV and XLSX) as a table of cells: bounded, whatever they are called; nothing is understood here."""

from __future__ import annotations

import csv
import io
import re
import zipfile
from collections.abc import Sequence
from typing import TYPE_CHECKING

from pendopo.connectors.text import one_line
from pendopo.journal.machine import Said
from pendopo.later import later

if TYPE_CHECKING:
    import openpyxl
else:
    openpyxl = later("openpyxl")

MOST_UNPACKED = 200 * 1024 * 1024
# A cell that a spreadsheet would run: "=…", or a sign before a function or a command ("@SUM(", "+cmd|").
_FORMULA = re.compile(r"^[\s'\"]*(?:[=＝]|[@+\-＠＋－]\S*[(|])")


class BadTable(Said):
    """No CSV or XLSX that can be used at all; the sentence says what to bring instead."""


def rows_in(name: str, content: bytes, most: int) -> list[Sequence[object]]:
    """All rows of a file, the head first; BadTable for anything else, or for more than `most` below it."""
    return _xlsx(content, most) if content.startswith(b"PK\x03\x04") else _csv(name, content, most)


def harmless(text: str) -> str:
    """A cell that a spreadsheet would run gets an apostrophe in front, and is only text from then on."""
    return f"'{text.lstrip()}" if _FORMULA.match(text) else text


def _csv(name: str, content: bytes, most: int) -> list[Sequence[object]]:
    if b"\x00" in content[:4096] or content[:4] in {b"%PDF", b"\x89PNG", b"\xd0\xcf\x11\xe0"}:
        raise BadTable(f"«{one_line(name, 80)}» bukan CSV atau XLSX: simpan dari aplikasi tabel sebagai salah satunya.")
    try:
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError:
        text = content.decode("cp1252", "replace")
    first = text.split("\n", 1)[0]
    delimiter = max(",;\t", key=first.count)
    rows: list[Sequence[object]] = []
    try:
        for cells in csv.reader(io.StringIO(text, newline=""), delimiter=delimiter):
            rows.append(cells)
            _bounded(rows, most)
    except csv.Error as error:
        raise BadTable(f"Baris {len(rows) + 1} tidak terbaca sebagai CSV ({error}).") from error
    return rows


def _xlsx(content: bytes, most: int) -> list[Sequence[object]]:
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as packed:
            if sum(each.file_size for each in packed.infolist()) > MOST_UNPACKED:
                raise BadTable("Berkas XLSX ini terlalu besar sesudah dibuka. Bagi menjadi beberapa berkas.")
        book = openpyxl.load_workbook(io.BytesIO(content), read_only=True, data_only=False)
        rows: list[Sequence[object]] = []
        for cells in book.worksheets[0].iter_rows(values_only=True):
            rows.append(cells)
            _bounded(rows, most)
    except BadTable:
        raise
    except Exception as error:  # openpyxl lets many kinds of errors through
        raise BadTable("Berkas XLSX ini rusak atau terkunci sandi, jadi tidak bisa dibuka.") from error
    return rows


def _bounded(rows: Sequence[object], most: int) -> None:
    if len(rows) > most * 2 + 1:
        raise BadTable(f"Terlalu banyak baris: paling banyak {most:,} sekali impor.".replace(",", "."))
