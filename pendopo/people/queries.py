"""Reading what a person was told."""

from __future__ import annotations

from django.db.models import QuerySet

from pendopo.people.models import Notice, Person


def notices_of(person: Person) -> QuerySet[Notice]:
    """What the person was told, newest first; nobody else's."""
    return Notice.objects.filter(person=person).order_by("-created_at", "-pk")


def unread(person: Person) -> QuerySet[Notice]:
    """What the person has not read yet."""
    return notices_of(person).filter(read_at=None)
