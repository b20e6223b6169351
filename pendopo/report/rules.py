"""Who owes a report, the order of its way, and what scores come to. Values in, decision out."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Literal

from pendopo.regulation.profile import Hop
from pendopo.regulation.shape import Criterion

Level = Literal["ok", "warn", "fail"]


@dataclass(frozen=True)
class Handed:
    """One handing over as it happened: which hop, to whom (a party of the profile), when given and when received."""

    hop: int
    receiver: str
    handed_at: datetime
    received_at: datetime | None = None
    copy: bool = False


@dataclass(frozen=True)
class Check:
    """A check of a report: its code in the duty table, how it stands, and a sentence."""

    code: str
    level: Level
    sentence: str


def owed_months(since: date, closed_on: date | None, year: int) -> list[date]:
    """The months of a year in which an agency existed for at least a day: each owes a closing."""
    months = [date(year, number, 1) for number in range(1, 13)]
    return [
        month
        for month in months
        if (month.year, month.month) >= (since.year, since.month)
        and (closed_on is None or (month.year, month.month) <= (closed_on.year, closed_on.month))
    ]


def owes(since: date, closed_on: date | None, year: int) -> bool:
    """An agency that existed in any month of the year owes a report of it, also when made or merged in mid-year (15(1))."""
    return bool(owed_months(since, closed_on, year))


def next_hop(route: Sequence[Hop], handed: Sequence[Handed]) -> int | None:
    """The number (from 1) of the hop that is due now; None when the report is where it should be."""
    done = {one.hop for one in handed if not one.copy}
    return next((number for number in range(1, len(route) + 1) if number not in done), None)


def route_checks(route: Sequence[Hop], handed: Sequence[Handed]) -> Iterator[Check]:
    """How the report went: each hop in its order, each copy given (C-REP2P, C-REP2K)."""
    code = "C-REP2"
    before: Handed | None = None
    for number, hop in enumerate(route, start=1):
        given = next((one for one in handed if one.hop == number and not one.copy), None)
        if given is None:
            level: Level = "fail" if any(one.hop > number and not one.copy for one in handed) else "warn"
            yield Check(code, level, f"Langkah {number} belum dilakukan.")
            continue
        if given.receiver != hop.recipient:
            yield Check(code, "fail", f"Langkah {number} disampaikan kepada pihak yang keliru.")
        elif before is not None and given.handed_at < (before.received_at or before.handed_at):
            yield Check(code, "fail", f"Langkah {number} mendahului langkah {number - 1}.")
        elif number > 1 and before is None:
            yield Check(code, "fail", f"Langkah {number} dilakukan tanpa langkah {number - 1}.")
        else:
            yield Check(code, "ok", f"Langkah {number} disampaikan.")
        before = given
        for party in hop.copy_to:
            if not any(one.hop == number and one.copy and one.receiver == party for one in handed):
                yield Check(code, "warn", f"Tembusan langkah {number} belum disampaikan.")


def worst(checks: Sequence[Check]) -> Level:
    """The gravest of several checks."""
    levels = {one.level for one in checks}
    return "fail" if "fail" in levels else "warn" if "warn" in levels else "ok"


def weighted(scores: Mapping[str, int], rubric: Sequence[Criterion]) -> int | None:
    """The score out of 100 by the profile's weights; None until every criterion has one."""
    if any(one.code not in scores for one in rubric):
        return None
    return round(sum(scores[one.code] * one.weight for one in rubric) / sum(one.weight for one in rubric))
