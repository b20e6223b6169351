"""An official paper (naskah dinas) as plain data: letterhead, headings, clauses, tables, signatures. Renderers only draw it.

It shares nothing with the report's Document but the idea: a decree has hanging considerations, clauses and annexes, a report
has headings and charts. So it stands here, below the report, and nothing had to move.
"""

from __future__ import annotations

from dataclasses import asdict, dataclass
from typing import Any, Literal

Size = Literal["a4", "f4"]
# Width and height in millimetres; decrees are printed on F4 in most town halls.
SIZES: dict[str, tuple[int, int]] = {"a4": (210, 297), "f4": (215, 330)}


@dataclass(frozen=True)
class Letterhead:
    """The head of the first page. `crest` is a PNG."""

    government: str
    agency: str
    lines: tuple[str, ...] = ()
    crest: bytes = b""


@dataclass(frozen=True)
class Centred:
    """Bold lines in the middle; an empty one is a gap."""

    lines: tuple[str, ...]
    bold: bool = True
    kind: Literal["centred"] = "centred"


@dataclass(frozen=True)
class Points:
    """A word at the margin ("Menimbang"), then points that hang under each other: a. b. c. or 1. 2. 3."""

    label: str
    marks: Literal["letters", "numbers", "none"]
    items: tuple[str, ...]
    kind: Literal["points"] = "points"


@dataclass(frozen=True)
class Paragraph:
    text: str
    kind: Literal["paragraph"] = "paragraph"


@dataclass(frozen=True)
class Facts:
    """Name and value under each other: "Nama : …"."""

    rows: tuple[tuple[str, str], ...]
    kind: Literal["facts"] = "facts"


@dataclass(frozen=True)
class Column:
    title: str
    weight: int = 1


@dataclass(frozen=True)
class Table:
    columns: tuple[Column, ...]
    rows: tuple[tuple[str, ...], ...]
    kind: Literal["table"] = "table"


@dataclass(frozen=True)
class Signature:
    """Lines above (place, date, office), the person below them."""

    above: tuple[str, ...]
    name: str
    nip: str = ""
    office_line: str = ""


@dataclass(frozen=True)
class Signatures:
    """One signature stands at the right, two stand side by side."""

    signs: tuple[Signature, ...]
    kind: Literal["signatures"] = "signatures"


@dataclass(frozen=True)
class Annex:
    """A new page with its own head: "LAMPIRAN I", and to which paper it belongs."""

    title: str
    lines: tuple[str, ...]
    heading: str
    kind: Literal["annex"] = "annex"


Block = Centred | Points | Paragraph | Facts | Table | Signatures | Annex


@dataclass(frozen=True)
class Sheet:
    """The whole paper. `name` is what its file and footer are called."""

    name: str
    author: str
    letterhead: Letterhead
    blocks: tuple[Block, ...]
    size: Size = "f4"
    footer: str = ""


def letter(place: int) -> str:
    """a, b … z, aa, ab …"""
    text = ""
    while place >= 0:
        place, rest = divmod(place, 26)
        text, place = chr(ord("a") + rest) + text, place - 1
    return text


def marked(points: Points) -> list[tuple[str, str]]:
    """Each point with its mark."""
    marks = {
        "letters": [f"{letter(place)}." for place in range(len(points.items))],
        "numbers": [f"{place + 1}." for place in range(len(points.items))],
        "none": [""] * len(points.items),
    }[points.marks]
    return list(zip(marks, points.items, strict=True))


def plain(sheet: Sheet) -> dict[str, Any]:
    """The paper as JSON data, marks written out, the crest as numbers."""
    data = asdict(sheet)
    data["letterhead"]["crest"] = list(sheet.letterhead.crest)
    data["width"], data["height"] = SIZES[sheet.size]
    for block, fields in zip(sheet.blocks, data["blocks"], strict=True):
        if isinstance(block, Points):
            fields["items"] = [{"mark": mark, "text": text} for mark, text in marked(block)]
    return data
