"""Reading statements and ethics cases."""

from __future__ import annotations

from datetime import date

from django.db.models import QuerySet

from pendopo.people.models import Person
from pendopo.registry.ethics.models import Attempt, EthicsCase, Statement
from pendopo.registry.ethics.states import ENDED
from pendopo.registry.queries import agencies_for, standings
from pendopo.registry.rules import Doing


def visible_cases(person: Person) -> QuerySet[EthicsCase]:
    """Ethics cases that a person may read; never one about themselves."""
    rows = EthicsCase.objects.filter(agency__in=agencies_for(person, Doing.READ_ETHICS)).exclude(person=person)
    return rows.select_related("agency__government", "person", "account", "reported_by")


def visible_statements(person: Person) -> QuerySet[Statement]:
    """The texts of the governments that a person works for."""
    governments = {one.government_id for one in standings(person)}
    return Statement.objects.filter(government__in=governments).select_related("government")


def attempts_of(person: Person) -> QuerySet[Attempt]:
    """A person's own attempts; nobody else's."""
    return Attempt.objects.filter(person=person).select_related("edition", "agency__government")


def age(case: EthicsCase, day: date) -> int:
    """Days since the report, until the end or until today."""
    end = case.closed_on if case.state in ENDED and case.closed_on else day
    return (end - case.reported_on).days
