"""Reading the register: what a person holds at a moment, what they may do, what they may see."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import replace
from datetime import date, datetime
from zoneinfo import ZoneInfo

from django.db.models import F, Q, QuerySet
from django.utils import timezone

from pendopo.journal.actor import Actor
from pendopo.journal.machine import Said
from pendopo.people.models import Person
from pendopo.prepared import Prepared
from pendopo.registry.models import Agency, Appointment, Decree, Government, Office, OfficialAccount
from pendopo.registry.rules import OVER_ALL, Doing, Held, Standing, allows


class NotAllowed(Said):
    """The person has no standing for this; the sentence says whose right it is."""


def today(government: Government, at: datetime | None = None) -> date:
    """The day it is in the government's zone."""
    return (at or timezone.now()).astimezone(ZoneInfo(government.zone)).date()


def in_force(day: date, prefix: str = "") -> Q:
    """Decrees in force on a day: signed, begun, not ended, not revoked."""
    p = f"{prefix}__" if prefix else ""
    return (
        Q(**{f"{p}state__in": ["signed", "revoked"], f"{p}since__lte": day})
        & (Q(**{f"{p}until": None}) | Q(**{f"{p}until__gte": day}))
        & (Q(**{f"{p}revoked_on": None}) | Q(**{f"{p}revoked_on__gt": day}))
    )


# What a person holds is asked many times while one page is made, and does not change meanwhile.
_remembered: ContextVar[dict[int, list[Held]] | None] = ContextVar("standings", default=None)
_met: ContextVar[dict[int, Agency] | None] = ContextVar("agencies", default=None)


@contextmanager
def remembering() -> Iterator[None]:
    """Within, what people hold now is read once (one web request; never longer)."""
    token, agencies = _remembered.set({}), _met.set({})
    try:
        yield
    finally:
        _remembered.reset(token)
        _met.reset(agencies)


def agency_met(pk: int) -> Agency | None:
    """An agency, with its government, that was read in this request together with what somebody holds there."""
    return (_met.get() or {}).get(pk)


def standings(person: Person, at: datetime | None = None) -> list[Held]:
    """Everything a person holds at a moment (now when not given). Nothing at all when the person is not active."""
    if not person.is_authenticated or not person.is_active:
        return []
    memory = _remembered.get() if at is None else None
    if memory is None:
        return _read_standings(person, at or timezone.now())
    if person.pk not in memory:
        memory[person.pk] = _read_standings(person, timezone.now())
    return memory[person.pk]


_offices = Prepared(
    lambda person: Office.objects.filter(person=person).select_related("agency__government"), int
)  # fmt: skip
_appointments = Prepared(
    lambda person: (
        Appointment.objects.filter(person=person)
        .exclude(decree__state__in=["draft", "cancelled"])
        .select_related("decree__agency__government")
    ),
    int,
)


def _read_standings(person: Person, moment: datetime) -> list[Held]:
    offices, named = _offices(person.pk), _appointments(person.pk)
    held = [
        Held(Standing(one.role), one.agency.government_id, one.agency_id, None, one.shown_title, one.letter)
        for one in offices
        if _covers(one.since, one.until, today(one.agency.government, moment))
    ]
    for row in named:
        decree, day = row.decree, today(row.decree.agency.government, moment)
        stops = [stop for stop in (decree.revoked_on, row.ended_on) if stop is not None]
        if _covers(decree.since, decree.until, day) and all(day < stop for stop in stops):
            held.append(
                Held(
                    Standing(row.duty),
                    decree.agency.government_id,
                    decree.agency_id,
                    row.account_id,
                    row.position,
                    decree.number,
                )
            )
    agencies = [*(one.agency for one in offices), *(row.decree.agency for row in named)]
    met = _met.get()
    if met is not None:
        met.update((agency.pk, agency) for agency in agencies)
    return held + _taken_over(held) if any(agency.took_over_on for agency in agencies) else held


def _taken_over(held: list[Held]) -> list[Held]:
    """Who works at a successor holds the same at the agencies that it took in: their trail is read, their report owed."""
    found: list[Held] = []
    layer = held
    while layer:
        into: dict[int, list[int]] = defaultdict(list)
        closed = Agency.objects.filter(successor__in={one.agency_id for one in layer}, closed_on__isnull=False)
        for pk, successor in closed.values_list("pk", "successor_id"):
            into[successor or 0].append(pk)
        layer = [replace(one, agency_id=pk) for one in layer for pk in into[one.agency_id]]
        found += layer
    return found


def heads_on(agency: Agency, day: date) -> list[Office]:
    """Who may sign as head on a day: the holder first, then whoever acts for them (Plt., Plh.)."""
    rows = Office.objects.filter(Q(until=None) | Q(until__gte=day), agency=agency, role="head", since__lte=day)
    return list(rows.select_related("person").order_by("acting", "-since"))


def _covers(since: date, until: date | None, day: date) -> bool:
    return since <= day and (until is None or day <= until)


def may(
    person: Person, doing: Doing, agency: Agency, *, account: OfficialAccount | None = None, at: datetime | None = None
) -> bool:
    """May this person do this at that agency (with that account) at that moment (now when not given)?"""
    return standing_for(person, doing, agency, account=account, at=at) is not None


