"""How the program reaches an account: connecting, trying, pausing, and how well it goes. Secrets never come back out."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime, timedelta
from urllib.parse import urlsplit

from django.conf import settings
from django.db import connection as database
from django.db import transaction
from django.db.models import Q
from django.utils import timezone

from pendopo.connectors import discover
from pendopo.connectors.base import Account, Can, Connector, Field, Health
from pendopo.connectors.errors import ConnectorError, Disconnected, Refused
from pendopo.connectors.http import Http
from pendopo.journal.actions import note
from pendopo.journal.actor import Actor
from pendopo.journal.machine import Said
from pendopo.people.actions import tell
from pendopo.people.models import Person
from pendopo.registry.models import Connection, OfficialAccount, Role
from pendopo.registry.queries import acting, in_force, today
from pendopo.registry.rules import Doing
from pendopo.registry.secrets import CannotOpen, seal, unseal

# A cut account is tried again by itself, in case the platform was wrong or its password came back.
CUT_RETRY = timedelta(minutes=15)
LONGEST_WAIT = timedelta(hours=1)
# What a server says of its own lengths is believed below this.
MOST_TOLD = 10_000_000


class BadConnection(Said):
    """What was given to connect an account can't be used; the sentence says what to change."""


def connector_class(account: OfficialAccount) -> type[Connector]:
    """The platform's connector; Refused when this program does not have it."""
    found = discover().get(account.connector)
    if found is None:
        raise Refused(f"Cara terhubung «{account.connector}» tidak dikenal: hubungkan akun ini lagi.", code="connector")
    return found


def can(account: OfficialAccount, what: Can) -> bool:
    """Is the account's connector able to do this?"""
    found = discover().get(account.connector)
    return found is not None and what in found.can


def door(seconds: float) -> Http:
    """The HTTP door with a time limit for the whole of a call."""
    return Http(
        allow_private=settings.ALLOW_PRIVATE_ADDRESSES, connect_seconds=min(10, seconds), read_seconds=min(20, seconds),
        total_seconds=seconds, user_agent=f"Pendopo/{settings.PENDOPO_VERSION}",
    )  # fmt: skip


def connector_for(account: OfficialAccount, *, seconds: float = 45, held: Connection | None = None) -> Connector:
    """The connector with the account's options and opened secrets; Disconnected when these can't be opened. `held` where
    the caller has just read it."""
    kind = connector_class(account)
    held = held or Connection.objects.filter(account=account).first()
    options = {str(name): str(value) for name, value in (held.options if held else {}).items()}
    try:
        secrets = unseal(held.sealed, row=_row(account)) if held else {}
    except CannotOpen as closed:
        raise Disconnected(str(closed), code="sealed") from closed
    return kind(Account(account.handle, account.url, options, secrets), door(seconds))


def _row(account: OfficialAccount) -> str:
    return f"registry.connection:{account.pk}"


@transaction.atomic
def connect(
    *, account: OfficialAccount, options: Mapping[str, str], secrets: Mapping[str, str], by: Person,
    connector: str = "", at: datetime | None = None,
) -> Connection:  # fmt: skip
    """Keep how to reach the account. A secret left empty keeps the one before (of the same connector)."""
    actor = acting(by, Doing.CONNECT, account.agency, account=account, at=at)
    moment = at or timezone.now()
    held = _locked(account)
    before = {"connector": account.connector, "options": held.options}
    chosen = connector or account.connector
    if chosen not in discover():
        raise BadConnection("Pilih cara terhubung dari daftar.")
    known = unseal_quietly(held, account) if chosen == account.connector else {}
    account.connector = chosen
    kept_options, kept_secrets = _sorted(discover()[chosen].fields, options, {**known, **_given(secrets)})
    account.save(update_fields=["connector"])
    changed = (held.options, chosen) != (kept_options, before["connector"])
    held.options, held.sealed = kept_options, seal(kept_secrets, row=_row(account)) if kept_secrets else ""
    held.health, held.trouble, held.enabled, held.failures = Connection.Health.NEW, "", True, 0
    held.send_after, held.next_collect_at, held.lease_until = None, moment, None
    held.connected_by, held.connected_at = by.name, moment
    if changed and _place(before["options"]) != _place(kept_options):
        held.cursor = ""
    held.save()
    after = {"connector": chosen, "options": kept_options, "secrets": sorted(kept_secrets)}
    note(held, doing="connection.made", by=actor, before=before, after=after, at=at)
    return held


