"""Reading the law: the current text, what a reference leads to, and every legal basis with its state."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
from functools import lru_cache

from pendopo.people.models import Person
from pendopo.registry.law.models import BasisLook, LegalBasis, RegulationText
from pendopo.registry.models import Agency, Government
from pendopo.registry.queries import agencies_for
from pendopo.registry.rules import Doing
from pendopo.regulation.articles import all_of
from pendopo.regulation.profile import Profile, load
from pendopo.regulation.text import Parsed


@dataclass(frozen=True)
class Basis:
    """A legal basis as the government knows it now; `looks` are its history, newest first."""

    code: str
    label: str
    title: str
    status: str
    checked_on: date | None
    note: str
    in_profile: bool
    looks: tuple[BasisLook, ...] = ()

    @property
    def said(self) -> str:
        """Its state in words."""
        return str(LegalBasis.Status(self.status).label)


def text_of(government: Government, at: datetime | None = None) -> RegulationText | None:
    """The newest text that was loaded (by that moment) for the regulation the government lives by."""
    kept = RegulationText.objects.filter(government=government, profile=government.profile)
    return (kept.filter(loaded_at__lte=at) if at else kept).first()


def lacking(profile: Profile, parsed: Parsed) -> tuple[str, ...]:
    """Lines that the profile knows and the text lacks: a page that was not scanned, or one that could not be read."""
    known = parsed.references()
    return tuple(each for each in _lines(profile.articles) if each not in known)


@lru_cache(maxsize=32)
def _lines(articles: tuple[str, ...]) -> tuple[str, ...]:
    return all_of(articles)


def bases_of(government: Government) -> list[Basis]:
    """Every legal basis: those of the profile in its order, as the government knows them, then its own additions."""
    known = {row.code: row for row in LegalBasis.objects.filter(government=government).prefetch_related("looks")}
    found = [
        _basis(known.pop(one.code)) if one.code in known
        else Basis(one.code, one.label, one.title, one.status, one.checked_on, one.note, in_profile=True)
        for one in load(government.profile).legal_bases
    ]  # fmt: skip
    return [*found, *(_basis(row, in_profile=False) for row in sorted(known.values(), key=lambda row: row.label))]


def cited_in(bases: Iterable[Basis], texts: Iterable[str]) -> tuple[str, ...]:
    """The codes of the bases that any of these papers names."""
    papers = list(texts)
    return tuple(one.code for one in bases if any(one.label in text for text in papers))


def _basis(row: LegalBasis, *, in_profile: bool = True) -> Basis:
    return Basis(
        row.code, row.label, row.title, row.status, row.checked_on, row.note, in_profile, tuple(row.looks.all())
    )


def home_for(person: Person) -> Agency | None:
    """The coordinating agency through which a person keeps the law of their government; None when they don't."""
    return agencies_for(person, Doing.REGISTER).filter(coordinates=True, closed_on=None).first()
