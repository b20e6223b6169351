"""An agency's year opened for reporting: its figures counted once, its closings, and what was written for each part."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any

from django.db.models import Q

from pendopo.insight.figures import Figures, Period, figures_of
from pendopo.insight.models import Closing
from pendopo.registry.models import Agency, Office, Role
from pendopo.registry.queries import today
from pendopo.regulation.days import day_name, month_name
from pendopo.regulation.profile import Profile, load
from pendopo.regulation.shape import ReportItem
from pendopo.regulation.terms import Term
from pendopo.report.document import Block, Heading, Missing, Paragraph, Table
from pendopo.report.models import Report
from pendopo.report.rules import owed_months


@dataclass(frozen=True)
class Month:
    """A closed month as it was frozen."""

    month: date
    state: str
    sha256: str
    digest: str
    figures: Figures


@dataclass(frozen=True)
class Book:
    """Everything that the sections read. `said` is what people wrote for each part of this report."""

    agency: Agency
    term: Term
    cut: datetime
    profile: Profile
    figures: Figures
    months: tuple[Month, ...]
    owed: tuple[date, ...]
    said: dict[str, str] = field(default_factory=dict)

    @property
    def year(self) -> int:
        """The year it stands in."""
        return self.term.year

    @property
    def name(self) -> str:
        """ "2026", "Oktober 2026"."""
        return self.term.name

    @property
    def last_day(self) -> date:
        """The day the report speaks of: its term's last, or the agency's own."""
        end = self.term.last_day
        return min(end, self.agency.closed_on) if self.agency.closed_on else end

    @property
    def unclosed(self) -> list[date]:
        """Months that owe a signed closing."""
        signed = {one.month for one in self.months if one.state == "signed"}
        return [month for month in self.owed if month not in signed]

    def item(self, code: str) -> ReportItem:
        """The part of Pasal 15(3) with that letter."""
        return {one.code: one for one in self.profile.report.items}[code]

    def words(self, key: str) -> str:
        """What was written under that key, or ""."""
        return self.said.get(key, "").strip()

    def head(self, code: str) -> list[Block]:
        """The heading of a part with its definition."""
        item = self.item(code)
        return [Heading(f"{code.upper()}. {item.title}"), Paragraph(f"{item.reference}. {item.definition}", "note")]

    def by_month(self, *path: str) -> tuple[int, ...]:
        """One figure over the twelve months; a month that wasn't closed counts nothing."""
        known = {one.month.month: one.figures for one in self.months}
        return tuple(_leaf(known.get(number), path) for number in range(1, 13))


def open_book(report: Report, cut: datetime) -> Book:
    """Count the term as known at `cut` and gather its closings."""
    agency, term = report.agency, report.term
    since, until = term.span(agency.government.zone)
    closings = Closing.objects.filter(agency=agency, month__in=term.months()).order_by("month")
    counted: Figures = json.loads(json.dumps(figures_of(agency, Period(since, until, cut))))
    return Book(
        agency, term, cut, load(agency.government.profile), counted,
        tuple(Month(one.month, one.state, one.figures_sha256, one.digest, json.loads(one.figures)) for one in closings),
        tuple(month for month in owed_months(agency.since, agency.closed_on, term.year) if month in term.months()),
        dict(report.narrative),
    )  # fmt: skip


def head_of(agency: Agency, at: datetime) -> Office | None:
    """Who heads an agency at a moment (C-PRE4: signers come from the register, by date)."""
    day = today(agency.government, at)
    offices = Office.objects.filter(agency=agency, role=Role.HEAD, since__lte=day).select_related("person")
    return offices.filter(Q(until=None) | Q(until__gte=day)).order_by("-since").first()


def stated(book: Book, key: str, what: str, where: str = "") -> Iterator[Block]:
    """What was written under a key, or that it is missing."""
    if book.words(key):
        yield Paragraph(book.words(key))
    else:
        yield Missing(what, where or "Laporan tahunan › Uraian", link=f"#uraian-{key}")


def shares(table: dict[str, int], labels: dict[str, str], blank: str) -> list[tuple[str, int]]:
    """Counted names with their labels, most first."""
    named = [(labels.get(code, code) or blank, number) for code, number in table.items()]
    return sorted(named, key=lambda pair: (-pair[1], pair[0]))


def summed(table: Table) -> Table:
    """The table with a last row that adds up its number columns."""
    sums = tuple(
        sum(row[index] for row in table.rows if isinstance(row[index], int)) if column.number else ""  # type: ignore[misc]
        for index, column in enumerate(table.columns)
    )
    return Table(table.title, table.columns, (*table.rows, ("Jumlah", *sums[1:])), total=True, note=table.note)


def months_named(months: list[date]) -> str:
    """ "Januari 2026, Februari 2026" """
    return ", ".join(month_name(month) for month in months)


def period_named(book: Book) -> str:
    """ "1 Januari 2026 sampai 31 Desember 2026" """
    first = max(book.term.first_day, book.agency.since)
    return f"{day_name(first)} sampai {day_name(book.last_day)}"


def _leaf(figures: Figures | None, path: tuple[str, ...]) -> int:
    node: Any = figures
    for name in path:
        node = node.get(name) if isinstance(node, dict) else None
    return node if isinstance(node, int) else 0
