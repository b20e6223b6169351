"""The desk by JSON: recording what was said, reading cases, answering, referring, and answering what was asked of us."""

from __future__ import annotations

from datetime import datetime
from typing import Literal

from django.db import transaction
from django.http import HttpRequest
from ninja import Field, Router, Schema, Status
from pydantic import AwareDatetime

from pendopo.inbox import actions
from pendopo.inbox.models import Case, Item, Reply
from pendopo.inbox.queries import VIEWS, Row, View, desk, recordable_accounts, visible_replies, visible_to
from pendopo.inbox.timeline import Spoken, thread
from pendopo.knowledge.actions import reply_with
from pendopo.knowledge.models import Version
from pendopo.knowledge.queries import suggest
from pendopo.knowledge.queries import visible_to as visible_answers
from pendopo.people.models import Person
from pendopo.referral import actions as referrals
from pendopo.referral.models import Referral
from pendopo.referral.queries import hop_of
from pendopo.referral.queries import visible_to as visible_referrals
from pendopo.registry.models import Agency
from pendopo.registry.queries import agencies_for
from pendopo.registry.rules import Doing
from pendopo.web.access import found
from pendopo.web.api.door import REFUSALS, holder

router = Router(tags=["desk"])
BIG = 2**63 - 1


class CaseRow(Schema):
    """A case as it stands in a list. `due_at`: the 24 hours of annex B.4 while referred, else our own target."""

    id: int
    agency: int
    account: int
    state: str
    kind: str
    kind_confirmed: bool
    citizen: str
    excerpt: str
    received_at: datetime
    last_item_at: datetime
    answered_at: datetime | None
    due_at: datetime | None


class CasePage(Schema):
    """Cases, and the cursor of the page after them ("" on the last)."""

    cases: list[CaseRow]
    next: str


class ItemOut(Schema):
    """One thing that was said."""

    id: int
    text: str
    author: str
    url: str
    posted_at: datetime
    received_at: datetime
    deleted_at: datetime | None


class ReplyOut(Schema):
    """An answer. `state` is its sending: queued, sending, live, refused, unknown, handed, cancelled, missed."""

    id: int
    text: str
    basis: str
    source: str
    author: str
    state: str
    url: str
    created_at: datetime
    sent_at: datetime | None


class ReferralOut(Schema):
    """A question put to another agency, with its 24 clock hours. `verdict`: running, met, late, none."""

    id: int
    case: int
    from_agency: int
    to_agency: int | None
    outside: str
    state: str
    question: str
    contacted_at: datetime
    due_at: datetime | None
    ended_at: datetime | None
    answer: str
    verdict: str
    seconds_left: int
    late_by: int


class CaseOut(CaseRow):
    """A case with its newest items, its answers and its referrals."""

    items: list[ItemOut]
    replies: list[ReplyOut]
    referrals: list[ReferralOut]


class SuggestionOut(Schema):
    """An approved answer that probably fits. `version` is what a reply names."""

    version: int
    title: str
    text: str
    source: str
    score: float
    matched: list[str]


class NewItem(Schema):
    """What somebody said, where nothing collects by itself. The same again gives the case that is there."""

    account: int = Field(le=BIG)
    text: str = Field(max_length=200_000)
    url: str = Field("", max_length=1000)
    author: str = Field("", max_length=300)
    posted_at: AwareDatetime | None = None
    kind: str = Field("", max_length=24)
    said_as: Literal["comment", "mention", "message", "review"] = "comment"


class Recorded(Schema):
    """Where it went."""

    item: int
    case: int


class NewReply(Schema):
    """An answer: by an approved version (annex B.2), by another agency's answer (B.5), or with a named source."""

    text: str = Field(max_length=200_000)
    version: int | None = Field(None, le=BIG)
    referral: int | None = Field(None, le=BIG)
    source: str = Field("", max_length=500)
    seen_reply: int | None = Field(None, le=BIG)


class NewReferral(Schema):
    """Both conditions of annex B.3 must be true."""

    to_agency: int = Field(le=BIG)
    question: str = Field(max_length=20_000)
    because: str = Field(max_length=20_000)
    their_competence: bool
    not_answerable: bool


class Words(Schema):
    """Words of an agency: its answer, or why it is not theirs."""

    text: str = Field(max_length=20_000)


def _case(person: Person, pk: int) -> Case:
    return found(visible_to(person).select_related("agency__government", "account", "post"), pk=pk)


def _row(one: Case | Row) -> CaseRow:
    return CaseRow(
        id=one.pk, agency=one.agency_id, account=one.account_id, state=one.state, kind=one.kind,
        kind_confirmed=one.kind_confirmed, citizen=one.citizen_name, excerpt=one.excerpt, received_at=one.received_at,
        last_item_at=one.last_item_at, answered_at=one.answered_at, due_at=one.due_at,
    )  # fmt: skip


def _item(one: Spoken) -> ItemOut:
    return ItemOut(
        id=one.pk, text=one.text, author=one.author_name, url=one.url, posted_at=one.posted_at,
        received_at=one.received_at, deleted_at=one.deleted_at,
    )  # fmt: skip


def _reply(one: Reply) -> ReplyOut:
    sent = one.dispatch
    return ReplyOut(
        id=one.pk, text=one.text, basis=one.basis, source=one.source, author=one.author.name, state=sent.state,
        url=sent.url, created_at=one.created_at, sent_at=sent.sent_at,
    )  # fmt: skip


