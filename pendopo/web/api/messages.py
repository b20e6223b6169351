"""Messages by JSON: writing, handing in, approving exactly what was read, scheduling, and how each delivery stands."""

from __future__ import annotations

from datetime import datetime
from typing import Any, Literal

from django.http import HttpRequest
from ninja import Field, File, Router, Schema, Status
from ninja.files import UploadedFile

from pendopo.delivery.models import Dispatch
from pendopo.people.models import Person
from pendopo.publishing import actions
from pendopo.publishing.issues.queries import visible_issues
from pendopo.publishing.media.actions import upload
from pendopo.publishing.media.prove import MAX_VIDEO_BYTES, BadMedia
from pendopo.publishing.models import Message, Variant
from pendopo.publishing.queries import (
    current_sha256,
    newest,
    problems_of,
    profile_of,
    undecided,
    visible_to,
    with_variants,
    written_of,
)
from pendopo.publishing.rules import sha256_of
from pendopo.registry.queries import agencies_for
from pendopo.web.access import found
from pendopo.web.api.content import Content, GivenContent, Id, Kept, Line, content_out, written_from
from pendopo.web.api.door import REFUSALS, Trouble, holder
from pendopo.web.approving import shown_steps

router = Router(tags=["messages"])
State = Literal["", "draft", "review", "approved", "scheduled", "published", "cancelled"]
# While it is in one of these, what is still to be mended and decided is told.
WAITING = frozenset({"draft", "review", "approved"})


class Piece(Schema):
    """A further part of the thread (`part`) or the first comment (`first`)."""

    kind: str
    state: str
    url: str
    trouble: str


class Delivery(Schema):
    """The message on one account. `state` is "" until it is scheduled, then queued, sending, submitted, live, refused,
    unknown, missed, handed, cancelled, removed; `evidence`: a screenshot is kept."""

    account: int
    state: str
    url: str
    sent_at: datetime | None
    trouble: str
    evidence: bool
    pieces: list[Piece]


class MessageRow(Schema):
    """A message as it stands in a list. `state`: draft, review, approved, scheduled, published, cancelled."""

    id: int
    agency: int
    title: str
    state: str
    planned_at: datetime
    published_at: datetime | None
    author: str
    deliveries: list[Delivery]


class MessagePage(Schema):
    """Messages, the latest planned first, and the cursor of the page after them ("" on the last)."""

    messages: list[MessageRow]
    next: str


class ProblemOut(Schema):
    """What stands between this content and its approval; `warn` is only shown."""

    field: str
    sentence: str
    weight: str


class HitOut(Schema):
    """What was found and nobody decided: approving names `key` with the reason why it may stand."""

    key: str
    kind: str
    where: str
    words: str


class SignerOut(Schema):
    """Who signs, and who did."""

    signer: str
    approved_by: str
    at: datetime | None


class StepOut(Schema):
    """A step of the approval. `mode`: any, all; `open`: it is this step's turn."""

    number: int
    mode: str
    open: bool
    signers: list[SignerOut]


class MessageOut(MessageRow):
    """A message whole. `sha256` is what approving names; `content_sha256` what a change begins from."""

    content: Content
    sha256: str
    content_sha256: str
    problems: list[ProblemOut]
    hits: list[HitOut]
    steps: list[StepOut]


class NewMessage(GivenContent):
    """A content and whose it is. `begun_as`, a mark of one's own: the same mark again is the same message, written over."""

    agency: Id
    begun_as: Kept = Field("", max_length=40)


class ChangedMessage(GivenContent):
    """The whole content anew, and `content_sha256` of the one that was read: nobody else's writing is lost."""

    expected: str = Field(min_length=64, max_length=64)


class Approving(Schema):
    """The `sha256` that was read, and for each hit by its key why it may stand."""

    sha256: str = Field(max_length=64)
    decisions: dict[str, Line] = {}


class Because(Schema):
    """Why."""

    because: Kept = Field(max_length=2000)


class Taken(Schema):
    """A kept file. The same content again is the same file."""

    id: int
    kind: str
    name: str
    sha256: str
    size: int
    width: int
    height: int
    seconds: float


