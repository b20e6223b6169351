"""Part f: messages forwarded, in both readings: reposted by the public (f1), referred to another agency (f2) (C-REP3f)."""

from __future__ import annotations

from pendopo.report.book import Book, summed
from pendopo.report.document import Block, Chart, Column, Missing, Paragraph, Series, Table

HEADINGS = (
    ("in_time", "dijawab dalam {hours} jam"),
    ("late", "dijawab sesudah {hours} jam"),
    ("late_open", "lewat {hours} jam, belum dijawab"),
    ("open", "masih dalam {hours} jam"),
    ("misrouted", "salah alamat"),
    ("withdrawn", "ditarik"),
    ("outside", "ke luar pemerintah daerah (tanpa batas waktu)"),
)


def build(book: Book) -> list[Block]:
    """Both readings side by side; which one is the headline is the profile's."""
    clock = book.profile.clock("T2")
    accounts, hops = book.figures["accounts"], book.figures["referrals"]
    blocks: list[Block] = [*book.head("f")]
    bare = [one["name"] for one in accounts.values() if one["reposts"] is None]
    if bare:
        what = f"Belum ada angka diunggah ulang (isi 0 bila platformnya tidak mengenalnya): {', '.join(bare)}."
        blocks.append(Missing(what, "Masukan › Angka akun", "/masukan/angka/"))
    reposts = sum(one["reposts"] or 0 for one in accounts.values())
    blocks.append(Paragraph(_sentence(book.profile.report.forwarded_headline, reposts, hops["sent"])))
    columns = (Column("f1. Akun", weight=4), Column("Diunggah ulang", number=True, weight=2))
    rows = tuple((one["name"], one["reposts"]) for one in accounts.values())
    blocks.append(summed(Table("f1. Diunggah ulang oleh khalayak", columns, rows)))
    shown = tuple((label.format(hours=clock.hours), hops[name]) for name, label in HEADINGS)
    blocks.append(
        summed(
            Table("f2. Dirujuk ke instansi lain", (Column("Keadaan", weight=4), Column("Rujukan", number=True)), shown)
        )
    )
    if hops["sent"]:
        seen = [(label, number) for label, number in shown if isinstance(number, int) and number]
        blocks.append(
            Chart(
                f"Rujukan dan batas {clock.hours} jam ({clock.reference})",
                "bars",
                tuple(label for label, _ in seen),
                (Series("Rujukan", tuple(number for _, number in seen)),),
            )
        )
    inside = book.figures["referrals_in"]
    blocks.append(
        Paragraph(
            f"Sebaliknya, {inside['sent']} rujukan datang dari instansi lain: {inside['in_time']} dijawab dalam {clock.hours} jam, "
            f"{inside['late'] + inside['late_open']} terlambat."
        )
    )
    return blocks


def _sentence(headline: str, reposts: int, referrals: int) -> str:
    first = f"{reposts} kali diunggah ulang oleh khalayak"
    second = f"{referrals} kali dirujuk ke instansi lain"
    if headline == "reposts":
        return f"Pesan diteruskan: {first} (bacaan utama); {second}."
    if headline == "referrals":
        return f"Pesan diteruskan: {second} (bacaan utama); {first}."
    return f"Pesan diteruskan, dua bacaan berdampingan: {first} (f1) dan {second} (f2)."
