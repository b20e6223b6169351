"""An approved message on its way: each account's text handed to delivery, sent once more, or left out."""

from __future__ import annotations

from datetime import datetime, timedelta

from django.db import transaction
from django.utils import timezone

from pendopo.connectors.base import Outgoing
from pendopo.delivery.actions import cancel as cancel_dispatch
from pendopo.delivery.actions import queue
from pendopo.delivery.models import Dispatch
from pendopo.journal.actions import move, note
from pendopo.journal.actor import Actor
from pendopo.people.models import Person
from pendopo.publishing.guarding import MessageRefused, locked, refuse_problems, refuse_undecided
from pendopo.publishing.media.outgoing import media_for
from pendopo.publishing.models import Message, Variant
from pendopo.publishing.queries import (
    approval_in_force,
    frame_of,
    profile_of,
    targets_of,
    written_of,
)
from pendopo.publishing.rules import Frame, Target, Written, leaving_for
from pendopo.registry.queries import acting
from pendopo.registry.rules import Doing


@transaction.atomic
def schedule(*, message: Message, by: Person, at: datetime | None = None) -> Message:
    """Hand each account's text to delivery, for the planned minute; after the profile's window it is never sent late."""
    message = locked(message)
    variants = list(message.variants.select_related("account__agency__government").order_by("pk"))
    actors = [acting(by, Doing.PUBLISH, message.agency, account=one.account, at=at) for one in variants]
    if approval_in_force(message) is None:
        raise MessageRefused("Isi yang ada sekarang belum disetujui orang kedua. Ajukan lagi untuk disetujui.")
    refuse_problems(message, at)
    refuse_undecided(message)
    if message.planned_at <= (at or timezone.now()):
        raise MessageRefused("Waktu terbitnya sudah lewat. Ubah waktunya, lalu minta persetujuan lagi.")
    move(message, to="scheduled", by=actors[0], at=at)
    written = written_of(message)
    frame, targets = frame_of(message.agency, written), targets_of(message.agency, written)
    by_account = {one.account_id: one for one in targets}
    for variant, actor in zip(variants, actors, strict=True):
        _queue(message, variant, actor, at, _outgoing(message, written, by_account[variant.account_id], frame))
    return message


@transaction.atomic
def send_again(*, variant: Variant, by: Person, because: str, at: datetime | None = None) -> Variant:
    """After a refusal on one account: the same approved content once more, while the window is open."""
    message = locked(variant.message)
    variant = message.variants.select_related("account__agency__government", "dispatch").get(pk=variant.pk)
    actor = acting(by, Doing.PUBLISH, message.agency, account=variant.account, at=at)
    if variant.dispatch is None or variant.dispatch.state != "refused":
        raise MessageRefused("Hanya kiriman yang ditolak platform yang dapat dikirim lagi.")
    if (at or timezone.now()) > message.planned_at + window(message):
        raise MessageRefused("Jendela waktunya sudah lewat. Buat pesan baru dengan waktu baru.")
    if approval_in_force(message) is None:
        raise MessageRefused("Isi yang ada sekarang belum disetujui orang kedua.")
    cancel_dispatch(dispatch=variant.dispatch, by=actor, because=because, at=at)
    _queue(message, variant, actor, at, outgoing_of(message, variant))
    note(message, doing="message.sent_again", by=actor, because=because, after={"account": variant.account_id}, at=at)
    return variant


@transaction.atomic
def leave_out(*, variant: Variant, by: Person, because: str, at: datetime | None = None) -> Variant:
    """Decide that the message will not appear on this account; the others stand."""
    message = locked(variant.message)
    variant = message.variants.select_related("account", "dispatch").get(pk=variant.pk)
    actor = acting(by, Doing.PUBLISH, message.agency, at=at)
    if variant.dispatch is None or variant.dispatch.state not in {"refused", "missed", "queued", "handed"}:
        raise MessageRefused("Kiriman ke akun ini tidak dapat ditinggalkan.")
    cancel_dispatch(dispatch=variant.dispatch, by=actor, because=because, at=at)
    note(message, doing="message.left_out", by=actor, because=because, after={"account": variant.account_id}, at=at)
    return variant


def window(message: Message) -> timedelta:
    """How long after its minute a message may still leave by itself."""
    return timedelta(minutes=profile_of(message.agency).targets.publish_window_minutes)


def _queue(message: Message, variant: Variant, actor: Actor, at: datetime | None, outgoing: Outgoing) -> None:
    variant.dispatch = queue(
        account=variant.account, kind=Dispatch.Kind.POST, by=actor, outgoing=outgoing,
        not_before=message.planned_at, not_after=message.planned_at + window(message), at=at,
    )  # fmt: skip
    variant.save(update_fields=["dispatch"])


def outgoing_of(message: Message, variant: Variant) -> Outgoing:
    """What leaves for one account, exactly as it was counted, shown and approved."""
    written = written_of(message)
    target = next(one for one in targets_of(message.agency, written) if one.account_id == variant.account_id)
    return _outgoing(message, written, target, frame_of(message.agency, written))


def _outgoing(message: Message, written: Written, target: Target, frame: Frame) -> Outgoing:
    out = leaving_for(written, target, frame)
    return Outgoing(
        key="", text=out.text, since=message.planned_at, title=message.title,
        tags=tuple(tag.lstrip("#@") for tag in out.tags), media=media_for(written, target), parts=out.parts[1:],
        first_comment=out.first_comment, place=out.place, language=out.language,
    )  # fmt: skip