class Choice(Schema):
    """A word of the regulation: what is given, what it means, where it stands."""

    code: str
    label: str
    reference: str


class KindChoice(Choice):
    """A category. Where `levels` stand one is given; `needs_note`: `category_note` says what it is."""

    levels: list[str]
    needs_note: bool


class IssueOut(Schema):
    """A current issue of the government and the agency that leads it (Pasal 10)."""

    id: int
    name: str
    lead: int
    closed: bool


class Choices(Schema):
    """What may be named in a message of an agency."""

    purposes: list[Choice]
    categories: list[KindChoice]
    ethics: list[Choice]
    issues: list[IssueOut]


def _delivery(one: Variant) -> Delivery:
    sent = one.dispatch
    if sent is None:
        return Delivery(account=one.account_id, state="", url="", sent_at=None, trouble="", evidence=False, pieces=[])
    return Delivery(
        account=one.account_id, state=sent.state, url=sent.url, sent_at=sent.sent_at, trouble=sent.trouble,
        evidence=bool(sent.evidence_sha256), pieces=[_piece(part) for part in sent.parts.all()],
    )  # fmt: skip


def _piece(part: Dispatch) -> Piece:
    return Piece(kind=part.kind, state=part.state, url=part.url, trouble=part.trouble)


def _row(one: Message) -> MessageRow:
    return MessageRow(
        id=one.pk, agency=one.agency_id, title=one.title, state=one.state, planned_at=one.planned_at,
        published_at=one.published_at, author=one.author.name, deliveries=[_delivery(each) for each in one.variants.all()],
    )  # fmt: skip


def _out(person: Person, pk: int) -> MessageOut:
    one = found(with_variants(visible_to(person)).prefetch_related("variants__dispatch__parts"), pk=pk)
    written, waits = written_of(one), one.state in WAITING
    return MessageOut(
        **_row(one).dict(), content=content_out(written), sha256=current_sha256(one), content_sha256=sha256_of(written),
        problems=[
            ProblemOut(field=each.field, sentence=each.sentence, weight=each.weight)
            for each in (problems_of(one.agency, written) if waits else ())
        ],
        hits=[
            HitOut(key=hit.key, kind=hit.kind, where=hit.where, words=hit.words)
            for hit in (undecided(one, written) if waits else ())
        ],
        steps=[_step(step) for step in shown_steps(one)],
    )  # fmt: skip


def _step(step: dict[str, Any]) -> StepOut:
    return StepOut(
        number=step["number"], mode=step["mode"], open=step["now"],
        signers=[
            SignerOut(signer=str(name), approved_by=row.person.name if row else "", at=row.at if row else None)
            for name, row in step["signers"]
        ],
    )  # fmt: skip


def _message(request: HttpRequest, pk: int) -> Message:
    return found(visible_to(holder(request)), pk=pk)


@router.get("/messages", response={200: MessagePage, **REFUSALS})
def messages(request: HttpRequest, state: State = "", agency: int | None = None, cursor: str = "") -> MessagePage:
    """A page of 40 messages, the latest planned first; of one agency, or in one state, when asked so."""
    person = holder(request)
    rows = with_variants(visible_to(person)).prefetch_related("variants__dispatch__parts")
    if agency is not None:
        rows = rows.filter(agency=found(agencies_for(person), pk=agency))
    if state:
        rows = rows.filter(state=state)
    page = newest(rows, cursor[:100])
    return MessagePage(messages=[_row(one) for one in page.rows], next=page.next_cursor)


@router.get("/messages/{pk}", response={200: MessageOut, **REFUSALS})
def message(request: HttpRequest, pk: int) -> MessageOut:
    """A message whole: its content, what is still to be mended and decided, whose turn it is, how each account stands."""
    return _out(holder(request), pk)


