"""Reading what the checks found: the board of all agencies, one agency's duties, one duty with its evidence.

Pages read stored results only; nothing is computed while somebody waits.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from functools import lru_cache
from typing import cast

from django.db.models import Max, QuerySet
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from pendopo.people.models import Person
from pendopo.registry.models import Agency
from pendopo.registry.queries import agencies_for
from pendopo.regulation.board import ORDER, Row, rows, worst
from pendopo.regulation.checks import Verdict
from pendopo.regulation.checks.base import State
from pendopo.regulation.duties import AREAS, Duty, duties_of
from pendopo.regulation.profile import Profile, load
from pendopo.regulation.shape import CitationPair
from pendopo.report.models import CheckResult, Checkup

# How the parts of the regulations are called, with their chapters in the two texts that the program comes with.
CHAPTERS: Mapping[str, tuple[str | Promise, str]] = {
    "1-pengertian": (_("Ketentuan umum"), "Bab I"),
    "2-asas": (_("Asas & tujuan"), "Bab II–IV"),
    "3-pengelolaan": (_("Pengelolaan & sarana"), "Bab V–VI"),
    "4-laporan": (_("Laporan & biaya"), "Bab VII–IX"),
    "5-lampiran": (_("Lampiran"), "A dan B"),
}
MONTHS = 12


@dataclass(frozen=True)
class Column:
    """A chapter of the regulation, or a field of work."""

    key: str
    label: str | Promise
    where: str = ""


@dataclass(frozen=True)
class Cell:
    """The worst that was found in a chapter, and how many checks say so."""

    column: Column
    state: State
    number: int
    checks: int

    @property
    def shown(self) -> int | str:
        """The number beside the symbol; none where nothing was to be judged."""
        return "" if self.state == "not_applicable" else self.number


@dataclass(frozen=True)
class Line:
    """One agency: its cells, how many checks fail and warn, and when it was looked at."""

    agency: Agency
    cells: tuple[Cell, ...]
    fails: int
    warns: int
    checked_at: datetime | None


@dataclass(frozen=True)
class Number:
    """A number above the board: so many of so many, and the same a month ago (None: not looked at then)."""

    part: int
    whole: int
    part_before: int | None = None
    whole_before: int | None = None

    @property
    def percent(self) -> int | None:
        """Of hundred; None where there was nothing."""
        return round(100 * self.part / self.whole) if self.whole else None

    @property
    def percent_before(self) -> int | None:
        """The same a month ago."""
        if not self.whole_before or self.part_before is None:
            return None
        return round(100 * self.part_before / self.whole_before)


@dataclass(frozen=True)
class Numbers:
    """Answered within 24 hours (annex B.4), accounts without decree (9), reports missing (15)."""

    in_time: Number
    bare_accounts: Number
    missing_reports: Number


@dataclass(frozen=True)
class Board:
    """Agencies down, chapters across, worst first."""

    columns: tuple[Column, ...]
    lines: tuple[Line, ...]
    numbers: Numbers
    oldest: datetime | None
    newest: datetime | None


def visible_agencies(person: Person) -> QuerySet[Agency]:
    """The active agencies whose results a person may see."""
    return agencies_for(person).filter(closed_on=None)


@lru_cache(maxsize=32)
def columns_of(key: str, by: str) -> tuple[tuple[Column, frozenset[str]], ...]:
    """The columns of a regulation with the checks that belong to each; `by` is "bab" or "bidang"."""
    profile = load(key)
    groups: dict[str, set[str]] = defaultdict(set)
    for duty in duties_of(profile):
        groups[duty.chapter if by == "bab" else duty.area].update(duty.checks)
    named = [
        Column(each, label, where if not profile.duty_references else "") for each, (label, where) in CHAPTERS.items()
    ]
    if by != "bab":
        named = [Column(each, label) for each, label in AREAS.items()]
    return tuple((column, frozenset(groups[column.key])) for column in named if groups[column.key])


def board_of(agencies: Iterable[Agency], by: str = "bab") -> Board:
    """Every agency with its newest results. Three queries, however many agencies."""
    shown = list(agencies)
    newest, before = _checkups(shown)
    results: dict[int, dict[str, str]] = defaultdict(dict)
    found = CheckResult.objects.filter(checkup__in=[one.pk for one in newest.values()])
    for checkup_id, code, state in found.values_list("checkup_id", "code", "verdict"):
        results[checkup_id][code] = state
    lines = [_line(one, newest.get(one.pk), results, by) for one in shown]
    moments = [one.checked_at for one in newest.values()]
    profile = shown[0].government.profile if shown else ""
    return Board(
        tuple(column for column, _checks in columns_of(profile, by)) if profile else (),
        tuple(sorted(lines, key=lambda one: (-one.fails, -one.warns, one.agency.name))),
        _numbers(list(newest.values()), [one for one in before if one is not None]),
        min(moments, default=None),
        max(moments, default=None),
    )


def _checkups(agencies: Sequence[Agency]) -> tuple[dict[int, Checkup], list[Checkup | None]]:
    """The newest look at each agency, and the one of the month before."""
    latest = Checkup.objects.filter(agency__in=agencies).aggregate(month=Max("month"))["month"]
    if latest is None:
        return {}, []
    since = (latest - timedelta(days=35)).replace(day=1)
    by_agency: dict[int, list[Checkup]] = defaultdict(list)
    for one in Checkup.objects.filter(agency__in=agencies, month__gte=since).order_by("month"):
        by_agency[one.agency_id].append(one)
    newest = {key: looks[-1] for key, looks in by_agency.items()}
    return newest, [looks[-2] if len(looks) > 1 else None for looks in by_agency.values()]


def _line(agency: Agency, checkup: Checkup | None, results: Mapping[int, Mapping[str, str]], by: str) -> Line:
    found = results.get(checkup.pk, {}) if checkup else {}
    cells = tuple(_cell(column, checks, found) for column, checks in columns_of(agency.government.profile, by))
    tally = Counter(found.values())
    return Line(agency, cells, tally["fail"], tally["warn"], checkup.checked_at if checkup else None)


def _cell(column: Column, checks: frozenset[str], found: Mapping[str, str]) -> Cell:
    states = [cast(State, found[code]) for code in checks if code in found]
    state = worst(states)
    return Cell(column, state, states.count(state), len(states))


def _numbers(now: Sequence[Checkup], before: Sequence[Checkup]) -> Numbers:
    def number(part: str, whole: str) -> Number:
        sums = [sum(getattr(one, name) for one in looks) for looks in (now, before) for name in (part, whole)]
        return Number(sums[0], sums[1], *(sums[2:] if before else (None, None)))

    return Numbers(
        number("in_time", "asked"), number("accounts_bare", "accounts"), number("reports_missing", "reports_owed")
    )


def keeping(board: Board, *, state: str = "", column: str = "") -> Board:
    """The agencies that have that state (in that chapter, when one is chosen)."""
    if not state and not column:
        return board
    wanted = [one for one in board.columns if not column or one.key == column]
    lines = tuple(
        Line(one.agency, cells, one.fails, one.warns, one.checked_at)
        for one in board.lines
        if (cells := tuple(cell for cell in one.cells if cell.column in wanted))
        and (not state or any(cell.state == state for cell in cells))
    )
    lines = (
        lines
        if not column
        else tuple(sorted(lines, key=lambda one: (ORDER.index(one.cells[0].state), -one.cells[0].number)))
    )
    return Board(tuple(wanted), lines, board.numbers, board.oldest, board.newest)


@dataclass(frozen=True)
class Found:
    """A stored result: the verdict, and the records with their places."""

    verdict: Verdict
    records: tuple[tuple[str, str, int], ...]
    seen: int


@dataclass(frozen=True)
class Part:
    """The duties of one chapter at one agency, worst first; `silent` are those without a verdict."""

    cell: Cell
    rows: tuple[Row, ...]

    @property
    def bad(self) -> tuple[Row, ...]:
        wrong = (one for one in self.rows if one.state in {"fail", "warn"})
        return tuple(sorted(wrong, key=lambda one: ORDER.index(one.state)))

    @property
    def met(self) -> tuple[Row, ...]:
        return tuple(one for one in self.rows if one.state == "ok")

    @property
    def silent(self) -> tuple[Row, ...]:
        return tuple(one for one in self.rows if one.state == "not_applicable")


@dataclass(frozen=True)
class Month:
    """A month in an agency's history: the cells of that month."""

    month: date
    cells: tuple[Cell, ...]


