"""Finding rows by words typed into a search box: every word must stand somewhere in the row. What a person sees is decided
by the `visible_…` that each search starts from, never here."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import TypeVar

from django.db.models import Model, Q, QuerySet

from pendopo.people.models import Person
from pendopo.registry.models import Agency, Appointment, Decree, Office, OfficialAccount
from pendopo.registry.queries import agencies_for, visible_accounts, visible_decrees

MOST_WORDS = 8
MOST = 12
# Long tables are looked through from their newest row, so far; what is older is found by its own page.
NEWEST = 20_000
Row = TypeVar("Row", bound=Model)


def words_of(text: str) -> list[str]:
    """The words to look for, without what no word contains."""
    shown = "".join(sign if sign.isprintable() else " " for sign in text[:400])
    return [word[:60] for word in (each.strip("\"'«»“”(),;") for each in shown.split()) if word][:MOST_WORDS]


def matching(words: Sequence[str], fields: Sequence[str]) -> Q:
    """Every word in one of the fields; nothing at all when there is no word."""
    if not words:
        return Q(pk__in=[])
    whole = Q()
    for word in words:
        one = Q()
        for field in fields:
            one |= Q(**{f"{field}__icontains": word})
        whole &= one
    return whole


def newest(rows: QuerySet[Row]) -> QuerySet[Row]:
    """The newest rows of a long table."""
    ids = rows.order_by("-pk").values("pk")[:NEWEST]
    return rows.filter(pk__in=ids.values("pk"))


def find_agencies(person: Person, words: Sequence[str]) -> list[Agency]:
    """Agencies that the person may see."""
    rows = agencies_for(person).filter(matching(words, ("name", "short_name", "duties")))
    return list(rows.order_by("closed_on", "name", "pk")[:MOST])


def find_accounts(person: Person, words: Sequence[str]) -> list[OfficialAccount]:
    """Accounts that the person may see, by name, handle, link or agency."""
    plain = [word.removeprefix("@") for word in words]
    fields = ("name", "handle", "url", "platform", "agency__short_name")
    return list(visible_accounts(person).filter(matching(plain, fields)).order_by("state", "name", "pk")[:MOST])


def find_decrees(person: Person, words: Sequence[str]) -> list[Decree]:
    """Decrees that the person may see, by number, subject or a person named."""
    fields = ("number", "about", "agency__short_name")
    return list(visible_decrees(person).filter(matching(words, fields)).order_by("-since", "-pk")[:MOST])


def find_people(person: Person, words: Sequence[str], at: datetime | None = None) -> list[tuple[Person, Agency, str]]:
    """People with an office or an appointment at an agency that the person may see: who, where, as what."""
    agencies = agencies_for(person, at=at)
    fields = ("person__name", "person__email", "person__nip")
    offices = Office.objects.filter(matching([*words], (*fields, "title")), agency__in=agencies)
    named = Appointment.objects.filter(matching([*words], (*fields, "position")), decree__agency__in=agencies)
    found: dict[tuple[int, int], tuple[Person, Agency, str]] = {}
    for office in offices.select_related("person", "agency__government").order_by("person__name", "-since")[: MOST * 3]:
        found.setdefault((office.person_id, office.agency_id), (office.person, office.agency, office.shown_title))
    rows = named.select_related("person", "decree__agency__government").order_by("person__name", "-pk")[: MOST * 3]
    for one in rows:
        agency = one.decree.agency
        found.setdefault((one.person_id, agency.pk), (one.person, agency, one.position))
    return sorted(found.values(), key=lambda each: (each[0].name, each[1].name))[:MOST]
