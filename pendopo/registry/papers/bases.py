"""Legal bases that a decree may cite, with their state, and what to say of one that should not be cited unseen."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import Protocol

from pendopo.registry.law.queries import bases_of
from pendopo.registry.models import Government
from pendopo.registry.papers.wording import KINDS, LABEL, formal, own_regulation
from pendopo.regulation.checks.setup import months_before
from pendopo.regulation.profile import load

OWN = "peraturan-ini"
# The deciding act was not found; some say it was dropped, others still cite it. It is never cited without a warning.
NEVER_SILENT = frozenset({"permenpanrb-83-2012"})
STATES = {"berlaku": "berlaku", "diubah": "diubah", "dicabut": "dicabut", "belum_diperiksa": "belum diperiksa"}


class Named(Protocol):
    """Anything with the code and the short name of a basis."""

    @property
    def code(self) -> str: ...

    @property
    def label(self) -> str: ...


@dataclass(frozen=True)
class Basis:
    """One basis: what is printed, and how it stands."""

    code: str
    label: str
    text: str
    status: str
    checked_on: date | None = None
    note: str = ""

    @property
    def state(self) -> str:
        """Its state in words."""
        return STATES.get(self.status, self.status)


def bases_for(government: Government) -> list[Basis]:
    """Every basis of the government's regulation in its order, then the regulation itself."""
    profile = load(government.profile)
    listed = [
        Basis(one.code, one.label, formal(one.label, one.title), one.status, one.checked_on, one.note)
        for one in bases_of(government)
    ]
    return [*listed, Basis(OWN, profile.short_title, own_regulation(profile), profile.status, profile.date)]


def warning_of(basis: Basis, day: date, months: int) -> str:
    """Why this basis should be looked at before it is cited, or ""."""
    if basis.code == OWN:
        return "" if basis.status in {"berlaku", "diubah"} else f"{basis.label} ditandai {basis.state}."
    said = []
    if basis.code in NEVER_SILENT:
        said.append("status peraturan ini tidak jelas; pastikan dulu di Bagian Hukum sebelum dicetak dalam keputusan")
    if basis.status == "dicabut":
        said.append("ditandai sudah dicabut")
    elif basis.checked_on is None:
        said.append("belum pernah diperiksa keberlakuannya")
    elif basis.checked_on < months_before(day, months):
        said.append(f"terakhir diperiksa lebih dari {months} bulan lalu")
    return f"{basis.label}: {'; '.join(said)}." if said else ""


def code_in(text: str, known: Iterable[Named]) -> str:
    """Which known basis a text typed by hand speaks of, by number and year and kind, or ""."""
    for basis in known:
        found = LABEL.match(basis.label)
        if found is None:
            continue
        short = f"{found['number']}/{found['year']}"
        named = re.search(rf"nomor\s+{re.escape(found['number'])}\s+tahun\s+{found['year']}", text, re.IGNORECASE)
        if (named or short in text) and text.lower().startswith((found["kind"].lower(), KINDS[found["kind"]].lower())):
            return basis.code
    return ""


def usual(basis: Basis) -> bool:
    """Is it ticked when a decree is begun? Nothing that is revoked or of doubtful state."""
    return basis.status != "dicabut" and basis.code not in NEVER_SILENT
