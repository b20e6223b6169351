"""The tables of a Document as XLSX. Numbers are numbers; text is only ever text, so that no cell can run a formula."""

from __future__ import annotations

from typing import TYPE_CHECKING

from pendopo.report.document import Cell, Document, Heading, Table
from pendopo.tables.writing import HEAD, book_of, put

if TYPE_CHECKING:
    import xlsxwriter


def render(document: Document) -> bytes:
    """One sheet, table under table, each under the heading of its part."""
    return book_of(lambda book: _sheet(book, document))


def _sheet(book: xlsxwriter.Workbook, document: Document) -> None:
    bold, head = book.add_format({"bold": True}), book.add_format(HEAD)
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
        put(sheet, row, 0, line, bold)
        row += 1
    for block in document.blocks:
        if isinstance(block, Heading):
            row += 1
            put(sheet, row, 0, block.text, bold)
            row += 1
        elif isinstance(block, Table):
            row = _table(sheet, block, row, (bold, head, number))


def _table(
    sheet: xlsxwriter.worksheet.Worksheet, block: Table, row: int, formats: tuple[object, object, object]
) -> int:
    bold, head, number = formats
    if block.title:
        put(sheet, row, 0, block.title, bold)
        row += 1
    for place, column in enumerate(block.columns):
        put(sheet, row, place, column.title, head)
    for cells in block.rows:
        row += 1
        for place, cell in enumerate(cells):
            _cell(sheet, row, place, cell, number)
    return row + 2


def _cell(sheet: xlsxwriter.worksheet.Worksheet, row: int, place: int, cell: Cell, number: object) -> None:
    if isinstance(cell, int):
        sheet.write_number(row, place, cell, number)
    else:
        put(sheet, row, place, "tidak diketahui" if cell is None else cell)
