"""Reading papers: what the next number would be, what a decree warns of, which decrees overlap, which end soon."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta

from django.db.models import Q, QuerySet

from pendopo.people.models import Person
from pendopo.registry.models import Agency, Appointment, Decree, Government, Office, OfficialAccount, Role
from pendopo.registry.papers.bases import Basis, bases_for, code_in, warning_of
from pendopo.registry.papers.build import signer_of
from pendopo.registry.papers.models import AgencyLetterhead, Letterhead, Paper, Serial
from pendopo.registry.papers.numbering import number_of
from pendopo.registry.queries import agencies_for, in_force, today, visible_decrees
from pendopo.registry.rules import Doing
from pendopo.registry.setup import named_for
from pendopo.regulation.nip import nip_problem
from pendopo.regulation.profile import load


@dataclass(frozen=True)
class Overlap:
    """Another signed decree that names the same account for some of the same days."""

    account: OfficialAccount
    other: Decree
    since: date
    until: date | None


@dataclass(frozen=True)
class Ending:
    """A decree that ends soon or ended lately, with nothing signed that follows."""

    decree: Decree
    days: int
    drafted: Decree | None
    may_draft: bool


@dataclass(frozen=True)
class Candidate:
    """Somebody who could be named: with the title that the register knows, and what a decree in force says."""

    person: Person
    position: str
    duties: frozenset[str]


def template_of(government: Government) -> Letterhead:
    """The government's template; one that was never kept has the usual values."""
    kept = Letterhead.objects.filter(government=government).first()
    return kept or Letterhead(government=government, place=place_of(government))


def place_of(government: Government) -> str:
    """Where papers are given, unless the template says another place."""
    return load(government.profile).region.name.removeprefix("Kabupaten ").removeprefix("Kota ")


def next_number(agency: Agency, day: date) -> str:
    """What the next number would be; nothing is taken."""
    kept = Serial.objects.filter(agency=agency, year=day.year).first()
    return number_with(agency, day, (kept.last if kept else 0) + 1)


def number_with(agency: Agency, day: date, serial: int) -> str:
    """A number by the government's pattern."""
    template = template_of(agency.government)
    own = AgencyLetterhead.objects.filter(agency=agency).first()
    unit = own.unit if own and own.unit else agency.short_name
    return number_of(template.pattern, classification=template.classification, serial=serial, unit=unit, day=day)


def overlaps(decree: Decree, accounts: Iterable[OfficialAccount] | None = None) -> list[Overlap]:
    """Signed decrees in force on some of the same days that name one of the same accounts."""
    named = list(decree.accounts.all()) if accounts is None else list(accounts)
    others = (
        Decree.objects.filter(accounts__in=named, state__in=["signed", "revoked"])
        .exclude(pk=decree.pk)
        .filter(Q(until=None) | Q(until__gte=decree.since))
        .filter(Q(revoked_on=None) | Q(revoked_on__gt=decree.since))
        .distinct()
    )
    others = others.filter(since__lte=decree.until) if decree.until else others
    paper = Paper.objects.filter(decree=decree).first() if decree.pk else None
    found: list[Overlap] = []
    for other in others.prefetch_related("accounts").order_by("since"):
        if paper is not None and paper.replaces_id == other.pk:
            continue
        ends = min((day for day in (decree.until, other.until, _last(other)) if day), default=None)
        mine = {one.pk for one in named}
        found += [
            Overlap(one, other, max(decree.since, other.since), ends) for one in other.accounts.all() if one.pk in mine
        ]
    return found


def _last(decree: Decree) -> date | None:
    return decree.revoked_on - timedelta(days=1) if decree.revoked_on else None


def cited(paper: Paper) -> list[Basis]:
    """The bases that a paper cites and the register knows, also those that somebody typed by hand."""
    known = {one.code: one for one in bases_for(paper.decree.agency.government)}
    codes = [code if code in known else code_in(text, known.values()) for code, text in paper.bases]
    return [known[code] for code in dict.fromkeys(codes) if code in known]


