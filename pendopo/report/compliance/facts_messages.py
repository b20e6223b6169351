"""From publishing: messages that are live, with their texts as each platform has them, and who sent them (Pasal 5, 8 e, 10, 12)."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

from pendopo.journal.models import Entry
from pendopo.people.models import Person
from pendopo.publishing.approving.models import Urgent
from pendopo.publishing.leaving import LINK, tags_of
from pendopo.publishing.media.models import Attachment
from pendopo.publishing.models import Approval, Message, Variant
from pendopo.publishing.scan import ABUSE, ONE_SIDED, PERSONAL, Window, found_in
from pendopo.publishing.writing.models import Decision
from pendopo.regulation.checks import facts as f
from pendopo.report.compliance.facts_desk import ASN
from pendopo.report.compliance.facts_register import Register
from pendopo.report.compliance.scope import Scope

ASKS = "gali_aspirasi"
# A message is scheduled at most so long before it is published; earlier entries need not be read.
AHEAD = timedelta(days=180)
CLASSES = {"open": "terbuka", "limited": "terbatas", "exempt": "dikecualikan"}


@dataclass
class Told:
    """Messages as facts, who sent them as acts, and the posts that asked people for their wishes."""

    messages: list[f.Message] = field(default_factory=list)
    acts: list[f.Act] = field(default_factory=list)
    asking: dict[tuple[int, str], str] = field(default_factory=dict)


def told_of(scope: Scope, register: Register, audiences: Mapping[int, tuple[str, ...]]) -> Told:
    """Everything that was published in the year. `audiences`: for whom, by message (C-PLAN2)."""
    found = Told()
    messages = list(
        Message.objects.filter(
            agency=scope.agency, state="published", published_at__gte=scope.since, published_at__lte=scope.at
        )
        .select_related("issue__lead")
        .order_by("published_at")
    )
    ids = [one.pk for one in messages]
    variants = _grouped(
        Variant.objects.filter(message__in=ids, dispatch__state="live").select_related("account", "dispatch")
    )
    approvals = _grouped(Approval.objects.filter(message__in=ids, voided_at=None))
    attached = _grouped(Attachment.objects.filter(message__in=ids).select_related("file"))
    decided = _grouped(Decision.objects.filter(message__in=ids))
    senders = _senders(scope) if messages else {}
    for message in messages:
        live = variants.get(message.pk, [])
        record = scope.named(f"Pesan {message.pk} “{message.title[:40]}”", "message", message.pk)
        around = Around(
            live, approvals.get(message.pk, []), attached.get(message.pk, []), decided.get(message.pk, []),
            audiences.get(message.pk, ()),
        )  # fmt: skip
        found.messages.append(_message(scope, message, record, around))
        if message.purpose == ASKS:
            found.asking |= {(one.account_id, one.dispatch.external_id): record for one in live if one.dispatch}
        if sent := senders.get(message.pk):
            found.acts += _acts(register, record, live, *sent)
    return found


def urgents_of(scope: Scope) -> tuple[f.Urgent, ...]:
    """What went the short way and was to be looked at this year, as it was known at the moment that is judged."""
    rows = Urgent.objects.filter(
        message__agency=scope.agency, review_due__gte=scope.since, asked_at__lte=scope.at
    ).select_related("message").order_by("review_due", "pk")  # fmt: skip
    return tuple(
        f.Urgent(
            scope.named(f"Pesan {row.message_id} “{row.message.title[:40]}”", "message", row.message_id), due,
            row.reviewed_at if row.reviewed_at and row.reviewed_at <= scope.at else None,
        )
        for row in rows
        if (due := row.review_due) is not None
    )  # fmt: skip


@dataclass(frozen=True)
class Around:
    """What stands around one message."""

    live: list[Any]
    approvals: list[Any]
    attached: list[Any]
    decided: list[Any]
    audiences: tuple[str, ...]


def _grouped(rows: Any) -> dict[int, list[Any]]:
    groups: dict[int, list[Any]] = {}
    for row in rows:
        groups.setdefault(row.message_id, []).append(row)
    return groups


def _senders(scope: Scope) -> dict[int, tuple[int, datetime, bool]]:
    """Who gave each message to delivery, when, and whether that was an ASN: from the journal."""
    entries = Entry.objects.filter(
        agency_id=scope.agency.pk, at__gte=scope.since - AHEAD, at__lte=scope.at, doing="message.scheduled"
    ).order_by("at")
    rows = [
        (int(thing), int(actor), at)
        for thing, actor, at in entries.values_list("thing_id", "actor_id", "at")
        if actor.isdigit()
    ]
    people = dict(Person.objects.filter(pk__in={actor for _, actor, _ in rows}).values_list("pk", "employment"))
    return {thing: (actor, at, people.get(actor) in ASN) for thing, actor, at in rows}


def _acts(register: Register, record: str, live: list[Any], person: int, at: datetime, asn: bool) -> list[f.Act]:
    return [
        f.Act(
            f"{record} di {register.account_names.get(one.account_id, one.account.handle)}", at,
            register.officer_grants(person, one.account_id), asn=asn,
        )
        for one in live
    ]  # fmt: skip


def _left(variant: Any) -> tuple[str, ...]:
    """The texts that left for one account, part by part, and its first comment."""
    out = variant.dispatch.outgoing
    return tuple(
        str(text) for text in (out.get("text", ""), *out.get("parts", ()), out.get("first_comment", "")) if text
    )


def _hits(scope: Scope, message: Message, around: Around) -> tuple[dict[str, int], dict[str, int]]:
    """How many things were found in what went out, by kind: all of them, and those that nobody decided."""
    texts = [text for one in around.live for text in _left(one)]
    texts += [text for one in around.attached for text in (one.alt_text, one.summary)]
    windows = [Window(one.label, one.starts, one.ends, scope.window_words.get(one.label, ()))
               for one in scope.profile.election_windows
               if message.published_at and one.starts <= scope.day(message.published_at) <= one.ends]  # fmt: skip
    known = {one.hit for one in around.decided}
    every: dict[str, int] = {}
    undecided: dict[str, int] = {}
    for hit in found_in([("", text) for text in dict.fromkeys(texts)], windows):
        every[hit.kind] = every.get(hit.kind, 0) + 1
        undecided[hit.kind] = undecided.get(hit.kind, 0) + (hit.key not in known)
    return every, undecided


def _message(scope: Scope, message: Message, record: str, around: Around) -> f.Message:
    live, tags = around.live, tags_of(message.tags)
    texts = {one: _left(one) for one in live}
    words = "\n".join(dict.fromkeys(part for parts in texts.values() for part in parts)) or message.text
    link = LINK.search(words)
    every, undecided = _hits(scope, message, around)
    pictures = [one for one in around.attached if one.file.kind == "image"]
    films = [one for one in around.attached if one.file.kind == "video"]
    return f.Message(
        record,
        message.published_at,
        author=str(message.author_id),
        approvers=tuple(str(one.person_id) for one in around.approvals),
        source=message.source,
        greeting=message.category == "lainnya" and bool(message.category_note),
        format=message.format,
        pictures_without_alt=sum(not one.alt_text.strip() for one in pictures),
        videos_without_captions=sum(
            not one.captioned and not one.captions_id and not one.summary.strip() for one in films
        ),
        purpose=message.purpose,
        category=message.category,
        category_note=message.category_note,
        level=message.level,
        issue_lead=message.issue.lead.short_name if message.issue is not None else "",
        audiences=around.audiences,
        foreign_accounts=tuple(one.account.handle for one in live if one.account.agency_id != message.agency_id),
        tags=tuple(tags),
        url=live[0].dispatch.url if live and all(one.dispatch.url for one in live) else "",
        capture=bool(live) and all(one.dispatch.evidence_sha256 for one in live),
        other_channel=message.other_channel or (link.group() if link else ""),
        information_class=CLASSES.get(message.info_class, message.info_class),
        ethics_answered=frozenset(message.ethics),
        neutrality_hits=every.get(ONE_SIDED, 0),
        abuse_hits=every.get(ABUSE, 0),
        hits_decided=not any(undecided.get(kind, 0) for kind in (ONE_SIDED, ABUSE)),
        personal_data_hits=undecided.get(PERSONAL, 0),
        texts=tuple((one.account.platform, one.account.account_type, parts) for one, parts in texts.items()),
    )
