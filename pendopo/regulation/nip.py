"""The number of a civil servant (NIP, 18 digits): birth date, month of appointment, sex, serial. No number is looked up."""

from __future__ import annotations

from datetime import date

YOUNGEST = 17
CONTRACT_MONTH = "21"  # stands in the place of the month for PPPK


def nip_problem(nip: str, today: date | None = None) -> str:
    """Why this can't be a NIP, or ""; spaces are allowed as people write them. With `today`, nobody starts after it."""
    digits = nip.replace(" ", "")
    if not (digits.isascii() and digits.isdigit() and len(digits) == 18):
        return "NIP terdiri atas 18 angka."
    try:
        born = date(int(digits[:4]), int(digits[4:6]), int(digits[6:8]))
    except ValueError:
        return f"Tanggal lahir dalam NIP tidak ada: {digits[:8]}."
    year, month = int(digits[8:12]), digits[12:14]
    if not ("01" <= month <= "12" or month == CONTRACT_MONTH):
        return f"Bulan pengangkatan dalam NIP tidak ada: {month}."
    if not born.year + YOUNGEST <= year <= born.year + 70:
        return f"Tahun pengangkatan {year} tidak cocok dengan tahun lahir {born.year}."
    if today is not None and (year, "00" if month == CONTRACT_MONTH else month) > (today.year, f"{today.month:02d}"):
        return f"Pengangkatan dalam NIP ada di masa depan: {digits[8:14]}."
    if digits[14] not in "12":
        return "Angka ke-15 NIP harus 1 (laki-laki) atau 2 (perempuan)."
    return ""
