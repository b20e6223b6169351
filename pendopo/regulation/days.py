"""Days and months as papers and letters name them: Indonesian, whatever language a screen speaks."""

from __future__ import annotations

from datetime import date

DAYS = ("Senin", "Selasa", "Rabu", "Kamis", "Jumat", "Sabtu", "Minggu")
MONTHS = (
    "Januari", "Februari", "Maret", "April", "Mei", "Juni", "Juli", "Agustus", "September", "Oktober", "November",
    "Desember",
)  # fmt: skip


def month_name(month: date) -> str:
    """ "Oktober 2026" """
    return f"{MONTHS[month.month - 1]} {month.year}"


def day_name(day: date) -> str:
    """ "9 Oktober 2026" """
    return f"{day.day} {month_name(day)}"
