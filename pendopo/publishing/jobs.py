"""What happens to messages by itself: the outcome of each delivery is carried into the message and told."""

from __future__ import annotations

from datetime import datetime, timedelta

from django.db import transaction
from django.db.models import CharField, Exists, OuterRef, Q, QuerySet, Value
from django.db.models.functions import Cast, Concat

from pendopo.delivery.models import Dispatch
from pendopo.journal.actions import move, note
from pendopo.journal.actor import Actor
from pendopo.journal.machine import MoveRefused
from pendopo.people.actions import tell
from pendopo.people.models import Notice
from pendopo.prepared import Prepared
from pendopo.publishing.approving.actions import involved_in
from pendopo.publishing.approving.models import Urgent
from pendopo.publishing.approving.routes import approvers_of, close_route, people_to_ask, whose_turn
from pendopo.publishing.models import Message, Variant
from pendopo.publishing.queries import current_sha256

BY = Actor.system("Pendopo")
TROUBLE = {
    "refused": "ditolak platform",
    "unknown": "belum pasti terbit, sedang diperiksa",
    "missed": "terlewat dan tidak dikirim terlambat",
    "handed": "menunggu Anda unggah sendiri, lalu tempel tautannya",
}


ENDED = ("live", "cancelled", "removed")


def _all_ended() -> QuerySet[Message, tuple[int]]:
    pieces = Dispatch.objects.filter(variant__message=OuterRef("pk"))
    parts = Dispatch.objects.filter(root__variant__message=OuterRef("pk"))
    still = [~Exists(rows.exclude(state__in=ENDED)) for rows in (pieces, parts)]
    return Message.objects.filter(Exists(pieces), *still, state="scheduled").values_list("pk")[:1]


def _nobody_told(way: str) -> QuerySet[Dispatch, tuple[int]]:
    key = Concat(
        Value("message-"), Cast(way, CharField()), Value("-"), Cast("pk", CharField()), Value("-"), "state", Value("-"),
        Cast(f"{way}__author", CharField()), output_field=CharField(),
    )  # fmt: skip
    troubled = Dispatch.objects.filter(**{f"{way}__state": "scheduled"}, state__in=TROUBLE).annotate(told_by=key)
    return troubled.filter(~Exists(Notice.objects.filter(key=OuterRef("told_by")))).values_list("pk")[:1]


# The worker asks at every look.
_ended = Prepared(_all_ended)
_troubled = Prepared(lambda: _nobody_told("variant__message"))
_troubled_part = Prepared(lambda: _nobody_told("root__variant__message"))


def anything_to_settle(now: datetime) -> bool:
    """Whether all pieces of a message have ended, or one is in a trouble that nobody was told of."""
    return bool(_ended() or _troubled() or _troubled_part())


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
        if message.state == "review":
            _warn_approvers(message, now)
    return told


def _warn_approvers(message: Message, now: datetime) -> None:
    """Whose turn it is hears of it too, while there is still time."""
    sha256 = current_sha256(message)
    for person in people_to_ask(message, sha256, now):
        tell(
            key=f"approve-{message.pk}-soon-{message.planned_at:%Y%m%d%H%M}-{person.pk}", person=person,
            subject=f"Segera: persetujuan Anda atas {message.title}"[:200], link=f"/pesan/{message.pk}/",
            body=f"«{message.title}» direncanakan terbit kurang dari satu jam lagi dan menunggu Anda "
            f"({whose_turn(message, sha256)}). Sesudah waktunya lewat, permintaan ini gugur.",
        )  # fmt: skip


def expire(now: datetime) -> int:
    """At its minute a message that was not approved and scheduled falls back to draft: nobody can say yes to the past."""
    late = Message.objects.filter(state__in=["review", "approved"], planned_at__lte=now)
    return sum(_expire(pk, now) for pk in list(late.values_list("pk", flat=True)[:200]))


@transaction.atomic
def _expire(pk: int, now: datetime) -> int:
    message = Message.objects.select_for_update(of=("self",)).select_related("agency__government", "author").get(pk=pk)
    if message.state not in {"review", "approved"} or message.planned_at > now:
        return 0
    why = "belum disetujui" if message.state == "review" else "sudah disetujui tetapi tidak dijadwalkan"
    because = f"Waktu terbitnya tiba ketika pesan {why}."
    for approval in message.approvals.filter(voided_at=None):
        approval.voided_at, approval.voided_because = now, because
        approval.save(update_fields=["voided_at", "voided_because"])
        before = {"sha256": approval.content_sha256, "approver": approval.person_id}
        note(message, doing="message.approval_voided", by=BY, because=because, before=before, at=now)
    close_route(message, now)
    move(message, to="draft", by=BY, because=because, at=now)
    tell(
        key=f"message-{pk}-expired-{message.planned_at:%Y%m%d%H%M}", person=message.author, link=f"/pesan/{pk}/",
        subject=f"Tidak terbit: {message.title}"[:200], body=f"{because} Beri waktu baru, lalu ajukan lagi.",
    )  # fmt: skip
    return 1


def remind_reviews(now: datetime) -> int:
    """What went the short way and was not looked at in time is brought to those who may; it stays late on the board."""
    told = 0
    for urgent in Urgent.objects.filter(reviewed_at=None, review_due__lte=now).select_related("message__agency")[:200]:
        message, involved = urgent.message, involved_in(urgent)
        for person in approvers_of(message.agency, now):
            if person.pk not in involved:
                notice = tell(
                    key=f"review-{urgent.pk}-{person.pk}", person=person, link="/pesan/persetujuan/",
                    subject=f"Peninjauan terlambat: {message.title}"[:200],
                    body=f"«{message.title}» terbit lewat jalur darurat dan belum ditinjau orang lain dalam 24 jam.",
                )  # fmt: skip
                told += notice is not None
    return told


@transaction.atomic
def _settle(message: Message, now: datetime) -> int:
    variants = list(message.variants.select_related("account", "dispatch").prefetch_related("dispatch__parts"))
    states: set[str] = set()
    for variant in variants:
        for piece in [variant.dispatch, *variant.dispatch.parts.all()] if variant.dispatch else []:
            states.add(piece.state)
            if piece.state in TROUBLE:
                _tell(message, variant, piece)
    if not variants or not states <= {*ENDED}:
        return 0
    live = [one.dispatch.sent_at or now for one in variants if one.dispatch and one.dispatch.sent_at]
    try:
        if live:
            move(message, to="published", by=BY, changes={"published_at": min(live)}, at=now)
        else:
            move(message, to="cancelled", by=BY, because="tidak ada akun yang menerbitkannya", at=now)
    except MoveRefused:
        return 0  # another worker was first
    return 1


def _tell(message: Message, variant: Variant, dispatch: Dispatch) -> None:
    state, people = dispatch.state, {message.author_id: message.author}
    if state != "handed":
        approval = message.approvals.filter(Q(voided_at=None)).select_related("person").last()
        if approval is not None:
            people[approval.person_id] = approval.person
    for person in people.values():
        tell(
            key=f"message-{message.pk}-{dispatch.pk}-{state}-{person.pk}", person=person,
            subject=f"{variant.account.name}: {TROUBLE[state]}"[:200], link=f"/pesan/{message.pk}/",
            body=f"«{message.title}» ({dispatch.get_kind_display()}) di {variant.account.name} {TROUBLE[state]}. "
            f"{dispatch.trouble}".strip(),
        )  # fmt: skip