@router.get("/agencies/{pk}/choices", response={200: Choices, **REFUSALS})
def choices(request: HttpRequest, pk: int) -> Choices:
    """The words that a message of this agency may name: purposes (5), categories (10), ethics (12), open issues."""
    person = holder(request)
    agency = found(agencies_for(person), pk=pk)
    profile = profile_of(agency)
    plain = {
        name: [Choice(code=one.code, label=one.label, reference=one.reference) for one in items]
        for name, items in (("purposes", profile.purposes), ("ethics", profile.ethics))
    }
    kinds = [
        KindChoice(code=one.code, label=one.label, reference=one.reference, levels=list(one.levels), needs_note=one.needs_text)
        for one in profile.message_categories
    ]  # fmt: skip
    issues = visible_issues(person).filter(government=agency.government_id, closed_on=None)
    named = [IssueOut(id=one.pk, name=one.name, lead=one.lead_id, closed=False) for one in issues]
    return Choices(**plain, categories=kinds, issues=named)


@router.post("/agencies/{pk}/media", response={201: Taken, **REFUSALS})
def media(request: HttpRequest, pk: int, file: File[UploadedFile]) -> Status[Taken | Trouble]:
    """Take in a picture or film, by its content; what rides along in it (place, device, owner) is removed."""
    person = holder(request)
    agency = found(agencies_for(person), pk=pk)
    try:
        kept = upload(agency=agency, name=file.name or "", content=file.read(MAX_VIDEO_BYTES + 1), by=person)
    except BadMedia as why:
        return Status(422, Trouble(detail=why.sentence, fields=["file"]))
    return Status(201, Taken(
        id=kept.pk, kind=kept.kind, name=kept.name, sha256=kept.sha256, size=kept.size, width=kept.width,
        height=kept.height, seconds=kept.seconds,
    ))  # fmt: skip


@router.post("/messages", response={201: MessageOut, **REFUSALS})
def begin(request: HttpRequest, body: NewMessage) -> Status[MessageOut]:
    """Begin a message. It may be unfinished: `problems` says what it lacks."""
    person = holder(request)
    agency = found(agencies_for(person).select_related("government"), pk=body.agency)
    made = actions.draft(agency=agency, by=person, written=written_from(agency, body), begun_as=body.begun_as)
    return Status(201, _out(person, made.pk))


@router.put("/messages/{pk}", response={200: MessageOut, **REFUSALS})
def change(request: HttpRequest, pk: int, body: ChangedMessage) -> MessageOut:
    """Change the content. An approval that it had falls, and what was scheduled is taken back."""
    one = _message(request, pk)
    actions.revise(message=one, by=holder(request), written=written_from(one.agency, body), expected=body.expected)
    return _out(holder(request), pk)


@router.post("/messages/{pk}/submit", response={200: MessageOut, **REFUSALS})
def submit(request: HttpRequest, pk: int) -> MessageOut:
    """Hand in for approval; everything that is missing is named at once."""
    actions.submit(message=_message(request, pk), by=holder(request))
    return _out(holder(request), pk)


@router.post("/messages/{pk}/approve", response={200: MessageOut, **REFUSALS})
def approve(request: HttpRequest, pk: int, body: Approving) -> MessageOut:
    """Say yes to exactly the content whose `sha256` was read. Never to one's own."""
    actions.approve(message=_message(request, pk), by=holder(request), sha256=body.sha256, decisions=body.decisions)
    return _out(holder(request), pk)


@router.post("/messages/{pk}/return", response={200: MessageOut, **REFUSALS})
def send_back(request: HttpRequest, pk: int, body: Because) -> MessageOut:
    """Return it to its author, with the reason."""
    actions.send_back(message=_message(request, pk), by=holder(request), because=body.because)
    return _out(holder(request), pk)


@router.post("/messages/{pk}/schedule", response={200: MessageOut, **REFUSALS})
def schedule(request: HttpRequest, pk: int) -> MessageOut:
    """Hand what was approved to delivery, for its minute."""
    actions.schedule(message=_message(request, pk), by=holder(request))
    return _out(holder(request), pk)


@router.post("/messages/{pk}/cancel", response={200: MessageOut, **REFUSALS})
def cancel(request: HttpRequest, pk: int, body: Because) -> MessageOut:
    """Nothing of it will appear, with the reason; what left already can't be called back."""
    actions.cancel(message=_message(request, pk), by=holder(request), because=body.because)
    return _out(holder(request), pk)
