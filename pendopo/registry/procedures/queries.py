"""Reading procedures: which are in force on a day, which a person may see."""

from __future__ import annotations

from datetime import date

from django.db.models import Q, QuerySet

from pendopo.people.models import Person
from pendopo.registry.models import Role
from pendopo.registry.procedures.models import Procedure
from pendopo.registry.queries import agencies_for


def visible_procedures(person: Person) -> QuerySet[Procedure]:
    """The procedures of the agencies that a person may see."""
    rows = Procedure.objects.filter(agency__in=agencies_for(person))
    return rows.select_related("agency__government", "signer__person")


def in_force(day: date) -> Q:
    """Procedures in force on a day; one that ended later was still in force then."""
    begun = Q(state__in=["in_force", "ended"], since__lte=day)
    return begun & (Q(until=None) | Q(until__gte=day))


def signed_by_head(procedure: Procedure) -> bool:
    """Was it set by somebody who was head of that agency on the day (K 11(1))?"""
    signer, day = procedure.signer, procedure.signed_on
    if signer is None or day is None or signer.role != Role.HEAD or signer.agency_id != procedure.agency_id:
        return False
    return signer.since <= day and (signer.until is None or day <= signer.until)


def missing_steps(procedure: Procedure, codes: list[str]) -> list[str]:
    """Steps of the flow chart for which the procedure does not say where it has them."""
    return [code for code in codes if not str(procedure.steps.get(code, "")).strip()]
