"""Sending one account's messages: claim and commit, call the platform once with nothing held, record what came of it.

At most one copy is ever live: a call whose end nobody saw becomes `unknown` and is read back (looking), never repeated.
"""

from __future__ import annotations

import logging
import time
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Literal

from django.db import transaction
from django.db.models import QuerySet

from pendopo.connectors.base import Can, Connector, Outgoing, Sent
from pendopo.connectors.errors import ConnectorError, Disconnected, Refused, Retry, Unknown
from pendopo.delivery.leases import lease, stubborn, worker_name
from pendopo.delivery.models import Attempt, Dispatch
from pendopo.delivery.outgoing import by_hand, digest_of, intact, unpack
from pendopo.delivery.queries import anything_queued, due
from pendopo.delivery.rules import call_seconds, retry_wait
from pendopo.delivery.stopping.queries import holds
from pendopo.journal.actions import move
from pendopo.journal.actor import Actor
from pendopo.people.actions import tell
from pendopo.registry.connections import can, connector_for, let_go, officers_of, told_limit, went_well, went_wrong
from pendopo.registry.models import Connection, OfficialAccount
from pendopo.registry.queries import decree_of
from pendopo.regulation.lengths import RULES, SAME, beside_media, count

log = logging.getLogger("pendopo.delivery")
WORKER = Actor.system("Pekerja Pendopo")
HELD = "Ditahan penghentian darurat; berangkat sesudah penghentian dicabut, bila jendelanya belum lewat."
NOT_AS_QUEUED = (
    "Isi kiriman ini tidak sama lagi dengan yang disetujui, sehingga tidak dikirim. Jadwalkan lagi pesannya."
)
FIRST_POLL = timedelta(seconds=3)
ASK_A_PERSON = (
    "Platform ini tidak bisa diperiksa oleh program. Buka platformnya: bila sudah tayang, tempelkan tautannya; "
    "bila tidak ada, nyatakan tidak ada. Jangan kirim ulang sebelum memeriksa."
)


@dataclass(frozen=True)
class Leased:
    """A dispatch that is ours until the lease ends, with all that the call needs, so that no row is read during it."""

    dispatch: Dispatch
    attempt: Attempt
    connector: Connector
    message: Outgoing


@dataclass(frozen=True)
class Outcome:
    """What a call came to. `sentence` is for people, `detail` for whoever repairs; both without secrets."""

    what: Literal["live", "refused", "unknown", "retry", "cut", "held"]
    sentence: str = ""
    detail: str = ""
    sent: Sent | None = None
    wait: timedelta | None = None


def send_for(account_id: int, now: datetime, *, most: int = 20) -> int:
    """Send what is due for one account, in order, one at a time; how many were dealt with."""
    began, done = time.monotonic(), 0
    while done < most:
        moment = now + timedelta(seconds=time.monotonic() - began)
        if done and not anything_queued(account_id, moment):
            return done
        went_on, leased = _claim(account_id, moment)
        if leased is not None:
            calling = time.monotonic()
            outcome = call(leased)
            ended = moment + timedelta(seconds=time.monotonic() - calling)
            record_stubbornly(leased, outcome, ended)
        if not went_on:
            return done
        done += 1
    return done


def _claim(account_id: int, now: datetime) -> tuple[bool, Leased | None]:
    """Take the next message of the account. (False, None): nothing to do; (True, None): settled without a call."""
    with transaction.atomic(durable=True):
        # The account's row is the lane: whoever holds it decides alone what leaves next.
        if Connection.objects.select_for_update().filter(account_id=account_id).first() is None:
            Connection.objects.get_or_create(account_id=account_id)
            Connection.objects.select_for_update().get(account_id=account_id)
        if Dispatch.objects.filter(account_id=account_id, state="sending").exists():
            return False, None
        row = _first(due(now).filter(account_id=account_id))
        if row is None:
            return False, None
        if _settled_without_call(row, now):
            return True, None
        try:
            connector = connector_for(row.account, seconds=call_seconds(lease()))
        except ConnectorError as error:
            went_wrong(row.account, Disconnected(error.sentence, code=error.code), at=now)
            return False, None
        return True, _lease(row, connector, now)


def _first(rows: QuerySet[Dispatch]) -> Dispatch | None:
    whole = rows.select_related("account__agency__government", "follows", "root")
    return whole.select_for_update(of=("self",), skip_locked=True).first()


