"""Who is told when something of an agency's accounts or decrees needs a person: officials, head, and the dinas; each once."""

from __future__ import annotations

from datetime import date

from django.db.models import Q

from pendopo.people.models import Person
from pendopo.registry.models import Agency, Appointment
from pendopo.registry.queries import in_force


def who_is_told(agency: Agency, day: date) -> list[Person]:
    """Officials in force and the head of the agency, and the analysts of the dinas, on a day."""
    named = Appointment.objects.filter(in_force(day, "decree"), decree__agency=agency, duty="official")
    officials = Person.objects.filter(appointments__in=named.filter(Q(ended_on=None) | Q(ended_on__gt=day)))
    held = Q(offices__since__lte=day) & (Q(offices__until=None) | Q(offices__until__gte=day))
    heads = Person.objects.filter(held, offices__agency=agency, offices__role="head")
    analysts = Person.objects.filter(held, offices__agency__government=agency.government_id, offices__role="analyst")
    told = Q(pk__in=officials) | Q(pk__in=heads) | Q(pk__in=analysts)
    return list(Person.objects.filter(told, is_active=True).order_by("pk"))
