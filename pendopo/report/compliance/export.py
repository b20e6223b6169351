"""The board as XLSX: one sheet of agencies and chapters, one of every duty. Text is only ever text, so no cell runs."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING

from pendopo.registry.models import Agency
from pendopo.regulation.board import SIGNS, WORDS, Row
from pendopo.report.compliance.queries import Board
from pendopo.tables.writing import HEAD, book_of, put

if TYPE_CHECKING:
    import xlsxwriter

HEADS = (
    ("Instansi", 24), ("Rujukan", 24), ("Kewajiban", 60), ("Sifat", 12), ("Bidang", 16), ("Periksa", 10),
    ("Yang diperiksa", 44), ("Hasil", 14), ("Sebab", 60), ("Bukti", 60), ("Target sendiri", 14), ("Tafsir", 44),
)  # fmt: skip
COLOURS = {"fail": "#f9d9d7", "warn": "#fbeccb", "ok": "#d8efdf", "not_applicable": "#eceff3"}


def workbook(board: Board, duties: Iterable[tuple[Agency, Sequence[Row]]], when: str) -> bytes:
    """Both sheets; `when` says when the checks were made."""
    return book_of(lambda book: _sheets(book, board, duties, when))


def _sheets(book: xlsxwriter.Workbook, board: Board, duties: Iterable[tuple[Agency, Sequence[Row]]], when: str) -> None:
    head = book.add_format({**HEAD, "text_wrap": True, "valign": "top"})
    looks = {state: book.add_format({"bg_color": colour, "text_wrap": True, "valign": "top"}) for state, colour in COLOURS.items()}  # fmt: skip
    _board(book.add_worksheet("Papan"), board, when, head, looks)
    _duties(book.add_worksheet("Kewajiban"), duties, head, looks, book.add_format({"text_wrap": True, "valign": "top"}))


def _board(
    sheet: xlsxwriter.worksheet.Worksheet, board: Board, when: str, head: object, looks: dict[str, object]
) -> None:
    sheet.set_column(0, 0, 44)
    sheet.set_column(1, len(board.columns) + 2, 18)
    put(sheet, 0, 0, f"Papan kepatuhan, diperiksa {when}")
    titles = ["Instansi", "Dilanggar", "Peringatan", *(str(one.label) for one in board.columns)]
    for place, title in enumerate(titles):
        put(sheet, 2, place, title, head)
    for row, line in enumerate(board.lines, start=3):
        put(sheet, row, 0, line.agency.name)
        sheet.write_number(row, 1, line.fails)
        sheet.write_number(row, 2, line.warns)
        for place, cell in enumerate(line.cells, start=3):
            text = f"{SIGNS[cell.state]} {cell.number} {WORDS[cell.state]}" if cell.checks else "–"
            put(sheet, row, place, text, looks[cell.state])
    sheet.freeze_panes(3, 1)


def _duties(
    sheet: xlsxwriter.worksheet.Worksheet, duties: Iterable[tuple[Agency, Sequence[Row]]], head: object,
    looks: dict[str, object], plain: object,
) -> None:  # fmt: skip
    for place, (title, width) in enumerate(HEADS):
        sheet.set_column(place, place, width)
        put(sheet, 0, place, title, head)
    row = 0
    for agency, lines in duties:
        for line in lines:
            row += 1
            cells = (
                agency.short_name, line.reference, line.text, line.modality, line.area, line.check, line.about,
                f"{SIGNS[line.state]} {WORDS[line.state]}", line.because, "; ".join(line.records),
                "ya" if line.target else "", line.interpretation,
            )  # fmt: skip
            for place, text in enumerate(cells):
                put(sheet, row, place, text, looks[line.state] if place == 7 else plain)
    sheet.freeze_panes(1, 1)
    sheet.autofilter(0, 0, max(row, 1), len(HEADS) - 1)
