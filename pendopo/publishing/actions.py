"""Writing, approving and scheduling a message. Whatever page, import or job asks, the duties are kept here."""

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
from pendopo.journal.machine import Said
from pendopo.people.models import Person
from pendopo.publishing.models import Approval, Message, Variant
from pendopo.publishing.queries import approval_in_force, current_sha256, problems_of, profile_of, written_of
from pendopo.publishing.rules import Written, cleaned, sha256_of, tags_of, with_tags
from pendopo.registry.models import Agency
from pendopo.registry.queries import acting
from pendopo.registry.rules import Doing

# Dispatches that nobody can call back any more.
GONE = frozenset({"sending", "unknown", "live", "handed"})


class MessageRefused(Said):
    """The message may not go on; the sentence says what to mend."""


@transaction.atomic
def draft(*, agency: Agency, by: Person, written: Written, at: datetime | None = None) -> Message:
    """Begin a message. It may be unfinished: what it lacks is said at submitting."""
    actor, written = acting(by, Doing.DRAFT, agency, at=at), cleaned(written)
    message = Message.objects.create(agency=agency, author=by, **_fields(written))
    message.writers.add(by)
    _set_variants(message, written)
    note(message, doing="message.drafted", by=actor, after={"sha256": sha256_of(written)}, at=at)
    return message


@transaction.atomic
def revise(*, message: Message, by: Person, written: Written, at: datetime | None = None) -> Message:
    """Change the content. What was approved or scheduled falls back to draft, and that is said in the journal."""
    message = _locked(message)
    actor, written = acting(by, Doing.DRAFT, message.agency, at=at), cleaned(written)
    before, after = current_sha256(message), sha256_of(written)
    if before == after:
        return message
    if message.state in {"published", "cancelled"}:
        raise MessageRefused("Pesan ini sudah terbit atau dibatalkan. Buat pesan baru.")
    _void(message, "isi diubah sesudah disetujui", actor, at)
    if message.state != "draft":
        move(message, to="draft", by=actor, because="isi diubah", at=at)
    for name, value in _fields(written).items():
        setattr(message, name, value)
    message.save(update_fields=list(_fields(written)))
    message.writers.add(by)
    _set_variants(message, written)
    note(message, doing="message.revised", by=actor, before={"sha256": before}, after={"sha256": after}, at=at)
    return message


@transaction.atomic
def submit(*, message: Message, by: Person, at: datetime | None = None) -> Message:
    """Ask for approval. Everything that is missing is named at once."""
    message = _locked(message)
    actor = acting(by, Doing.DRAFT, message.agency, at=at)
    _refuse_problems(message, at)
    if message.planned_at <= (at or timezone.now()):
        raise MessageRefused("Waktu terbitnya sudah lewat. Pilih waktu yang akan datang.")
    move(message, to="review", by=actor, at=at)
    return message


@transaction.atomic
def approve(*, message: Message, by: Person, sha256: str, at: datetime | None = None) -> Approval:
    """Say yes to exactly the content whose hash was read. Never one's own, never what changed meanwhile (3 a)."""
    message = _locked(message)
    actor = acting(by, Doing.APPROVE, message.agency, at=at)
    if message.author_id == by.pk or message.writers.filter(pk=by.pk).exists():
        raise MessageRefused("Anda ikut menulis pesan ini. Persetujuan diberikan oleh orang kedua.")
    if current_sha256(message) != sha256:
        raise MessageRefused("Isi pesan berubah sejak Anda membukanya. Baca lagi, lalu setujui.")
    _refuse_problems(message, at)
    moment = at or timezone.now()
    if message.planned_at <= moment:
        raise MessageRefused("Waktu terbitnya sudah lewat. Kembalikan kepada penulis untuk diberi waktu baru.")
    approval = Approval.objects.create(message=message, person=by, content_sha256=sha256, at=moment)
    move(message, to="approved", by=actor, because=f"isi {sha256[:12]}", at=at)
    return approval


@transaction.atomic
def send_back(*, message: Message, by: Person, because: str, at: datetime | None = None) -> Message:
    """Return it to its author with a reason."""
    message = _locked(message)
    actor = acting(by, Doing.APPROVE, message.agency, at=at)
    _void(message, because, actor, at)
    move(message, to="draft", by=actor, because=because, at=at)
    return message


@transaction.atomic
def schedule(*, message: Message, by: Person, at: datetime | None = None) -> Message:
    """Hand each account's text to delivery, for the planned minute; after the profile's window it is never sent late."""
    message = _locked(message)
    variants = list(message.variants.select_related("account__agency__government").order_by("pk"))
    actors = [acting(by, Doing.PUBLISH, message.agency, account=one.account, at=at) for one in variants]
    if approval_in_force(message) is None:
        raise MessageRefused("Isi yang ada sekarang belum disetujui orang kedua. Ajukan lagi untuk disetujui.")
    _refuse_problems(message, at)
    if message.planned_at <= (at or timezone.now()):
        raise MessageRefused("Waktu terbitnya sudah lewat. Ubah waktunya, lalu minta persetujuan lagi.")
    move(message, to="scheduled", by=actors[0], at=at)
    for variant, actor in zip(variants, actors, strict=True):
        _queue(message, variant, actor, at)
    return message


