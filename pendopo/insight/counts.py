"""Counts from a CSV or XLSX file: every row is read and judged first; nothing is entered unless all of it is sound."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

from django.db import transaction

from pendopo.insight.actions import InsightRefused, count
from pendopo.insight.models import Count
from pendopo.people.models import Person
from pendopo.registry.models import OfficialAccount
from pendopo.tables.reading import BadTable, as_text, first_sheet, named
from pendopo.tables.writing import as_csv

COLUMNS = ("akun", "nama", "tanggal", "jumlah", "sumber")
MOST_ROWS = 5000


@dataclass(frozen=True)
class Row:
    """One line of the file, read; `problem` says why it can't be taken."""

    line: int
    account: OfficialAccount | None
    name: str
    on: date | None
    value: int | None
    source: str
    problem: str = ""

    @property
    def named(self) -> str:
        """What is counted, as people call it."""
        return str(Count.Name(self.name).label) if self.name else ""


def read(name: str, content: bytes, accounts: Sequence[OfficialAccount]) -> tuple[list[Row], str]:
    """The rows of a file with the columns akun, nama, tanggal, jumlah, sumber; and the same as CSV, to be sent again."""
    sheet = first_sheet(name, content, most=MOST_ROWS)
    places = sheet.places({column: {column} for column in COLUMNS})
    missing = [column for column in COLUMNS if column not in places]
    if missing:
        raise BadTable(f"Kolom yang tidak ada di baris pertama: {', '.join(missing)}.")
    by_name = {key.lower(): one for one in accounts for key in (one.handle, one.name, one.url)}
    cells = [
        (number, {key: as_text(cell) for key, cell in named(places, row).items()}) for number, row in sheet.filled()
    ]
    text = as_csv([COLUMNS, *([cell[key] for key in COLUMNS] for _number, cell in cells)]).decode()
    return [_row(number, cell, by_name) for number, cell in cells], text


def _row(line: int, cell: dict[str, str], accounts: dict[str, OfficialAccount]) -> Row:
    account, on, value = accounts.get(cell["akun"].lower()), _day(cell["tanggal"]), _number(cell["jumlah"])
    labels = {str(label).lower(): code for code, label in Count.Name.choices} | {
        code: code for code in Count.Name.values
    }
    name = labels.get(cell["nama"].lower(), "")
    problem = next(
        (
            sentence
            for bad, sentence in (
                (account is None, f"akun «{cell['akun'][:40]}» tidak dikenal"),
                (not name, f"nama «{cell['nama'][:40]}» bukan salah satu hitungan"),
                (on is None, f"tanggal «{cell['tanggal'][:20]}» tidak terbaca, tulis 2026-10-31 atau 31/10/2026"),
                (value is None, f"jumlah «{cell['jumlah'][:20]}» bukan bilangan bulat"),
                (not cell["sumber"], "sumber kosong"),
            )
            if bad
        ),
        "",
    )
    return Row(line, account, name, on, value, cell["sumber"], problem)


def _day(text: str) -> date | None:
    for form in ("%Y-%m-%d", "%d/%m/%Y", "%d-%m-%Y"):
        try:
            return datetime.strptime(text, form).date()  # noqa: DTZ007 - a day has no zone
        except ValueError:
            continue
    return None


def _number(text: str) -> int | None:
    whole = re.fullmatch(r"[0-9]{1,15}|[0-9]{1,3}([. ][0-9]{3}){1,4}", text)
    return int(re.sub(r"\D", "", text)) if whole else None


@transaction.atomic
def enter(rows: Sequence[Row], *, by: Person, at: datetime | None = None) -> int:
    """Enter all rows, or none."""
    bad = [f"baris {row.line}: {row.problem}" for row in rows if row.problem]
    if bad or not rows:
        raise InsightRefused("; ".join(bad[:10]) or "Berkas ini tidak memuat satu baris pun.")
    for row in rows:
        if row.account is not None and row.on is not None and row.value is not None:
            count(account=row.account, name=row.name, on=row.on, value=row.value, source=row.source, by=by, at=at)
    return len(rows)
