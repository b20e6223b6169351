"""Part g: what stood in the way, from outside and inside, or the statement that nothing did (15(3) g; C-REP3g)."""

from __future__ import annotations

from datetime import timedelta

from pendopo.insight.models import Obstacle
from pendopo.registry.means.queries import devices_of, outages_between, share_of
from pendopo.regulation.days import day_name
from pendopo.report.book import Book
from pendopo.report.document import Block, Column, Heading, Missing, Paragraph, Table

ORIGINS = (("external", "eksternal"), ("internal", "internal"))


def build(book: Book) -> list[Block]:
    """The log of the year by origin."""
    blocks: list[Block] = [*book.head("g")]
    for origin, name in ORIGINS:
        rows = tuple(
            (day_name(one.on), one.text)
            for one in Obstacle.objects.filter(
                agency=book.agency, origin=origin, on__range=(book.term.first_day, book.term.last_day)
            ).order_by("on")
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
    return [*blocks, *_means(book)]


def _means(book: Book) -> list[Block]:
    """The state of devices and the outages of the year (Pasal 14), where they were recorded."""
    devices = list(devices_of(book.agency, book.year))
    outages = list(outages_between(book.agency, *book.term.span(book.agency.government.zone)).order_by("started_at"))
    if not devices and not outages:
        return []
    blocks: list[Block] = [Heading("Sarana dan gangguan", 2)]
    if devices:
        share = share_of(devices)
        blocks.append(
            Paragraph(f"{share.personal} dari {share.whole} perangkat yang dipakai adalah milik pribadi petugas.")
        )
    zone = book.profile.tzinfo()
    rows = tuple(
        (
            str(one.get_what_display()), day_name(one.started_at.astimezone(zone).date()),
            span(one.ended_at - one.started_at) if one.ended_at else "belum pulih", one.note,
        )
        for one in outages
    )  # fmt: skip
    if rows:
        columns = (
            Column("Gangguan", weight=2),
            Column("Mulai", weight=2),
            Column("Lamanya", weight=2),
            Column("Catatan", weight=4),
        )
        blocks.append(Table("", columns, rows))
    return blocks


def span(length: timedelta) -> str:
    """How long it lasted, in days and hours or hours and minutes."""
    minutes = int(length.total_seconds()) // 60
    days, hours = minutes // 1440, minutes % 1440 // 60
    if days:
        return f"{days} hari {hours} jam" if hours else f"{days} hari"
    return f"{hours} jam {minutes % 60} menit" if hours else f"{minutes % 60} menit"
