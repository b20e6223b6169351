"""The one clock that a row of the desk shows: the one that matters now."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Literal

from pendopo.inbox.models import Case
from pendopo.inbox.queries import Row


@dataclass(frozen=True)
class RowClock:
    """`due`: time left until `at` (a limit of the regulation, or `target`, our own aim). `since`: time gone since `at`."""

    kind: Literal["due", "target", "waiting", "done", "sending", "none"]
    at: datetime | None
    late: bool = False


def row_clock(case: Case | Row, now: datetime) -> RowClock:
    """While referred the 24 hours; while assigned its target; otherwise how long the citizen has waited."""
    late = case.due_at is not None and case.due_at < now
    if case.state == "referred":
        return RowClock("due", case.due_at, late) if case.due_at else RowClock("waiting", case.waiting_since)
    if case.state == "assigned":
        return RowClock("target", case.due_at, late)
    if case.state == "new":
        return RowClock("waiting", case.waiting_since or case.received_at, late)
    if case.state == "ready":
        return RowClock("none" if case.attention else "sending", None)
    return RowClock("done", case.answered_at or case.closed_at)
