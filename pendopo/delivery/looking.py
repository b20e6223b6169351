"""Reading the platform back for messages that nobody knows of: found, certainly absent, or a person's decision."""

from __future__ import annotations

import logging
import time
from datetime import datetime, timedelta

from django.db import transaction

from pendopo.connectors.base import Sent
from pendopo.connectors.errors import ConnectorError, Disconnected, Refused
from pendopo.delivery.leases import lease, stubborn, worker_name
from pendopo.delivery.models import Attempt, Dispatch
from pendopo.delivery.queries import to_look_at
from pendopo.delivery.rules import LOOK_FOR, MOST_TRIES, TELL_AFTER_LOOKS, after_absence, after_trouble, call_seconds
from pendopo.delivery.sending import WORKER, ask_a_person, message_of, now_live
from pendopo.journal.actions import move
from pendopo.registry.connections import connector_for, let_go, went_wrong

log = logging.getLogger("pendopo.delivery")
STILL_UNKNOWN = (
    "Platform belum bisa diperiksa ({why}). Buka platformnya: bila sudah tayang, tempelkan tautannya; bila tidak ada, "
    "nyatakan tidak ada. Program tetap mencoba memeriksa; jangan kirim ulang sebelum pasti."
)
TAKEN_THEN_NO = "Platform menerimanya, lalu menolak."
NEVER_SAID = (
    "Platform menerima kiriman ini tetapi dua hari tidak memutuskan. Buka platformnya: bila sudah tayang, tempelkan "
    "tautannya; bila tidak ada, nyatakan tidak ada."
)
TRIED_ENOUGH = (
    "Sudah dicoba beberapa kali dan selalu terputus tanpa tayang. Periksa platformnya, lalu nyatakan tidak ada bila "
    "memang tidak ada, supaya dikirim lagi."
)


def accounts_to_look_at(now: datetime) -> list[int]:
    """The accounts with a message to look for."""
    return sorted(set(to_look_at(now).order_by().values_list("account_id", flat=True).distinct()))


def look_for(account_id: int, now: datetime) -> int:
    """The same for one account."""
    began, looked = time.monotonic(), 0
    for pk in list(to_look_at(now).filter(account_id=account_id).values_list("pk", flat=True)[:50]):
        moment = now + timedelta(seconds=time.monotonic() - began)
        looked += _look_at(pk, moment)
    return looked


def _look_at(pk: int, now: datetime) -> int:
    # Whoever moves the next look forward has this one: two workers never look for the same message at once.
    if not to_look_at(now).filter(pk=pk).update(next_look_at=now + lease()):
        return 0
    row = Dispatch.objects.select_related("account__agency__government", "follows", "root").get(pk=pk)
    attempt = Attempt.objects.create(dispatch=row, doing="look", by=worker_name(), started_at=now)
    began = time.monotonic()
    sent, error = _read_back(row) if row.state == "unknown" else _ask_again(row)
    ended = now + timedelta(seconds=time.monotonic() - began)
    stubborn(lambda: _judge(pk, attempt.pk, sent, error, ended))
    if isinstance(error, Disconnected):
        stubborn(lambda: went_wrong(row.account, error, at=ended))
    return 1


def _read_back(row: Dispatch) -> tuple[Sent | None, ConnectorError | None]:
    try:
        connector = connector_for(row.account, seconds=call_seconds(lease()))
        message = message_of(row)
        let_go()
        return connector.find_own(message), None
    except ConnectorError as error:
        return None, error
    except Exception as error:
        log.error("dispatch %s: looking brought unforeseen %s", row.pk, type(error).__name__)
        return None, ConnectorError("platform menjawab dengan cara yang tidak dikenal", code=type(error).__name__)


def _ask_again(row: Dispatch) -> tuple[Sent | None, ConnectorError | None]:
    """What became of something that the platform had taken."""
    try:
        connector = connector_for(row.account, seconds=call_seconds(lease()))
        let_go()
        return connector.poll(row.external_id), None
    except ConnectorError as error:
        return None, error
    except Exception as error:
        log.error("dispatch %s: asking again brought unforeseen %s", row.pk, type(error).__name__)
        return None, ConnectorError("platform menjawab dengan cara yang tidak dikenal", code=type(error).__name__)


@transaction.atomic(durable=True)
def _judge(pk: int, attempt_id: int, sent: Sent | None, error: ConnectorError | None, now: datetime) -> None:
    outcome = ("live" if sent.settled else "submitted") if sent else ("no answer" if error else "absent")
    detail = f"{error.code} {error.detail}".strip()[:500] if error else ""
    Attempt.objects.filter(pk=attempt_id).update(ended_at=now, outcome=outcome, detail=detail)
    row = Dispatch.objects.select_for_update(of=("self",)).select_related("account__agency__government").get(pk=pk)
    if row.state not in {"unknown", "submitted"}:
        return
    row.looks += 1
    if row.state == "submitted":
        _settle(row, sent, error, now)
        return
    if sent is not None:
        now_live(row, sent, now, {"next_look_at": None, "looks": row.looks})
    elif error is not None:
        _no_answer(row, error, now)
    else:
        _absent(row, now)


def _settle(row: Dispatch, sent: Sent | None, error: ConnectorError | None, now: datetime) -> None:
    """Taken, and now: live, refused after all, or still being decided."""
    if sent is not None and sent.settled:
        now_live(row, sent, now, {"next_look_at": None, "looks": row.looks})
    elif isinstance(error, Refused):
        changes = {"next_look_at": None, "looks": row.looks, "trouble": error.sentence}
        move(row, to="refused", by=WORKER, because=f"{TAKEN_THEN_NO} {error.sentence}", changes=changes, at=now)
    elif error is not None:
        _no_answer(row, error, now)
    elif row.unknown_at is not None and now > row.unknown_at + LOOK_FOR:
        row.next_look_at, row.trouble = None, NEVER_SAID
        row.save(update_fields=["looks", "next_look_at", "trouble"])
        ask_a_person(row, NEVER_SAID)
    else:
        row.next_look_at = after_trouble(now, row.looks)
        row.save(update_fields=["looks", "next_look_at"])


def _no_answer(row: Dispatch, error: ConnectorError, now: datetime) -> None:
    row.next_look_at = after_trouble(now, row.looks, getattr(error, "wait", None))
    if row.unknown_at is not None and now > row.unknown_at + LOOK_FOR:
        row.next_look_at = None
    if row.looks >= TELL_AFTER_LOOKS and not row.trouble:
        row.trouble = STILL_UNKNOWN.format(why=error.sentence.rstrip("."))
        ask_a_person(row, row.trouble)
    row.save(update_fields=["looks", "next_look_at", "trouble"])


def _absent(row: Dispatch, now: datetime) -> None:
    judged = after_absence(
        now, unknown_at=row.unknown_at or now, absent_at=row.absent_at, looks=row.looks, lease=lease()
    )
    if judged.doing == "look":
        row.absent_at, row.next_look_at = judged.absent_at, judged.again_at
        row.save(update_fields=["looks", "absent_at", "next_look_at"])
    elif row.tries >= MOST_TRIES:
        row.next_look_at, row.trouble = None, TRIED_ENOUGH
        row.save(update_fields=["looks", "next_look_at", "trouble"])
        ask_a_person(row, TRIED_ENOUGH)
    else:
        because = "Dua kali diperiksa di platform: tidak ada. Dikirim lagi."
        changes = {"next_look_at": None, "looks": row.looks, "next_try_at": None, "trouble": ""}
        move(row, to="queued", by=WORKER, because=because, changes=changes, at=now)
