"""Who manages social media at an agency on a day, and what each of them still has to read, sign or renew."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from zoneinfo import ZoneInfo

from django.db.models import Q
from django.utils import timezone

from pendopo.people.models import Person
from pendopo.registry.competence.models import Training
from pendopo.registry.ethics.models import Acknowledgement, Attempt, Edition, Statement
from pendopo.registry.ethics.rules import Asked, Code, Course, Obligation, promised, trained
from pendopo.registry.models import Agency, Appointment, Government
from pendopo.registry.queries import government_of, in_force, today
from pendopo.regulation.profile import load

SIGNED: tuple[tuple[Code, Statement.Kind], ...] = (
    ("commitment", Statement.Kind.COMMITMENT),
    ("pledge", Statement.Kind.PLEDGE),
)


@dataclass(frozen=True)
class Manager:
    """An officer or official in force: since when, and by which decree."""

    person: Person
    agency: Agency
    duties: tuple[str, ...]
    since: date
    decree: str
    position: str


@dataclass(frozen=True)
class Sheet:
    """A manager with everything asked of them; `asked_since` is when the rules became what they are."""

    manager: Manager
    obligations: tuple[Obligation, ...]
    asked_since: date | None = None

    @property
    def open(self) -> tuple[Obligation, ...]:
        """What is still to do."""
        return tuple(one for one in self.obligations if one.open)


@dataclass
class Known:
    """What people have done: the days by person, and by key where a version matters."""

    signed: dict[tuple[int, int], date] = field(default_factory=dict)
    passed: dict[int, date] = field(default_factory=dict)
    courses: dict[int, list[Course]] = field(default_factory=lambda: defaultdict(list))


def managers_of(agencies: Iterable[Agency], day: date) -> list[Manager]:
    """Everybody whom a decree in force names, once an agency, by name."""
    rows = (
        Appointment.objects.filter(
            in_force(day, "decree"), Q(ended_on=None) | Q(ended_on__gt=day), decree__agency__in=agencies,
            person__is_active=True,
        )
        .select_related("person", "decree__agency__government")
        .order_by("person__name", "decree__since", "pk")
    )  # fmt: skip
    grouped: dict[tuple[int, int], list[Appointment]] = defaultdict(list)
    for row in rows:
        grouped[row.decree.agency_id, row.person_id].append(row)
    return [_manager(rows) for rows in grouped.values()]


def _manager(rows: list[Appointment]) -> Manager:
    first = rows[0]
    starts = [max(row.decree.since, row.decree.signed_on or row.decree.since) for row in rows]
    duties = tuple(dict.fromkeys(row.duty for row in rows))
    return Manager(first.person, first.decree.agency, duties, min(starts), first.decree.number, first.position)


def statements_on(government: Government, day: date) -> dict[str, Statement]:
    """The version of each text in force on a day."""
    rows = Statement.objects.filter(government=government, since__lte=day).order_by("since", "version")
    return {row.kind: row for row in rows}


def edition_on(government: Government, day: date) -> Edition | None:
    """The rules that are to be known on a day."""
    return Edition.objects.filter(government=government, since__lte=day).order_by("-since", "-pk").first()


def known_of(people: Iterable[int], government: Government, edition: Edition | None, at: datetime) -> Known:
    """What these people had done at a moment: three queries."""
    known, zone, ids = Known(), ZoneInfo(government.zone), list(people)
    signed = Acknowledgement.objects.filter(person__in=ids, statement__government=government, at__lte=at)
    for person, statement, moment in signed.values_list("person", "statement", "at"):
        known.signed[person, statement] = moment.astimezone(zone).date()
    if edition is not None:
        passed = Attempt.objects.filter(person__in=ids, edition=edition, passed=True, ended_at__lte=at)
        for person, ended in passed.order_by("-ended_at").values_list("person", "ended_at"):
            known.passed[person] = ended.astimezone(zone).date() if ended else at.date()
    for person, on, valid in Training.objects.filter(person__in=ids).values_list("person", "on", "valid_until"):
        known.courses[person].append(Course(on, valid))
    return known


def sheets_of(agencies: Iterable[Agency], government: Government, at: datetime | None = None) -> list[Sheet]:
    """Every manager of these agencies of one government, with what is asked of them."""
    moment = at or timezone.now()
    day = today(government, moment)
    managers = managers_of(agencies, day)
    statements, edition = statements_on(government, day), edition_on(government, day)
    known = known_of({one.person.pk for one in managers}, government, edition, moment)
    since = edition.since if edition else None
    return [Sheet(one, _all_of(one, statements, edition, known, day), since) for one in managers]


def _all_of(
    manager: Manager, statements: Mapping[str, Statement], edition: Edition | None, known: Known, day: date
) -> tuple[Obligation, ...]:
    targets, person = load(manager.agency.government.profile).targets, manager.person.pk
    # Before the worker has written the edition down, the days run from the decree.
    rules = Asked("quiz", edition.digest, edition.since) if edition else Asked("quiz", "", manager.since)
    found = [promised("quiz", rules, known.passed.get(person), manager.since, day, targets)]
    for code, kind in SIGNED:
        text = statements.get(kind)
        asked = Asked(code, str(text.pk), text.since) if text else None
        done = known.signed.get((person, text.pk)) if text else None
        found.append(promised(code, asked, done, manager.since, day, targets))
    return (*found, trained(known.courses[person], manager.since, day, targets))


def sheets_of_person(person: Person, government: Government, at: datetime | None = None) -> list[Sheet]:
    """What is asked of one person, at each agency whose decree names them."""
    named = Agency.objects.filter(government=government, decrees__appointments__person=person).distinct()
    return [one for one in sheets_of(named, government, at) if one.manager.person.pk == person.pk]


def quiz_share(sheets: Iterable[Sheet]) -> tuple[int, int]:
    """How many managers know the rules in force, of how many (objective 6 a). A person counts once."""
    everybody: dict[int, bool] = {}
    for sheet in sheets:
        knows = any(each.code == "quiz" and each.state == "done" for each in sheet.obligations)
        everybody[sheet.manager.person.pk] = knows
    return sum(everybody.values()), len(everybody)


def open_of(person: Person, at: datetime | None = None) -> int:
    """How many things wait for a person to read, sign or renew."""
    government = government_of(person)
    return sum(len(one.open) for one in sheets_of_person(person, government, at)) if government else 0
