"""Asking another agency, and what comes back: refer, answer, reject, withdraw, and the reply made of an answer.

No function changes when an agency was contacted or when its answer is due; the database refuses it too (0002_fixed).
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime

from django.db import transaction
from django.utils import timezone

from pendopo.inbox import actions as inbox
from pendopo.inbox.models import Case, Reply
from pendopo.journal.actions import Draft, move, note
from pendopo.journal.actor import Actor
from pendopo.journal.machine import MoveRefused
from pendopo.people.actions import tell
from pendopo.people.models import Person
from pendopo.prepared import Prepared
from pendopo.referral import links, words
from pendopo.referral.addressees import liaisons
from pendopo.referral.breach import record_breach
from pendopo.referral.links import issue_link
from pendopo.referral.models import LiaisonLink, Referral
from pendopo.referral.queries import referrals_of
from pendopo.referral.rules import (
    BadReferral,
    HopClosed,
    LinkRefused,
    check_addressee,
    check_conditions,
    tidy,
)
from pendopo.registry.models import Agency
from pendopo.registry.queries import acting, may
from pendopo.registry.rules import Doing
from pendopo.regulation.clock import due_at
from pendopo.regulation.profile import load

__all__ = [
    "answer",
    "answer_by_link",
    "issue_link",
    "open_link",
    "refer",
    "reject",
    "reject_by_link",
    "reply_from",
    "withdraw",
]


@transaction.atomic
def refer(
    *, case: Case, to_agency: Agency | None = None, outside: str = "", question: str, because: str,
    their_competence: bool, not_answerable: bool, by: Person, holding: bool = False, holding_text: str = "",
    at: datetime | None = None,
) -> Referral:  # fmt: skip
    """Ask another agency (annex B.3). The moment of this call starts its 24 clock hours; web pages never pass `at`."""
    moment = at or timezone.now()
    agency = case.agency
    actor = acting(by, Doing.REFER, agency, account=case.account, at=at)
    outside = tidy(outside, "nama instansi luar", required=False)[:200]
    check_conditions(their_competence=their_competence, not_answerable=not_answerable)
    check_addressee(
        own_id=agency.pk, government_id=agency.government_id, outside=outside,
        to_id=to_agency.pk if to_agency else None, to_active=to_agency is not None and to_agency.active,
        to_government_id=to_agency.government_id if to_agency else None,
    )  # fmt: skip
    if holding and not may(by, Doing.ANSWER, agency, account=case.account, at=at):
        raise BadReferral("Balasan sementara hanya boleh dikirim petugas ASN akun ini. Matikan pilihan itu.")
    _lock(case.pk)
    earlier = referrals_of(case)
    _refuse_second_hop(earlier)
    clock = load(agency.government.profile).clock("T2")
    referral = Referral.objects.create(
        case=case, from_agency=agency, to_agency=to_agency, outside=outside, question=tidy(question, "pertanyaan"),
        because=tidy(because, "alasan"), their_competence=True, not_answerable=True, by=by, contacted_at=moment,
        due_at=due_at(moment, clock) if to_agency else None,
        previous=earlier[-1] if earlier else None,
    )  # fmt: skip
    sent = Draft(referral, "referral.sent", actor, referral.because, after=_what(referral))
    inbox.referred(case=case, by=actor, due_at=referral.due_at, first=[sent], at=at)
    if holding:
        text = holding_text.strip() or words.holding(to_agency.name if to_agency else outside)
        referral.holding_reply = inbox.reply(
            case=case, text=text, by=by, basis=Reply.Basis.HOLDING, holding=True, at=at
        )
        referral.save(update_fields=["holding_reply"])
    for addressee in liaisons(to_agency, moment) if to_agency else []:
        links.ask(referral, addressee, actor, moment)
    return referral


_lock = Prepared(lambda case: Case.objects.select_for_update().filter(pk=case).values_list("pk"), int)


def _refuse_second_hop(earlier: Sequence[Referral]) -> None:
    waiting = next((one for one in earlier if one.state == "sent"), None)
    if waiting is not None:
        raise BadReferral(
            f"Kasus ini masih menunggu jawaban {waiting.to_agency or waiting.outside}. Tarik rujukan itu dulu."
        )


def _what(referral: Referral) -> dict[str, object]:
    return {
        "to_agency": referral.to_agency_id, "outside": referral.outside, "question": referral.question,
        "contacted_at": referral.contacted_at, "due_at": referral.due_at, "previous": referral.previous_id,
    }  # fmt: skip


def open_link(token: str) -> LiaisonLink:
    """The link, its referral and nothing else; LinkRefused in the same words for every token that can't be used."""
    return links.open_link(token)


def answer(*, referral: Referral, text: str, by: Person | None, name: str = "", at: datetime | None = None) -> Referral:
    """The agency answers (annex B.4). After the hop has ended the answer is refused, but its text stays in the journal."""
    text = tidy(text, "jawaban")
    actor = _respondent(referral, by, name, at)
    try:
        with transaction.atomic():
            _end(referral, "answered", actor, "", {"answer": text, "answered_by": _signature(referral, actor)}, at)
    except MoveRefused as refused:
        note(referral, doing="referral.too_late", by=actor, after={"text": text}, because="rujukan sudah selesai")
        raise HopClosed(
            "Rujukan ini sudah selesai, jadi jawaban Anda tidak lagi masuk sebagai jawabannya. Teks Anda tetap "
            "tersimpan dan dapat dibaca petugas yang bertanya.",
            text,
        ) from refused
    return referral


