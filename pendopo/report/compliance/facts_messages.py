"""From publishing: messages that are live, with their texts as each platform has them, and who sent them (Pasal 5, 8 e, 10, 12)."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

from pendopo.journal.models import Entry
from pendopo.language.abuse import look
from pendopo.language.personal import find
from pendopo.people.models import Person
from pendopo.publishing.leaving import LINK, tags_of, with_tags
from pendopo.publishing.models import Approval, Message, Variant
from pendopo.regulation.checks import facts as f
from pendopo.report.compliance.facts_desk import ASN, COVERED
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
        ).order_by("published_at")
    )
    ids = [one.pk for one in messages]
    variants = _grouped(
        Variant.objects.filter(message__in=ids, dispatch__state="live").select_related("account", "dispatch")
    )
    approvals = _grouped(Approval.objects.filter(message__in=ids, voided_at=None))
    senders = _senders(scope) if messages else {}
    for message in messages:
        live = variants.get(message.pk, [])
        record = scope.named(f"Pesan {message.pk} “{message.title[:40]}”", "message", message.pk)
        found.messages.append(
            _message(scope, message, record, live, approvals.get(message.pk, []), audiences.get(message.pk, ()))
        )
        if message.purpose == ASKS:
            found.asking |= {(one.account_id, one.dispatch.external_id): record for one in live if one.dispatch}
        if sent := senders.get(message.pk):
            found.acts += _acts(register, record, live, *sent)
    return found


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


def _message(
    scope: Scope, message: Message, record: str, live: list[Any], approvals: list[Any], audiences: tuple[str, ...]
) -> f.Message:
    tags = tags_of(message.tags)
    texts = [(one, with_tags(one.text or message.text, tags)) for one in live]
    words = "\n".join(dict.fromkeys(text for _, text in texts)) or message.text
    link = LINK.search(words)
    return f.Message(
        record,
        message.published_at,
        author=str(message.author_id),
        approvers=tuple(str(one.person_id) for one in approvals),
        source=message.source,
        greeting=message.category == "lainnya" and bool(message.category_note),
        purpose=message.purpose,
        category=message.category,
        category_note=message.category_note,
        level=message.level,
        audiences=audiences,
        foreign_accounts=tuple(one.account.handle for one in live if one.account.agency_id != message.agency_id),
        tags=tuple(tags),
        url=live[0].dispatch.url if live and all(one.dispatch.url for one in live) else "",
        capture=bool(live) and all(one.dispatch.evidence_sha256 for one in live),
        other_channel=link.group() if link else "",
        information_class=CLASSES.get(message.info_class, message.info_class),
        ethics_answered=frozenset(message.ethics),
        abuse_hits=int(look(words).found),
        hits_decided=bool(approvals),
        personal_data_hits=sum(span.type in COVERED for span in find(words)),
        texts=tuple((one.account.platform, one.account.account_type, (text,)) for one, text in texts),
    )
