"""Reading what a connector brought: every entry cleaned by itself, so that one that can't be read costs no other."""

from __future__ import annotations

import json
from collections.abc import Iterable
from datetime import datetime
from functools import lru_cache
from typing import NamedTuple

from pendopo.connectors.base import BadEntry, Collected, IncomingItem, IncomingPost
from pendopo.inbox.text import kept, line, link
from pendopo.inbox.threads import author_key, short_id, thread_key

RAW_LIMIT = 20_000
KINDS = frozenset({"comment", "mention", "message", "review"})


class Arrival(NamedTuple):
    """An item as it will be kept."""

    external_id: str
    parent_id: str
    thread_key: str
    kind: str
    text: str
    full_length: int | None
    url: str
    author_id: str
    author_name: str
    author_url: str
    posted_at: datetime
    edited_at: datetime | None
    deleted: bool
    automatic: str
    title: str
    post: IncomingPost | None
    raw: str


def read(collected: Collected, now: datetime) -> tuple[list[Arrival], list[BadEntry]]:
    """What can be kept, oldest first, and what can't. Our own words (`own`) are neither."""
    good: list[Arrival] = []
    bad = list(collected.bad)
    for item in collected.items:
        try:
            if not item.own:
                good.append(arrival(item, now))
        except (AttributeError, TypeError, ValueError) as error:
            bad.append(BadEntry(reason=f"Isi kiriman tidak terbaca ({error})", raw=repr(item)[:RAW_LIMIT]))
    return good, bad


def arrival(item: IncomingItem, now: datetime) -> Arrival:
    """One item, cleaned; ValueError when it has no id of its own or is of no known kind."""
    if not item.external_id:
        raise ValueError("tanpa nomor dari platform")
    if item.kind not in KINDS:
        raise ValueError(f"jenis {item.kind!r} tidak dikenal")
    words = kept(item.text)
    posted = item.posted_at if item.posted_at.tzinfo else now
    return Arrival(
        external_id=short_id(item.external_id), parent_id=short_id(item.parent_id), thread_key=thread_key(item),
        kind=item.kind, text=words.text, full_length=words.full_length, url=link(item.url),
        author_id=author_key(item), author_name=line(item.author_name), author_url=link(item.author_url),
        posted_at=min(posted, now), edited_at=item.edited_at, deleted=item.deleted, automatic=item.automatic,
        title=line(item.title, 500), post=_post(item.post), raw=_raw(item),
    )  # fmt: skip


@lru_cache(maxsize=64)
def _post(post: IncomingPost | None) -> IncomingPost | None:
    if post is None or not post.external_id:
        return None
    return IncomingPost(
        short_id(post.external_id), link(post.url), line(post.title, 500), kept(post.text, 5000).text, post.published_at
    )


def _raw(item: IncomingItem) -> str:
    """What the platform said word for word (ASCII, so that any database takes it), up to a limit."""
    if not item.raw:
        return ""
    text = json.dumps(dict(item.raw), default=str)
    return text if len(text) <= RAW_LIMIT else text[:RAW_LIMIT] + "…"


def newest(arrivals: Iterable[Arrival]) -> list[Arrival]:
    """Each item once, in the place of its first appearance, as it stands after all that the batch says of it."""
    by_id: dict[str, Arrival] = {}
    for one in arrivals:
        earlier = by_id.get(one.external_id)
        by_id[one.external_id] = one if earlier is None else _after(earlier, one)
    return list(by_id.values())


def _after(first: Arrival, second: Arrival) -> Arrival:
    """Order does not matter: the later edit counts, and what was deleted stays deleted, with the words it had."""
    older, newer = first, second
    if first.edited_at and (second.edited_at is None or second.edited_at < first.edited_at) and not second.deleted:
        older, newer = second, first
    words = newer if newer.text else older
    return newer._replace(
        text=words.text,
        full_length=words.full_length,
        title=words.title,
        deleted=first.deleted or second.deleted,
    )
