"""A Sheet as PDF."""

from __future__ import annotations

from pathlib import Path

from pendopo.paper import typeset
from pendopo.registry.papers.sheet import Sheet, plain

PAPER = Path(__file__).with_name("sheet.typ")


def render(sheet: Sheet) -> bytes:
    """The PDF."""
    return typeset(PAPER, plain(sheet))
