"""Fetching what people said: each account by itself, the platform asked with nothing held, items and cursor kept together."""

from __future__ import annotations

import logging
import time
from dataclasses import dataclass
from datetime import datetime, timedelta
from traceback import format_tb

from django.conf import settings
from django.db.models import Q, QuerySet

from pendopo.connectors import discover
from pendopo.connectors.base import Can, Collected, Connector
from pendopo.connectors.errors import ConnectorError, Disconnected, Retry
from pendopo.delivery.leases import worker_name
from pendopo.inbox.intake import take_in
from pendopo.journal.actor import Actor
from pendopo.registry.connections import CUT_RETRY, check, connector_for, let_go, went_well, went_wrong
from pendopo.registry.models import Connection

log = logging.getLogger("pendopo.worker")
WORKER = Actor.system("Pekerja Pendopo")
LEASE = timedelta(minutes=2)
MOST_BATCHES = 40
LONGEST_WAIT = timedelta(hours=1)
LONGEST_BACKOFF = timedelta(minutes=15)
# How often an account whose platform can't be read is tried all the same, so that its health is true.
CHECK_EVERY = timedelta(hours=1)


def due(now: datetime) -> QuerySet[Connection]:
    """Connected official accounts whose time has come and which nobody is fetching."""
    free = Q(lease_until=None) | Q(lease_until__lt=now)
    connected = [key for key, kind in discover().items() if Can.READ in kind.can or kind.fields]
    return Connection.objects.filter(
        free, enabled=True, next_collect_at__lte=now, account__state="official", account__connector__in=connected
    ).order_by("next_collect_at", "pk")


def accounts_due(now: datetime) -> list[int]:
    """The accounts to fetch from."""
    return list(due(now).values_list("account_id", flat=True))


def collect_due(now: datetime) -> int:
    """Fetch from every account whose time has come; how many items were new."""
    return sum(collect_for(account_id, now) for account_id in accounts_due(now))


def collect_for(account_id: int, now: datetime) -> int:
    """Fetch from one account; how many items were new. Trouble is kept with the account and never reaches another."""
    mine = {"lease_until": now + LEASE, "leased_by": worker_name()}
    if not due(now).filter(account_id=account_id).update(**mine):
        return 0
    held = Connection.objects.select_related("account__agency__government").get(account_id=account_id)
    began = time.monotonic()
    new, error = 0, None
    try:
        new = _fetch(held, now)
    except ConnectorError as trouble:
        error = trouble
    except Exception as trouble:
        # A batch that can't be kept must stop neither the other accounts nor this worker; its cursor has not moved.
        # Only kind and place are logged: the message of the error may quote a citizen.
        log.error("account %s: %s\n%s", account_id, type(trouble).__name__, "".join(format_tb(trouble.__traceback__)))
        error = Retry("Isi dari platform belum bisa disimpan; dicoba lagi.", code=type(trouble).__name__)
    ended = now + timedelta(seconds=time.monotonic() - began)
    _finish(held, error, ended)
    return new


def _fetch(held: Connection, now: datetime) -> int:
    account, began, new = held.account, time.monotonic(), 0
    connector = connector_for(account, seconds=45)
    if Can.READ not in connector.can:
        check(account=account)
        return 0
    cursor = held.cursor
    for _batch in range(MOST_BATCHES):
        let_go()
        batch = connector.collect(cursor)
        moment = now + timedelta(seconds=time.monotonic() - began)
        if _brings_something(batch, cursor):
            new += take_in(account, batch, by=WORKER, at=moment).new
        Connection.objects.filter(pk=held.pk).update(collected_at=moment, lease_until=moment + LEASE)
        if not batch.more or batch.cursor == cursor:
            break
        cursor = batch.cursor
    return new


def _brings_something(batch: Collected, cursor: str) -> bool:
    return bool(batch.items or batch.bad or batch.gap) or batch.cursor != cursor


def _finish(held: Connection, error: ConnectorError | None, now: datetime) -> None:
    if error is not None:
        failures = went_wrong(held.account, error, at=now).failures
    elif _reads(held):
        went_well(held.account, at=now)
    held.refresh_from_db(fields=["health", "failures"])
    wait = next_wait(held, error, pace_of(held), failures if error else 0)
    Connection.objects.filter(pk=held.pk, leased_by=worker_name()).update(
        next_collect_at=now + wait, lease_until=None, leased_by=""
    )


def _reads(held: Connection) -> bool:
    kind: type[Connector] | None = discover().get(held.account.connector)
    return kind is not None and Can.READ in kind.can


@dataclass(frozen=True)
class Pace:
    """How often an account is fetched from when all is well."""

    every: timedelta


def pace_of(held: Connection) -> Pace:
    """What the connector proposes, unless the installation says otherwise."""
    if not _reads(held):
        return Pace(CHECK_EVERY)
    proposed = discover()[held.account.connector].poll_seconds
    return Pace(timedelta(seconds=max(1, settings.COLLECT_SECONDS or proposed)))


def next_wait(held: Connection, error: ConnectorError | None, pace: Pace, failures: int) -> timedelta:
    """When to come again: as the platform asks (within bounds), later after each failure, rarely when cut off."""
    if isinstance(error, Disconnected) or held.health == Connection.Health.CUT:
        return CUT_RETRY
    if error is None:
        return pace.every
    if isinstance(error, Retry) and error.wait is not None:
        return min(max(error.wait, timedelta(seconds=1)), LONGEST_WAIT)
    doubled = max(pace.every.total_seconds(), 5) * 2 ** min(max(failures - 1, 0), 10)
    return min(timedelta(seconds=doubled), LONGEST_BACKOFF)
