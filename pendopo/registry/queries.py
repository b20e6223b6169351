"""Reading the register: what a person holds at a moment, what they may do, what they may see."""

from __future__ import annotations

from datetime import date, datetime
from zoneinfo import ZoneInfo

from django.db.models import Q, QuerySet
from django.utils import timezone

from pendopo.journal.actor import Actor
from pendopo.journal.machine import Said
from pendopo.people.models import Person
from pendopo.registry.models import Agency, Appointment, Decree, Government, Office, OfficialAccount
from pendopo.registry.rules import OVER_ALL, Doing, Held, Standing, allows


class NotAllowed(Said):
    """The person has no standing for this; the sentence says whose right it is."""


def today(government: Government, at: datetime | None = None) -> date:
    """The day it is in the government's zone."""
    return (at or timezone.now()).astimezone(ZoneInfo(government.zone)).date()


def _days(at: datetime) -> dict[int, date]:
    """The day it is in each government."""
    return {one.pk: today(one, at) for one in Government.objects.all()}


def in_force(day: date, prefix: str = "") -> Q:
    """Decrees in force on a day: signed, begun, not ended, not revoked."""
    p = f"{prefix}__" if prefix else ""
    return (
        Q(**{f"{p}state__in": ["signed", "revoked"], f"{p}since__lte": day})
        & (Q(**{f"{p}until": None}) | Q(**{f"{p}until__gte": day}))
        & (Q(**{f"{p}revoked_on": None}) | Q(**{f"{p}revoked_on__gt": day}))
    )


def standings(person: Person, at: datetime | None = None) -> list[Held]:
    """Everything a person holds at a moment. Nothing at all when the person is not active."""
    if not person.is_authenticated or not person.is_active:
        return []
    moment = at or timezone.now()
    held: list[Held] = []
    for government_id, day in _days(moment).items():
        offices = Office.objects.filter(person=person, agency__government_id=government_id, since__lte=day).filter(
            Q(until=None) | Q(until__gte=day)
        )
        held += [Held(Standing(o.role), government_id, o.agency_id, None, o.title) for o in offices]
        named = (
            Appointment.objects.filter(in_force(day, "decree"), person=person)
            .filter(Q(ended_on=None) | Q(ended_on__gt=day), decree__agency__government_id=government_id)
            .select_related("decree")
        )
        held += [
            Held(Standing(a.duty), government_id, a.decree.agency_id, a.account_id, a.position, a.decree.number)
            for a in named
        ]
    return held


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
    if doing is Doing.SIGN_REPORT:
        return f"Laporan ditandatangani oleh kepala {agency.short_name}."
    return f"Anda tidak memegang tugas di {agency.short_name} yang memberi hak ini. Hubungi dinas pengampu."


def agencies_for(person: Person, doing: Doing = Doing.SEE, at: datetime | None = None) -> QuerySet[Agency]:
    """The agencies at which a person may do something: the root of every `visible_to`."""
    held = standings(person, at)
    candidates = Agency.objects.filter(government_id__in={one.government_id for one in held}).select_related(
        "government"
    )
    governments = {one.government_id for one in held if one.standing in OVER_ALL.get(doing, frozenset())}
    own = {
        one.agency_id
        for one in held
        if allows([one], doing, government_id=one.government_id, agency_id=one.agency_id,
                  account_id=one.account_id, is_asn=person.is_asn)
    }  # fmt: skip
    return candidates.filter(Q(government_id__in=governments) | Q(pk__in=own))


def visible_accounts(person: Person) -> QuerySet[OfficialAccount]:
    """Accounts that a person may see: those of the agencies that they may see."""
    return OfficialAccount.objects.filter(agency__in=agencies_for(person)).select_related("agency__government")


def visible_decrees(person: Person) -> QuerySet[Decree]:
    """Decrees that a person may see."""
    return Decree.objects.filter(agency__in=agencies_for(person)).select_related("agency__government")


def decree_of(account: OfficialAccount, at: datetime | None = None) -> Decree | None:
    """The decree in force that names the account, the newest when there are several."""
    day = today(account.agency.government, at)
    return Decree.objects.filter(in_force(day), accounts=account).order_by("-since", "-pk").first()


def government_of(person: Person) -> Government | None:
    """The government that a person works for (the first that they hold something in)."""
    held = standings(person)
    return Government.objects.filter(pk=held[0].government_id).first() if held else None
