"""Writing, approving and scheduling a message. Whatever page, import or job asks, the duties are kept here."""

from __future__ import annotations

from collections.abc import Mapping
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
from pendopo.people.actions import tell
from pendopo.people.models import Person
from pendopo.publishing.approving.models import Ready, Urgent
from pendopo.publishing.approving.routes import (
    actor_of,
    chain_steps,
    close_route,
    complete,
    may_sign,
    open_route,
    people_to_ask,
    route_of,
    turn_of,
    whose_turn,
)
from pendopo.publishing.approving.rules import REVIEW_WITHIN, USUAL, Step, filled_in
from pendopo.publishing.content import fields_of, refuse_foreign, set_parts
from pendopo.publishing.media.outgoing import media_for
from pendopo.publishing.models import Approval, Message, Variant
from pendopo.publishing.queries import (
    approval_in_force,
    current_sha256,
    frame_of,
    problems_of,
    profile_of,
    targets_of,
    undecided,
    written_of,
)
from pendopo.publishing.rules import Frame, Target, Written, cleaned, content_of, leaving_for, sha256_of
from pendopo.publishing.writing.models import Decision
from pendopo.publishing.writing.versions import remember
from pendopo.registry.models import Agency
from pendopo.registry.queries import acting, today
from pendopo.registry.rules import Doing

# Dispatches that nobody can call back any more.
GONE = frozenset({"sending", "unknown", "submitted", "live", "handed", "removed"})
# A reason of fewer letters says nothing.
MIN_REASON = 10


class MessageRefused(Said):
    """The message may not go on; the sentence says what to mend."""


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
    message = _locked(message)
    actor, written = acting(by, Doing.DRAFT, message.agency, at=at), cleaned(written)
    before, after = sha256_of(written_of(message)), sha256_of(written)
    _refuse_overwriting(message, by, expected, before)
    if before == after:
        _remember(message, by, at, typing=False)
        return message
    if message.state in {"published", "cancelled"}:
        raise MessageRefused("Pesan ini sudah terbit atau dibatalkan. Buat pesan baru.")
    _void(message, "isi diubah sesudah disetujui", actor, at)
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
    message = _locked(message)
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


@transaction.atomic
def submit(*, message: Message, by: Person, at: datetime | None = None) -> Message:
    """Ask for approval. Everything that is missing is named at once."""
    message = _locked(message)
    actor = acting(by, Doing.DRAFT, message.agency, at=at)
    _refuse_problems(message, at)
    if message.planned_at <= (at or timezone.now()):
        raise MessageRefused("Waktu terbitnya sudah lewat. Pilih waktu yang akan datang.")
    moment = at or timezone.now()
    accounts = list(message.variants.order_by("account_id").values_list("account_id", flat=True))
    open_route(message, chain_steps(message.agency, accounts, message.category), moment)
    move(message, to="review", by=actor, at=at)
    _ask(message, at)
    return message


@transaction.atomic
def approve(
    *, message: Message, by: Person, sha256: str, decisions: Mapping[str, str] | None = None, at: datetime | None = None
) -> Approval:
    """Say yes to exactly the content whose hash was read. Never one's own, never what changed meanwhile (3 a).

    `decisions`: why each hit that was found may stand, by its key. They become part of what is approved.
    """
    message = _locked(message)
    actor = _approver(message, by, at)
    if message.author_id == by.pk or message.writers.filter(pk=by.pk).exists():
        raise MessageRefused("Anda ikut menulis pesan ini. Persetujuan diberikan oleh orang kedua.")
    if current_sha256(message) != sha256:
        raise MessageRefused("Isi pesan berubah sejak Anda membukanya. Baca lagi, lalu setujui.")
    _refuse_problems(message, at)
    moment = at or timezone.now()
    if message.planned_at <= moment:
        raise MessageRefused("Waktu terbitnya sudah lewat. Kembalikan kepada penulis untuk diberi waktu baru.")
    decide(message=message, by=by, decisions=decisions or {}, at=at)
    _refuse_undecided(message)
    sha256 = current_sha256(message)
    turn = turn_of(by, message, sha256, at)
    if message.state != "review" or turn is None:
        waits = whose_turn(message, sha256)
        raise MessageRefused(f"Sekarang bukan giliran Anda menyetujui pesan ini ({waits or 'sudah lengkap'}).")
    number, signer, held = turn
    actor = actor_of(by, held)
    approval = Approval.objects.create(
        message=message, person=by, content_sha256=sha256, at=moment, step=number, signer=str(signer),
        office=actor.office[:200],
    )  # fmt: skip
    if complete(message, sha256):
        move(message, to="approved", by=actor, because=f"isi {sha256[:12]}", at=at)
        _approved_urgently(message, at)
    else:
        note(message, doing="message.step_approved", by=actor, after={"step": number, "sha256": sha256}, at=at)
        _ask(message, at)
    return approval


def _approver(message: Message, by: Person, at: datetime | None) -> Actor:
    """Whoever stands somewhere in the message's chain; NotAllowed for everybody else."""
    held = may_sign(by, message, at)
    return actor_of(by, held) if held is not None else acting(by, Doing.APPROVE, message.agency, at=at)


def _ask(message: Message, at: datetime | None) -> None:
    """Those whose turn it is are told."""
    sha256 = current_sha256(message)
    turn = whose_turn(message, sha256)
    for person in people_to_ask(message, sha256, at):
        tell(
            key=f"approve-{message.pk}-{sha256[:16]}-{turn[:40]}-{person.pk}", person=person,
            subject=f"Menunggu persetujuan Anda: {message.title}"[:200], link=f"/pesan/{message.pk}/",
            body=f"«{message.title}» ({message.agency.short_name}), {turn}. Baca isinya, lalu setujui atau kembalikan.",
        )  # fmt: skip


