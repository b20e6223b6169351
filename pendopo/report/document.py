"""A document as plain data: headings, paragraphs, tables, charts, and what is still missing. Renderers only draw it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass, field
from typing import Any, Literal

Cell = str | int | None


@dataclass(frozen=True)
class Heading:
    text: str
    level: Literal[1, 2] = 1
    kind: Literal["heading"] = "heading"


@dataclass(frozen=True)
class Paragraph:
    """`note` is small print (a definition, a source), `quote` somebody's own words."""

    text: str
    style: Literal["plain", "note", "quote"] = "plain"
    kind: Literal["paragraph"] = "paragraph"


@dataclass(frozen=True)
class Missing:
    """A part that the regulation asks for and that isn't there yet, and where to fill it in."""

    text: str
    where: str
    link: str = ""
    kind: Literal["missing"] = "missing"


@dataclass(frozen=True)
class Column:
    """`weight` is how wide it is beside the others."""

    title: str
    number: bool = False
    weight: int = 1


@dataclass(frozen=True)
class Table:
    """Rows of text and whole numbers; None is shown as "tidak diketahui". With `total` the last row is a sum."""

    title: str
    columns: tuple[Column, ...]
    rows: tuple[tuple[Cell, ...], ...]
    total: bool = False
    note: str = ""
    kind: Literal["table"] = "table"


@dataclass(frozen=True)
class Series:
    name: str
    values: tuple[int, ...]


@dataclass(frozen=True)
class Chart:
    """Bars for things side by side, lines for months."""

    title: str
    shape: Literal["bars", "columns", "lines"]
    labels: tuple[str, ...]
    series: tuple[Series, ...]
    note: str = ""
    kind: Literal["chart"] = "chart"


Block = Heading | Paragraph | Missing | Table | Chart


@dataclass(frozen=True)
class Signature:
    """Who signs: the office as it is called, the person, and the NIP. Empty while it is a draft."""

    office: str
    name: str
    nip: str = ""
    day: str = ""


@dataclass(frozen=True)
class Document:
    """A whole paper: letterhead, title, whom it goes to, blocks, signature."""

    government: str
    agency: str
    title: str
    subtitle: str
    addressed: str
    copies: tuple[str, ...]
    blocks: tuple[Block, ...]
    signature: Signature
    contact: str = ""
    draft: bool = True
    sha256: str = field(default="", compare=False)


KINDS: dict[str, type[Any]] = {
    "heading": Heading, "paragraph": Paragraph, "missing": Missing, "table": Table, "chart": Chart,
}  # fmt: skip


def missing(blocks: Sequence[Block]) -> list[Missing]:
    """What a document still lacks."""
    return [block for block in blocks if isinstance(block, Missing)]


def plain(document: Document) -> dict[str, Any]:
    """The document as JSON data."""
    return asdict(document)


def read(data: Mapping[str, Any]) -> Document:
    """The document that `plain` wrote."""
    fields = dict(data)
    fields["blocks"] = tuple(_block(one) for one in data["blocks"])
    fields["copies"] = tuple(data["copies"])
    fields["signature"] = Signature(**data["signature"])
    return Document(**fields)


def _block(data: Mapping[str, Any]) -> Block:
    fields = dict(data)
    if fields["kind"] == "table":
        fields["columns"] = tuple(Column(**one) for one in fields["columns"])
        fields["rows"] = tuple(tuple(row) for row in fields["rows"])
    if fields["kind"] == "chart":
        fields["labels"] = tuple(fields["labels"])
        fields["series"] = tuple(Series(one["name"], tuple(one["values"])) for one in fields["series"])
    block: Block = KINDS[fields["kind"]](**fields)
    return block


def numbers(document: Document) -> Iterator[int]:
    """Every number that the document's tables and charts print."""
    for block in document.blocks:
        if isinstance(block, Table):
            yield from (cell for row in block.rows for cell in row if isinstance(cell, int))
        elif isinstance(block, Chart):
            yield from (value for one in block.series for value in one.values)


def written(cell: Cell) -> str:
    """A cell as it is printed: 1234 → "1.234", None → "tidak diketahui"."""
    if cell is None:
        return "tidak diketahui"
    return f"{cell:,}".replace(",", ".") if isinstance(cell, int) else cell