@dataclass(frozen=True)
class Sheet:
    """An agency's duties by chapter, its numbers and its months."""

    line: Line
    parts: tuple[Part, ...]
    numbers: Numbers
    months: tuple[Month, ...]


def found_of(agency: Agency) -> tuple[Checkup | None, dict[str, Found]]:
    """The newest results of an agency, by check."""
    checkup = Checkup.objects.filter(agency=agency).order_by("-month").first()
    if checkup is None:
        return None, {}
    return checkup, {
        one.code: Found(
            Verdict(cast(State, one.verdict), one.because, tuple(record for record, _kind, _pk in one.records)),
            tuple((str(record), str(kind), int(pk)) for record, kind, pk in one.records),
            one.seen,
        )
        for one in checkup.results.all()
    }


def sheet_of(agency: Agency, *, by: str = "bab", state: str = "") -> Sheet:
    """One agency: every duty with its newest verdict, by chapter."""
    checkup, found = found_of(agency)
    profile = load(agency.government.profile)
    states = {checkup.pk: {code: one.verdict.state for code, one in found.items()}} if checkup else {}
    line = _line(agency, checkup, states, by)
    lines = rows(profile, {code: one.verdict for code, one in found.items()})
    group = {each.code: each.chapter if by == "bab" else each.area for each in duties_of(profile)}
    parts = tuple(
        Part(
            cell,
            tuple(row for row in lines if group[row.duty] == cell.column.key and (not state or row.state == state)),
        )
        for cell in line.cells
    )
    newest, before = _checkups([agency])
    numbers = _numbers(list(newest.values()), [one for one in before if one is not None])
    return Sheet(line, tuple(part for part in parts if part.rows), numbers, _months(agency, by))