def warnings_of(paper: Paper) -> list[str]:
    """Everything that a secretary should look at before this is signed."""
    decree, agency = paper.decree, paper.decree.agency
    profile = load(agency.government.profile)
    day, months = today(agency.government), profile.targets.basis_check_months
    said = [text for basis in cited(paper) if (text := warning_of(basis, day, months))]
    if signer_of(paper) is None:
        said.append(f"Pada hari itu tidak tercatat kepala {agency.short_name}. Catat dulu jabatannya.")
    rows = list(decree.appointments.select_related("person"))
    duties = {row.duty for row in rows}
    said += [
        f"Belum ada {word} yang disebut."
        for duty, word in (("officer", "petugas"), ("official", "pejabat"))
        if duty not in duties
    ]
    if not decree.accounts.exists():
        said.append("Belum ada akun yang disebut.")
    said += [f"NIP {row.person.name}: {problem}" for row in rows if (problem := nip_problem(row.person.nip or ""))]
    return list(dict.fromkeys(said))


def candidates(agency: Agency) -> list[Candidate]:
    """ASN whom the register knows at this agency: office holders and people whom a decree names."""
    day = today(agency.government)
    named = Appointment.objects.filter(decree__agency=agency, ended_on=None).exclude(decree__state="cancelled")
    offices = Office.objects.filter(agency=agency).filter(Q(until=None) | Q(until__gte=day)).exclude(
        role__in=[Role.REGIONAL_HEAD, Role.AUDITOR, Role.ADMIN]
    )  # fmt: skip
    current = named.filter(in_force(day, "decree"))
    positions: dict[Person, str] = {row.person: row.title for row in offices.select_related("person")}
    positions |= {row.person: row.position for row in named.select_related("person") if row.position}
    duties: dict[int, set[str]] = {}
    for row in current:
        duties.setdefault(row.person_id, set()).add(row.duty)
    # Named beforehand (first run, import): proposed until a first decree names anybody.
    waiting = named_for(agency) if not duties else []
    people = Person.objects.in_bulk([one.person_id for one in waiting])
    for one in waiting:
        positions.setdefault(people[one.person_id], one.position)
        duties.setdefault(one.person_id, set()).add(one.duty)
    return [
        Candidate(person, position, frozenset(duties.get(person.pk, ())))
        for person, position in sorted(positions.items(), key=lambda pair: pair[0].name)
        if person.is_active and person.is_asn
    ]


def successors(decree: Decree) -> QuerySet[Decree]:
    """Signed decrees of the agency that begin at latest the day after this one ends and name all of its accounts."""
    if decree.until is None:
        return Decree.objects.none()
    later = Decree.objects.filter(agency=decree.agency_id, state="signed").exclude(pk=decree.pk)
    later = later.filter(since__lte=decree.until + timedelta(days=1)).filter(Q(until=None) | Q(until__gt=decree.until))
    for account in decree.accounts.exclude(state="closed"):
        later = later.filter(accounts=account)
    return later


def ending_soon(day: date, days: int) -> QuerySet[Decree]:
    """Decrees in force whose last day is at most so many days away."""
    return Decree.objects.filter(in_force(day), until__lte=day + timedelta(days=days))


def endings(person: Person, government: Government) -> list[Ending]:
    """What ends within the profile's days, or ended as many days ago, and is followed by nothing signed."""
    day, days = today(government), load(government.profile).targets.decree_alert_days
    rows = visible_decrees(person).filter(
        state="signed", agency__government=government, agency__closed_on=None,
        until__gte=day - timedelta(days=days), until__lte=day + timedelta(days=days),
    ).prefetch_related("accounts", "appointments__person").order_by("until")  # fmt: skip
    mine = set(agencies_for(person, Doing.REGISTER).values_list("pk", flat=True))
    drafts = {
        paper.replaces_id: paper.decree
        for paper in Paper.objects.filter(replaces__in=rows, decree__state="draft").select_related("decree")
    }
    return [
        Ending(one, (one.until - day).days, drafts.get(one.pk), one.agency_id in mine)
        for one in rows
        if one.until and not successors(one).exists()
    ]


def leaving(person: Person, government: Government) -> QuerySet[Appointment]:
    """People named in a decree in force who leave within the profile's days."""
    day, days = today(government), load(government.profile).targets.decree_alert_days
    return (
        Appointment.objects.filter(in_force(day, "decree"), decree__in=visible_decrees(person))
        .filter(ended_on__gt=day, ended_on__lte=day + timedelta(days=days), decree__agency__government=government)
        .select_related("person", "decree__agency")
        .order_by("ended_on")
    )
