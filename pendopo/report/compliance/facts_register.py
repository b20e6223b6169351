"""From the register: what holds for the government, accounts, decrees, and who was named when (Pasal 1, 8, 9, annex A)."""

from __future__ import annotations

import json
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import Any, cast

from pendopo.journal.models import Entry
from pendopo.people.models import Person
from pendopo.referral.flow import flow_steps
from pendopo.registry.custody.models import TypeDecision
from pendopo.registry.custody.queries import free_host_without_link
from pendopo.registry.law.queries import Basis, bases_of, cited_in, lacking, text_of
from pendopo.registry.models import Agency, Appointment, Decree, OfficialAccount, Role
from pendopo.registry.papers.bases import code_in
from pendopo.registry.papers.models import Paper
from pendopo.registry.queries import in_force
from pendopo.regulation.checks import facts as f
from pendopo.regulation.rights import Grant
from pendopo.regulation.screens import bare_screens
from pendopo.regulation.shape import BasisStatus, LegalBasis
from pendopo.regulation.text import parse
from pendopo.report.compliance.scope import Scope

HEADS = ("Walikota", "Wali Kota", "Bupati")
# No public form of the program has a field for an identity card (tests/report/test_compliance_facts.py looks).
FORMS_ASKING_IDENTITY: tuple[str, ...] = ()


@dataclass(frozen=True)
class Named:
    """A person named by a decree, and from when to when that gave rights."""

    person_id: int
    duty: str
    account_id: int | None
    grant: Grant


@dataclass(frozen=True)
class Register:
    """What the register says of the agency, and the rights of its people for judging what they did."""

    accounts: tuple[f.Account, ...]
    decrees: tuple[f.Decree, ...]
    appointments: tuple[f.Appointment, ...]
    named: tuple[Named, ...]
    account_names: dict[int, str]
    strange_signers: tuple[str, ...]

    def officer_grants(self, person_id: int, account_id: int) -> tuple[Grant, ...]:
        """What gave that person the right to answer and upload with that account."""
        return tuple(
            one.grant
            for one in self.named
            if one.person_id == person_id and one.duty == "officer" and one.account_id in (None, account_id)
        )


def register_of(scope: Scope) -> Register:
    """Accounts, decrees that were ever signed, and everybody named in them."""
    decrees = list(
        Decree.objects.filter(agency=scope.agency, state__in=["signed", "revoked"])
        .select_related("signer")
        .prefetch_related("accounts", "appointments__person")
        .order_by("since", "pk")
    )
    known = _recorded_at(scope, decrees)
    grants = {decree.pk: _grant(scope, decree, known.get(str(decree.pk))) for decree in decrees}
    accounts = list(OfficialAccount.objects.filter(agency=scope.agency).order_by("pk"))
    kept = _kept(accounts)
    names = {one.pk: _account_name(scope, one) for one in accounts}
    return Register(
        accounts=tuple(_account(scope, one, names[one.pk], decrees, grants, kept) for one in accounts),
        decrees=tuple(_decree(scope, one, grants[one.pk]) for one in decrees),
        appointments=tuple(
            _appointment(scope, row, decree, grants[decree.pk], names)
            for decree in decrees
            for row in decree.appointments.all()
        ),
        named=tuple(_named(scope, [*decrees, *_taken_over(scope)], known)),
        account_names=names,
        strange_signers=tuple(one.number for one in decrees if not _signed_by_head(one)),
    )


def _named(scope: Scope, decrees: Iterable[Decree], known: dict[str, Any]) -> Iterable[Named]:
    for decree in decrees:
        grant = _grant(scope, decree, known.get(str(decree.pk)))
        for row in decree.appointments.all():
            yield Named(row.person_id, row.duty, row.account_id, _moved(grant, row.ended_on))


def _taken_over(scope: Scope) -> list[Decree]:
    """Decrees of agencies that this one took in: what their officers did with the accounts was done by right."""
    if scope.agency.took_over_on is None:
        return []
    older = Decree.objects.filter(
        agency__successor=scope.agency, agency__closed_on__isnull=False, state__in=["signed", "revoked"]
    )
    return list(older.prefetch_related("appointments"))