def _approved_urgently(message: Message, at: datetime | None) -> None:
    """What went the short way leaves at once, and must be looked at by somebody else afterwards."""
    urgent = Urgent.objects.filter(message=message, review_due=None).select_related("asked_by").first()
    route = route_of(message)
    if urgent is None or route is None or not route.urgent:
        return
    urgent.review_due = (at or timezone.now()) + REVIEW_WITHIN
    urgent.save(update_fields=["review_due"])
    schedule(message=message, by=urgent.asked_by, at=at)


@transaction.atomic
def submit_urgent(*, message: Message, by: Person, ready: Ready, because: str, at: datetime | None = None) -> Message:
    """The short path in a disaster: words approved beforehand, one approver, looked at afterwards.

    Only the blanks of the ready text may be filled in; everything else goes the usual way.
    """
    message, moment = _locked(message), at or timezone.now()
    actor = acting(by, Doing.DRAFT, message.agency, at=at)
    _refuse_problems(message, at)
    if len(because.strip()) < MIN_REASON:
        raise MessageRefused("Tulis keadaan daruratnya: apa yang terjadi dan di mana.")
    day = today(message.agency.government, at)
    ready = Ready.objects.get(pk=ready.pk)
    if ready.agency_id != message.agency_id or ready.approved_at is None or ready.withdrawn_at or ready.until < day:
        raise MessageRefused("Teks siap pakai itu belum disetujui, ditarik, atau sudah habis masa berlakunya.")
    texts = [message.text, *message.variants.exclude(text="").values_list("text", flat=True)]
    if message.category != ready.category or not all(filled_in(ready.text, text) for text in texts):
        raise MessageRefused(
            "Isinya berbeda dari teks yang sudah disetujui: hanya bagian dalam kurung siku yang boleh diisi. "
            "Untuk isi lain, ajukan lewat jalur biasa."
        )
    if message.planned_at <= moment:
        raise MessageRefused("Waktu terbitnya sudah lewat. Pilih waktu yang akan datang.")
    accounts = list(message.variants.values_list("account_id", flat=True))
    chain = chain_steps(message.agency, accounts, message.category)
    anyone = tuple(dict.fromkeys(signer for step in (*USUAL, *chain) for signer in step.signers))
    open_route(message, [Step("any", anyone)], moment, urgent=True)
    Urgent.objects.update_or_create(
        message=message,
        defaults={"ready": ready, "because": because.strip()[:500], "asked_by": by, "asked_at": moment},
    )
    move(message, to="review", by=actor, because=f"jalur darurat: {because.strip()[:200]}", at=at)
    _ask(message, at)
    return message


def decide(*, message: Message, by: Person, decisions: Mapping[str, str], at: datetime | None = None) -> None:
    """Keep why hits may stand (3 f, 12 g). Only who may approve decides, and only about what stands there now."""
    written = written_of(message)
    found = [(one, decisions.get(one.key, "").strip()) for one in undecided(message, written)]
    given = [(one, because) for one, because in found if because]
    if not given:
        return
    actor = _approver(message, by, at)
    if any(len(because) < MIN_REASON for _one, because in given):
        raise MessageRefused("Alasan keputusan terlalu pendek: tulis satu kalimat mengapa boleh tetap begitu.")
    Decision.objects.bulk_create(
        Decision(
            message=message, hit=one.key, kind=one.kind, where=one.where[:200], words=one.words[:200],
            because=because[:500], content_sha256=sha256_of(written), by=by, at=at or timezone.now(),
        )
        for one, because in given
    )  # fmt: skip
    after = [{"kind": one.kind, "where": one.where, "words": one.words, "because": because} for one, because in given]
    note(message, doing="message.hits_decided", by=actor, after={"decisions": after}, at=at)


def _refuse_undecided(message: Message) -> None:
    open_ones = undecided(message)
    if open_ones:
        told = "; ".join(f"{one.label.lower()} «{one.words}» di {one.where}" for one in open_ones[:5])
        raise MessageRefused(f"Perlu keputusan beralasan dari pejabat dulu: {told}.")


@transaction.atomic
def send_back(*, message: Message, by: Person, because: str, at: datetime | None = None) -> Message:
    """Return it to its author with a reason."""
    message = _locked(message)
    actor = _approver(message, by, at)
    _void(message, because, actor, at)
    move(message, to="draft", by=actor, because=because, at=at)
    return message


@transaction.atomic
def taken_over(*, message: Message, to: Agency, by: Actor, because: str, at: datetime | None = None) -> Message:
    """Its agency ended (called by `referral.takeover`): nobody's yes binds the successor, unless it is scheduled already."""
    message = _locked(message)
    if message.state in {"review", "approved"}:
        _void(message, because, by, at)
        move(message, to="draft", by=by, because=because, at=at)
    note(message, doing="message.passed_to_successor", by=by, because=because, after={"agency": to.pk}, at=at)
    Message.objects.filter(pk=message.pk).update(agency=to)
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
    _refuse_undecided(message)
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
    _queue(message, variant, actor, at, outgoing_of(message, variant))
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
    close_route(message, at or timezone.now())
    voided = list(message.approvals.filter(voided_at=None))
    for approval in voided:
        approval.voided_at, approval.voided_because = at or timezone.now(), because[:300]
        approval.save(update_fields=["voided_at", "voided_because"])
        note(
            message, doing="message.approval_voided", by=actor, because=because,
            before={"sha256": approval.content_sha256, "approver": approval.person_id}, at=at,
        )  # fmt: skip


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
