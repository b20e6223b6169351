"""Part b: how many people follow and were served, each number with source and date (15(3) b; C-REP3b)."""

from __future__ import annotations

from datetime import date

from pendopo.insight.figures import Figures
from pendopo.regulation.days import day_name
from pendopo.report.book import Book
from pendopo.report.document import Block, Chart, Column, Missing, Paragraph, Series, Table


def build(book: Book) -> list[Block]:
    """Followers of each account at the end of the year and before it, visitors, reach, and people served."""
    accounts = book.figures["accounts"].values()
    blocks: list[Block] = [*book.head("b")]
    bare = [one["name"] for one in accounts if one["visitors"] is None and not _fresh(one, book)]
    if bare:
        blocks.append(
            Missing(
                f"Belum ada jumlah pengikut atau pengunjung selama {book.name}: {', '.join(bare)}.",
                "Masukan › Angka akun",
                "/masukan/angka/",
            )
        )
    blocks.append(_table(book))
    followed = [one for one in accounts if one["followers"]]
    if followed:
        blocks.append(
            Chart(
                f"Pengikut tiap akun, akhir {book.name}",
                "bars",
                tuple(one["name"] for one in followed),
                (Series("Pengikut", tuple(one["followers"]["value"] for one in followed)),),
            )
        )
    received, answered = book.figures["received"], book.figures["answered"]
    blocks.append(
        Paragraph(
            f"Selama {book.name}, {received['people']} orang berbeda menyampaikan masukan melalui akun di atas dan "
            f"{answered['people']} di antaranya sudah dijawab. Satu orang dihitung satu kali tiap platform."
        )
    )
    return blocks


def _fresh(account: Figures, book: Book) -> bool:
    """Were its followers counted in the reported time itself?"""
    followers = account["followers"]
    return bool(followers) and date.fromisoformat(followers["on"]) >= book.term.first_day


def _table(book: Book) -> Table:
    rows = []
    for one in book.figures["accounts"].values():
        now, before = one["followers"], one["followers_before"]
        rows.append((
            one["name"], now["value"] if now else None, before["value"] if before else None,
            now["value"] - before["value"] if now and before else None, one["visitors"], one["reach"],
            f"{now['source']}, {day_name(date.fromisoformat(now['on']))}" if now else "",
        ))  # fmt: skip
    columns = (
        Column("Akun", weight=5), Column("Pengikut", number=True, weight=3), Column("Sebelumnya", number=True, weight=3),
        Column("Perubahan", number=True, weight=4), Column("Pengunjung", number=True, weight=4),
        Column("Jangkauan", number=True, weight=4), Column("Sumber dan tanggal", weight=5),
    )  # fmt: skip
    return Table("Khalayak tiap akun", columns, tuple(rows))