@transaction.atomic
def reject(
    *, referral: Referral, because: str, by: Person | None, name: str = "", at: datetime | None = None
) -> Referral:
    """ "Bukan kewenangan kami": closes this hop; another agency needs a new referral with its own 24 hours."""
    because = tidy(because, "alasan")
    actor = _respondent(referral, by, name, at)
    _end(referral, "rejected", actor, because, {"answered_by": _signature(referral, actor)}, at)
    return referral


@transaction.atomic
def withdraw(*, referral: Referral, because: str, by: Person, at: datetime | None = None) -> Referral:
    """The asking agency no longer needs the answer. What was late by then stays late."""
    actor = acting(by, Doing.REFER, referral.from_agency, account=referral.case.account, at=at)
    _end(referral, "withdrawn", actor, tidy(because, "alasan"), {}, at)
    return referral


def answer_by_link(token: str, text: str, name: str) -> Referral:
    """Answer without signing in. The link works once; of two answers at the same moment one is taken."""
    text, name = tidy(text, "jawaban"), _name(name)
    with transaction.atomic():
        link = _claimed(token)
        actor = _respondent(link.referral, None, name, None)
        changes = {"answer": text, "answered_by": _signature(link.referral, actor)}
        _end(link.referral, "answered", actor, "", changes, None)
    return link.referral


def reject_by_link(token: str, because: str, name: str) -> Referral:
    """ "Bukan kewenangan kami", without signing in."""
    because, name = tidy(because, "alasan"), _name(name)
    with transaction.atomic():
        link = _claimed(token)
        actor = _respondent(link.referral, None, name, None)
        _end(link.referral, "rejected", actor, because, {"answered_by": _signature(link.referral, actor)}, None)
    return link.referral


@transaction.atomic
def reply_from(
    *, referral: Referral, text: str, by: Person, known: Reply | None = None, at: datetime | None = None
) -> Reply:
    """The officer of the account answers the citizen on the basis of the agency's answer (annex B.5)."""
    row = _locked(referral)
    if row.state != "answered":
        raise BadReferral("Instansi terkait belum menjawab, jadi belum ada yang dapat disampaikan.")
    source = (
        f"{row.to_agency or row.outside}, {words.moment_in_words(row.ended_at or row.contacted_at, words.zone_of(row))}"
    )
    reply = inbox.reply(
        case=row.case, text=text, by=by, basis=Reply.Basis.REFERRAL, source=source[:500], known=known, at=at
    )
    row.reply = referral.reply = reply
    row.save(update_fields=["reply"])
    actor = acting(by, Doing.ANSWER, row.from_agency, account=row.case.account, at=at)
    note(row, doing="referral.reply", by=actor, after={"reply": reply.pk}, at=at)
    return reply


def _claimed(token: str) -> LiaisonLink:
    """The link, used up, with its referral locked."""
    link = links.open_link(token)
    row = _locked(link.referral)
    links.claim(link, timezone.now())
    if row.state != "sent":
        raise LinkRefused
    return link


def _locked(referral: Referral) -> Referral:
    """The referral as it stands, locked; its case first, as everybody does, so that no two wait for each other."""
    Case.objects.select_for_update().get(pk=referral.case_id)
    return Referral.objects.select_for_update().get(pk=referral.pk)


def _respondent(referral: Referral, by: Person | None, name: str, at: datetime | None) -> Actor:
    """Who answers for the agency that was asked. For an outside one, the officer who asked writes its answer down."""
    if by is None:
        return Actor(id="", name=_name(name), office=f"{referral.to_agency or referral.outside} (tautan sekali pakai)")
    if referral.to_agency is None:
        return acting(by, Doing.REFER, referral.from_agency, account=referral.case.account, at=at)
    return acting(by, Doing.ANSWER_REFERRAL, referral.to_agency, at=at)


def _name(name: str) -> str:
    return tidy(name, "nama Anda")[:120]


def _signature(referral: Referral, actor: Actor) -> str:
    where = referral.to_agency.short_name if referral.to_agency else referral.outside
    return f"{actor.name}, {where}"[:200]


def _end(
    referral: Referral, to: str, actor: Actor, because: str, changes: Mapping[str, object], at: datetime | None
) -> None:
    """Close the hop and carry it into the case; the breach goes on record when there is one."""
    moment = at or timezone.now()
    _locked(referral)
    move(referral, to=to, by=actor, because=because, changes={**changes, "ended_at": moment}, at=at)
    referral.links.filter(used_at=None).update(used_at=moment)
    record_breach(referral, moment)
    inbox.referral_ended(case=referral.case, by=actor, because=words.ended_in_short(referral, because), at=at)
    if to != "withdrawn":
        tell(
            key=f"referral-{referral.pk}-ended", person=referral.by, link=f"/rujukan/{referral.pk}/",
            subject=f"{referral.to_agency or referral.outside}: {referral.machine.labels[to]}", body=words.ended(referral, because),
        )  # fmt: skip
