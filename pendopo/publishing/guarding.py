"""What every step of a message asks first, and what falls when it changes."""

from __future__ import annotations

from datetime import datetime

from django.utils import timezone

from pendopo.delivery.actions import cancel as cancel_dispatch
from pendopo.journal.actions import note
from pendopo.journal.actor import Actor
from pendopo.journal.machine import Said
from pendopo.publishing.approving.routes import close_route
from pendopo.publishing.models import Message
from pendopo.publishing.queries import problems_of, undecided, written_of

# Dispatches that nobody can call back any more.
GONE = frozenset({"sending", "unknown", "submitted", "live", "handed", "removed"})


class MessageRefused(Said):
    """The message may not go on; the sentence says what to mend."""


def locked(message: Message) -> Message:
    """The message as it is now, held until the transaction ends."""
    rows = Message.objects.select_for_update(of=("self",)).select_related("agency__government")
    return rows.get(pk=message.pk)


def refuse_problems(message: Message, at: datetime | None) -> None:
    """Everything that stops it is said at once."""
    stops = [one.sentence for one in problems_of(message.agency, written_of(message), at) if one.weight == "stop"]
    if stops:
        raise MessageRefused(" ".join(stops))


def refuse_undecided(message: Message) -> None:
    """What was found in it needs a reason of somebody who may approve."""
    open_ones = undecided(message)
    if open_ones:
        told = "; ".join(f"{one.label.lower()} «{one.words}» di {one.where}" for one in open_ones[:5])
        raise MessageRefused(f"Perlu keputusan beralasan dari pejabat dulu: {told}.")


def void(message: Message, because: str, actor: Actor, at: datetime | None) -> None:
    """Take back approvals and what waits in delivery; refuse when something is already leaving."""
    variants = list(message.variants.exclude(dispatch=None).select_related("dispatch", "account"))
    gone = [one.account.name for one in variants if one.dispatch is not None and one.dispatch.state in GONE]
    if gone:
        raise MessageRefused(
            f"Sudah terkirim atau sedang dikirim ke {', '.join(gone)}: isinya tidak dapat diubah lagi."
        )
    for variant in variants:
        if variant.dispatch is not None and variant.dispatch.state != "cancelled":
            cancel_dispatch(dispatch=variant.dispatch, by=actor, because=because or "pesan diubah", at=at)
        variant.dispatch = None
        variant.save(update_fields=["dispatch"])
    close_route(message, at or timezone.now())
    voided = list(message.approvals.filter(voided_at=None))
    for approval in voided:
        approval.voided_at, approval.voided_because = at or timezone.now(), because[:300]
        approval.save(update_fields=["voided_at", "voided_because"])
        note(
            message, doing="message.approval_voided", by=actor, because=because,
            before={"sha256": approval.content_sha256, "approver": approval.person_id}, at=at,
        )  # fmt: skip
