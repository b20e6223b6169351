"""Part h: what is recommended, what came of it, and the plan of next year (15(3) h; C-REP3h)."""

from __future__ import annotations

from pendopo.insight.models import Recommendation
from pendopo.regulation.days import day_name
from pendopo.report.book import Book
from pendopo.report.document import Block, Column, Heading, Missing, Paragraph, Table
from pendopo.report.models import PlanItem


def build(book: Book) -> list[Block]:
    """The year's recommendations with their decision and result, then the rows of the plan."""
    since, until = book.term.span(book.agency.government.zone)
    made = Recommendation.objects.filter(agency=book.agency, created_at__gte=since, created_at__lt=until)
    rows = tuple(
        (one.text, one.addressee, day_name(one.due), one.get_state_display(), one.result or one.decided_because)
        for one in made.order_by("created_at", "pk")
    )
    columns = (
        Column("Rekomendasi", weight=4), Column("Kepada", weight=2), Column("Tenggat", weight=2),
        Column("Keadaan", weight=2), Column("Keputusan dan hasil", weight=3),
    )  # fmt: skip
    blocks: list[Block] = [*book.head("h"), Heading("Rekomendasi", 2)]
    blocks.append(
        Table("", columns, rows) if rows else Paragraph(f"Tidak ada rekomendasi yang diajukan selama {book.name}.")
    )
    blocks.append(Heading(f"Rencana tindak lanjut {book.term.plan_year}", 2))
    plan = PlanItem.objects.filter(agency=book.agency, year=book.term.plan_year).exclude(owner="")
    if plan:
        shown = tuple((one.action, one.owner, day_name(one.due), one.indicator) for one in plan)
        heads = (
            Column("Tindakan", weight=4), Column("Penanggung jawab", weight=2), Column("Tenggat", weight=2),
            Column("Ukuran keberhasilan", weight=3),
        )  # fmt: skip
        blocks.append(Table("", heads, shown))
    else:
        blocks.append(
            Missing(
                f"Belum ada baris rencana {book.term.plan_year} dengan penanggung jawab dan tenggat.",
                "Laporan tahunan › Rencana tindak lanjut",
                "#rencana",
            )
        )
    return blocks
