"""Reading how accounts are kept: decisions, checklists with their clocks, what waits, whose an account was."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from urllib.parse import urlsplit

from django.db.models import Prefetch, Q, QuerySet
from django.utils import timezone

from pendopo.people.models import Person
from pendopo.registry.custody.checklists import Paced, paced, steps_of
from pendopo.registry.custody.models import Handover, Ownership, Trouble, TroubleStep, TypeDecision
from pendopo.registry.models import Agency, OfficialAccount
from pendopo.registry.queries import agencies_for
from pendopo.regulation.checks.accounts import free_mail
from pendopo.regulation.checks.setup import months_before
from pendopo.regulation.profile import load


@dataclass(frozen=True)
class Line:
    """A step of a checklist as a page shows it."""

    paced: Paced
    done: TroubleStep | None
    turn: bool


def decision_on(account: OfficialAccount) -> TypeDecision | None:
    """The newest decision about the type of an account."""
    return TypeDecision.objects.filter(account=account).select_related("by").first()


def undecided(account: OfficialAccount) -> bool:
    """Is its type one that the annex does not list, and the head has not (yet) accepted it?"""
    found = decision_on(account) if account.verdict == "not_listed" else None
    return account.verdict == "not_listed" and not (found and found.accepted)


def held_by_trouble(account: OfficialAccount) -> bool:
    """Is it hacked or lost, and nobody has changed its keys yet?"""
    open_ones = Trouble.objects.filter(account=account, kind="hacked", state="open")
    return open_ones.exclude(steps__code="keys").exists()


def questioned(person: Person) -> QuerySet[OfficialAccount]:
    """Accounts whose type the annex does not list by name, with what was decided: for the dinas."""
    return (
        OfficialAccount.objects.filter(agency__in=agencies_for(person), verdict__in=["not_listed", "interpretation"])
        .exclude(state="closed")
        .select_related("agency__government")
        .prefetch_related(Prefetch("type_decisions", TypeDecision.objects.select_related("by")))
        .order_by("-verdict", "agency__name", "platform")
    )


def handovers_for(person: Person) -> QuerySet[Handover]:
    """Minutes of the agencies that a person may see."""
    seen = agencies_for(person)
    return Handover.objects.filter(Q(agency__in=seen) | Q(account__agency__in=seen)).select_related(
        "account__agency__government", "agency__government", "giver", "taker"
    )


def troubles_for(person: Person) -> QuerySet[Trouble]:
    """Troubles of the agencies that a person may see."""
    return Trouble.objects.filter(agency__in=agencies_for(person)).select_related(
        "agency__government", "account", "mover", "opened_by"
    )


def lines_of(trouble: Trouble, now: datetime | None = None) -> list[Line]:
    """Every step with its clock; the first one that is not done is the one whose turn it is."""
    moment = now or timezone.now()
    done = {row.code: row for row in trouble.steps.select_related("by")}
    lines: list[Line] = []
    waiting = trouble.state == "open"
    for step in steps_of(trouble.kind, data=trouble.data_known_at is not None):
        row = done.get(step.code)
        until = row.done_at if row else trouble.closed_at or moment
        lines.append(Line(paced(step, trouble.opened_at, trouble.data_known_at, until), row, waiting and row is None))
        waiting &= row is not None
    return lines


def owners(account: OfficialAccount) -> list[Ownership]:
    """Whose the account was, oldest first; empty while it never moved."""
    return list(Ownership.objects.filter(account=account).select_related("agency", "minutes"))


def recovery_trouble(account: OfficialAccount, address: str) -> str:
    """What is wrong with a recovery address (C-ACC2), or "": it must be the institution's, not somebody's own."""
    if not address:
        return "Surel pemulihan belum dicatat."
    if free_mail(address):
        return "Surel pemulihan ada di layanan surel gratis. Pakai surel milik dinas, supaya akun tidak ikut pergi dengan orangnya."
    if Person.objects.filter(email=address.lower()).exists():
        return "Surel pemulihan ini surel seseorang. Pakai kotak surat dinas yang dipegang bersama."
    return ""


def keys_due(account: OfficialAccount, day: date) -> bool:
    """Is the half-yearly look at its keys due?"""
    months = load(account.agency.government.profile).targets.account_check_months
    return account.keys_checked_on is None or account.keys_checked_on < months_before(day, months)


def free_host_without_link(account: OfficialAccount) -> bool:
    """A blog on a free host that no .go.id page links to (K annex A.1)."""
    if account.hosting != OfficialAccount.Hosting.FREE_HOST:
        return False
    host = urlsplit(account.official_link).hostname or ""
    return not (host == "go.id" or host.endswith(".go.id"))


def movers(agency: Agency, day: date) -> QuerySet[Person]:
    """People whom a decree of the agency names now."""
    return (
        Person.objects.filter(appointments__decree__agency=agency, appointments__decree__state="signed")
        .filter(Q(appointments__ended_on=None) | Q(appointments__ended_on__gt=day))
        .distinct()
        .order_by("name")
    )
