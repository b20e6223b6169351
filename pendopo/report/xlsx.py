"""The tables of a Document as XLSX. Numbers are numbers; text is only ever text, so that no cell can run a formula."""

from __future__ import annotations

import io
from typing import TYPE_CHECKING

from pendopo.later import later
from pendopo.paper import clean
from pendopo.report.document import Cell, Document, Heading, Table

if TYPE_CHECKING:
    import xlsxwriter
else:
    xlsxwriter = later("xlsxwriter")

OPTIONS = {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False, "strings_to_numbers": False}
MOST = 32_767  # characters that a cell holds


def render(document: Document) -> bytes:
    """One sheet, table under table, each under the heading of its part."""
    made = io.BytesIO()
    book = xlsxwriter.Workbook(made, OPTIONS)
    bold, head = book.add_format({"bold": True}), book.add_format({"bold": True, "bg_color": "#eef3f8", "bottom": 1})
    number = book.add_format({"num_format": "#,##0"})
    sheet = book.add_worksheet("Laporan")
    sheet.set_column(0, 0, 42)
    sheet.set_column(1, 12, 22)
    row = 0
    for line in (
        document.government,
        document.agency,
        document.title,
        document.subtitle,
        f"Sidik data: {document.sha256}",
    ):
        sheet.write_string(row, 0, clean(line), bold)
        row += 1
    for block in document.blocks:
        if isinstance(block, Heading):
            row += 1
            sheet.write_string(row, 0, clean(block.text), bold)
            row += 1
        elif isinstance(block, Table):
            row = _table(sheet, block, row, (bold, head, number))
    book.close()
    return made.getvalue()


def _table(
    sheet: xlsxwriter.worksheet.Worksheet, block: Table, row: int, formats: tuple[object, object, object]
) -> int:
    bold, head, number = formats
    if block.title:
        sheet.write_string(row, 0, clean(block.title), bold)
        row += 1
    for place, column in enumerate(block.columns):
        sheet.write_string(row, place, clean(column.title), head)
    for cells in block.rows:
        row += 1
        for place, cell in enumerate(cells):
            _cell(sheet, row, place, cell, number)
    return row + 2


def _cell(sheet: xlsxwriter.worksheet.Worksheet, row: int, place: int, cell: Cell, number: object) -> None:
    if isinstance(cell, int):
        sheet.write_number(row, place, cell, number)
    else:
        sheet.write_string(row, place, "tidak diketahui" if cell is None else clean(cell)[:MOST])
