"""A Document as PDF, typeset by Typst with the fonts that it carries itself: the same on every machine."""

from __future__ import annotations

import json
from pathlib import Path
from typing import TYPE_CHECKING

from pendopo.later import later
from pendopo.report.charts import svg
from pendopo.report.document import Chart, Document, plain

if TYPE_CHECKING:
    import typst
else:
    typst = later("typst")

PAPER = Path(__file__).with_name("paper.typ")


def render(document: Document) -> bytes:
    """The PDF (PDF/A-2b, fit for the archive)."""
    data = plain(document)
    data["sha256"] = document.sha256
    for block, fields in zip(document.blocks, data["blocks"], strict=True):
        if isinstance(block, Chart):
            fields["svg"], fields["width"] = svg(block), 90 if block.shape == "bars" else 100
    return bytes(
        typst.compile(
            PAPER.read_bytes(),
            sys_inputs={"document": json.dumps(data)},
            ignore_system_fonts=True,
            format="pdf",
            pdf_standards=["a-2b"],
        )
    )
