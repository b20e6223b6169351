"""A Document as DOCX, for whoever must still edit the wording. Same blocks, same numbers, charts as pictures."""

from __future__ import annotations

import io

import docx
from docx.document import Document as Word
from docx.enum.text import WD_ALIGN_PARAGRAPH
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.shared import Cm, Pt, RGBColor

from pendopo.paper import clean
from pendopo.report.charts import png
from pendopo.report.document import Block, Chart, Document, Heading, Missing, Paragraph, Table, written


def render(document: Document) -> bytes:
    """The file."""
    word = docx.Document()
    section = word.sections[0]
    section.page_width, section.page_height = Cm(21), Cm(29.7)
    section.left_margin = section.right_margin = Cm(2.4)
    word.styles["Normal"].font.name, word.styles["Normal"].font.size = "Times New Roman", Pt(11)
    _cover(word, document)
    for block in document.blocks:
        _block(word, block)
    _signature(word, document)
    _footer(word, document)
    made = io.BytesIO()
    word.save(made)
    return made.getvalue()


def _line(word: Word, text: str, size: int, *, bold: bool = False) -> None:
    paragraph = word.add_paragraph()
    paragraph.alignment = WD_ALIGN_PARAGRAPH.CENTER
    paragraph.paragraph_format.space_after = Pt(2)
    run = paragraph.add_run(clean(text))
    run.font.size, run.bold = Pt(size), bold


def _cover(word: Word, document: Document) -> None:
    _line(word, document.government.upper(), 12)
    _line(word, document.agency.upper(), 14, bold=True)
    if document.contact:
        _line(word, document.contact, 9)
    if document.draft:
        _line(word, "KONSEP, BELUM DITANDATANGANI", 10, bold=True)
    _line(word, document.title, 16, bold=True)
    _line(word, document.subtitle, 13)
    word.add_paragraph(clean(f"Disampaikan kepada: {document.addressed}"))
    if document.copies:
        word.add_paragraph(clean(f"Tembusan: {'; '.join(document.copies)}"))


def _block(word: Word, block: Block) -> None:
    if isinstance(block, Heading):
        word.add_heading(clean(block.text), level=block.level)
    elif isinstance(block, Paragraph):
        style = {"quote": "Quote", "note": "Normal", "plain": "Normal"}[block.style]
        for part in block.text.split("\n"):
            run = word.add_paragraph(style=style).add_run(clean(part))
            if block.style == "note":
                run.font.size, run.font.color.rgb = Pt(9), RGBColor(0x5B, 0x66, 0x75)
    elif isinstance(block, Missing):
        run = word.add_paragraph().add_run(clean(f"Belum lengkap. {block.text} Isi di: {block.where}."))
        run.bold, run.font.color.rgb = True, RGBColor(0x9A, 0x62, 0x00)
    elif isinstance(block, Table):
        _table(word, block)
    else:
        _chart(word, block)


def _table(word: Word, block: Table) -> None:
    if block.title:
        word.add_paragraph().add_run(clean(block.title)).bold = True
    table = word.add_table(rows=1, cols=len(block.columns), style="Light Grid Accent 1")
    repeated = OxmlElement("w:tblHeader")
    repeated.set(qn("w:val"), "true")
    table.rows[0]._tr.get_or_add_trPr().append(repeated)
    for cell, column in zip(table.rows[0].cells, block.columns, strict=True):
        cell.text = clean(column.title)
    for place, row in enumerate(block.rows):
        cells = table.add_row().cells
        for cell, value, column in zip(cells, row, block.columns, strict=True):
            run = cell.paragraphs[0].add_run(clean(written(value)))
            run.font.size, run.bold = Pt(9), block.total and place == len(block.rows) - 1
            if column.number:
                cell.paragraphs[0].alignment = WD_ALIGN_PARAGRAPH.RIGHT
    word.add_paragraph(clean(block.note))


def _chart(word: Word, block: Chart) -> None:
    word.add_paragraph().add_run(clean(block.title)).bold = True
    word.add_picture(io.BytesIO(png(block)), width=Cm(15))
    if block.note:
        word.add_paragraph(clean(block.note))


def _signature(word: Word, document: Document) -> None:
    sign = document.signature
    lines = [
        sign.day,
        sign.office,
        "",
        "",
        sign.name or "(belum ditandatangani)",
        f"NIP {sign.nip}" if sign.nip else "",
    ]
    for text in lines:
        paragraph = word.add_paragraph(clean(text))
        paragraph.paragraph_format.left_indent, paragraph.paragraph_format.space_after = Cm(9), Pt(0)


def _footer(word: Word, document: Document) -> None:
    mark = f" · sidik data {document.sha256[:16]}" if document.sha256 else ""
    word.sections[0].footer.paragraphs[0].text = clean(f"{document.agency} · {document.subtitle}{mark}")
