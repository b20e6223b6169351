"""From the governing parts of the register: procedures (Pasal 11), means (14) and money (17); the aims (4, 6) and the monitoring log (8 f)."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from datetime import date, timedelta

from pendopo.insight.watching.queries import watched_days
from pendopo.registry.means.models import Device
from pendopo.registry.means.queries import lines_of
from pendopo.registry.procedures.models import Procedure
from pendopo.registry.procedures.queries import in_force, missing_steps, signed_by_head
from pendopo.regulation.checks import facts as f
from pendopo.report.aims.models import AimSnapshot, ObjectiveValue
from pendopo.report.compliance.scope import Scope

WATCHED = 45


def procedures_of(scope: Scope) -> tuple[f.Procedure, ...]:
    """The procedures in force on the judged day, with their last review up to it."""
    codes = [step.code for step in scope.profile.flow]
    held = Procedure.objects.filter(in_force(scope.today), agency=scope.agency)
    return tuple(
        f.Procedure(
            scope.named(f"{one.number} versi {one.version}", "procedure", one.pk), True, _reviewed(one, scope),
            signed_by_head=signed_by_head(one), steps_missing=tuple(missing_steps(one, codes)),
        )
        for one in held.select_related("signer").prefetch_related("reviews")
    )  # fmt: skip


def _reviewed(procedure: Procedure, scope: Scope) -> date:
    days = [one.on for one in procedure.reviews.all() if one.on <= scope.today]
    start = procedure.signed_on or procedure.since or scope.today
    return max([start, *days])


def facility_years_of(scope: Scope) -> frozenset[int]:
    """The years for which the agency listed its devices, as known at that moment."""
    rows = Device.objects.filter(agency=scope.agency, removed=False, recorded_at__lte=scope.at)
    return frozenset(rows.values_list("year", flat=True).distinct())


def costs_of(scope: Scope) -> tuple[f.Cost, ...]:
    """This year's budget lines with what was spent by that day."""
    return tuple(
        f.Cost(
            scope.named(one.cost.item, "cost", one.cost.pk), one.cost.year, one.cost.budget_reference,
            one.cost.sub_activity, one.cost.account_code, one.cost.ceiling, one.spent,
        )
        for one in lines_of(scope.agency, scope.today.year, scope.today)
    )  # fmt: skip


def aims_of(scope: Scope) -> Mapping[int, frozenset[str]]:
    """By year, the aims of which the government took a snapshot by that moment."""
    rows = AimSnapshot.objects.filter(government=scope.agency.government, taken_at__lte=scope.at)
    return _by_year(rows.values_list("year", "code"))


def objectives_of(scope: Scope) -> Mapping[int, frozenset[str]]:
    """By year, the objectives that have a value, or were said to have none."""
    rows = ObjectiveValue.objects.filter(government=scope.agency.government, given_at__lte=scope.at)
    return _by_year(rows.values_list("year", "code"))


def _by_year(rows: Iterable[tuple[int, str]]) -> Mapping[int, frozenset[str]]:
    found: dict[int, set[str]] = defaultdict(set)
    for year, code in rows:
        found[year].add(code)
    return {year: frozenset(codes) for year, codes in found.items()}


def watched_of(scope: Scope, accounts: Mapping[int, str]) -> Mapping[str, frozenset[date]]:
    """By account, the days of the last weeks on which somebody looked (C-MON1)."""
    seen = watched_days(scope.agency, scope.today - timedelta(days=WATCHED), scope.at)
    return {name: seen[pk] for pk, name in accounts.items() if pk in seen}
