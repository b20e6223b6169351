"""A report is built and printed whatever people wrote in it, and its archive form stays one."""

from __future__ import annotations

import io

import docx as word
import pytest
from pypdf import PdfReader

from pendopo.paper import clean, printable
from pendopo.report import docx, pdf, xlsx
from pendopo.report.document import (
    Chart,
    Column,
    Document,
    Heading,
    Missing,
    Paragraph,
    Series,
    Signature,
    Table,
)

pytestmark = pytest.mark.django_db


# What people write in titles and quotes, and how much of it is a sign that no font of the paper has.
STRANGE = (
    "Terima kasih 🙏👨‍👩‍👧 🇮🇩",
    "1️⃣ KTP ❤️",
    "السلام عليكم",
    "你好世界",
    "ꦲꦏ꧀ꦱꦫ",
    "a\x00b\x1b",
    "\ud83d setengah",
    "𝔸" * 90,
)


@pytest.mark.parametrize("text", STRANGE, ids=[str(n) for n in range(len(STRANGE))])
def test_a_report_with_signs_that_no_font_has_is_still_built_and_fit_for_the_archive(text: str) -> None:
    blocks = (
        Heading(text), Paragraph(text, "quote"), Missing(text, text), Table(text, (Column(text),), ((text,),), note=text),
        Chart(text, "bars", (text * 3, "b"), (Series(text, (1, 2)),)), Chart(text, "lines", (text,), (Series(text, (1,)),)),
    )  # fmt: skip
    paper = Document(text, text, text, text, text, (text,), blocks, Signature(text, text))
    made = pdf.render(paper)
    assert b"pdfaid" in made
    shown = "".join(page.extract_text() for page in PdfReader(io.BytesIO(made)).pages)
    boxed = "□" in printable(text) or "𝔸" in text  # a chart has no letters beyond the first 65,536
    assert ("□ berdiri di tempat tanda" in shown) == boxed
    words = "".join(one.text for one in word.Document(io.BytesIO(docx.render(paper))).paragraphs)
    assert clean(text) in words
    xlsx.render(paper)


def test_what_the_fonts_have_is_printed_as_it_was_written() -> None:
    for kept in ("KTP-el “gratis” – 100 %", "❤", "Ḥaḍramaut", "السلام", "Ω ≥ ½"):
        assert printable({"a": [kept]}) == {"a": [kept]}
    assert printable("1️⃣ 👨‍👩‍👧 你") == "1 □ □"
