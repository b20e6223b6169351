"""The second person's yes: to exactly what was read, with a reason for what was found, in turn or by the short path."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime

from django.db import transaction
from django.utils import timezone

from pendopo.journal.actions import move, note
from pendopo.journal.actor import Actor
from pendopo.people.actions import tell
from pendopo.people.models import Person
from pendopo.publishing.approving.models import Ready, Urgent
from pendopo.publishing.approving.routes import (
    actor_of,
    chain_steps,
    complete,
    may_sign,
    open_route,
    people_to_ask,
    route_of,
    turn_of,
    whose_turn,
)
from pendopo.publishing.approving.rules import REVIEW_WITHIN, USUAL, Step, filled_in
from pendopo.publishing.guarding import MessageRefused, locked, refuse_problems, refuse_undecided, void
from pendopo.publishing.models import Approval, Message
from pendopo.publishing.queries import current_sha256, undecided, written_of
from pendopo.publishing.rules import sha256_of
from pendopo.publishing.scheduling import schedule
from pendopo.publishing.writing.models import Decision
from pendopo.registry.queries import acting, today
from pendopo.registry.rules import Doing

# A reason of fewer letters says nothing.
MIN_REASON = 10


@transaction.atomic
def approve(
    *, message: Message, by: Person, sha256: str, decisions: Mapping[str, str] | None = None, at: datetime | None = None
) -> Approval:
    """Say yes to exactly the content whose hash was read. Never one's own, never what changed meanwhile (3 a).

    `decisions`: why each hit that was found may stand, by its key. They become part of what is approved.
    """
    message = locked(message)
    actor = _approver(message, by, at)
    if message.author_id == by.pk or message.writers.filter(pk=by.pk).exists():
        raise MessageRefused("Anda ikut menulis pesan ini. Persetujuan diberikan oleh orang kedua.")
    if current_sha256(message) != sha256:
        raise MessageRefused("Isi pesan berubah sejak Anda membukanya. Baca lagi, lalu setujui.")
    refuse_problems(message, at)
    moment = at or timezone.now()
    if message.planned_at <= moment:
        raise MessageRefused("Waktu terbitnya sudah lewat. Kembalikan kepada penulis untuk diberi waktu baru.")
    decide(message=message, by=by, decisions=decisions or {}, at=at)
    refuse_undecided(message)
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
        ask(message, at)
    return approval


@transaction.atomic
def submit_urgent(*, message: Message, by: Person, ready: Ready, because: str, at: datetime | None = None) -> Message:
    """The short path in a disaster: words approved beforehand, one approver, looked at afterwards.

    Only the blanks of the ready text may be filled in; everything else goes the usual way.
    """
    message, moment = locked(message), at or timezone.now()
    actor = acting(by, Doing.DRAFT, message.agency, at=at)
    refuse_problems(message, at)
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
    ask(message, at)
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


@transaction.atomic
def send_back(*, message: Message, by: Person, because: str, at: datetime | None = None) -> Message:
    """Return it to its author with a reason."""
    message = locked(message)
    actor = _approver(message, by, at)
    void(message, because, actor, at)
    move(message, to="draft", by=actor, because=because, at=at)
    return message


def _approver(message: Message, by: Person, at: datetime | None) -> Actor:
    """Whoever stands somewhere in the message's chain; NotAllowed for everybody else."""
    held = may_sign(by, message, at)
    return actor_of(by, held) if held is not None else acting(by, Doing.APPROVE, message.agency, at=at)


def ask(message: Message, at: datetime | None) -> None:
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
