"""Part d: what people said, by kind, topic and tone, and how it was answered (15(3) d; C-REP3d)."""

from __future__ import annotations

from datetime import timedelta

from pendopo.insight.queries import themes
from pendopo.insight.topics import LABELS, topic_name
from pendopo.language.personal import mask
from pendopo.regulation.days import MONTHS
from pendopo.report.book import Book, shares, stated, summed
from pendopo.report.document import Block, Chart, Column, Paragraph, Series, Table


def build(book: Book) -> list[Block]:
    """Three countings of the same items, the months, the service, and examples without names or numbers."""
    received = book.figures["received"]
    blocks: list[Block] = [*book.head("d"), Paragraph(_sentence(book))]
    if received["items"]:
        kinds = {one.code: one.label for one in book.profile.input_kinds}
        by_kind = shares(received["by_kind"], kinds, "belum ditentukan")
        blocks += [
            _table("Menurut jenis", "Jenis masukan", by_kind),
            Chart(
                "Masukan menurut jenis", "bars", tuple(name for name, _ in by_kind),
                (Series("Masukan", tuple(number for _, number in by_kind)),),
            ),
            _topics(book),
            _table("Menurut nada", "Nada", shares(received["by_tone"], {}, "belum dinilai")),
            Chart(
                "Masukan tiap bulan", "columns", tuple(name[:3] for name in MONTHS),
                (Series("Masukan", book.by_month("received", "items")),),
            ),
        ]  # fmt: skip
        blocks += _examples(book)
    blocks += stated(book, "comments", "Belum ada pembahasan masukan: apa yang dikatakan warga dan apa artinya.")
    return blocks


def _sentence(book: Book) -> str:
    received, answered = book.figures["received"], book.figures["answered"]
    if not received["items"]:
        return f"Tidak ada masukan yang tercatat selama {book.name}."
    first = answered["t1_median_seconds"]
    exits = sum(answered["exits"].values())
    return (
        f"Selama {book.name} diterima {received['items']} masukan dalam {received['cases']} percakapan; "
        f"{answered['cases']} percakapan dijawab"
        + (f", {exits} dilanjutkan ke PPID atau SP4N-LAPOR!" if exits else "")
        + (f", {answered['noise']} ditandai spam" if answered["noise"] else "")
        + "."
        + (f" Separuh jawaban pertama terkirim dalam {lasting(first)} atau lebih cepat." if first is not None else "")
    )


def lasting(seconds: int) -> str:
    """ "2 hari 3 jam", "3 jam 20 menit", "45 detik" """
    length = timedelta(seconds=seconds)
    hours, minutes = length.seconds // 3600, length.seconds % 3600 // 60
    parts = [(length.days, "hari"), (hours, "jam"), (minutes, "menit")]
    named = [f"{number} {name}" for number, name in parts if number]
    return " ".join(named[:2]) or f"{seconds} detik"


def _table(title: str, name: str, rows: list[tuple[str, int]]) -> Table:
    return summed(Table(title, (Column(name, weight=4), Column("Masukan", number=True)), tuple(rows)))


def _topics(book: Book) -> Table:
    rows = shares(book.figures["received"]["by_topic"], LABELS, "belum bertopik")
    rest = sum(number for _, number in rows[12:])
    shown = rows[:12] + ([("topik lain", rest)] if rest else [])
    return _table("Menurut topik", "Topik", shown)


def _examples(book: Book) -> list[Block]:
    since, until = book.term.span(book.agency.government.zone)
    found = [theme for theme in themes([book.agency], since, until, 5) if theme.topic]
    return [
        Paragraph(f"{topic_name(theme.topic)}: “{mask(' '.join(case.excerpt.split()))}”", "quote")
        for theme in found
        for case in theme.examples[:1]
    ]
