"""The first wording of a month's digest (sari masukan), made from its themes. A person rewrites it before it is signed."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

from pendopo.insight.queries import Theme
from pendopo.insight.topics import topic_name
from pendopo.language.personal import mask
from pendopo.regulation.days import month_name


def propose(agency: str, month: date, figures: Mapping[str, Any], themes: Sequence[Theme], hours: int = 24) -> str:
    """A text to start from; "" when nothing came in, for then a reason is asked instead."""
    received, answered = figures["received"], figures["answered"]
    if not received["items"]:
        return ""
    named = [theme for theme in themes if theme.topic]
    lines = [_opening(agency, month, received, answered)]
    if named:
        lines += ["", "Yang paling banyak dibicarakan:"]
        lines += [_theme(number, theme) for number, theme in enumerate(named[:5], start=1)]
    unsorted = sum(theme.items for theme in themes if not theme.topic)
    if unsorted:
        lines += ["", f"{unsorted} masukan belum diberi topik."]
    lines += ["", _referrals(figures["referrals"], hours)]
    return "\n".join(lines).strip()


def _opening(agency: str, month: date, received: Mapping[str, Any], answered: Mapping[str, Any]) -> str:
    return (
        f"Pada {month_name(month)} {agency} menerima {received['items']} masukan dari {received['people']} orang "
        f"dalam {received['cases']} percakapan; {answered['cases']} di antaranya sudah dijawab."
    )


def _theme(number: int, theme: Theme) -> str:
    words = "; ".join(f"“{_short(mask(case.excerpt))}”" for case in theme.examples[:2])
    waiting = f" {theme.waiting} percakapan masih menunggu." if theme.waiting else ""
    return (
        f"{number}. {topic_name(theme.topic)} ({theme.items} masukan, {theme.people} orang). Misalnya {words}.{waiting}"
    )


def _short(text: str) -> str:
    plain = " ".join(text.split())
    return plain if len(plain) <= 120 else plain[:117].rstrip() + "…"


def _referrals(referrals: Mapping[str, int], hours: int) -> str:
    if not referrals["sent"]:
        return "Tidak ada pertanyaan yang dirujuk ke instansi lain."
    late = referrals["late"] + referrals["late_open"]
    return (
        f"{referrals['sent']} pertanyaan dirujuk ke instansi lain: {referrals['in_time']} dijawab dalam {hours} jam, "
        f"{late} terlambat."
    )