def _months(agency: Agency, by: str) -> tuple[Month, ...]:
    """The last twelve months that were looked at, newest first."""
    months = list(Checkup.objects.filter(agency=agency).order_by("-month").values_list("pk", "month")[:MONTHS])
    results: dict[int, dict[str, str]] = defaultdict(dict)
    kept = CheckResult.objects.filter(checkup__in=[pk for pk, _month in months])
    for pk, code, state in kept.values_list("checkup_id", "code", "verdict"):
        results[pk][code] = state
    columns = columns_of(agency.government.profile, by)
    return tuple(
        Month(month, tuple(_cell(column, checks, results[pk]) for column, checks in columns)) for pk, month in months
    )


@dataclass(frozen=True)
class Look:
    """One check of a duty: what it asks, what was found, with which records, and how it was in earlier months."""

    row: Row
    found: Found | None
    history: tuple[tuple[date, State], ...]

    @property
    def unseen(self) -> int:
        """Records that are not shown."""
        return self.found.seen - len(self.found.records) if self.found else 0


@dataclass(frozen=True)
class DutyPage:
    """A duty at an agency: where it stands, how the text is read, and each of its checks."""

    duty: Duty
    profile: Profile
    references: tuple[str, ...]
    pairs: tuple[CitationPair, ...]
    looks: tuple[Look, ...]
    checked_at: datetime | None


def duty_page(agency: Agency, duty: Duty) -> DutyPage:
    """Everything known of one duty at one agency."""
    profile = load(agency.government.profile)
    checkup, found = found_of(agency)
    references = duty.reference(profile)
    history: dict[str, list[tuple[date, State]]] = defaultdict(list)
    earlier = CheckResult.objects.filter(checkup__agency=agency, code__in=duty.checks).order_by("-checkup__month")
    for code, month, state in earlier.values_list("code", "checkup__month", "verdict")[
        : MONTHS * max(len(duty.checks), 1)
    ]:
        history[code].append((month, cast(State, state)))
    lines = rows(profile, {code: one.verdict for code, one in found.items()})
    return DutyPage(
        duty,
        profile,
        references,
        tuple(one for one in profile.citation_pairs if one.reference in references),
        tuple(Look(row, found.get(row.check), tuple(history[row.check])) for row in lines if row.duty == duty.code),
        checkup.checked_at if checkup else None,
    )


def all_rows(agencies: Iterable[Agency]) -> list[tuple[Agency, list[Row]]]:
    """Every duty of every agency from the stored results: two queries, for the export."""
    shown = list(agencies)
    newest, _before = _checkups(shown)
    verdicts: dict[int, dict[str, Verdict]] = defaultdict(dict)
    kept = CheckResult.objects.filter(checkup__in=[one.pk for one in newest.values()])
    for pk, code, state, because, records in kept.values_list("checkup_id", "code", "verdict", "because", "records"):
        verdicts[pk][code] = Verdict(cast(State, state), because, tuple(str(one[0]) for one in records))
    return [
        (one, rows(load(one.government.profile), verdicts[newest[one.pk].pk] if one.pk in newest else {}))
        for one in sorted(shown, key=lambda each: each.name)
    ]
