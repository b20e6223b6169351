"""The permanent record of messages: what was said where, who wrote, checked and approved it, when it left, where it
stands, with which files, and what it brought. Nothing of it is ever removed; this module only reads."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import asdict, dataclass
from datetime import UTC, datetime
from typing import Any

from pendopo.journal.actions import canonical
from pendopo.publishing.leaving import tags_of, with_tags
from pendopo.publishing.measuring.queries import runs_of
from pendopo.publishing.media.models import Attachment
from pendopo.publishing.models import Approval, Message
from pendopo.publishing.queries import with_variants


@dataclass(frozen=True)
class Standing:
    """A message on one account. Times in UTC (ISO 8601); `measures` are the newest values with their day and meaning."""

    account: str
    platform: str
    text: str
    parts: tuple[str, ...]
    first_comment: str
    state: str
    sent_at: str
    url: str
    evidence_sha256: str
    measures: tuple[dict[str, Any], ...]


@dataclass(frozen=True)
class Record:
    """Everything of one message."""

    number: int
    agency: str
    title: str
    text: str
    purpose: str
    category: str
    source: str
    tags: str
    information_class: str
    planned_at: str
    published_at: str
    state: str
    author: str
    approvals: tuple[dict[str, str], ...]
    media: tuple[dict[str, str], ...]
    accounts: tuple[Standing, ...]


def _utc(moment: datetime | None) -> str:
    return moment.astimezone(UTC).isoformat(timespec="seconds") if moment else ""


def records(messages: Sequence[Message]) -> list[Record]:
    """The records of messages, in their order, in a fixed number of queries."""
    rows = list(
        with_variants(Message.objects.filter(pk__in=[one.pk for one in messages]))
        .select_related("agency", "author")
        .order_by("planned_at", "pk")
    )
    dispatches = [one.dispatch_id for row in rows for one in row.variants.all() if one.dispatch_id]
    runs = runs_of(dispatches)
    approvals = _grouped(Approval.objects.filter(message__in=rows).select_related("person").order_by("pk"))
    media = _grouped(Attachment.objects.filter(message__in=rows).select_related("file"))
    return [_record(row, approvals[row.pk], media[row.pk], runs) for row in rows]


def _grouped(rows: Iterable[Any]) -> dict[int, list[Any]]:
    found: dict[int, list[Any]] = defaultdict(list)
    for row in rows:
        found[row.message_id].append(row)
    return found


def _record(row: Message, approvals: list[Any], media: list[Any], runs: dict[int, list[Any]]) -> Record:
    tags = tags_of(row.tags)
    accounts = []
    for one in row.variants.all():
        sent = one.dispatch
        measures = tuple(
            {"name": run.shown, "value": run.last, "on": run.on.isoformat(), "source": run.source, "meaning": run.definition}
            for run in runs.get(one.dispatch_id or 0, [])
        )  # fmt: skip
        accounts.append(
            Standing(
                one.account.name, one.account.platform, with_tags(one.text or row.text, tags_of(one.tags) or tags),
                tuple(one.parts), one.first_comment, sent.state if sent else "", _utc(sent.sent_at if sent else None),
                sent.url if sent else "", sent.evidence_sha256 if sent else "", measures,
            )
        )  # fmt: skip
    return Record(
        row.pk, row.agency.name, row.title, row.text, row.purpose, row.category, row.source, row.tags, row.info_class,
        _utc(row.planned_at), _utc(row.published_at), row.state, row.author.name,
        tuple(
            {"by": one.person.name, "at": _utc(one.at), "content_sha256": one.content_sha256, "voided_at": _utc(one.voided_at)}
            for one in approvals
        ),
        tuple({"name": one.file.name, "sha256": one.file.sha256, "alt_text": one.alt_text} for one in media),
        tuple(accounts),
    )  # fmt: skip


def as_json(found: Sequence[Record]) -> str:
    """The records as canonical JSON, one object a line, so that two exports of the same records are the same bytes."""
    return "".join(canonical(asdict(one)) + "\n" for one in found)
