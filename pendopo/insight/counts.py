"""Counts from a CSV file: every row is read and judged first; nothing is entered unless all of it is sound."""

from __future__ import annotations

import csv
import io
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

from django.db import transaction

from pendopo.insight.actions import InsightRefused, count
from pendopo.insight.models import Count
from pendopo.people.models import Person
from pendopo.registry.models import OfficialAccount

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


def read(content: bytes, accounts: Sequence[OfficialAccount]) -> list[Row]:
    """The rows of a CSV with the columns akun, nama, tanggal, jumlah, sumber (comma or semicolon)."""
    text = content.decode("utf-8-sig", errors="replace").replace("\0", "")
    first = text.split("\n", 1)[0]
    reader = csv.DictReader(io.StringIO(text), delimiter=";" if first.count(";") > first.count(",") else ",")
    head = [(name or "").strip().lower() for name in reader.fieldnames or []]
    missing = [name for name in COLUMNS if name not in head]
    if missing:
        raise InsightRefused(f"Kolom yang tidak ada di baris pertama: {', '.join(missing)}.")
    reader.fieldnames = head
    by_name = {key.lower(): one for one in accounts for key in (one.handle, one.name, one.url)}
    rows = [_row(number, raw, by_name) for number, raw in enumerate(reader, start=2)]
    if len(rows) > MOST_ROWS:
        raise InsightRefused(f"Berkas ini {len(rows)} baris; paling banyak {MOST_ROWS} sekali unggah.")
    return rows


def _row(line: int, raw: dict[str, str], accounts: dict[str, OfficialAccount]) -> Row:
    cell = {name: (raw.get(name) or "").strip() for name in COLUMNS}
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
    plain = text.replace(".", "").replace(" ", "")
    return int(plain) if plain.isascii() and plain.isdigit() and len(plain) <= 15 else None


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
