"""What happens to messages by itself: the outcome of each delivery is carried into the message and told."""

from __future__ import annotations

from datetime import datetime, timedelta

from django.db import transaction
from django.db.models import Q

from pendopo.journal.actions import move
from pendopo.journal.actor import Actor
from pendopo.journal.machine import MoveRefused
from pendopo.people.actions import tell
from pendopo.publishing.models import Message, Variant

BY = Actor.system("Pendopo")
TROUBLE = {
    "refused": "ditolak platform",
    "unknown": "belum pasti terbit, sedang diperiksa",
    "missed": "terlewat dan tidak dikirim terlambat",
    "handed": "menunggu Anda unggah sendiri, lalu tempel tautannya",
}


def settle(now: datetime) -> int:
    """Published once every account has it live (or was left out by a person); trouble on any account is told once."""
    changed = 0
    for message in Message.objects.filter(state="scheduled").order_by("pk").iterator():
        changed += _settle(message, now)
    return changed


def warn_of_unapproved(now: datetime) -> int:
    """An hour before its minute, a message without approval is brought to its author and nobody sends it."""
    waiting = Message.objects.filter(
        state__in=["review", "approved"], planned_at__gt=now, planned_at__lte=now + timedelta(hours=1)
    ).select_related("author")
    told = 0
    for message in waiting:
        why = "belum disetujui" if message.state == "review" else "sudah disetujui tetapi belum dijadwalkan"
        notice = tell(
            key=f"message-{message.pk}-soon-{message.planned_at:%Y%m%d%H%M}", person=message.author,
            subject=f"Pesan {why}: {message.title}"[:200], link=f"/pesan/{message.pk}/",
            body=f"«{message.title}» direncanakan terbit kurang dari satu jam lagi, tetapi {why}. "
            "Tanpa itu pesan tidak akan dikirim.",
        )  # fmt: skip
        told += notice is not None
    return told


@transaction.atomic
def _settle(message: Message, now: datetime) -> int:
    variants = list(message.variants.select_related("account", "dispatch"))
    states = {one.pk: one.dispatch.state if one.dispatch else "cancelled" for one in variants}
    for variant in variants:
        if states[variant.pk] in TROUBLE:
            _tell(message, variant, states[variant.pk])
    if not states or not set(states.values()) <= {"live", "cancelled"}:
        return 0
    live = [one.dispatch.sent_at or now for one in variants if one.dispatch and one.dispatch.state == "live"]
    try:
        if live:
            move(message, to="published", by=BY, changes={"published_at": min(live)}, at=now)
        else:
            move(message, to="cancelled", by=BY, because="tidak ada akun yang menerbitkannya", at=now)
    except MoveRefused:
        return 0  # another worker was first
    return 1


def _tell(message: Message, variant: Variant, state: str) -> None:
    dispatch = variant.dispatch
    if dispatch is None:
        return
    people = {message.author_id: message.author}
    if state != "handed":
        approval = message.approvals.filter(Q(voided_at=None)).select_related("person").last()
        if approval is not None:
            people[approval.person_id] = approval.person
    for person in people.values():
        tell(
            key=f"message-{message.pk}-{dispatch.pk}-{state}-{person.pk}", person=person,
            subject=f"{variant.account.name}: {TROUBLE[state]}"[:200], link=f"/pesan/{message.pk}/",
            body=f"«{message.title}» di {variant.account.name} {TROUBLE[state]}. {dispatch.trouble}".strip(),
        )  # fmt: skip
