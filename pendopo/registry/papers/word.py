"""A Sheet as DOCX, for a secretary who still edits the wording: hanging points as borderless tables, annexes on new pages."""

from __future__ import annotations

import io
from typing import Any

import docx
from docx.document import Document as Word
from docx.enum.table import WD_TABLE_ALIGNMENT
from docx.enum.text import WD_ALIGN_PARAGRAPH
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.shared import Cm, Mm, Pt

from pendopo.paper import clean
from pendopo.registry.papers.sheet import (
    SIZES,
    Annex,
    Block,
    Centred,
    Facts,
    Letterhead,
    Paragraph,
    Points,
    Sheet,
    Signature,
    Signatures,
    Table,
    marked,
)

FONT = "Bookman Old Style"
CENTRE, JUSTIFY, LEFT = WD_ALIGN_PARAGRAPH.CENTER, WD_ALIGN_PARAGRAPH.JUSTIFY, WD_ALIGN_PARAGRAPH.LEFT
SIDES = (2.7, 2.2)


def render(sheet: Sheet) -> bytes:
    """The file."""
    word = docx.Document()
    width, height = SIZES[sheet.size]
    section = word.sections[0]
    section.page_width, section.page_height = Mm(width), Mm(height)
    section.left_margin, section.right_margin = Cm(SIDES[0]), Cm(SIDES[1])
    section.top_margin, section.bottom_margin = Cm(2), Cm(2.2)
    style = word.styles["Normal"]
    style.font.name, style.font.size = FONT, Pt(11.5)
    style.element.rPr.rFonts.set(qn("w:eastAsia"), FONT)
    style.paragraph_format.space_after = style.paragraph_format.space_before = Pt(0)
    _page_number(section)
    inner = width / 10 - sum(SIDES)
    _head(word, sheet.letterhead, inner)
    for place, block in enumerate(sheet.blocks):
        before = len(word.element.body)
        _block(word, block, inner)
        if isinstance(block, Paragraph | Points):
            _bind(word, before, sheet.blocks[place + 1 : place + 2])
    word.core_properties.title, word.core_properties.author = clean(sheet.name), clean(sheet.author)
    made = io.BytesIO()
    word.save(made)
    return made.getvalue()


def _bind(word: Word, before: int, after: tuple[Block, ...]) -> None:
    """A signature never stands alone on a page: what comes before it goes along."""
    if not after or not isinstance(after[0], Signatures):
        return
    for element in list(word.element.body)[before - 1 :]:
        for paragraph in element.iter(qn("w:p")):
            mark = OxmlElement("w:keepNext")
            paragraph.get_or_add_pPr().insert(0, mark)


def _says(
    where: Any,
    text: str,
    *,
    align: Any = LEFT,
    bold: bool = False,
    size: float = 0,
    after: float = 2,
    first: bool = False,
) -> Any:
    """A paragraph; with `first` the one that a new cell already has."""
    paragraph = where.paragraphs[0] if first else where.add_paragraph()
    paragraph.alignment = align
    paragraph.paragraph_format.space_after = Pt(after)
    run = paragraph.add_run(clean(text))
    run.bold = bold
    if size:
        run.font.size = Pt(size)
    return paragraph


def _gap(where: Any, points: float, *, new_page: bool = False) -> Any:
    """An empty line of exactly that height."""
    paragraph = where.add_paragraph()
    paragraph.paragraph_format.line_spacing = Pt(points)
    paragraph.paragraph_format.page_break_before = new_page
    return paragraph


def _head(word: Word, head: Letterhead, inner: float) -> None:
    side = 2.3 if head.crest else 0.01
    table = _bare(word, [side, inner - 2 * side, side]) if head.crest else _bare(word, [inner])
    cell = table.rows[0].cells[1 if head.crest else 0]
    if head.crest:
        table.rows[0].cells[0].paragraphs[0].add_run().add_picture(io.BytesIO(head.crest), height=Cm(2.3))
    _says(cell, head.government, align=CENTRE, size=13, first=True, after=0)
    _says(cell, head.agency, align=CENTRE, size=15, bold=True, after=0)
    for line in head.lines:
        _says(cell, line, align=CENTRE, size=9.5, after=0)
    rule = _gap(word, 5)
    rule.paragraph_format.space_after = Pt(6)
    borders = OxmlElement("w:pBdr")
    bottom = OxmlElement("w:bottom")
    for name, value in (("val", "thickThinSmallGap"), ("sz", "24"), ("space", "1"), ("color", "000000")):
        bottom.set(qn(f"w:{name}"), value)
    borders.append(bottom)
    rule._p.get_or_add_pPr().append(borders)


def _bare(word: Word, widths: list[float]) -> Any:
    """A table without lines and with fixed widths: one row, one cell a width."""
    table = word.add_table(rows=1, cols=len(widths))
    table.autofit, table.alignment = False, WD_TABLE_ALIGNMENT.LEFT
    _pad(table, 0)
    _widths(table, widths)
    return table


def _pad(table: Any, points: float) -> None:
    margins = OxmlElement("w:tblCellMar")
    for side in ("left", "right"):
        edge = OxmlElement(f"w:{side}")
        edge.set(qn("w:w"), str(int(points * 20)))
        edge.set(qn("w:type"), "dxa")
        margins.append(edge)
    table._tbl.tblPr.append(margins)


