"""The issues of the governments that a person works for."""

from __future__ import annotations

from django.db.models import Count, Q, QuerySet

from pendopo.people.models import Person
from pendopo.publishing.issues.models import Issue
from pendopo.registry.queries import standings


def visible_issues(person: Person) -> QuerySet[Issue]:
    """Open ones first; with how many messages speak to each."""
    governments = {one.government_id for one in standings(person)}
    spoken = Count("messages", filter=~Q(messages__state="cancelled"), distinct=True)
    rows = Issue.objects.filter(government__in=governments).select_related("lead__government", "government")
    return rows.annotate(spoken=spoken).order_by("closed_on", "-since", "name")
