"""Part c: what was told, by category (Pasal 10), purpose (Pasal 5) and form (15(3) c; C-REP3c)."""

from __future__ import annotations

from pendopo.regulation.days import MONTHS
from pendopo.report.book import Book, shares, stated, summed
from pendopo.report.document import Block, Chart, Column, Paragraph, Series, Table

TWO = (Column("", weight=4), Column("Pesan", number=True))


def build(book: Book) -> list[Block]:
    """Three countings of the same messages, which add up to the same number, and the months."""
    told = book.figures["messages"]
    blocks: list[Block] = [*book.head("c"), Paragraph(_sentence(book))]
    if told["published"]:
        kinds = {one.code: one.label for one in book.profile.message_categories}
        levels = {
            f"{one.code}/{level}": f"{one.label} {level}"
            for one in book.profile.message_categories
            for level in one.levels
        }
        purposes = {one.code: one.label for one in book.profile.purposes}
        blocks += [
            _table("Menurut kategori (Pasal 10)", "Kategori", shares(told["by_category"], kinds | levels, "lainnya")),
            _table("Menurut tujuan (Pasal 5)", "Tujuan", shares(told["by_purpose"], purposes, "lainnya")),
            _table("Menurut bentuk", "Bentuk", shares(told["by_form"], {}, "lainnya")),
            Chart(
                "Pesan terbit tiap bulan", "columns", tuple(name[:3] for name in MONTHS),
                (Series("Pesan", book.by_month("messages", "published")),),
            ),
        ]  # fmt: skip
    blocks += stated(book, "content", "Belum ada pembahasan isi pesan: apa yang paling banyak disampaikan dan mengapa.")
    return blocks


def _sentence(book: Book) -> str:
    told = book.figures["messages"]
    posts = sum(one["posts"] for one in book.figures["accounts"].values())
    if not told["published"]:
        return f"Tidak ada pesan yang terbit melalui Pendopo selama {book.name}."
    return f"Selama {book.name} terbit {told['published']} pesan, menjadi {posts} unggahan di akun-akun resmi."


def _table(title: str, name: str, rows: list[tuple[str, int]]) -> Table:
    return summed(Table(title, (Column(name, weight=4), TWO[1]), tuple(rows)))