def _widths(table: Any, widths: list[float]) -> None:
    for column, width in zip(table.columns, widths, strict=True):
        column.width = Cm(width)
    for row in table.rows:
        for cell, width in zip(row.cells, widths, strict=True):
            cell.width = Cm(width)


def _block(word: Word, block: Block, inner: float) -> None:
    if isinstance(block, Centred):
        _gap(word, 4)
        for line in block.lines:
            if line:
                _says(word, line, align=CENTRE, bold=block.bold, after=2)
            else:
                _gap(word, 5)
        _gap(word, 5)
    elif isinstance(block, Points):
        _points(word, block, inner)
    elif isinstance(block, Paragraph):
        _says(word, block.text, align=JUSTIFY, after=6)
    elif isinstance(block, Facts):
        _facts(word, block, inner)
    elif isinstance(block, Table):
        _table(word, block, inner)
    elif isinstance(block, Signatures):
        _signatures(word, block, inner)
    else:
        _annex(word, block, inner)


def _points(word: Word, block: Points, inner: float) -> None:
    widths = [3.15, 0.4, 0.85, inner - 4.4] if block.label else [0.01, 0.01, 0.85, inner - 0.87]
    table = _bare(word, widths)
    for place, (mark, text) in enumerate(marked(block)):
        cells = (table.rows[0] if place == 0 else table.add_row()).cells
        if place == 0:
            _says(cells[0], block.label, first=True)
            _says(cells[1], ":" if block.label else "", first=True)
        if mark:
            _says(cells[2], mark, first=True)
            _says(cells[3], text, align=JUSTIFY, first=True, after=4)
        else:
            _says(cells[2].merge(cells[3]), text, align=JUSTIFY, first=True, after=4)
    if not any(mark for mark, _text in marked(block)):
        table.alignment = WD_TABLE_ALIGNMENT.LEFT
    else:
        _widths(table, widths)
    _gap(word, 4)


def _facts(word: Word, block: Facts, inner: float) -> None:
    widths = [0.6, 4.2, 0.4, inner - 5.2]
    table = _bare(word, widths)
    for place, (name, value) in enumerate(block.rows):
        cells = (table.rows[0] if place == 0 else table.add_row()).cells
        for cell, text in zip(cells, ("", name, ":", value), strict=True):
            _says(cell, text, first=True)
    _widths(table, widths)
    _gap(word, 4)


def _table(word: Word, block: Table, inner: float) -> None:
    table = word.add_table(rows=1, cols=len(block.columns), style="Table Grid")
    table.autofit = False
    repeated = OxmlElement("w:tblHeader")
    repeated.set(qn("w:val"), "true")
    table.rows[0]._tr.get_or_add_trPr().append(repeated)
    for cell, column in zip(table.rows[0].cells, block.columns, strict=True):
        _says(cell, column.title, align=CENTRE, bold=True, size=10, first=True)
    for row in block.rows:
        for cell, text in zip(table.add_row().cells, row, strict=True):
            _says(cell, text, size=10, first=True)
    whole = sum(column.weight for column in block.columns)
    _widths(table, [inner * column.weight / whole for column in block.columns])
    _gap(word, 4)


def _signatures(word: Word, block: Signatures, inner: float) -> None:
    _gap(word, 6)
    if len(block.signs) == 1:
        table = _bare(word, [inner - 8.2, 8.2])
        _signed(table.rows[0].cells[1], block.signs[0])
        _whole(table)
        return
    for at in range(0, len(block.signs), 2):
        table = _bare(word, [inner / 2, inner / 2])
        for cell, sign in zip(table.rows[0].cells, block.signs[at : at + 2], strict=False):
            _signed(cell, sign)
        _whole(table)
        _gap(word, 8)


def _whole(table: Any) -> None:
    """The row stays on one page."""
    mark = OxmlElement("w:cantSplit")
    table.rows[0]._tr.get_or_add_trPr().append(mark)


def _signed(cell: Any, sign: Signature) -> None:
    lines = list(sign.above)
    _says(cell, lines[0] if lines else "", first=True, after=1)
    for line in lines[1:]:
        _says(cell, line, after=1)
    for _gap in range(4):
        _says(cell, "", after=1)
    name = _says(cell, sign.name or "(……………………………)", bold=True, after=1)
    name.runs[0].underline = bool(sign.name)
    if sign.office_line:
        _says(cell, sign.office_line, after=1)
    _says(cell, f"NIP {sign.nip}".rstrip(), after=1)


def _annex(word: Word, block: Annex, inner: float) -> None:
    _gap(word, 1, new_page=True)
    cell = _bare(word, [inner - 9.2, 9.2]).rows[0].cells[1]
    _says(cell, block.title, bold=True, size=10, first=True, after=1)
    for line in block.lines:
        _says(cell, line, size=10, after=1)
    _gap(word, 8)
    _says(word, block.heading, align=CENTRE, bold=True, after=6)


def _page_number(section: Any) -> None:
    """– 2 – above every page but the first."""
    section.different_first_page_header_footer = True
    paragraph = section.header.paragraphs[0]
    paragraph.alignment = CENTRE
    paragraph.add_run("– ")
    field = OxmlElement("w:fldSimple")
    field.set(qn("w:instr"), "PAGE")
    paragraph._p.append(field)
    paragraph.add_run(" –")
