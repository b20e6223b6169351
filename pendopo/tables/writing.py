"""Rows as CSV and XLSX. Text is only ever text: no cell runs, whatever it begins with."""

from __future__ import annotations

import csv
import io
from collections.abc import Callable, Iterable, Sequence
from typing import TYPE_CHECKING

from pendopo.later import later
from pendopo.paper import clean

if TYPE_CHECKING:
    import xlsxwriter
else:
    xlsxwriter = later("xlsxwriter")

OPTIONS = {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False, "strings_to_numbers": False}
LONGEST = 32_767  # characters that a cell holds
HEAD = {"bold": True, "bg_color": "#eef3f8", "bottom": 1}
CSV, XLSX = "text/csv; charset=utf-8", "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


def as_csv(rows: Iterable[Sequence[str]]) -> bytes:
    """With the mark by which spreadsheets know UTF-8."""
    out = io.StringIO()
    csv.writer(out).writerows(rows)
    return out.getvalue().encode("utf-8-sig")


def inert(cell: str) -> str:
    """A cell for strangers' spreadsheets: whatever could begin a formula is text."""
    return f"'{cell}" if cell.lstrip()[:1] in {"=", "+", "-", "@", "\t", "\r", "＝"} else cell


def as_xlsx(name: str, rows: Iterable[Sequence[str]], widths: Sequence[int] = ()) -> bytes:
    """One sheet; its first row is the head and stays in sight."""

    def fill(book: xlsxwriter.Workbook) -> None:
        sheet, head = book.add_worksheet(name), book.add_format(HEAD)
        for place, width in enumerate(widths):
            sheet.set_column(place, place, width)
        for number, row in enumerate(rows):
            for place, text in enumerate(row):
                put(sheet, number, place, text, head if number == 0 else None)
        sheet.freeze_panes(1, 0)

    return book_of(fill)


def book_of(fill: Callable[[xlsxwriter.Workbook], None]) -> bytes:
    """A workbook that `fill` puts sheets into."""
    out = io.BytesIO()
    book = xlsxwriter.Workbook(out, OPTIONS)
    fill(book)
    book.close()
    return out.getvalue()


def put(sheet: xlsxwriter.worksheet.Worksheet, row: int, place: int, text: str, look: object = None) -> None:
    """A text into a cell, whatever it is."""
    sheet.write_string(row, place, clean(text)[:LONGEST], look)