def standing_for(
    person: Person, doing: Doing, agency: Agency, *, account: OfficialAccount | None = None, at: datetime | None = None
) -> Held | None:
    """The standing that allows it, or None."""
    return allows(
        standings(person, at), doing, government_id=agency.government_id, agency_id=agency.pk,
        account_id=account.pk if account else None, is_asn=person.is_asn,
    )  # fmt: skip


def acting(
    person: Person, doing: Doing, agency: Agency, *, account: OfficialAccount | None = None, at: datetime | None = None
) -> Actor:
    """The actor for the journal, or NotAllowed with a sentence that says who may."""
    held = standing_for(person, doing, agency, account=account, at=at)
    if held is None:
        raise NotAllowed(_whose(doing, agency))
    return Actor(id=str(person.pk), name=person.name, office=held.title or held.standing.value, decree=held.decree)


def _whose(doing: Doing, agency: Agency) -> str:
    """A sentence for people without the right."""
    if doing in {Doing.ANSWER, Doing.PUBLISH}:
        return (
            f"Hanya petugas ASN {agency.short_name} yang tercantum dalam keputusan yang sedang berlaku "
            "yang boleh melakukan ini. Minta kepala instansi memperbarui keputusan penunjukan."
        )
    if doing in {Doing.APPROVE, Doing.APPROVE_ANSWER, Doing.SIGN_MONTH}:
        return f"Ini hak pejabat penanggung jawab atau kepala {agency.short_name}."
    if doing is Doing.STOP:
        return "Penghentian darurat adalah hak kepala daerah, dinas pengampu, dan admin sistem. Hubungi dinas pengampu."
    if doing is Doing.SIGN_REPORT:
        return f"Laporan ditandatangani oleh kepala {agency.short_name}."
    return f"Anda tidak memegang tugas di {agency.short_name} yang memberi hak ini. Hubungi dinas pengampu."


def agencies_for(person: Person, doing: Doing = Doing.SEE, at: datetime | None = None) -> QuerySet[Agency]:
    """The agencies at which a person may do something: the root of every `visible_to`."""
    governments, own = reach(person, doing, at)
    mine = Agency.objects.filter(Q(government_id__in=governments) | Q(pk__in=own))
    return mine.select_related("government")


def reach(person: Person, doing: Doing = Doing.SEE, at: datetime | None = None) -> tuple[set[int], set[int]]:
    """Where a person may do something: governments, all of whose agencies, and single agencies."""
    held = standings(person, at)
    governments = {one.government_id for one in held if one.standing in OVER_ALL.get(doing, frozenset())}
    own = {
        one.agency_id
        for one in held
        if one.government_id not in governments
        and allows([one], doing, government_id=one.government_id, agency_id=one.agency_id,
                   account_id=one.account_id, is_asn=person.is_asn)
    }  # fmt: skip
    return governments, own


def visible_accounts(person: Person) -> QuerySet[OfficialAccount]:
    """Accounts that a person may see: those of the agencies that they may see."""
    return OfficialAccount.objects.filter(agency__in=agencies_for(person)).select_related("agency__government")


def visible_decrees(person: Person) -> QuerySet[Decree]:
    """Decrees that a person may see."""
    return Decree.objects.filter(agency__in=agencies_for(person)).select_related("agency__government")


def decree_of(account: OfficialAccount, at: datetime | None = None) -> Decree | None:
    """The decree in force of its own agency that names the account, the newest when there are several.

    A decree of the agency that the account belonged to before says nothing any more.
    """
    day = today(account.agency.government, at)
    return (
        Decree.objects.filter(in_force(day), accounts=account, agency=account.agency_id)
        .order_by("-since", "-pk")
        .first()
    )


def named_by_decree(accounts: Sequence[OfficialAccount], at: datetime | None = None) -> set[int]:
    """Those of the accounts that `decree_of` finds a decree for, in one query for each government."""
    found: set[int] = set()
    for government in {one.agency.government for one in accounts}:
        ids = [one.pk for one in accounts if one.agency.government_id == government.pk]
        own = Decree.objects.filter(in_force(today(government, at)), accounts__in=ids, agency=F("accounts__agency"))
        found |= set(own.values_list("accounts", flat=True))
    return found


def government_of(person: Person) -> Government | None:
    """The government that a person works for (the first that they hold something in)."""
    held = standings(person)
    return next(iter(_government(held[0].government_id)), None) if held else None


_government = Prepared(lambda pk: Government.objects.filter(pk=pk), int)


def named_on(agency: Agency, duty: str, day: date) -> list[Person]:
    """Who is officer or official by a decree in force on a day, in the order in which they were named."""
    named = Appointment.objects.filter(
        in_force(day, "decree"), Q(ended_on=None) | Q(ended_on__gt=day), decree__agency=agency, duty=duty
    )
    return list(Person.objects.filter(appointments__in=named, is_active=True).distinct().order_by("pk"))


def analysts_on(government: Government, day: date) -> list[Person]:
    """The analysts of the coordinating agency on a day."""
    offices = Office.objects.filter(
        Q(until=None) | Q(until__gte=day), agency__government=government, role="analyst", since__lte=day
    )
    return list(Person.objects.filter(offices__in=offices, is_active=True).distinct().order_by("pk"))
