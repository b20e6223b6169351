"""The annex: the closed months with their hashes, what arrived after they were closed, and how things were counted."""

from __future__ import annotations

from pendopo.regulation.days import month_name
from pendopo.report.book import Book, months_named
from pendopo.report.document import Block, Column, Heading, Missing, Paragraph, Table

COLUMNS = (
    Column("Bulan", weight=3), Column("Masukan", number=True, weight=2), Column("Dijawab", number=True, weight=2),
    Column("Rujukan", number=True, weight=2), Column("Pesan terbit", number=True, weight=2),
    Column("Sidik data", weight=3),
)  # fmt: skip
PATHS = (("received", "items"), ("answered", "cases"), ("referrals", "sent"), ("messages", "published"))


def build(book: Book) -> list[Block]:
    """One row a month, a row for what came late, and the sum that equals the year counted from the rows."""
    blocks: list[Block] = [Heading("Lampiran. Penutupan bulanan")]
    if book.unclosed:
        blocks.append(
            Missing(
                f"Belum ditutup dan ditandatangani: {months_named(book.unclosed)}.",
                "Laporan › Tutup bulan",
                "/masukan/bulan/",
            )
        )
    rows = [(month_name(one.month), *(one.figures[a][b] for a, b in PATHS), one.sha256[:16]) for one in book.months]
    late = tuple(book.figures[a][b] - sum(one.figures[a][b] for one in book.months) for a, b in PATHS)
    if any(late):
        rows.append(("tercatat sesudah bulannya ditutup", *late, ""))
    total = ("Jumlah", *(book.figures[a][b] for a, b in PATHS), "")
    blocks.append(Table("", COLUMNS, (*rows, total), total=True))
    blocks.append(
        Paragraph(
            "Setiap angka dihitung dari catatan kejadian di Pendopo menurut batasan yang tertulis dalam penjelasan angka; "
            "sidik data (SHA-256) membuktikan bahwa angka bulan itu tidak berubah sejak ditutup. "
            f"Saat penghitungan: {book.cut.astimezone(book.profile.tzinfo()):%d-%m-%Y %H.%M}.",
            "note",
        )
    )
    return blocks
