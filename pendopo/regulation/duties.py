"""Every line of the regulations as a Duty: where it stands, what it asks in our own words, of whom, when, and its check.

The data are in `lines/*.toml`, one file a part; the checks themselves are in `checks/`. A third regulation names the
duties that it has in its profile (`duty_references`).
"""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import lru_cache
from pathlib import Path
from types import MappingProxyType
from typing import Literal

from pendopo.regulation.articles import all_of
from pendopo.regulation.reading import BAD, Problem, read
from pendopo.regulation.shape import Profile

LINES = Path(__file__).with_name("lines")
Modality = Literal["wajib", "harus", "norma", "definisi"]
Actor = Literal["PT", "PJ", "KI", "DN", "KD", "IT", "KH", "AR", "SYS"]
Period = Literal[
    "setup",
    "change",
    "appointment",
    "message",
    "item",
    "case",
    "daily",
    "monthly",
    "half_year",
    "yearly",
    "next_year",
    "follow_up",
]
Area = Literal["profile", "register", "publishing", "desk", "insight", "report"]

SHORT = {"p": "probolinggo-37-2016", "k": "katingan-55-2022"}
ACTORS: Mapping[str, str] = {
    "PT": "Petugas",
    "PJ": "Pejabat",
    "KI": "Kepala instansi",
    "DN": "Dinas",
    "KD": "Kepala daerah",
    "IT": "Instansi terkait",
    "KH": "Khalayak",
    "AR": "Arsiparis",
    "SYS": "Sistem",
}
PERIODS: Mapping[str, str] = {
    "setup": "saat disiapkan",
    "change": "setiap perubahan",
    "appointment": "saat penunjukan",
    "message": "setiap pesan",
    "item": "setiap masukan",
    "case": "setiap perkara",
    "daily": "setiap hari layanan",
    "monthly": "setiap bulan",
    "half_year": "setiap semester",
    "yearly": "setiap tahun",
    "next_year": "tahun berikutnya",
    "follow_up": "setiap tindak lanjut",
}
AREAS: Mapping[str, str] = {
    "profile": "Profil peraturan",
    "register": "Register",
    "publishing": "Publikasi",
    "desk": "Meja layanan",
    "insight": "Telaah",
    "report": "Laporan",
}


@dataclass(frozen=True)
class Duty:
    """One duty. `references` are where it stands, by profile; `also` are places that stand with another duty too."""

    code: str
    text: str
    modality: Modality
    actor: tuple[Actor, ...]
    period: Period
    area: Area
    checks: tuple[str, ...]
    no_check: str
    interpretation: str
    references: Mapping[str, tuple[str, ...]]
    also: Mapping[str, tuple[str, ...]]
    chapter: str

    def reference(self, profile: Profile) -> tuple[str, ...]:
        """Where this duty stands in that regulation; empty when it does not."""
        if profile.duty_references:
            return tuple(profile.duty_references.get(self.code, ()))
        return self.references.get(profile.key, ()) + self.also.get(profile.key, ())


@dataclass(frozen=True)
class _Line:
    """A duty as it stands in the file."""

    code: str
    text: str
    modality: Modality
    actor: tuple[Actor, ...]
    period: Period
    area: Area
    checks: tuple[str, ...] = ()
    no_check: str = ""
    interpretation: str = ""
    p: tuple[str, ...] = ()
    k: tuple[str, ...] = ()
    p_also: tuple[str, ...] = ()
    k_also: tuple[str, ...] = ()


@dataclass(frozen=True)
class _Lines:
    duty: tuple[_Line, ...] = field(default_factory=tuple)


@lru_cache(maxsize=1)
def duties() -> tuple[Duty, ...]:
    """All duties, in the order of the regulation."""
    return tuple(_duty(line, path.stem) for path in sorted(LINES.glob("*.toml")) for line in _read(path).duty)


def duty(code: str) -> Duty:
    """The duty of that code; KeyError when there is none."""
    return {each.code: each for each in duties()}[code]


def duties_of(profile: Profile) -> tuple[Duty, ...]:
    """The duties that stand in that regulation."""
    return tuple(each for each in duties() if each.reference(profile))


def checks_of(profile: Profile) -> tuple[str, ...]:
    """The codes of all checks of that regulation, each once, in order."""
    return tuple(dict.fromkeys(code for each in duties_of(profile) for code in each.checks))


def _read(path: Path) -> _Lines:
    problems: list[Problem] = []
    lines = read(_Lines, tomllib.loads(path.read_text(encoding="utf-8")), "", problems)
    if lines is BAD:
        raise ValueError("\n".join(f"{path.name}: {each.key}: {each.reason}" for each in problems))
    assert isinstance(lines, _Lines)
    return lines


def _duty(line: _Line, chapter: str) -> Duty:
    main = {SHORT["p"]: all_of(line.p), SHORT["k"]: all_of(line.k)}
    also = {SHORT["p"]: all_of(line.p_also), SHORT["k"]: all_of(line.k_also)}
    return Duty(
        line.code,
        line.text,
        line.modality,
        line.actor,
        line.period,
        line.area,
        line.checks,
        line.no_check,
        line.interpretation,
        MappingProxyType({key: references for key, references in main.items() if references}),
        MappingProxyType({key: references for key, references in also.items() if references}),
        chapter,
    )