def _locked(account: OfficialAccount) -> Connection:
    Connection.objects.get_or_create(account=account)
    return Connection.objects.select_for_update().get(account=account)


def _given(values: Mapping[str, str]) -> dict[str, str]:
    return {name: value for name, value in values.items() if value}


def _place(options: object) -> object:
    """What decides which timeline a cursor counts on: a new site starts from the beginning."""
    return (
        {name: value for name, value in options.items() if "url" in name or "host" in name}
        if isinstance(options, dict)
        else {}
    )


def unseal_quietly(held: Connection, account: OfficialAccount) -> dict[str, str]:
    """The secrets kept so far, or none when they can't be opened any more."""
    try:
        return unseal(held.sealed, row=_row(account))
    except CannotOpen:
        return {}


def _sorted(
    fields: tuple[Field, ...], options: Mapping[str, str], secrets: Mapping[str, str]
) -> tuple[dict[str, str], dict[str, str]]:
    """Only what the connector asks for, each where it belongs; BadConnection for what is missing or malformed."""
    kept: tuple[dict[str, str], dict[str, str]] = ({}, {})
    for field in fields:
        source, target = (secrets, kept[1]) if field.secret else (options, kept[0])
        value = str(source.get(field.name, "")).strip() or field.default
        if not value and field.required:
            raise BadConnection(f"Isi «{field.label}» dulu.")
        if value:
            _check(field, value)
            target[field.name] = value
    return kept


def _check(field: Field, value: str) -> None:
    if "\x00" in value or len(value) > 4000:
        raise BadConnection(f"«{field.label}» tidak bisa dipakai: terlalu panjang atau berisi tanda yang tidak sah.")
    if field.choices and value not in field.choices:
        raise BadConnection(f"«{field.label}»: pilih salah satu dari {', '.join(field.choices)}.")
    if field.kind == "number" and not value.isdigit():
        raise BadConnection(f"«{field.label}» harus berupa angka.")
    if field.kind == "url" and (urlsplit(value).scheme not in {"http", "https"} or not urlsplit(value).hostname):
        raise BadConnection(f"«{field.label}» harus berupa alamat lengkap, diawali https://.")


def check(*, account: OfficialAccount, by: Person | None = None, at: datetime | None = None) -> Health:
    """Try the connection without changing anything on the platform, and keep what came of it."""
    actor = acting(by, Doing.CONNECT, account.agency, account=account, at=at) if by else Actor.system()
    try:
        tried = connector_for(account, seconds=20)
        let_go()
        result = tried.check()
    except ConnectorError as error:
        went_wrong(account, error, at=at)
        result = Health(False, error.sentence)
    else:
        if result.ok:
            went_well(account, at=at)
            _keep_limit(account, result.text_limit)
        else:
            went_wrong(account, Refused(result.sentence), at=at)
    if by:
        held = Connection.objects.get(account=account)
        note(held, doing="connection.checked", by=actor, after={"ok": result.ok, "sentence": result.sentence}, at=at)
    return result


@transaction.atomic
def _keep_limit(account: OfficialAccount, limit: int) -> None:
    """What the account's own server says of lengths goes before the table (regulation.lengths)."""
    held = _locked(account)
    if limit and held.options.get("text_limit") != str(limit):
        held.options = {**held.options, "text_limit": str(limit)}
        held.save(update_fields=["options"])


def told_limit(account: OfficialAccount) -> int | None:
    """How long a text may be by the account's own server, where it tells."""
    held = getattr(account, "connection", None)
    said = str(held.options.get("text_limit", "")) if held is not None else ""
    return int(said) if said.isascii() and said.isdigit() and 0 < int(said) < MOST_TOLD else None


def let_go() -> None:
    """Give the database connection back before a call to a platform; a test's own transaction is left alone."""
    if not database.in_atomic_block:
        database.close()


@transaction.atomic
def pause(*, account: OfficialAccount, by: Person, because: str) -> None:
    """Stop collecting and sending for this account until `resume`."""
    _enable(account, False, acting(by, Doing.CONNECT, account.agency, account=account), because)


