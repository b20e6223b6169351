"""Reading requests: what was asked of my agencies, and what mine asked of others. Both sides see the request, and the
asked side nothing of the message beyond what it is to pass on."""

from __future__ import annotations

from django.db.models import Count, Q, QuerySet

from pendopo.people.models import Person
from pendopo.publishing.amplifying.models import Ask, Echo
from pendopo.registry.queries import agencies_for


def echoes_for(person: Person) -> QuerySet[Echo]:
    """What was asked of the agencies that a person sees, what waits first."""
    rows = Echo.objects.filter(agency__in=agencies_for(person))
    rows = rows.select_related("agency__government", "ask__message__agency__government", "ask__by")
    return rows.order_by("-ask__created_at", "-pk")


def asks_by(person: Person) -> QuerySet[Ask]:
    """What the agencies that a person sees asked of others, with how many have passed it on."""
    rows = Ask.objects.filter(message__agency__in=agencies_for(person)).select_related(
        "message__agency__government", "by"
    )
    done = Count("echoes", filter=Q(echoes__state="done"))
    return rows.annotate(asked=Count("echoes"), done=done).order_by("-created_at", "-pk")
