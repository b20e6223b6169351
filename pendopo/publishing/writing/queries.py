"""Who works together on an agency's messages."""

from __future__ import annotations

from datetime import datetime

from django.db.models import Q

from pendopo.people.models import Person
from pendopo.registry.models import Agency
from pendopo.registry.queries import may
from pendopo.registry.rules import Doing


def colleagues(agency: Agency, at: datetime | None = None) -> list[Person]:
    """Everybody who holds something at the agency now, by name."""
    held = Q(offices__agency=agency) | Q(appointments__decree__agency=agency)
    people = Person.objects.filter(held, is_active=True).distinct().order_by("name")[:200]
    return [one for one in people if may(one, Doing.SEE, agency, at=at)]