def _lease(row: Dispatch, connector: Connector, now: datetime) -> Leased:
    attempt = Attempt.objects.create(dispatch=row, doing="send", by=worker_name(), started_at=now)
    changes = {"lease_until": now + lease(), "leased_by": str(attempt.pk), "tries": row.tries + 1}
    move(row, to="sending", by=WORKER, changes=changes, at=now)
    return Leased(row, attempt, connector, message_of(row))


def message_of(row: Dispatch) -> Outgoing:
    """What leaves, with the key that stays the same over every attempt."""
    message = unpack(row.outgoing, key=str(row.key), since=min(row.not_before, row.created_at))
    if row.follows is None:
        return message
    root = row.root.external_id if row.root else ""
    return replace(message, reply_to=row.follows.external_id, post_id=root, thread_id=root)


def _settled_without_call(row: Dispatch, now: datetime) -> bool:
    """Missed, without the right to be sent any more, or for a person to post."""
    if row.not_after is not None and now > row.not_after:
        move(row, to="missed", by=WORKER, because="Waktunya sudah lewat.", at=now)
        return True
    sealed = not row.outgoing_sha256 or digest_of(row.outgoing) == row.outgoing_sha256
    if not (sealed and intact(row.outgoing)):
        move(row, to="refused", by=WORKER, because=NOT_AS_QUEUED, changes={"trouble": NOT_AS_QUEUED}, at=now)
        return True
    if why := no_right(row.account, now):
        move(row, to="refused", by=WORKER, because=why, changes={"trouble": why}, at=now)
        return True
    if why := too_long(row):
        move(row, to="refused", by=WORKER, because=why, changes={"trouble": why}, at=now)
        return True
    if by_hand(row, row.account):
        move(row, to="handed", by=WORKER, at=now)
        return True
    return False


def too_long(row: Dispatch) -> str:
    """Why a text of ours no longer fits its platform (its server may have changed its mind since), or an empty text."""
    if row.kind == Dispatch.Kind.REPLY:
        return ""
    known = row.account.platform if row.account.platform in RULES or row.account.platform in SAME else "assisted"
    if row.outgoing.get("media"):
        known = beside_media(known)
    length = count(known, str(row.outgoing.get("text", "")), limit=told_limit(row.account))
    return (
        "" if length.ok else f"{row.account.name}: {length.because} Isinya tidak dipotong; ringkas, lalu setujui lagi."
    )


def no_right(account: OfficialAccount, now: datetime) -> str:
    """Why nothing may leave from the account at this moment (Pasal 8 b, 9), or an empty text."""
    if account.state != "official":
        return f"Akun {account.name} sedang tidak resmi ({account.get_state_display()}); tidak ada yang dikirim."
    if decree_of(account, now) is None:
        return f"Tidak ada keputusan yang sedang berlaku untuk akun {account.name}; tidak ada yang dikirim."
    return ""


def call(leased: Leased) -> Outcome:
    """Call the platform once, holding no database connection; a stop declared since the claim still holds it back."""
    row = leased.dispatch
    if holds(row.account.agency.government_id, row.kind):
        return Outcome("held", HELD)
    let_go()
    connector, message = leased.connector, leased.message
    send = connector.publish if row.kind == Dispatch.Kind.POST else connector.reply
    try:
        return Outcome("live", sent=send(message))
    except Refused as error:
        return _refused(leased, error)
    except Retry as error:
        return _outcome("retry", error, connector)
    except Disconnected as error:
        return _outcome("cut", error, connector)
    except Unknown as error:
        return _outcome("unknown", error, connector)
    except Exception as error:
        log.error("dispatch %s: unforeseen %s", row.pk, type(error).__name__)
        return Outcome("unknown", "Platform menjawab dengan cara yang tidak dikenal.", type(error).__name__)


def _outcome(what: Literal["refused", "unknown", "retry", "cut"], error: ConnectorError, by: Connector) -> Outcome:
    detail = by.http.redact(f"{error.code} {error.detail}".strip())[:500]
    return Outcome(what, by.http.redact(error.sentence)[:500], detail, wait=getattr(error, "wait", None))


def _refused(leased: Leased, error: Refused) -> Outcome:
    """Some platforms refuse what they have just taken: look once before anybody is told to write again."""
    connector = leased.connector
    if Can.FIND_OWN not in connector.can:
        return _outcome("refused", error, connector)
    try:
        sent = connector.find_own(leased.message)
    except (Refused, Disconnected):
        sent = None
    except Exception as broken:
        log.info("dispatch %s: reading back after a refusal brought %s", leased.dispatch.pk, type(broken).__name__)
        return _outcome("unknown", error, connector)
    return Outcome("live", sent=sent) if sent else _outcome("refused", error, connector)


