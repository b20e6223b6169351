"""Document numbers by a pattern of the government's own, such as `{klasifikasi}/{nomor}/{unit}/{bulan_romawi}/{tahun}`. Pure."""

from __future__ import annotations

import re
from datetime import date

KNOWN = ("klasifikasi", "nomor", "unit", "bulan", "bulan_romawi", "tahun")
ROMANS = ("I", "II", "III", "IV", "V", "VI", "VII", "VIII", "IX", "X", "XI", "XII")
PLACE = re.compile(r"\{([^{}]*)\}")


def problem_of(pattern: str) -> str:
    """What is wrong with a pattern, as a sentence, or ""."""
    unknown = [name for name in PLACE.findall(pattern) if name not in KNOWN]
    if unknown:
        return f"Pola nomor memuat {{{unknown[0]}}} yang tidak dikenal. Yang dikenal: {', '.join(f'{{{k}}}' for k in KNOWN)}."
    if "{" in PLACE.sub("", pattern) or "}" in PLACE.sub("", pattern):
        return "Pola nomor memuat kurung kurawal yang tidak berpasangan."
    if "{nomor}" not in pattern:
        return "Pola nomor harus memuat {nomor}, agar setiap keputusan bernomor sendiri."
    if "{tahun}" not in pattern:
        return "Pola nomor harus memuat {tahun}, sebab nomor urut mulai lagi setiap tahun."
    return ""


def number_of(pattern: str, *, classification: str, serial: int, unit: str, day: date) -> str:
    """The number as it is printed: `480/12/KPTS/I/2026`."""
    values = {
        "klasifikasi": classification, "nomor": str(serial), "unit": unit, "bulan": f"{day.month:02d}",
        "bulan_romawi": ROMANS[day.month - 1], "tahun": str(day.year),
    }  # fmt: skip
    written = PLACE.sub(lambda found: values[found.group(1)], pattern)
    # A part that is left empty leaves no double stroke behind.
    return re.sub(r"/{2,}", "/", written).strip("/ ")
