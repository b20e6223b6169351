"""Which files a person may see: those of the agencies whose messages they see."""

from __future__ import annotations

from django.db.models import QuerySet

from pendopo.people.models import Person
from pendopo.publishing.media.models import MediaFile
from pendopo.registry.queries import agencies_for


def visible_media(person: Person) -> QuerySet[MediaFile]:
    """Files of visible agencies."""
    return MediaFile.objects.filter(agency__in=agencies_for(person)).select_related("agency__government")
