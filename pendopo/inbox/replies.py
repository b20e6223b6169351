"""Saying something back (annex B.2 and B.5): always by the officer of the receiving account, once, with time to undo.

How a reply's fate is carried into its case lives in `jobs`.
"""

from __future__ import annotations

import uuid
from datetime import datetime, timedelta
from typing import cast
from zoneinfo import ZoneInfo

from django.conf import settings
from django.db import transaction
from django.utils import timezone

from pendopo.connectors.base import Outgoing
from pendopo.delivery.actions import cancel, queue
from pendopo.inbox.models import Case, Item, Reply
from pendopo.inbox.rules import (
    ON_ITS_WAY,
    REPLY_LIMIT,
    WAITS_FOR_A_PERSON,
    AlreadyAnswered,
    BadInput,
    NoSource,
    same_answer,
    text_of,
)
from pendopo.inbox.states import OPEN
from pendopo.inbox.text import clean
from pendopo.journal.actions import Draft, move, note
from pendopo.people.models import Person
from pendopo.prepared import Prepared
from pendopo.registry.connections import told_limit
from pendopo.registry.models import OfficialAccount
from pendopo.registry.queries import acting
from pendopo.registry.rules import Doing
from pendopo.regulation.lengths import answering, count

NAME_THE_SOURCE = (
    "Sebut sumber jawaban ini di samping «sumber lain», misalnya «SOP pindah datang», laman resmi, atau bidang yang "
    "memastikannya. Untuk ucapan terima kasih cukup «ucapan»."
)


@transaction.atomic
def reply(
    *, case: Case, text: str, by: Person, basis: str, item: Item | None = None, source: str = "", holding: bool = False,
    known: Reply | None = None, at: datetime | None = None,
) -> Reply:  # fmt: skip
    """Queue an answer to `item` (the citizen's last words when not given); it leaves after UNDO_SECONDS.

    `known` is the last reply that the officer has seen: only somebody who saw a live answer may add to it. A colleague who
    did not know of it is refused with AlreadyAnswered, and nothing is sent twice. A holding reply leaves the case open.
    """
    now = at or timezone.now()
    actor = acting(by, Doing.ANSWER, case.agency, account=case.account, at=at)
    words = text_of(clean(text), "Jawaban", REPLY_LIMIT)
    (row,) = _case(case.pk)
    if row.account.agency_id == row.agency_id:
        row.account.agency = row.agency
    said_to = item or _last_item(row)
    if said_to.case_id != row.pk:
        raise BadInput("Pesan yang dijawab bukan bagian dari kasus ini. Muat ulang halaman.")
    _refuse_second(row, said_to, known=known, holding=holding)
    _refuse_too_long(row.account, said_to, words)
    if basis == Reply.Basis.SOURCE and not holding and not source.strip():
        raise NoSource(NAME_THE_SOURCE)
    made = Reply(
        case=row, item=said_to, text=words, author=by, created_at=now, came_from=row.state, source=source.strip()[:500],
        basis=Reply.Basis.HOLDING if holding else Reply.Basis(basis),
    )  # fmt: skip
    made.dispatch = queue(
        account=row.account, kind="reply", outgoing=_outgoing(made, now), by=actor,
        not_before=now + timedelta(seconds=settings.UNDO_SECONDS), at=at,
    )  # fmt: skip
    made.save()
    after = {"reply": made.pk, "basis": made.basis, "source": made.source, "text": words}
    if holding:
        note(row, doing="case.holding_reply", by=actor, after=after, at=at)
    else:
        changes = {"due_at": None, "snoozed_until": None, "attention": "", "holder": by}
        said = Draft(row, "case.reply", actor, after=after)
        move(row, to="ready", by=actor, changes=changes, first=[said], at=at)
    for name in ("state", "due_at", "snoozed_until", "attention", "holder_id"):
        setattr(case, name, getattr(row, name))
    return made


