"""Who hears of a referral: the liaison and the official of the agency that was asked, and the dinas."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime

from django.db.models import Q, QuerySet

from pendopo.people.models import Person
from pendopo.prepared import Prepared
from pendopo.registry.models import Agency, Appointment, Government, Office, Role
from pendopo.registry.queries import in_force, today


@dataclass(frozen=True)
class Addressee:
    """Somebody to tell: a person with an account, or only an address."""

    person: Person | None
    address: str

    @property
    def key(self) -> str:
        """What makes a notice to them unique."""
        return str(self.person.pk) if self.person else self.address


def liaisons(agency: Agency, at: datetime) -> list[Addressee]:
    """The liaisons in force; without any the agency's own address; without that the officers named by its decree."""
    day = today(agency.government, at)
    people = _liaisons(agency.pk, day)
    if people:
        return [Addressee(person, person.email) for person in people]
    if agency.email:
        return [Addressee(None, agency.email)]
    return [Addressee(person, person.email) for person in _appointed(agency, "officer", day)]


def officials(agency: Agency, at: datetime) -> list[Addressee]:
    """The responsible officials by decree; the head as long as none is named."""
    day = today(agency.government, at)
    people = _appointed(agency, "official", day) or _holders(agency, Role.HEAD, day)
    return [Addressee(person, person.email) for person in people]


def dinas(government: Government, at: datetime) -> list[Addressee]:
    """The analysts of the coordinating agency; without any its address."""
    agency = Agency.objects.filter(government=government, coordinates=True, closed_on=None).first()
    if agency is None:
        return []
    people = _holders(agency, Role.ANALYST, today(government, at))
    if people:
        return [Addressee(person, person.email) for person in people]
    return [Addressee(None, agency.email)] if agency.email else []


def once(groups: list[list[Addressee]]) -> list[Addressee]:
    """Everybody once, in order."""
    return list({each.key: each for group in groups for each in group}.values())


def _in_office(agency: int, role: Role, day: date) -> QuerySet[Person]:
    offices = Office.objects.filter(Q(until=None) | Q(until__gte=day), agency=agency, role=role, since__lte=day)
    return Person.objects.filter(offices__in=offices, is_active=True).distinct().order_by("pk")


_liaisons = Prepared(lambda agency, day: _in_office(agency, Role.LIAISON, day), int, date)


def _holders(agency: Agency, role: Role, day: date) -> list[Person]:
    return list(_in_office(agency.pk, role, day))


def _appointed(agency: Agency, duty: str, day: date) -> list[Person]:
    named = Appointment.objects.filter(
        in_force(day, "decree"), Q(ended_on=None) | Q(ended_on__gt=day), decree__agency=agency, duty=duty
    )
    return list(Person.objects.filter(appointments__in=named, is_active=True).distinct().order_by("pk"))
