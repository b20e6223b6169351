"""What can be done with a message: writing it here, `approval` and `scheduling` beside it. Whatever page, import or job
asks, the duties are kept here."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction
from django.utils import timezone

from pendopo.journal.actions import move, note
from pendopo.journal.actor import Actor
from pendopo.people.models import Person
from pendopo.publishing.approval import approve, ask, decide, send_back, submit_urgent
from pendopo.publishing.approving.routes import chain_steps, open_route
from pendopo.publishing.content import fields_of, refuse_foreign, set_parts
from pendopo.publishing.guarding import MessageRefused, locked, refuse_problems, void
from pendopo.publishing.models import Message
from pendopo.publishing.queries import written_of
from pendopo.publishing.rules import Written, cleaned, content_of, sha256_of
from pendopo.publishing.scheduling import leave_out, outgoing_of, schedule, send_again, window
from pendopo.publishing.writing.versions import remember
from pendopo.registry.models import Agency
from pendopo.registry.queries import acting
from pendopo.registry.rules import Doing

__all__ = [
    "MessageRefused", "approve", "cancel", "decide", "draft", "keep_typing", "leave_out", "outgoing_of", "revise",
    "schedule", "send_again", "send_back", "submit", "submit_urgent", "taken_over", "window",
]  # fmt: skip


@transaction.atomic
def draft(
    *, agency: Agency, by: Person, written: Written, begun_as: str = "", typing: bool = False,
    at: datetime | None = None,
) -> Message:  # fmt: skip
    """Begin a message. It may be unfinished: what it lacks is said at submitting.

    `begun_as` names the page it was begun on: the same page twice is the same message, written over.
    """
    actor, written = acting(by, Doing.DRAFT, agency, at=at), cleaned(written)
    known = Message.objects.filter(author=by, begun_as=begun_as, agency=agency).first() if begun_as else None
    if known is not None:
        return (keep_typing if typing else revise)(message=known, by=by, written=written, at=at)
    refuse_foreign(agency, written)
    message = Message.objects.create(agency=agency, author=by, begun_as=begun_as, **fields_of(written))
    message.writers.add(by)
    set_parts(message, written)
    _remember(message, by, at, typing=typing)
    note(message, doing="message.drafted", by=actor, after={"sha256": sha256_of(written)}, at=at)
    return message


@transaction.atomic
def revise(
    *, message: Message, by: Person, written: Written, expected: str = "", at: datetime | None = None
) -> Message:
    """Change the content. What was approved or scheduled falls back to draft, and that is said in the journal.

    `expected`, when given, is the hash of what the writer began from: what somebody else wrote meanwhile is not lost.
    """
    message = locked(message)
    actor, written = acting(by, Doing.DRAFT, message.agency, at=at), cleaned(written)
    before, after = sha256_of(written_of(message)), sha256_of(written)
    _refuse_overwriting(message, by, expected, before)
    if before == after:
        _remember(message, by, at, typing=False)
        return message
    if message.state in {"published", "cancelled"}:
        raise MessageRefused("Pesan ini sudah terbit atau dibatalkan. Buat pesan baru.")
    void(message, "isi diubah sesudah disetujui", actor, at)
    if message.state != "draft":
        move(message, to="draft", by=actor, because="isi diubah", at=at)
    _rewrite(message, by, written)
    _remember(message, by, at, typing=False)
    note(message, doing="message.revised", by=actor, before={"sha256": before}, after={"sha256": after}, at=at)
    return message


@transaction.atomic
def keep_typing(
    *, message: Message, by: Person, written: Written, expected: str = "", at: datetime | None = None
) -> Message:
    """Keep a draft while it is being typed. One sitting is one version and one entry in the journal."""
    message = locked(message)
    actor, written = acting(by, Doing.DRAFT, message.agency, at=at), cleaned(written)
    if message.state != "draft":
        raise MessageRefused("Pesan ini bukan konsep lagi; perubahan baru berlaku sesudah Anda menekan Simpan.")
    before, after = sha256_of(written_of(message)), sha256_of(written)
    _refuse_overwriting(message, by, expected, before)
    if before != after:
        _rewrite(message, by, written)
        if _remember(message, by, at, typing=True):
            note(message, doing="message.typed", by=actor, before={"sha256": before}, after={"sha256": after}, at=at)
    return message


@transaction.atomic
def submit(*, message: Message, by: Person, at: datetime | None = None) -> Message:
    """Ask for approval. Everything that is missing is named at once."""
    message = locked(message)
    actor = acting(by, Doing.DRAFT, message.agency, at=at)
    refuse_problems(message, at)
    if message.planned_at <= (at or timezone.now()):
        raise MessageRefused("Waktu terbitnya sudah lewat. Pilih waktu yang akan datang.")
    moment = at or timezone.now()
    accounts = list(message.variants.order_by("account_id").values_list("account_id", flat=True))
    open_route(message, chain_steps(message.agency, accounts, message.category), moment)
    move(message, to="review", by=actor, at=at)
    ask(message, at)
    return message


@transaction.atomic
def cancel(*, message: Message, by: Person, because: str, at: datetime | None = None) -> Message:
    """Nothing of it will appear. What is already leaving can't be called back."""
    message = locked(message)
    actor = acting(by, Doing.DRAFT, message.agency, at=at)
    void(message, because, actor, at)
    move(message, to="cancelled", by=actor, because=because, at=at)
    return message


@transaction.atomic
def taken_over(*, message: Message, to: Agency, by: Actor, because: str, at: datetime | None = None) -> Message:
    """Its agency ended (called by `referral.takeover`): nobody's yes binds the successor, unless it is scheduled already."""
    message = locked(message)
    if message.state in {"review", "approved"}:
        void(message, because, by, at)
        move(message, to="draft", by=by, because=because, at=at)
    note(message, doing="message.passed_to_successor", by=by, because=because, after={"agency": to.pk}, at=at)
    Message.objects.filter(pk=message.pk).update(agency=to)
    return message


def _refuse_overwriting(message: Message, by: Person, expected: str, stored: str) -> None:
    if expected and expected != stored:
        last = message.versions.select_related("by").order_by("-number").first()
        who = "orang lain" if last is None or last.by_id == by.pk else last.by.name
        raise MessageRefused(
            f"Pesan ini baru diubah di tempat lain oleh {who}, jadi tulisan Anda belum disimpan agar tidak menimpanya. "
            "Salin tulisan Anda, buka lagi pesannya, lalu gabungkan."
        )


def _rewrite(message: Message, by: Person, written: Written) -> None:
    refuse_foreign(message.agency, written)
    for name, value in fields_of(written).items():
        setattr(message, name, value)
    message.save(update_fields=[name.removesuffix("_id") for name in fields_of(written)])
    message.writers.add(by)
    set_parts(message, written)


def _remember(message: Message, by: Person, at: datetime | None, *, typing: bool) -> bool:
    stored = written_of(message)
    return remember(message, by, content_of(stored), sha256_of(stored), at or timezone.now(), typing=typing)