@transaction.atomic
def resume(*, account: OfficialAccount, by: Person) -> None:
    """Collect and send again."""
    _enable(account, True, acting(by, Doing.CONNECT, account.agency, account=account), "")


def _enable(account: OfficialAccount, enabled: bool, actor: Actor, because: str) -> None:
    held = _locked(account)
    before, held.enabled = held.enabled, enabled
    held.next_collect_at = timezone.now() if enabled else held.next_collect_at
    held.save(update_fields=["enabled", "next_collect_at"])
    doing = "connection.resumed" if enabled else "connection.paused"
    note(held, doing=doing, by=actor, because=because, before={"enabled": before}, after={"enabled": enabled})


def went_well(account: OfficialAccount, *, at: datetime | None = None) -> None:
    """The platform answered: the account is in good health."""
    if Connection.objects.filter(account=account, health=Connection.Health.GOOD, failures=0).exists():
        return
    _went_well(account, at)


@transaction.atomic
def _went_well(account: OfficialAccount, at: datetime | None) -> None:
    held = Connection.objects.select_for_update().get(account=account)
    if held.health == Connection.Health.GOOD and not held.failures:
        return
    before = held.health
    held.health, held.trouble, held.failures = Connection.Health.GOOD, "", 0
    held.save(update_fields=["health", "trouble", "failures"])
    if before != held.health:
        note(held, doing="connection.good", by=Actor.system(), before={"health": before}, at=at)


@transaction.atomic
def went_wrong(account: OfficialAccount, error: ConnectorError, *, at: datetime | None = None) -> Connection:
    """Keep the trouble where people see it; when the account is cut off, those who may connect it are told once."""
    moment = at or timezone.now()
    held = _locked(account)
    cut = isinstance(error, Disconnected)
    before = held.health
    if not (before == Connection.Health.CUT and not cut):
        held.health = Connection.Health.CUT if cut else Connection.Health.TROUBLED
    held.trouble, held.failures = error.sentence, min(held.failures + 1, 1000)
    held.save(update_fields=["health", "trouble", "failures"])
    if before != held.health:
        note(held, doing=f"connection.{held.health}", by=Actor.system(), because=error.sentence, before={"health": before}, at=at)  # fmt: skip
        if cut:
            tell_keepers(
                account, key=f"cut-{account.pk}-{moment:%Y%m%d%H%M%S}", subject=f"Akun {account.name} terputus",
                body=f"{error.sentence} Pengumpulan dan pengiriman berhenti sampai akun ini dihubungkan lagi. "
                "Yang menunggu dikirim tetap tersimpan.",
            )  # fmt: skip
    return held


def keepers_of(account: OfficialAccount, at: datetime | None = None) -> list[Person]:
    """Whoever may connect the account: the responsible officials, and administrators of the agency or of all."""
    day = today(account.agency.government, at)
    officials = Q(appointments__duty="official") & _named(account, day)
    admins = Q(offices__role=Role.ADMIN, offices__agency__government=account.agency.government, offices__since__lte=day)
    admins &= Q(offices__until=None) | Q(offices__until__gte=day)
    return list(Person.objects.filter(officials | admins, is_active=True).distinct().order_by("pk"))


def officers_of(account: OfficialAccount, at: datetime | None = None) -> list[Person]:
    """The officers who may answer with the account now."""
    duty = Q(appointments__duty="officer") & _named(account, today(account.agency.government, at))
    return list(Person.objects.filter(duty, is_active=True).distinct().order_by("pk"))


def _named(account: OfficialAccount, day: object) -> Q:
    this = Q(appointments__account=None) | Q(appointments__account=account)
    here = Q(appointments__decree__agency=account.agency)
    still = Q(appointments__ended_on=None) | Q(appointments__ended_on__gt=day)
    return this & here & still & in_force(day, "appointments__decree")  # type: ignore[arg-type]


def tell_keepers(account: OfficialAccount, *, key: str, subject: str, body: str) -> None:
    """Tell whoever may connect the account (once for each key)."""
    for person in keepers_of(account):
        tell(key=f"{key}-{person.pk}", person=person, subject=subject, body=body, link=f"/akun/{account.pk}/")
