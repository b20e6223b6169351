"""Part e: how often messages were shared, and how many were sent: posts and answers apart (15(3) e; C-REP3e)."""

from __future__ import annotations

from pendopo.regulation.days import MONTHS
from pendopo.report.book import Book, summed
from pendopo.report.document import Block, Chart, Column, Missing, Paragraph, Series, Table


def build(book: Book) -> list[Block]:
    """Account by account what left, and what the platforms say of sharing."""
    accounts = book.figures["accounts"]
    blocks: list[Block] = [*book.head("e")]
    bare = [one["name"] for one in accounts.values() if one["shares"] is None]
    if bare:
        what = f"Belum ada angka dibagikan (isi 0 bila platformnya tidak mengenalnya): {', '.join(bare)}."
        blocks.append(Missing(what, "Masukan › Angka akun", "/masukan/angka/"))
    rows = tuple(
        (one["name"], one["shares"], one["posts"], one["replies"], one["holding"]) for one in accounts.values()
    )
    columns = (
        Column("Akun", weight=3), Column("Dibagikan", number=True, weight=2), Column("Unggahan", number=True, weight=2),
        Column("Jawaban", number=True, weight=2), Column("Balasan sementara", number=True, weight=2),
    )  # fmt: skip
    blocks.append(summed(Table("Dibagikan dan terkirim", columns, rows)))
    posts, replies = (sum(one[name] for one in accounts.values()) for name in ("posts", "replies"))
    holding = sum(one["holding"] for one in accounts.values())
    blocks.append(
        Paragraph(
            f"Pesan terkirim seluruhnya {posts + replies + holding}: {posts} unggahan, {replies} jawaban, "
            f"{holding} balasan sementara. Yang dihitung hanya yang sungguh tampil di platform."
        )
    )
    names = tuple(name[:3] for name in MONTHS)
    blocks.append(
        Chart(
            "Terkirim tiap bulan",
            "lines",
            names,
            (Series("Unggahan", _monthly(book, "posts")), Series("Jawaban", _monthly(book, "replies"))),
        )
    )
    return blocks


def _monthly(book: Book, name: str) -> tuple[int, ...]:
    known = {one.month.month: one.figures["accounts"].values() for one in book.months}
    return tuple(sum(account[name] for account in known.get(number, ())) for number in range(1, 13))
