"""What the worker does with the outbox: send what is due, find calls that died, read the platform back."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction

from pendopo.delivery.looking import accounts_to_look_at, look_for
from pendopo.delivery.models import Dispatch
from pendopo.delivery.queries import accounts_due, cut_off_parts, lapsed
from pendopo.delivery.sending import WORKER, now_unknown, send_for
from pendopo.journal.actions import move
from pendopo.journal.machine import MoveRefused

NOT_THERE = "Bagian sebelumnya tidak tayang, jadi bagian ini tidak dikirim."
LAPSED = "Pekerja berhenti di tengah pengiriman; sedang diperiksa apakah sudah tayang."


def send_due(now: datetime) -> int:
    """Send everything that is due, account after account; how many were dealt with."""
    return sum(send_for(account_id, now) for account_id in accounts_due(now))


def look(now: datetime) -> int:
    """Read the platform back for every message whose time has come; how many were looked for.

    Found: live. Absent: believed only after a settling time and at two separate looks (rules.after_absence), then it is
    queued again with the same key. No answer: later again, and a person is told.
    """
    return sum(look_for(account_id, now) for account_id in accounts_to_look_at(now))


def reap(now: datetime) -> int:
    """Calls whose worker died under way become `unknown`, never `queued`: nobody knows what became of them."""
    return sum(_reap(pk, now) for pk in list(lapsed(now).values_list("pk", flat=True)[:200]))


def drop_parts(now: datetime) -> int:
    """Parts of a thread that can't follow any more are not left waiting in silence."""
    return sum(_drop(pk, now) for pk in list(cut_off_parts(now).values_list("pk", flat=True)[:200]))


@transaction.atomic
def _drop(pk: int, now: datetime) -> int:
    row = cut_off_parts(now).filter(pk=pk).select_related("follows").first()
    if row is None or row.follows is None:
        return 0
    taken_back = row.follows.state in {"cancelled", "removed"}
    try:
        move(
            row,
            to="cancelled" if taken_back else "missed",
            by=WORKER,
            because=NOT_THERE,
            changes={"trouble": NOT_THERE},
            at=now,
        )
    except MoveRefused:
        return 0  # somebody was first
    return 1


@transaction.atomic
def _reap(pk: int, now: datetime) -> int:
    row = Dispatch.objects.select_for_update(of=("self",)).select_related("account__agency__government").get(pk=pk)
    if row.state != "sending" or row.lease_until is None or row.lease_until >= now:
        return 0
    row.attempts.filter(ended_at=None).update(ended_at=now, outcome="lapsed")
    now_unknown(row, LAPSED, now)
    return 1
