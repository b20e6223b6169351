"""A Sheet as PDF, typeset by Typst with the fonts that it carries itself: the same on every machine."""

from __future__ import annotations

import json
from pathlib import Path
from typing import TYPE_CHECKING, Literal

from pendopo.later import later
from pendopo.registry.papers.sheet import Sheet, plain

if TYPE_CHECKING:
    import typst
else:
    typst = later("typst")

PAPER = Path(__file__).with_name("sheet.typ")


def render(sheet: Sheet) -> bytes:
    """The PDF: PDF/A-2b, fit for the archive; a letter that the fonts lack is drawn as a box, and then it is a plain PDF."""
    try:
        return _typeset(sheet, "a-2b")
    except typst.TypstError:
        return _typeset(sheet, "1.7")


def _typeset(sheet: Sheet, standard: Literal["a-2b", "1.7"]) -> bytes:
    return bytes(
        typst.compile(
            PAPER.read_bytes(), sys_inputs={"document": json.dumps(plain(sheet))}, ignore_system_fonts=True,
            format="pdf", pdf_standards=[standard],
        )
    )  # fmt: skip
