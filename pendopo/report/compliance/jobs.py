"""Keeping the board fresh: an agency is looked at again when something of it was journalled, and at least once a day."""

from __future__ import annotations

from datetime import datetime, timedelta
from time import monotonic

from django.db.models import OuterRef, Q, QuerySet, Subquery

from pendopo.journal.models import Entry
from pendopo.registry.models import Agency
from pendopo.registry.queries import today
from pendopo.report.compliance.actions import look_at
from pendopo.report.models import Checkup

# A busy agency is not looked at again with every entry, and one run leaves the worker free after a while.
PAUSE = timedelta(minutes=10)
SECONDS = 30.0


def stale(now: datetime) -> list[Agency]:
    """Active agencies whose last look is missing, of an earlier day, or older than their newest entry."""
    return [one for one in _with_last_look(now) if _is_stale(one, now)]


def anything_stale(now: datetime) -> bool:
    """Is there an agency to look at? (A cheap question; the clock of each zone is asked in `stale`.)"""
    return bool(stale(now))


def refresh(now: datetime) -> int:
    """Look at the stale agencies, the longest unseen first; says how many."""
    started, done = monotonic(), 0
    for agency in stale(now):
        look_at(agency, now)
        done += 1
        if monotonic() - started > SECONDS:
            break
    return done


def _with_last_look(now: datetime) -> QuerySet[Agency]:
    last = Checkup.objects.filter(agency=OuterRef("pk")).order_by("-month")
    newest = Entry.objects.filter(agency_id=OuterRef("pk"), at__lte=now).order_by("-at")
    # What concerns the whole government (its text, its legal bases) concerns every agency of it.
    wide = Entry.objects.filter(agency_id=None, chain=OuterRef("government__key"), at__lte=now).order_by("-at")
    return (
        Agency.objects.filter(Q(closed_on=None) | Q(closed_on__gt=now.date()))
        .select_related("government")
        .annotate(
            looked_at=Subquery(last.values("checked_at")[:1]),
            looked_on=Subquery(last.values("on")[:1]),
            entry_at=Subquery(newest.values("at")[:1]),
            wide_at=Subquery(wide.values("at")[:1]),
        )
        .order_by("looked_at", "pk")
    )


def _is_stale(agency: Agency, now: datetime) -> bool:
    looked_at, looked_on = (getattr(agency, name) for name in ("looked_at", "looked_on"))
    entries = [moment for name in ("entry_at", "wide_at") if (moment := getattr(agency, name)) is not None]
    if looked_at is None or looked_on < today(agency.government, now):
        return True
    return any(moment > looked_at for moment in entries) and now - looked_at >= PAUSE