_case = Prepared(
    lambda case: (
        Case.objects.select_for_update(of=("self",))
        .select_related("account__connection", "post", "citizen", "agency__government")
        .filter(pk=case)
    ),
    int,
)
_newest_item = Prepared(
    lambda case: Item.objects.filter(case=case, deleted_at=None).order_by("-posted_at", "-pk")[:1], int
)
_under_way_or_live = Prepared(
    lambda case: (
        Reply.objects.filter(case=case, dispatch__state__in=[*ON_ITS_WAY, "live"])
        .select_related("author", "dispatch", "case__agency__government")
        .order_by("-pk")
    ),
    int,
)


def _last_item(case: Case) -> Item:
    """What the answer is given to when the officer named nothing: the citizen's last words that are still there."""
    there = next(iter(_newest_item(case.pk)), None)
    return there or cast(Item, case.items.order_by("-posted_at", "-pk").first())


def _refuse_second(case: Case, item: Item, *, known: Reply | None, holding: bool) -> None:
    """One answer at a time: who comes second is told who answered, and when."""
    known_id = known.pk if known else None
    for one in _under_way_or_live(case.pk):
        state = one.dispatch.state
        concerns = one.holding == holding and (one.item_id == item.pk or state in ON_ITS_WAY)
        if concerns and same_answer(earlier_state=state, earlier_id=one.pk, known_id=known_id):
            raise AlreadyAnswered(_who_and_when(one))


def limit_for(account: OfficialAccount, item_kind: str) -> tuple[str, int | None]:
    """By which rule of the one table an answer is counted, and the account's own server's limit where it tells one."""
    rule = answering(account.platform, item_kind)
    return rule, told_limit(account) if "-" not in rule else None


def _refuse_too_long(account: OfficialAccount, item: Item, words: str) -> None:
    """Said while the officer still has the words before them, not after the platform has refused them."""
    rule, told = limit_for(account, item.kind)
    length = count(rule, words, limit=told)
    if not length.ok:
        raise BadInput(f"Jawaban tidak muat di {account.name}: {length.because} Ringkas dulu; tidak ada yang dipotong.")


def _who_and_when(earlier: Reply) -> str:
    zone = ZoneInfo(earlier.case.journal_place().zone)
    when = earlier.created_at.astimezone(zone).strftime("%H.%M.%S")
    what = "balasan sementara" if earlier.holding else "jawaban"
    return (
        f"Kasus ini sudah dijawab oleh {earlier.author.name} pukul {when} ({what}: «{earlier.text[:120]}»). "
        "Tulisan Anda tidak dikirim dan masih ada di kotak jawaban."
    )


def _outgoing(made: Reply, now: datetime) -> Outgoing:
    item, case = made.item, made.case
    return Outgoing(
        key=str(uuid.uuid4()), text=made.text, since=now, reply_to=item.external_id,
        reply_to_author=case.citizen.external_id if case.citizen else "",
        post_id=case.post.external_id if case.post else "", title=case.post.title if case.post else "",
        thread_id=item.parent_external_id,
    )  # fmt: skip


@transaction.atomic
def undo(*, reply: Reply, by: Person, at: datetime | None = None) -> None:
    """Take an answer back before it leaves; the case stands where it stood. MoveRefused when it has left."""
    actor = acting(by, Doing.ANSWER, reply.case.agency, account=reply.case.account, at=at)
    cancel(dispatch=reply.dispatch, by=actor, because="diurungkan petugas", at=at)
    reply.settled_at = at or timezone.now()
    reply.save(update_fields=["settled_at"])
    waited = reply.case.attention in WAITS_FOR_A_PERSON.values()
    if not reply.holding:
        changes = {"attention": ""} if waited else {}
        move(reply.case, to=back_to(reply), by=actor, because="jawaban diurungkan", changes=changes, at=at)
    elif waited:
        Case.objects.filter(pk=reply.case_id).update(attention="")


def back_to(reply: Reply) -> str:
    """Where a case goes whose answer did not come through."""
    return reply.came_from if reply.came_from in OPEN and reply.came_from != "ready" else "new"
