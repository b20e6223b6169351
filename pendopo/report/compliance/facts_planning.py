"""From planning: audience sheets, the plan in force, and for whom each message was (Pasal 7, 8 a–b)."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace

from pendopo.publishing.planning.models import Aim, Plan, PlanRow, Sheet
from pendopo.regulation.checks import facts as f
from pendopo.report.compliance.scope import Scope


@dataclass(frozen=True)
class Planned:
    """What was planned as of the moment that is judged. `audiences` by message, `account_sheets` by account."""

    sheets: tuple[f.AudienceSheet, ...]
    years: frozenset[int]
    audiences: dict[int, tuple[str, ...]]
    account_sheets: dict[int, str]

    def with_sheets(self, accounts: Iterable[f.Account], names: dict[int, str]) -> tuple[f.Account, ...]:
        """The accounts, each with the sheet on which a plan in force rests its use (8 b)."""
        found = {names[pk]: sheet for pk, sheet in self.account_sheets.items() if pk in names}
        return tuple(replace(one, audience_sheet=found.get(one.record, "")) for one in accounts)


def planned_of(scope: Scope) -> Planned:
    """Four queries, however much was planned."""
    agency, at = scope.agency, scope.at
    sheets = Sheet.objects.filter(agency=agency, created_at__lte=at).order_by("on", "pk")
    plans = Plan.objects.filter(agency=agency, approved_at__lte=at, state__in=["approved", "replaced"])
    rows = PlanRow.objects.filter(plan__in=plans.filter(year=scope.today.year), sheet__isnull=False)
    audiences = Aim.objects.filter(message__agency=agency, message__published_at__gte=scope.since)
    return Planned(
        tuple(
            f.AudienceSheet(scope.named(f"Lembar {one.pk} “{one.audience[:40]}”", "sheet", one.pk), one.on, one.shares)
            for one in sheets
        ),
        frozenset(plans.values_list("year", flat=True)),
        {message: (audience,) for message, audience in audiences.values_list("message_id", "audience")},
        {account: str(sheet) for account, sheet in rows.values_list("accounts", "sheet__audience") if account},
    )
