"""Opening and closing an address, and keeping what comes in at it."""

from __future__ import annotations

import secrets
from collections.abc import Mapping
from datetime import datetime

from django.conf import settings
from django.db import transaction
from django.utils import timezone

from pendopo.bulk import insert
from pendopo.connectors.base import Can, Connector
from pendopo.connectors.errors import Refused
from pendopo.inbox.receiving.models import Hook, Inbound
from pendopo.inbox.receiving.rules import MOST_BYTES, fresh
from pendopo.journal.actions import note
from pendopo.journal.machine import Said
from pendopo.people.models import Person
from pendopo.registry.connections import can, connector_for, let_go
from pendopo.registry.models import OfficialAccount
from pendopo.registry.queries import acting
from pendopo.registry.rules import Doing


class BadHook(Said):
    """The address can't be opened; the sentence says why."""


class TooLarge(Exception):
    """More than is taken at the door."""


@transaction.atomic
def open_hook(*, account: OfficialAccount, by: Person, at: datetime | None = None) -> Hook:
    """Open an address for the account, or a new one in the place of the old, which then leads nowhere."""
    actor = acting(by, Doing.CONNECT, account.agency, account=account, at=at)
    if not can(account, Can.WEBHOOK):
        raise BadHook("Cara terhubung akun ini tidak menerima kiriman lewat kait (webhook).")
    made = {"key": secrets.token_urlsafe(32), "opened_at": at or timezone.now(), "opened_by": by.name}
    hook, _new = Hook.objects.update_or_create(account=account, defaults=made)
    note(hook, doing="hook.opened", by=actor, at=at)
    return hook


@transaction.atomic
def close_hook(*, account: OfficialAccount, by: Person, at: datetime | None = None) -> None:
    """Nothing is taken in at the address any more."""
    actor = acting(by, Doing.CONNECT, account.agency, account=account, at=at)
    hook = Hook.objects.select_for_update().filter(account=account).first()
    if hook is not None:
        note(hook, doing="hook.closed", by=actor, at=at)
        hook.delete()


def address_of(hook: Hook) -> str:
    """The whole address, as the platform must know it."""
    return f"{settings.BASE_URL}/kait/{hook.account.connector}/{hook.key}/"


def announce(hook: Hook) -> str:
    """Tell the platform the address (with nothing locked); a sentence of what is still to be done by a person."""
    connector = connector_for(hook.account, seconds=20)
    let_go()
    return connector.subscribe(address_of(hook))


def take_leave(account: OfficialAccount) -> str:
    """Tell the platform to send nothing more (with nothing locked); a sentence of what is still to be done."""
    connector = connector_for(account, seconds=20)
    let_go()
    return connector.unsubscribe()


def receive(hook: Hook, headers: Mapping[str, str], body: bytes, now: datetime) -> None:
    """Prove a delivery and keep it, in one commit (a repeat is here already). Refused when it is not genuine, or is a
    recording of one: nothing of it is kept then."""
    if len(body) > MOST_BYTES:
        raise TooLarge
    genuine = connector_of(hook).verify_webhook(headers, body)
    if not fresh(genuine.at, now):
        raise Refused("Tanda tangan kiriman ini sudah terlalu lama.", code="stale")
    # One statement, so that what comes twice at the same moment is one row; whoever is second finds it committed.
    row = hook.account_id, genuine.key, body, now, now
    insert(Inbound, ("account_id", "key", "body", "received_at", "next_read_at"), [row], ignore=True)


def connector_of(hook: Hook) -> Connector:
    """What proves deliveries, from the rows that were read with the address."""
    return connector_for(hook.account, seconds=5, held=getattr(hook.account, "connection", None))
