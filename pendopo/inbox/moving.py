"""Somebody moves to another post: their rights end that day, and what they hold open goes to the responsible official.

Regulation map 2.5: "officer moved 15 May → open items go to pejabat". The same where no officer is left at all.
"""

from __future__ import annotations

from collections import defaultdict
from datetime import date, datetime, timedelta

from django.db import transaction
from django.db.models import Q
from django.utils import timezone

from pendopo.inbox.models import Assignment, Case
from pendopo.inbox.states import OPEN
from pendopo.journal.actions import note
from pendopo.journal.actor import Actor
from pendopo.people.actions import tell
from pendopo.people.models import Person
from pendopo.registry.actions import BadRegister, end_appointment, end_office
from pendopo.registry.custody.troubles import officer_moves
from pendopo.registry.models import Agency, Appointment
from pendopo.registry.queries import acting, heads_on, in_force, named_on, standings, today
from pendopo.registry.rules import Doing

SYSTEM = Actor.system()


@transaction.atomic
def move_away(*, person: Person, agency: Agency, on: date, because: str, by: Person, at: datetime | None = None) -> int:
    """Everything that the person holds at the agency ends; `on` is the first day without. How many cases went over at once."""
    acting(by, Doing.REGISTER, agency)
    now = at or timezone.now()
    if not because.strip():
        raise BadRegister("Tulis dasarnya, misalnya nomor surat mutasi.")
    offices = person.offices.filter(Q(until=None) | Q(until__gte=on), agency=agency)
    named = Appointment.objects.filter(
        Q(ended_on=None) | Q(ended_on__gt=on), person=person, decree__agency=agency, decree__state="signed"
    )
    if not offices.exists() and not named.exists():
        raise BadRegister(f"{person.name} tidak memegang apa pun di {agency.short_name} sejak tanggal itu.")
    day = today(agency.government, now)
    if named.filter(in_force(day, "decree"), ended_on=None).exists():
        # The rights end, and the checklist of keys and devices to take back begins.
        officer_moves(agency=agency, person=person, on=on, because=because, by=by, now=now)
    for appointment in named.select_related("decree__agency__government"):
        end_appointment(appointment=appointment, on=on, because=because, by=by)
    for office in offices.select_related("agency__government"):
        end_office(office=office, on=max(office.since, on - timedelta(days=1)), by=by)
    return hand_over(now, holder=person) if on <= day else 0


def hand_over(now: datetime, *, holder: Person | None = None) -> int:
    """Open cases of people who hold nothing at the agency any more, and of agencies without officers. How many went over."""
    held = Case.objects.filter(state__in=OPEN, holder__isnull=False)
    asked = Assignment.objects.filter(done_at=None, case__state__in=OPEN)
    if holder is not None:
        held, asked = held.filter(holder=holder), asked.filter(to=holder)
    ids = {*held.order_by().values_list("holder", flat=True), *asked.order_by().values_list("to", flat=True)}
    moved = 0
    for person in Person.objects.filter(pk__in=ids):
        here = {one.agency_id for one in standings(person, now)}
        away = held.filter(holder=person).exclude(agency__in=here).select_related("agency__government")
        left = asked.filter(to=person).exclude(case__agency__in=here).select_related("case__agency__government")
        moved += _pass_all(person, list(away), list(left), now)
    return moved + _without_officers(now)


def heir_of(agency: Agency, day: date, *, without: Person | None = None) -> Person | None:
    """Whose the open items are now: the official by decree, the head as long as there is none."""
    people = [*named_on(agency, "official", day), *(one.person for one in heads_on(agency, day))]
    return next((one for one in people if without is None or one.pk != without.pk), None)


def _pass_all(person: Person, cases: list[Case], asked: list[Assignment], now: datetime) -> int:
    by_agency: dict[Agency, list[Case]] = defaultdict(list)
    for case in cases:
        by_agency[case.agency].append(case)
    for one in asked:
        by_agency.setdefault(one.case.agency, [])
    for agency, theirs in by_agency.items():
        with transaction.atomic():
            heir = heir_of(agency, today(agency.government, now), without=person)
            for case in theirs:
                _give(case, heir, "tugasnya berakhir", now)
            for one in asked:
                if one.case.agency_id == agency.pk and heir is not None:
                    _reassign(one, heir, now)
            _tell(heir, agency, person, len(theirs), now)
    return len(cases)


def _give(case: Case, heir: Person | None, because: str, now: datetime) -> None:
    before, after = case.holder.name if case.holder else "", heir.name if heir else ""
    told = {"before": {"holder": before}, "after": {"holder": after}}
    note(case, doing="case.handed_over", by=SYSTEM, because=because, at=now, **told)
    Case.objects.filter(pk=case.pk).update(holder=heir, seen_at=None)


def _reassign(one: Assignment, heir: Person, now: datetime) -> None:
    """The disposisi goes on with the heir; its target stays what it was."""
    Assignment.objects.filter(pk=one.pk).update(done_at=now, answer=f"(dialihkan kepada {heir.name}: tugas berakhir)")
    made = Assignment.objects.create(
        case=one.case, to=heir, by=one.by, instruction=one.instruction, created_at=now, target_at=one.target_at
    )
    note(one.case, doing="case.passed_on", by=SYSTEM, because="tugasnya berakhir", after={"to": heir.name}, at=now)
    Case.objects.filter(pk=made.case_id, holder=one.to).update(holder=heir)


def _tell(heir: Person | None, agency: Agency, person: Person, number: int, now: datetime) -> None:
    if heir is None or not number:
        return
    tell(
        key=f"moved-{person.pk}-{agency.pk}-{heir.pk}-{now:%Y%m%d%H%M%S}", person=heir, link="/meja/",
        subject=f"{number} kasus beralih kepada Anda: {agency.short_name}",
        body=f"Tugas {person.name} berakhir. Kasus yang masih terbuka ({number}) sekarang pada Anda sampai Anda bagikan lagi.",
    )  # fmt: skip


def _without_officers(now: datetime) -> int:
    """Where no decree names an officer any more, new questions are the official's too."""
    waiting = Case.objects.filter(state__in=OPEN, holder=None)
    moved = 0
    for agency in Agency.objects.filter(pk__in=waiting.order_by().values("agency").distinct()).select_related(
        "government"
    ):
        day = today(agency.government, now)
        officers = Appointment.objects.filter(
            in_force(day, "decree"), Q(ended_on=None) | Q(ended_on__gt=day), decree__agency=agency, duty="officer"
        )
        heir = None if officers.exists() else next(iter(named_on(agency, "official", day)), None)
        if heir is None:
            continue
        with transaction.atomic():
            for case in waiting.filter(agency=agency):
                _give(case, heir, "tidak ada petugas yang berlaku", now)
                moved += 1
    return moved
