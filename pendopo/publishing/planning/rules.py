"""What a sheet and a plan must be. Values in, sentences out."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date

from pendopo.journal.machine import Said
from pendopo.publishing.planning.behaviours import BEHAVIOURS, CODES
from pendopo.regulation.shape import Profile

FEWEST_SAMPLE = 30
MOST_A_MONTH = 300


class BadPlan(Said):
    """The sheet or plan can't be taken so; the sentence says what to mend."""


@dataclass(frozen=True)
class Row:
    """A line of a plan as its author gives it."""

    audience: str
    theme: str
    purpose: str
    category: str
    a_month: int
    accounts: tuple[int, ...] = ()
    sheet_id: int | None = None
    indicator: str = ""


@dataclass(frozen=True)
class Measured:
    """A sheet as its author gives it. Shares in percent by behaviour."""

    audience: str
    on: date
    method: str
    sample: int
    source: str
    shares: Mapping[str, float] = field(default_factory=dict)


def check_sheet(given: Measured, today: date) -> None:
    """BadPlan when a share lies outside 0–100, nothing was measured, or the day has not come. The sum may be above 100."""
    if not given.audience.strip():
        raise BadPlan("Sebutkan khalayaknya, misalnya «warga pengguna layanan loket».")
    if given.on > today:
        raise BadPlan("Tanggal data ada di masa depan. Tulis tanggal data dikumpulkan.")
    if given.sample < 1:
        raise BadPlan("Tulis jumlah orang yang ditanya atau dihitung; sedikitnya satu.")
    if not given.source.strip():
        raise BadPlan("Sebutkan sumber datanya: nama survei, laporan, atau tempat pengamatan.")
    unknown = set(given.shares) - set(CODES)
    outside = [one.shown for one in BEHAVIOURS if not 0 <= given.shares.get(one.code, 0) <= 100]
    if unknown or outside:
        raise BadPlan(
            f"Setiap perilaku bernilai 0 sampai 100 persen. Periksa: {', '.join(outside) or 'nama perilaku'}."
        )
    if not given.shares:
        raise BadPlan("Belum ada satu perilaku pun yang terukur.")
    missing = [one.shown for one in BEHAVIOURS if one.code not in given.shares]
    if missing and given.method != "estimate":
        raise BadPlan(f"Isi ketujuh perilaku (0 bila tidak ada). Belum terisi: {', '.join(missing)}.")


def check_row(row: Row, profile: Profile, own_accounts: Iterable[int]) -> None:
    """BadPlan with everything that the row lacks: audience, message, purpose, category, own accounts, how often."""
    lacks = []
    if not row.audience.strip():
        lacks.append("khalayak")
    if not row.theme.strip():
        lacks.append("pesan pokok")
    if row.purpose not in {one.code for one in profile.purposes}:
        lacks.append("tujuan (Pasal 5)")
    if row.category not in {one.code for one in profile.message_categories}:
        lacks.append("kategori (Pasal 10)")
    if not row.accounts:
        lacks.append("akun")
    if lacks:
        raise BadPlan(f"Baris rencana belum lengkap: {', '.join(lacks)}.")
    if set(row.accounts) - set(own_accounts):
        raise BadPlan("Rencana hanya memakai akun instansi ini sendiri yang belum ditutup.")
    if not 1 <= row.a_month <= MOST_A_MONTH:
        raise BadPlan(f"Tulis berapa kali sebulan, antara 1 dan {MOST_A_MONTH}.")
