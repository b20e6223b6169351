"""Reading training and meetings."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date

from django.db.models import Q, QuerySet

from pendopo.people.models import Person
from pendopo.registry.competence.models import Meeting, Training
from pendopo.registry.models import Agency
from pendopo.registry.queries import agencies_for


def visible_trainings(person: Person) -> QuerySet[Training]:
    """One's own training, and that recorded at agencies that one may see."""
    rows = Training.objects.filter(Q(person=person) | Q(agency__in=agencies_for(person)))
    return rows.select_related("person", "agency__government", "recorded_by")


def visible_meetings(person: Person) -> QuerySet[Meeting]:
    """Meetings in which an agency took part that one may see."""
    rows = Meeting.objects.filter(
        pk__in=Meeting.agencies.through.objects.filter(agency__in=agencies_for(person)).values("meeting")
    )
    return rows.select_related("agency__government", "recorded_by").prefetch_related("agencies", "people")


def coordination_of(agency: Agency, until: date) -> Iterable[tuple[int, date]]:
    """The meetings and campaigns of an agency until a day, oldest first."""
    rows = Meeting.objects.filter(agencies=agency, on__lte=until).order_by("on", "pk").distinct()
    return rows.values_list("pk", "on")