@transaction.atomic
def send_again(*, variant: Variant, by: Person, because: str, at: datetime | None = None) -> Variant:
    """After a refusal on one account: the same approved content once more, while the window is open."""
    message = _locked(variant.message)
    variant = message.variants.select_related("account__agency__government", "dispatch").get(pk=variant.pk)
    actor = acting(by, Doing.PUBLISH, message.agency, account=variant.account, at=at)
    if variant.dispatch is None or variant.dispatch.state != "refused":
        raise MessageRefused("Hanya kiriman yang ditolak platform yang dapat dikirim lagi.")
    if (at or timezone.now()) > message.planned_at + window(message):
        raise MessageRefused("Jendela waktunya sudah lewat. Buat pesan baru dengan waktu baru.")
    if approval_in_force(message) is None:
        raise MessageRefused("Isi yang ada sekarang belum disetujui orang kedua.")
    cancel_dispatch(dispatch=variant.dispatch, by=actor, because=because, at=at)
    _queue(message, variant, actor, at)
    note(message, doing="message.sent_again", by=actor, because=because, after={"account": variant.account_id}, at=at)
    return variant


@transaction.atomic
def leave_out(*, variant: Variant, by: Person, because: str, at: datetime | None = None) -> Variant:
    """Decide that the message will not appear on this account; the others stand."""
    message = _locked(variant.message)
    variant = message.variants.select_related("account", "dispatch").get(pk=variant.pk)
    actor = acting(by, Doing.PUBLISH, message.agency, at=at)
    if variant.dispatch is None or variant.dispatch.state not in {"refused", "missed", "queued", "handed"}:
        raise MessageRefused("Kiriman ke akun ini tidak dapat ditinggalkan.")
    cancel_dispatch(dispatch=variant.dispatch, by=actor, because=because, at=at)
    note(message, doing="message.left_out", by=actor, because=because, after={"account": variant.account_id}, at=at)
    return variant


@transaction.atomic
def cancel(*, message: Message, by: Person, because: str, at: datetime | None = None) -> Message:
    """Nothing of it will appear. What is already leaving can't be called back."""
    message = _locked(message)
    actor = acting(by, Doing.DRAFT, message.agency, at=at)
    _void(message, because, actor, at)
    move(message, to="cancelled", by=actor, because=because, at=at)
    return message


def window(message: Message) -> timedelta:
    """How long after its minute a message may still leave by itself."""
    return timedelta(minutes=profile_of(message.agency).targets.publish_window_minutes)


def _locked(message: Message) -> Message:
    rows = Message.objects.select_for_update(of=("self",)).select_related("agency__government")
    return rows.get(pk=message.pk)


def _fields(written: Written) -> dict[str, object]:
    return {
        "title": written.title, "text": written.text, "purpose": written.purpose, "category": written.category,
        "category_note": written.category_note, "level": written.level, "source": written.source,
        "tags": ", ".join(tags_of(written.tags)), "info_class": written.info_class, "planned_at": written.planned_at,
        "ethics": {code: {"safe": one.safe, "note": one.note} for code, one in written.ethics.items()},
    }  # fmt: skip


def _set_variants(message: Message, written: Written) -> None:
    message.variants.exclude(account_id__in=written.variants).delete()
    for account_id, text in written.variants.items():
        Variant.objects.update_or_create(message=message, account_id=account_id, defaults={"text": text})


def _refuse_problems(message: Message, at: datetime | None) -> None:
    stops = [one.sentence for one in problems_of(message.agency, written_of(message), at) if one.weight == "stop"]
    if stops:
        raise MessageRefused(" ".join(stops))


def _void(message: Message, because: str, actor: Actor, at: datetime | None) -> None:
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
    voided = list(message.approvals.filter(voided_at=None))
    for approval in voided:
        approval.voided_at, approval.voided_because = at or timezone.now(), because[:300]
        approval.save(update_fields=["voided_at", "voided_because"])
        note(
            message, doing="message.approval_voided", by=actor, because=because,
            before={"sha256": approval.content_sha256, "approver": approval.person_id}, at=at,
        )  # fmt: skip


def _queue(message: Message, variant: Variant, actor: Actor, at: datetime | None) -> None:
    tags = tags_of(message.tags)
    variant.dispatch = queue(
        account=variant.account, kind=Dispatch.Kind.POST, by=actor,
        outgoing=Outgoing(
            key="", text=with_tags(variant.text or message.text, tags), since=message.planned_at,
            title=message.title, tags=tuple(tag.lstrip("#@") for tag in tags),
        ),
        not_before=message.planned_at, not_after=message.planned_at + window(message), at=at,
    )  # fmt: skip
    variant.save(update_fields=["dispatch"])