def record_stubbornly(leased: Leased, outcome: Outcome, now: datetime) -> None:
    """Record, though the database be locked for a while; what then follows must not undo it."""
    stubborn(lambda: record(leased.dispatch.pk, leased.attempt.pk, outcome, now))
    account = leased.dispatch.account
    if outcome.what == "live":
        stubborn(lambda: went_well(account, at=now))
    elif outcome.what in {"cut", "retry"}:
        kind = Disconnected if outcome.what == "cut" else Retry
        stubborn(lambda: went_wrong(account, kind(outcome.sentence), at=now))


@transaction.atomic(durable=True)
def record(dispatch_id: int, attempt_id: int, outcome: Outcome, now: datetime) -> None:
    """Carry the outcome of a call into its dispatch, unless somebody has decided it meanwhile."""
    Attempt.objects.filter(pk=attempt_id).update(ended_at=now, outcome=outcome.what, detail=outcome.detail)
    row = (
        Dispatch.objects.select_for_update(of=("self",))
        .select_related("account__agency__government")
        .get(pk=dispatch_id)
    )
    ours = row.state == "sending" and row.leased_by == str(attempt_id)
    if not ours and not (row.state == "unknown" and outcome.what != "unknown"):
        log.warning("dispatch %s: outcome %s came when it was %s", dispatch_id, outcome.what, row.state)
        return
    free: dict[str, object] = {"lease_until": None, "leased_by": "", "next_look_at": None}
    if outcome.what == "live" and outcome.sent is not None:
        now_live(row, outcome.sent, now, free)
    elif outcome.what == "refused":
        changes = {**free, "trouble": outcome.sentence}
        move(row, to="refused", by=WORKER, because=outcome.sentence, changes=changes, at=now)
    elif outcome.what == "unknown":
        now_unknown(row, outcome.sentence, now)
    else:
        _wait(row, outcome, now, free)


def now_live(row: Dispatch, sent: Sent, now: datetime, changes: dict[str, object]) -> None:
    """It stands on the platform, there; or the platform has it and will still say whether it may."""
    link = sent.url if len(sent.url) <= 1000 else ""
    proof: dict[str, object] = {"external_id": sent.external_id[:300], "url": link, "trouble": ""}
    if sent.settled:
        move(row, to="live", by=WORKER, changes={**changes, **proof, "sent_at": sent.at or now}, at=now)
        return
    asks: dict[str, object] = {"next_look_at": now + FIRST_POLL, "looks": 0, "unknown_at": now}
    move(row, to="submitted", by=WORKER, changes={**changes, **proof, **asks}, at=now)


def now_unknown(row: Dispatch, sentence: str, now: datetime) -> None:
    """Nobody knows: read the platform back soon, or ask a person where that can't be done."""
    readable = can(row.account, Can.FIND_OWN)
    changes: dict[str, object] = {
        "lease_until": None, "leased_by": "", "unknown_at": now, "absent_at": None, "looks": 0,
        "next_look_at": now + timedelta(seconds=1) if readable else None, "trouble": "" if readable else ASK_A_PERSON,
    }  # fmt: skip
    move(row, to="unknown", by=WORKER, because=sentence, changes=changes, at=now)
    if not readable:
        ask_a_person(row, ASK_A_PERSON)


def ask_a_person(row: Dispatch, sentence: str) -> None:
    """Tell the officers of the account, once for each time that it became unknown."""
    for person in officers_of(row.account):
        tell(
            key=f"unknown-{row.pk}-{row.tries}-{person.pk}", person=person, link=f"/akun/{row.account_id}/",
            subject=f"Belum pasti terkirim: {row.get_kind_display()} dari {row.account.name}", body=sentence,
        )  # fmt: skip


def _wait(row: Dispatch, outcome: Outcome, now: datetime, free: dict[str, object]) -> None:
    """Certainly not sent: back into the queue, and the account's other messages wait with it, so that order is kept."""
    if outcome.what == "held":
        # No call was made: the try does not count, and the stop itself says until when it waits.
        changes = {**free, "next_try_at": None, "trouble": "", "tries": max(0, row.tries - 1)}
        move(row, to="queued", by=WORKER, because=outcome.sentence, changes=changes, at=now)
        return
    again = now + retry_wait(row.tries, outcome.wait)
    changes = {**free, "next_try_at": again, "trouble": outcome.sentence}
    if outcome.what == "cut":
        changes["next_try_at"] = None
    else:
        Connection.objects.filter(account=row.account).update(send_after=again)
    move(row, to="queued", by=WORKER, because=outcome.sentence, changes=changes, at=now)