def _recorded_at(scope: Scope, decrees: Iterable[Decree]) -> dict[str, Any]:
    """When a decree that is to work backwards was entered: it gives no rights for the time before (map 2.5)."""
    late = [str(one.pk) for one in decrees if one.signed_on and one.signed_on > one.since]
    if not late:
        return {}
    entries = Entry.objects.filter(thing_kind="registry.decree", thing_id__in=late, doing="decree.signed")
    return dict(entries.order_by("-sequence").values_list("thing_id", "at"))


def _grant(scope: Scope, decree: Decree, known: Any) -> Grant:
    return Grant(
        decree.number, decree.since, decree.until, decree.signed_on, known_at=known,
        revoked_at=scope.midnight(decree.revoked_on),
    )  # fmt: skip


def _moved(grant: Grant, ended_on: date | None) -> Grant:
    """The same right, ended for one person who moved away (Pasal 8 d)."""
    return Grant(
        grant.decree, grant.starts_on, grant.ends_on, grant.signed_on, grant.known_at, grant.revoked_at, ended_on
    )


def _account_name(scope: Scope, account: OfficialAccount) -> str:
    label = scope.profile.platform(account.platform).label
    closed = " (nonaktif)" if account.state == "closed" else ""
    return scope.named(f"{label} {account.handle}{closed}", "account", account.pk)


@dataclass(frozen=True)
class Kept:
    """What the head decided about types, by account; and which recovery addresses are somebody's own."""

    decisions: dict[int, TypeDecision]
    somebodys: frozenset[str]


def _kept(accounts: Iterable[OfficialAccount]) -> Kept:
    rows = TypeDecision.objects.filter(account__in=accounts).order_by("decided_at", "pk")
    addresses = {one.recovery_email.lower() for one in accounts if one.recovery_email}
    own = Person.objects.filter(email__in=addresses).values_list("email", flat=True)
    return Kept({row.account_id: row for row in rows}, frozenset(own))


def _account(
    scope: Scope, account: OfficialAccount, name: str, decrees: Iterable[Decree], grants: dict[int, Grant], kept: Kept
) -> f.Account:
    decision = kept.decisions.get(account.pk)
    return f.Account(
        record=name,
        platform=account.platform,
        handle=account.handle_folded or account.handle,
        account_type=account.account_type,
        state=account.state,
        # A type that the annex does not list rests on what the head decided, with the reason.
        decision_note=decision.reason if decision and decision.accepted else "",
        owner_active=scope.agency.active,
        public=account.is_public,
        comments_closed_since=account.comments_closed_since,
        comments_closed_because=account.comments_closed_because,
        recovery_email=account.recovery_email,
        recovery_is_somebodys=account.recovery_email.lower() in kept.somebodys,
        two_factor=account.two_factor,
        checked_on=account.keys_checked_on,
        grants=tuple(grants[one.pk] for one in decrees if account.pk in {each.pk for each in one.accounts.all()}),
        free_host_without_link=free_host_without_link(account),
    )


def _signed_by_head(decree: Decree) -> bool:
    """Did the signer hold the office of head of that agency on the day of signing (C-SK1, C-PRE4)?"""
    signer, day = decree.signer, decree.signed_on
    if signer is None or day is None or signer.role != Role.HEAD or signer.agency_id != decree.agency_id:
        return False
    return signer.since <= day and (signer.until is None or day <= signer.until)


def _decree(scope: Scope, decree: Decree, grant: Grant) -> f.Decree:
    covers = {"account"} if decree.accounts.all() else set()
    covers |= {row.duty for row in decree.appointments.all()}
    record = scope.named(decree.number, "decree", decree.pk)
    return f.Decree(record, grant, decree.signed_on is not None, _signed_by_head(decree), frozenset(covers))


def _appointment(scope: Scope, row: Appointment, decree: Decree, grant: Grant, names: dict[int, str]) -> f.Appointment:
    record = scope.named(f"{row.person.name} ({decree.number})", "decree", decree.pk)
    return f.Appointment(
        record, row.person.name, row.duty, _moved(grant, row.ended_on), names.get(row.account_id or 0, ""),
        asn=row.person.is_asn, nip=row.person.nip or "",
    )  # fmt: skip


