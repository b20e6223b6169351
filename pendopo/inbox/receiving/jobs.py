"""Reading what came in, and forgetting it in the end."""

from __future__ import annotations

import logging
from datetime import datetime

from pendopo.connectors.base import BadEntry, Collected, Connector
from pendopo.connectors.errors import ConnectorError
from pendopo.inbox.intake import take_in
from pendopo.inbox.receiving.models import Inbound
from pendopo.inbox.receiving.queries import unread
from pendopo.inbox.receiving.rules import READ_LEASE, REMEMBERED
from pendopo.journal.actor import Actor
from pendopo.registry.connections import connector_for, went_well, went_wrong
from pendopo.registry.models import OfficialAccount

log = logging.getLogger("pendopo.inbox")
WORKER = Actor.system("Pekerja Pendopo")
A_BATCH = 200


def read_for(account_id: int, now: datetime) -> int:
    """Take what came for one account into the inbox; how many items were new.

    At least once: a reader that dies between the items and the mark reads them again, and each is one row all the same.
    """
    mine = list(unread(now).filter(account=account_id).values_list("pk", flat=True)[:A_BATCH])
    if not mine or not unread(now).filter(pk__in=mine).update(next_read_at=now + READ_LEASE):
        return 0
    account = OfficialAccount.objects.select_related("agency__government").get(pk=account_id)
    try:
        connector = connector_for(account)
    except ConnectorError as error:
        went_wrong(account, error, at=now)
        return 0
    rows = Inbound.objects.filter(pk__in=mine, read_at=None)
    batch = _together([_read(connector, bytes(row.body)) for row in rows.order_by("pk")])
    new = take_in(account, batch, by=WORKER, at=now).new if batch.items or batch.bad else 0
    rows.update(read_at=now, body=b"")
    went_well(account, at=now)
    return new


def _read(connector: Connector, body: bytes) -> Collected:
    """What a body says. One that nobody can read stays where an officer sees it, and costs no other."""
    try:
        return connector.read_webhook(body)
    except ConnectorError as error:
        log.warning("account %s: a genuine delivery can't be read: %s", connector.account.handle, error.code)
        return Collected([], "", bad=[BadEntry(error.sentence, body.decode("utf-8", "replace"))])


def _together(read: list[Collected]) -> Collected:
    items = [item for one in read for item in one.items]
    return Collected(items, "", bad=[entry for one in read for entry in one.bad])


def forget(now: datetime) -> int:
    """Deliveries that were read long ago, which nobody repeats any more; how many."""
    return Inbound.objects.filter(received_at__lt=now - REMEMBERED, read_at__isnull=False).delete()[0]
