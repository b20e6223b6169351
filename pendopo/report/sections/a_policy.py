"""Part a: by which decrees, procedure, accounts, people and money the service is run (15(3) a; C-REP3a)."""

from __future__ import annotations

from django.db.models import Q

from pendopo.registry.means.queries import lines_of, totals
from pendopo.registry.means.rules import rupiah
from pendopo.registry.models import Appointment, Decree, OfficialAccount
from pendopo.registry.procedures.models import Procedure
from pendopo.registry.procedures.queries import in_force as procedures_in_force
from pendopo.registry.queries import in_force
from pendopo.regulation.days import day_name
from pendopo.report.book import Book, stated
from pendopo.report.document import Block, Column, Missing, Table


def build(book: Book) -> list[Block]:
    """Decrees in force at the end of the year, what they name, and what was written of procedure and budget."""
    decrees = list(Decree.objects.filter(in_force(book.last_day), agency=book.agency).select_related("signer__person"))
    blocks: list[Block] = [*book.head("a"), _decrees(book, decrees) if decrees else _no_decree(book)]
    blocks += _procedures(book)
    blocks += [_accounts(book), _people(book, decrees)]
    blocks += _budget(book)
    return blocks


def _procedures(book: Book) -> list[Block]:
    """Those in force at the end of the year; words only where the register has none."""
    held = Procedure.objects.filter(procedures_in_force(book.last_day), agency=book.agency)
    terms = book.profile.terms
    rows = tuple(
        (
            one.number, one.title, str(one.version), day_name(one.since) if one.since else "",
            one.signer.title if one.signer else one.set_by, day_name(one.reviewed_on) if one.reviewed_on else "",
        )
        for one in held.select_related("signer")
    )  # fmt: skip
    if not rows:
        lack = f"Belum ada {terms.procedure} ({terms.procedure_short}) yang disebut: nomor, tanggal, penetap."
        return list(stated(book, "procedure", lack))
    columns = (
        Column("Nomor", weight=2), Column("Judul", weight=3), Column("Versi"), Column("Berlaku sejak", weight=2),
        Column("Ditetapkan oleh", weight=2), Column("Ditinjau", weight=2),
    )  # fmt: skip
    said = list(stated(book, "procedure", "")) if book.words("procedure") else []
    return [Table(f"{terms.procedure} ({terms.procedure_short})", columns, rows), *said]


def _budget(book: Book) -> list[Block]:
    """The year's budget lines; words only where the register has none (Pasal 17)."""
    lines = lines_of(book.agency, book.year, book.last_day)
    if not lines:
        lack = f"Belum ada anggaran yang disebut ({book.profile.cost.budget_document}, Pasal 17)."
        return list(stated(book, "budget", lack))
    rows = [
        (one.cost.item, one.cost.sub_activity, one.cost.account_code, rupiah(one.cost.ceiling), rupiah(one.spent), f"{one.percent} %")
        for one in lines
    ]  # fmt: skip
    ceiling, spent = totals(lines)
    rows.append(("Jumlah", "", "", rupiah(ceiling), rupiah(spent), f"{round(100 * spent / ceiling)} %"))
    columns = (
        Column("Uraian", weight=3), Column("Sub kegiatan", weight=3), Column("Rekening", weight=3), Column("Pagu", weight=2),
        Column("Realisasi", weight=2), Column("Serapan"),
    )  # fmt: skip
    said = list(stated(book, "budget", "")) if book.words("budget") else []
    return [
        Table(f"{book.profile.cost.label}: {book.profile.cost.budget_document}", columns, tuple(rows), total=True),
        *said,
    ]


def _no_decree(book: Book) -> Missing:
    return Missing(
        f"Belum ada {book.profile.terms.decree} yang berlaku pada {day_name(book.last_day)}.", "Tata kelola › Keputusan"
    )


def _decrees(book: Book, decrees: list[Decree]) -> Table:
    rows = tuple(
        (
            one.number, one.about, day_name(one.since), day_name(one.until) if one.until else "tidak dibatasi",
            f"{one.signer.title}" if one.signer else "",
        )
        for one in decrees
    )  # fmt: skip
    columns = (
        Column("Nomor", weight=2), Column("Tentang", weight=3), Column("Berlaku sejak", weight=2),
        Column("Sampai", weight=2), Column("Ditandatangani", weight=2),
    )  # fmt: skip
    return Table(f"Keputusan yang berlaku pada {day_name(book.last_day)}", columns, rows)


def _accounts(book: Book) -> Table:
    official = Q(official_since__lte=book.last_day) & (Q(closed_on=None) | Q(closed_on__gt=book.last_day))
    accounts = OfficialAccount.objects.filter(official, agency=book.agency).order_by("name")
    kinds = {one.code: one.label for one in book.profile.account_types}
    verdicts = {"explicit": "disebut lampiran", "interpretation": "tafsir", "not_listed": "tidak disebut"}
    rows = tuple(
        (
            one.name, f"{book.profile.platform(one.platform).label} · {one.handle}",
            kinds.get(one.account_type, "di luar jenis"), verdicts.get(one.verdict, one.verdict),
            day_name(one.official_since) if one.official_since else "",
        )
        for one in accounts
    )  # fmt: skip
    columns = (
        Column("Akun", weight=2), Column("Platform dan alamat", weight=3), Column("Jenis", weight=2),
        Column("Dasar jenis", weight=2), Column("Resmi sejak", weight=2),
    )  # fmt: skip
    return Table("Akun resmi", columns, rows)


def _people(book: Book, decrees: list[Decree]) -> Table:
    terms = book.profile.terms
    duty = {Appointment.Duty.OFFICER.value: terms.officer, Appointment.Duty.OFFICIAL.value: terms.official}
    named = (
        Appointment.objects.filter(decree__in=decrees)
        .filter(Q(ended_on=None) | Q(ended_on__gt=book.last_day))
        .select_related("person", "decree", "account")
        .order_by("duty", "person__name")
    )
    rows = tuple(
        (
            one.person.name, one.position, duty[one.duty], one.account.name if one.account else "semua akun",
            one.decree.number,
        )
        for one in named
    )  # fmt: skip
    columns = (
        Column("Nama", weight=3), Column("Jabatan", weight=3), Column("Sebagai", weight=2), Column("Untuk", weight=2),
        Column("Keputusan", weight=2),
    )  # fmt: skip
    return Table(f"{terms.officer} dan {terms.official.lower()}", columns, rows)