def agency_of(scope: Scope) -> f.Agency:
    """The agency, with those that it took in during the year that is reported now."""
    agency = scope.agency
    year = scope.today.year - 1
    merged = Agency.objects.filter(successor=agency, closed_on__year__gte=year, since__year__lte=year)
    return f.Agency(
        scope.named(agency.short_name, "agency", agency.pk),
        agency.kind,
        active=agency.closed_on is None or agency.closed_on > scope.today,
        since=agency.since,
        successor_of=tuple(scope.named(one.short_name, "agency", one.pk) for one in merged),
    )


def setup_of(scope: Scope, register: Register, papers: Iterable[str]) -> f.Setup:
    """What holds for the whole government. `papers` are the frozen reports of the agency."""
    government = scope.agency.government
    kept = text_of(government, scope.at)
    bases = bases_of(government)
    homes = Agency.objects.filter(government=scope.agency.government_id, coordinates=True, closed_on=None).count()
    texts = list(papers)
    return f.Setup(
        homes,
        text_hash=kept.sha256 if kept else "",
        text_lacks=lacking(scope.profile, parse(kept.raw)) if kept else (),
        foreign_titles_in_papers=(*_foreign_titles(scope, texts), *_foreign_in_decrees(scope)),
        signers_outside_office=register.strange_signers,
        forms_asking_identity=FORMS_ASKING_IDENTITY,
        screens_without_reference=bare_screens(scope.profile),
        flow_steps=flow_steps(),
        bases_cited=tuple(dict.fromkeys([*cited_in(bases, texts), *_cited_by_decrees(scope, bases)])),
        bases=tuple(_known_basis(scope, one) for one in bases),
    )


def _foreign_in_decrees(scope: Scope) -> Iterable[str]:
    """The same in decrees: their title and to whom copies go. (Their legal bases may name other regions.)"""
    own = scope.profile.head_title.replace(" ", "").lower()
    foreign = [title for title in HEADS if title.replace(" ", "").lower() != own]
    rows = Paper.objects.filter(decree__agency=scope.agency, decree__state="signed").select_related("decree")
    for paper in rows.order_by("pk"):
        said = " ".join([paper.decree.about, *paper.copies])
        yield from (f"{title} ({paper.decree.number})" for title in foreign if title in said)


def _cited_by_decrees(scope: Scope, bases: Iterable[Basis]) -> list[str]:
    """What papers of decrees in force cite, also by hand (C-PRE2); the regulation itself is no basis of its own."""
    known = {one.code for one in bases}
    rows = Paper.objects.filter(in_force(scope.today, "decree"), decree__agency=scope.agency).order_by("pk")
    texts = [pair for cited in rows.values_list("bases", flat=True) for pair in cited]
    found = [code if code in known else code_in(text, bases) for code, text in texts]
    return [code for code in dict.fromkeys(found) if code]


def _known_basis(scope: Scope, basis: Basis) -> LegalBasis:
    """A legal basis as it was known on the judged day: looks that came later say nothing of it."""
    scope.named(basis.label, "basis", 0)
    look = next((one for one in basis.looks if one.on <= scope.today), None)
    if look is None and basis.looks:
        return LegalBasis(basis.code, basis.label, basis.title, "belum_diperiksa")
    status = cast(BasisStatus, look.status if look else basis.status)
    return LegalBasis(basis.code, basis.label, basis.title, status, look.on if look else basis.checked_on, basis.note)


def _foreign_titles(scope: Scope, texts: Iterable[str]) -> Iterable[str]:
    """Titles of another kind of regional head where a paper names whom it goes to or who signs (C-DEF1)."""
    own = scope.profile.head_title.replace(" ", "").lower()
    foreign = [title for title in HEADS if title.replace(" ", "").lower() != own]
    for text in texts:
        document = json.loads(text)["document"]
        said = " ".join(
            [document["addressed"], *document["copies"], document["title"], document["signature"]["office"]]
        )
        yield from (f"{title} ({document['subtitle']})" for title in foreign if title in said)
