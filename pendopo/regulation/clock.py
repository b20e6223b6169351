"""The only deadline arithmetic. Values in, decision out; `now` is always passed in, and every instant knows its zone.

Three clocks run on a case and are never mixed: T1 received → first answer, T2 referred → agency answered (24 clock
hours, annex B.4: the only one the regulations set), T3 agency answered → posted. No clock can be paused.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Literal

from pendopo.regulation.calendar import Calendar
from pendopo.regulation.shape import Clock

State = Literal["running", "met", "late", "none"]
Level = Literal["ok", "info", "warn", "fail", "none"]


@dataclass(frozen=True)
class Verdict:
    """How a clock stands. `late_by` keeps growing while it is late and still `open`; after that it stays for ever."""

    state: State
    due_at: datetime | None
    seconds_left: int = 0
    late_by: int = 0
    open: bool = False
    level: Level = "none"
    because: str = ""


def aware(moment: datetime, what: str) -> datetime:
    """`moment` itself, if it knows its zone; ValueError otherwise: a time without a zone is three times in Indonesia."""
    if moment.tzinfo is None or moment.utcoffset() is None:
        raise ValueError(f"{what}: waktu {moment.isoformat()} tidak menyebut zona waktunya (WIB, WITA, WIT, atau UTC).")
    return moment


def due_at(start: datetime, clock: Clock, calendar: Calendar | None = None) -> datetime:
    """When the clock that started at `start` runs out, in the zone of `start`."""
    return _after(start, clock.hours, clock, calendar)


def _after(start: datetime, hours: int, clock: Clock, calendar: Calendar | None) -> datetime:
    aware(start, f"Awal jam {clock.code}")
    length = timedelta(hours=hours)
    if clock.kind == "clock":
        # In UTC, so that a change of summer time would neither give nor take an hour.
        return (start.astimezone(UTC) + length).astimezone(start.tzinfo)
    if calendar is None:
        raise ValueError(f"Jam {clock.code} memakai jam kerja, jadi memerlukan kalender.")
    return calendar.add(start, length).astimezone(start.tzinfo)


def is_overdue(due: datetime, now: datetime) -> bool:
    """Late begins after the last instant, not at it: 24:00:00 is in time."""
    return aware(now, "Waktu sekarang") > aware(due, "Tenggat")


def verdict(
    start: datetime | None,
    ended: datetime | None,
    clock: Clock,
    now: datetime,
    calendar: Calendar | None = None,
    *,
    outside: bool = False,
    misrouted: bool = False,
) -> Verdict:
    """How `clock` stands. `outside`: the agency is not of this government, so annex B.4 does not bind it.
    `misrouted`: the hop ended as "salah alamat"; in time it gets no verdict, but lateness stays lateness."""
    aware(now, "Waktu sekarang")
    if start is None:
        return Verdict("none", None, because="Jam ini belum mulai.")
    due = due_at(start, clock, calendar)
    if outside:
        return Verdict("none", None, open=ended is None, because="Instansi tujuan di luar pemerintah daerah ini.")
    end = aware(ended, f"Akhir jam {clock.code}") if ended is not None else now
    if is_overdue(due, end):
        late = math.ceil((end - due).total_seconds())
        return Verdict("late", due, late_by=late, open=ended is None, level=clock.severity)
    left = math.floor((due - end).total_seconds())
    if ended is None:
        return Verdict("running", due, seconds_left=left, open=True, level="info")
    if misrouted:
        return Verdict("none", due, because="Ditutup sebagai salah alamat sebelum tenggat.")
    return Verdict("met", due, seconds_left=left, level="ok")


def reminders(start: datetime, clock: Clock, calendar: Calendar | None = None) -> tuple[tuple[int, datetime], ...]:
    """Which hour is to be told of when, for each reminder of the clock."""
    return tuple((hour, _after(start, hour, clock, calendar)) for hour in clock.reminders)


def age(first_start: datetime, ended: datetime | None, now: datetime) -> timedelta:
    """Total age over all hops of a referral: shown beside T2, since a new hop starts a new 24 hours."""
    end = ended if ended is not None else now
    return aware(end, "Akhir") - aware(first_start, "Awal")
