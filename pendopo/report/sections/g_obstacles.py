"""Part g: what stood in the way, from outside and inside, or the statement that nothing did (15(3) g; C-REP3g)."""

from __future__ import annotations

from pendopo.insight.models import Obstacle
from pendopo.insight.rules import day_name
from pendopo.report.book import Book
from pendopo.report.document import Block, Column, Heading, Missing, Paragraph, Table

ORIGINS = (("external", "eksternal"), ("internal", "internal"))


def build(book: Book) -> list[Block]:
    """The log of the year by origin."""
    blocks: list[Block] = [*book.head("g")]
    for origin, name in ORIGINS:
        rows = tuple(
            (day_name(one.on), one.text)
            for one in Obstacle.objects.filter(agency=book.agency, origin=origin, on__year=book.year).order_by("on")
        )
        blocks.append(Heading(f"Kendala {name}", 2))
        if rows:
            blocks.append(Table("", (Column("Tanggal"), Column("Kendala", weight=4)), rows))
        elif book.words(f"no_{origin}"):
            blocks.append(Paragraph(f"Tidak ada kendala {name}: {book.words(f'no_{origin}')}"))
        else:
            blocks.append(
                Missing(
                    f"Belum ada kendala {name}, atau pernyataan bahwa tidak ada.",
                    "Masukan › Kendala",
                    "/masukan/kendala/",
                )
            )
    return blocks