def _referral(one: Referral) -> ReferralOut:
    clock = hop_of(one).verdict
    return ReferralOut(
        id=one.pk, case=one.case_id, from_agency=one.from_agency_id, to_agency=one.to_agency_id, outside=one.outside,
        state=one.state, question=one.question, contacted_at=one.contacted_at, due_at=one.due_at,
        ended_at=one.ended_at, answer=one.answer, verdict=clock.state, seconds_left=clock.seconds_left,
        late_by=clock.late_by,
    )  # fmt: skip


@router.get("/cases", response={200: CasePage, **REFUSALS})
def cases(request: HttpRequest, view: str = "all", cursor: str = "", search: str = "") -> CasePage:
    """A page of 40 cases of a view of the desk, or of what holds the words searched for, the newest first."""
    wanted: View = view if view in VIEWS else "all"
    page = desk(holder(request), wanted, cursor[:100], search[:200])
    return CasePage(cases=[_row(one) for one in page.rows], next=page.next_cursor)


@router.get("/cases/{pk}", response={200: CaseOut, **REFUSALS})
def case(request: HttpRequest, pk: int) -> CaseOut:
    """One case, with its newest 40 items."""
    person = holder(request)
    one = _case(person, pk)
    return CaseOut(
        **_row(one).dict(), items=[_item(item) for item in thread(one).items],
        replies=[_reply(each) for each in visible_replies(person).filter(case=one).order_by("pk")],
        referrals=[_referral(each) for each in visible_referrals(person).filter(case=one).order_by("pk")],
    )  # fmt: skip


@router.get("/cases/{pk}/suggestions", response={200: list[SuggestionOut], **REFUSALS})
def suggestions(request: HttpRequest, pk: int) -> list[SuggestionOut]:
    """The likeliest approved answers, with the words that matched."""
    return [
        SuggestionOut(
            version=one.version.pk, title=one.version.title, text=one.version.text, source=one.version.source,
            score=one.score, matched=list(one.matched_words),
        )
        for one in suggest(_case(holder(request), pk))
    ]  # fmt: skip


@router.post("/items", response={201: Recorded, **REFUSALS})
def record(request: HttpRequest, body: NewItem) -> Status[Recorded]:
    """Record what somebody said (annex B.1)."""
    person = holder(request)
    account = found(recordable_accounts(person), pk=body.account)
    item: Item = actions.record(
        account=account, by=person, text=body.text, url=body.url, author=body.author, posted_at=body.posted_at,
        kind=body.kind, item_kind=body.said_as,
    )  # fmt: skip
    return Status(201, Recorded(item=item.pk, case=item.case_id))


@router.post("/cases/{pk}/replies", response={201: ReplyOut, **REFUSALS})
def reply(request: HttpRequest, pk: int, body: NewReply) -> Status[ReplyOut]:
    """Answer; it leaves after the seconds of undo. `seen_reply` names the last answer that the sender knows of."""
    person = holder(request)
    one = _case(person, pk)
    known = one.replies.filter(pk=body.seen_reply).first() if body.seen_reply is not None else None
    with transaction.atomic():
        if body.version is not None:
            version = found(Version.objects.filter(answer__in=visible_answers(person)), pk=body.version)
            made = reply_with(case=one, version=version, text=body.text, by=person, known=known)
        elif body.referral is not None:
            hop = found(one.referrals.all(), pk=body.referral)
            made = referrals.reply_from(referral=hop, text=body.text, by=person, known=known)
        else:
            made = actions.reply(case=one, text=body.text, by=person, basis="source", source=body.source, known=known)
    return Status(201, _reply(made))


@router.post("/cases/{pk}/referrals", response={201: ReferralOut, **REFUSALS})
def refer(request: HttpRequest, pk: int, body: NewReferral) -> Status[ReferralOut]:
    """Ask another agency (annex B.3); its 24 clock hours begin now."""
    person = holder(request)
    one = _case(person, pk)
    to = found(Agency.objects.filter(government=one.agency.government), pk=body.to_agency)
    made = referrals.refer(
        case=one, to_agency=to, question=body.question, because=body.because, by=person,
        their_competence=body.their_competence, not_answerable=body.not_answerable,
    )  # fmt: skip
    return Status(201, _referral(found(visible_referrals(person), pk=made.pk)))


@router.get("/referrals", response={200: list[ReferralOut], **REFUSALS})
def asked(request: HttpRequest, side: Literal["in", "out"] = "in", before: int | None = None) -> list[ReferralOut]:
    """Questions to my agencies (`in`) or from them (`out`), the newest first, 100 at a time; `before` is the last id seen."""
    person = holder(request)
    mine = agencies_for(person)
    rows = visible_referrals(person).filter(**{"to_agency__in" if side == "in" else "from_agency__in": mine})
    if before is not None:
        rows = rows.filter(pk__lt=min(before, BIG))
    return [_referral(one) for one in rows.order_by("-pk")[:100]]


def _mine(person: Person, pk: int) -> Referral:
    return found(visible_referrals(person).filter(to_agency__in=agencies_for(person, Doing.SEE)), pk=pk)


@router.post("/referrals/{pk}/answer", response={200: ReferralOut, **REFUSALS})
def answer(request: HttpRequest, pk: int, body: Words) -> ReferralOut:
    """Answer what was asked of us (annex B.4). The officer who asked tells the citizen; nothing is posted from here."""
    person = holder(request)
    referrals.answer(referral=_mine(person, pk), text=body.text, by=person)
    return _referral(_mine(person, pk))


@router.post("/referrals/{pk}/reject", response={200: ReferralOut, **REFUSALS})
def reject(request: HttpRequest, pk: int, body: Words) -> ReferralOut:
    """Say that it is not ours; the hop ends, and another agency needs a new referral."""
    person = holder(request)
    referrals.reject(referral=_mine(person, pk), because=body.text, by=person)
    return _referral(_mine(person, pk))
