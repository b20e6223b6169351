"""Reading the inbox. Everything shown, counted, searched or served starts from `visible_to`."""

from __future__ import annotations

from django.db.models import QuerySet

from pendopo.inbox.models import Case
from pendopo.people.models import Person
from pendopo.registry.queries import agencies_for


def visible_to(person: Person) -> QuerySet[Case]:
    """The cases that a person may see: those of the agencies that they may see."""
    return Case.objects.filter(agency__in=agencies_for(person))
