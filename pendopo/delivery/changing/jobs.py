"""Carrying changes out on the platform: one call at a time for each account; an unclear call is made again, which harms nothing."""

from __future__ import annotations

import logging
import time
from dataclasses import replace
from datetime import datetime, timedelta

from django.db import transaction
from django.db.models import Q, QuerySet

from pendopo.connectors.base import Can, Connector
from pendopo.connectors.errors import ConnectorError, Disconnected, Refused, Retry
from pendopo.delivery.changing.actions import finish
from pendopo.delivery.changing.models import Change
from pendopo.delivery.leases import lease
from pendopo.delivery.rules import call_seconds, retry_wait
from pendopo.delivery.sending import WORKER, message_of
from pendopo.delivery.stopping.queries import holds
from pendopo.journal.actions import move
from pendopo.registry.connections import can, connector_for, let_go, went_wrong

log = logging.getLogger("pendopo.delivery")
NEEDS = {"edit": Can.EDIT, "delete": Can.DELETE}
MOST_TRIES = 12


def due(now: datetime) -> QuerySet[Change]:
    """What waits to be carried out."""
    waits_over = Q(next_try_at=None) | Q(next_try_at__lte=now)
    return Change.objects.filter(waits_over, state="queued").order_by("pk")


def accounts_due(now: datetime) -> list[int]:
    """The accounts with a change to carry out."""
    return sorted(set(due(now).order_by().values_list("dispatch__account_id", flat=True)))


def change_for(account_id: int, now: datetime) -> int:
    """Carry out what is due for one account."""
    began, done = time.monotonic(), 0
    for pk in list(due(now).filter(dispatch__account=account_id).values_list("pk", flat=True)[:20]):
        done += _carry_out(pk, now + timedelta(seconds=time.monotonic() - began))
    return done


def _carry_out(pk: int, now: datetime) -> int:
    # Whoever moves the next try forward has this one.
    if not due(now).filter(pk=pk).update(next_try_at=now + lease()):
        return 0
    row = Change.objects.select_related(
        "dispatch__account__agency__government", "dispatch__follows", "dispatch__root"
    ).get(pk=pk)
    account = row.dispatch.account
    if not can(account, NEEDS[row.doing]):
        move(row, to="handed", by=WORKER, at=now)
        return 1
    # A stop holds new words back; taking down what is wrong goes on.
    if row.doing == Change.Doing.EDIT and holds(account.agency.government_id, "post"):
        Change.objects.filter(pk=pk).update(next_try_at=now + timedelta(seconds=30))
        return 0
    began = time.monotonic()
    error = _call(row)
    _record(pk, error, now + timedelta(seconds=time.monotonic() - began))
    if isinstance(error, Disconnected):
        went_wrong(account, error, at=now)
    return 1


def _call(row: Change) -> ConnectorError | None:
    try:
        connector: Connector = connector_for(row.dispatch.account, seconds=call_seconds(lease()))
        message = message_of(row.dispatch)
        let_go()
        if row.doing == Change.Doing.EDIT:
            connector.edit(row.dispatch.external_id, replace(message, text=row.after))
        else:
            connector.delete(row.dispatch.external_id, message)
    except ConnectorError as error:
        return error
    except Exception as error:
        log.error("change %s: unforeseen %s", row.pk, type(error).__name__)
        return Retry("Platform menjawab dengan cara yang tidak dikenal.", code=type(error).__name__)
    return None


@transaction.atomic(durable=True)
def _record(pk: int, error: ConnectorError | None, now: datetime) -> None:
    rows = Change.objects.select_for_update(of=("self",)).select_related("dispatch__account__agency__government")
    row = rows.get(pk=pk)
    if row.state != "queued":
        return
    tries = row.tries + 1
    if error is None:
        move(row, to="done", by=WORKER, changes={"done_at": now, "tries": tries, "trouble": ""}, at=now)
        finish(row, WORKER, now)
    elif isinstance(error, Refused) or tries >= MOST_TRIES:
        changes = {"tries": tries, "trouble": error.sentence}
        move(row, to="refused", by=WORKER, because=error.sentence, changes=changes, at=now)
    else:
        row.tries, row.trouble = tries, error.sentence
        row.next_try_at = now + retry_wait(tries, getattr(error, "wait", None))
        row.save(update_fields=["tries", "trouble", "next_try_at"])
