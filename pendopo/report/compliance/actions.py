"""Looking at an agency and keeping what was found, one look a month: the last of each month stays as its history."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime

from django.db import transaction

from pendopo.registry.models import Agency
from pendopo.regulation.checks import Verdict
from pendopo.regulation.clock import verdict as clock_verdict
from pendopo.report.compliance.facts import Gathered, gather, verdicts_of
from pendopo.report.compliance.scope import Scope
from pendopo.report.models import CheckResult, Checkup

# So many records are kept with a result; `seen` says how many there were.
MOST_RECORDS = 50


def look_at(agency: Agency, at: datetime) -> Checkup:
    """Run every check over an agency and keep the results under the month of `at`."""
    gathered = gather(agency, at)
    found = verdicts_of(gathered)
    return keep(gathered, found)


@transaction.atomic
def keep(gathered: Gathered, found: Mapping[str, Verdict]) -> Checkup:
    """Replace the month's results by these."""
    scope = gathered.scope
    checkup, _made = Checkup.objects.update_or_create(
        agency=scope.agency,
        month=scope.today.replace(day=1),
        defaults={"on": scope.today, "checked_at": scope.at, **_numbers(gathered, found)},
    )
    checkup.results.all().delete()
    CheckResult.objects.bulk_create(
        CheckResult(
            checkup=checkup, code=code, verdict=one.state, because=one.because,
            records=_records(scope, one), seen=len(one.records),
        )
        for code, one in found.items()
    )  # fmt: skip
    return checkup


def _records(scope: Scope, found: Verdict) -> list[list[object]]:
    """Each record with where it is found again: [name, kind, number]."""
    kept: list[list[object]] = []
    for record in found.records[:MOST_RECORDS]:
        place = scope.place_of(record)
        kept.append([record, place.kind, place.pk] if place else [record, "", 0])
    return kept


def _numbers(gathered: Gathered, found: Mapping[str, Verdict]) -> dict[str, int]:
    """The counts of the three numbers above the board."""
    facts, scope = gathered.facts, gathered.scope
    first = scope.midnight(scope.today.replace(day=1))
    clock = facts.profile.clock("T2")
    stands = [
        clock_verdict(one.referred_at, one.answered_at, clock, facts.at, facts.calendar, misrouted=one.misrouted).state
        for one in gathered.hops.to_us
        if first is not None and one.referred_at >= first and facts.after(one.referred_at)
    ]
    official = facts.official()
    report = found.get("C-REP1")
    owed = report is not None and report.state != "not_applicable"
    return {
        "asked": sum(one in {"met", "late"} for one in stands),
        "in_time": stands.count("met"),
        "accounts": len(official),
        "accounts_bare": sum(not facts.holds(one.grants) for one in official),
        # The agency's own, and those of agencies that it took in.
        "reports_owed": 1 + len(facts.agency.successor_of) if owed else 0,
        "reports_missing": len(report.records) if report is not None and report.state in {"warn", "fail"} else 0,
    }
