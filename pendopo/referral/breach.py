"""The breach of the 24 hours, on record with the time at which it truly happened, and the marks on the way to it."""

from __future__ import annotations

from datetime import datetime

from pendopo.journal.actions import note
from pendopo.journal.actor import Actor
from pendopo.referral.models import Referral, Reminder
from pendopo.referral.rules import Due, due_marks, marks
from pendopo.regulation.clock import due_at, is_overdue, reminders
from pendopo.regulation.profile import load
from pendopo.regulation.shape import Clock


def clock_of(referral: Referral) -> Clock:
    """T2 as the government's profile has it."""
    return load(referral.from_agency.government.profile).clock("T2")


def marks_of(referral: Referral) -> list[tuple[int, datetime]]:
    """When each mark falls; none for an addressee outside the government."""
    if referral.due_at is None:
        return []
    clock = clock_of(referral)
    when = {**dict(reminders(referral.contacted_at, clock)), clock.hours: due_at(referral.contacted_at, clock)}
    return [(mark, when[mark]) for mark in marks(clock)]


def claim_marks(referral: Referral, now: datetime) -> Due | None:
    """Keep the marks that were reached and not yet kept (the row is locked by the caller; the unique key decides anyway)."""
    if referral.due_at is None:
        return None
    at = marks_of(referral)
    due = due_marks(at, set(referral.reminders.values_list("mark", flat=True)), now, referral.due_at)
    if due is None:
        return None
    when = dict(at)
    Reminder.objects.bulk_create(
        Reminder(
            referral=referral, mark=mark, due_at=when[mark], given_at=now,
            covered_by=None if mark == due.tell else due.tell,
        )
        for mark in (*due.covered, due.tell)
    )  # fmt: skip
    if when[due.tell] >= referral.due_at:
        note(
            referral, doing="referral.breached", by=Actor.system(), at=now,
            after={"breached_at": referral.due_at, "recorded_at": now},
        )  # fmt: skip
    return due


def record_breach(referral: Referral, ended_at: datetime) -> None:
    """A hop that ended late has its breach on record, also when no worker ran at that time. Nobody is told any more."""
    if referral.due_at is not None and is_overdue(referral.due_at, ended_at):
        claim_marks(referral, ended_at)
