"""From the governing parts of the register: procedures (Pasal 11)."""

from __future__ import annotations

from datetime import date

from pendopo.registry.procedures.models import Procedure
from pendopo.registry.procedures.queries import in_force, missing_steps, signed_by_head
from pendopo.regulation.checks import facts as f
from pendopo.report.compliance.scope import Scope


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
