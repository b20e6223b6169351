"""A Document as PDF."""

from __future__ import annotations

from pathlib import Path

from pendopo.paper import BOX, printable, typeset
from pendopo.report.charts import svg
from pendopo.report.document import Chart, Document, plain, read

PAPER = Path(__file__).with_name("paper.typ")


def render(document: Document) -> bytes:
    """The PDF."""
    data = printable(plain(document))
    for block, fields in zip(read(data).blocks, data["blocks"], strict=True):
        if isinstance(block, Chart):
            fields["svg"], fields["width"] = svg(block), 90 if block.shape == "bars" else 100
    data["boxes"] = BOX in str(data)
    return typeset(PAPER, data)
