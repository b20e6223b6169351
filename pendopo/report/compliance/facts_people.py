"""From competence and ethics: what managers learned, read and signed, ethics cases, coordination (Pasal 3 c, 12, 13)."""

from __future__ import annotations

from collections import Counter
from datetime import date

from pendopo.registry.competence.queries import coordination_of
from pendopo.registry.ethics.models import EthicsCase
from pendopo.registry.ethics.obligations import Sheet, sheets_of
from pendopo.regulation.checks import facts as f
from pendopo.report.compliance.scope import Scope


def managers_of(scope: Scope) -> tuple[f.Manager, ...]:
    """Officers and officials in force, with what they must know and have signed."""
    sheets = sheets_of([scope.agency], scope.agency.government, scope.at)
    names = Counter(one.manager.person.name for one in sheets)
    return tuple(_manager(scope, one, names) for one in sheets)


def _manager(scope: Scope, sheet: Sheet, names: Counter[str]) -> f.Manager:
    person, done = sheet.manager.person, {one.code: one for one in sheet.obligations}
    name = person.name if names[person.name] == 1 else f"{person.name} ({person.nip or person.pk})"
    quiz = done["quiz"]
    return f.Manager(
        scope.named(name, "person", person.pk),
        # The days for the quiz begin with the decree, or with rules that changed since (13 a).
        since=max(sheet.manager.since, sheet.asked_since) if sheet.asked_since else sheet.manager.since,
        trained_on=done["training"].done_on,
        pledged=done["pledge"].state == "done",
        quiz_passed_on=quiz.done_on,
        committed=done["commitment"].state == "done",
    )


def ethics_cases_of(scope: Scope) -> tuple[f.EthicsCase, ...]:
    """Cases by number only: the board is read by more people than the file is."""
    rows = EthicsCase.objects.filter(agency=scope.agency, reported_on__lte=scope.today).order_by("reported_on", "pk")
    return tuple(
        f.EthicsCase(
            scope.named(f"Perkara etika {one.pk}", "ethics", one.pk), one.reported_on,
            one.closed_on if one.closed_on and one.closed_on <= scope.today else None,
        )
        for one in rows
    )  # fmt: skip


def coordination_days_of(scope: Scope) -> tuple[date, ...]:
    """The days on which the agency sat together with others, each found again as its meeting."""
    met = list(coordination_of(scope.agency, scope.today))
    for pk, day in met:
        scope.named(day.isoformat(), "meeting", pk)
    return tuple(day for _pk, day in met)
