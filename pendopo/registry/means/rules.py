"""Amounts of money as people write and read them, and how far a budget line is spent."""

from __future__ import annotations

import re

MOST = 10**15


def rupiah(amount: int) -> str:
    """48000000 → "Rp48.000.000"; a correction keeps its sign."""
    return f"{'-' if amount < 0 else ''}Rp{abs(amount):,}".replace(",", ".")


def amount_of(text: str) -> int | None:
    """ "Rp48.000.000", "48.000.000", "48000000", "-250.000,00" → whole rupiah; None when it is no amount."""
    plain = re.sub(r"^rp\.?\s*", "", re.sub(r"\s", "", text.lower()).replace("−", "-"))
    sign = -1 if plain.startswith("-") else 1
    plain = re.sub(r"^rp\.?", "", plain.lstrip("-"))
    if not re.fullmatch(r"(\d{1,3}(\.\d{3})+|\d{1,16})(,0{1,2}|,-)?", plain):
        return None
    number = int(plain.partition(",")[0].replace(".", ""))
    return sign * number if number <= MOST else None


def over(ceiling: int, spent: int, amount: int) -> str:
    """Why so much may not be spent, with the sums; "" when it may."""
    if spent + amount > ceiling:
        return (
            f"Realisasi akan menjadi {rupiah(spent + amount)}, melebihi pagu {rupiah(ceiling)} sebesar "
            f"{rupiah(spent + amount - ceiling)}. Periksa jumlahnya, atau naikkan dulu pagunya menurut DPA perubahan."
        )
    if spent + amount < 0:
        return f"Koreksi ini lebih besar daripada yang sudah direalisasikan ({rupiah(spent)})."
    return ""
