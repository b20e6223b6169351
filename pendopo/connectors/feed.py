"""RSS and Atom: entries in, nothing out. For platforms that close their API but keep a feed, and for any site.

Tried on 21 November 2026 against the comment and article feeds of a real WordPress 6.1.9 (Debian); other kinds of feed
only against recordings.
"""

from __future__ import annotations

import calendar
import io
import json
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any, ClassVar

import feedparser

from pendopo.connectors.base import BadEntry, Can, Collected, Connector, Field, Health, IncomingItem, IncomingPost
from pendopo.connectors.errors import Retry
from pendopo.connectors.http import Answer
from pendopo.connectors.text import clean, digest, one_line, plain

MAX_ENTRIES = 500
MAX_SEEN = 2000
ACCEPT = "application/atom+xml, application/rss+xml, application/xml;q=0.9, */*;q=0.5"


@dataclass(frozen=True)
class _Place:
    """What the server gave us to ask by next time, and the marks of the entries we had."""

    etag: str = ""
    modified: str = ""
    seen: Sequence[str] = ()


class Feed(Connector):
    """A feed at an address; what disappears from it before we look can't be had any more."""

    key: ClassVar[str] = "feed"
    label: ClassVar[str] = "RSS/Atom"
    can: ClassVar[frozenset[Can]] = frozenset({Can.READ})
    poll_seconds: ClassVar[int] = 300
    fields: ClassVar[tuple[Field, ...]] = (
        Field(
            "own_authors",
            "Nama kami di umpan",
            "Nama penulis yang berarti kami sendiri, dipisah koma; isinya tidak dihitung sebagai pesan warga.",
            required=False,
        ),
    )

    def check(self) -> Health:
        found = _parsed(self._fetch({}))
        title = one_line(plain(str(found.feed.get("title", ""))))
        return Health(True, f"Umpan terbaca, {len(found.entries)} isi.", title)

    def collect(self, cursor: str) -> Collected:
        place = _Place(**json.loads(cursor)) if cursor else _Place()
        asked = {"if-none-match": place.etag, "if-modified-since": place.modified}
        answer = self._fetch({name: value for name, value in asked.items() if value})
        if answer.status == 304:
            return Collected([], cursor)
        entries = _parsed(answer).entries[:MAX_ENTRIES]
        seen = dict.fromkeys(place.seen)
        known = bool(seen)
        items: list[IncomingItem] = []
        bad: list[BadEntry] = []
        marks = [_mark(entry) for entry in entries]
        for mark, entry in zip(marks, entries, strict=True):
            if mark in seen:
                continue
            seen[mark] = None
            try:
                items.append(self._item(entry))
            except (KeyError, TypeError, ValueError, AttributeError, OverflowError):
                bad.append(
                    BadEntry(
                        "Isi umpan tidak terbaca: bentuknya belum dikenal program ini.", clean(repr(entry))[:10_000]
                    )
                )
        # Where nothing of the last look is left in the feed, something may have passed between the two.
        passed = known and len(entries) > 0 and not set(marks) & set(place.seen)
        gap = "Isi umpan sudah berganti semua sejak terakhir dibaca; sebagian mungkin terlewat." if passed else ""
        items.sort(key=lambda item: item.posted_at)
        return Collected(items, self._cursor(answer, list(seen)), gap=gap, bad=bad)

    def _cursor(self, answer: Answer, seen: list[str]) -> str:
        etag, modified = answer.headers.get("etag", ""), answer.headers.get("last-modified", "")
        return json.dumps(vars(_Place(etag[:200], modified[:100], seen[-MAX_SEEN:])))

    def _fetch(self, headers: Mapping[str, str]) -> Answer:
        return self.http.request("GET", self.account.url, headers={"accept": ACCEPT, **headers}).check()

    def _item(self, entry: Any) -> IncomingItem:
        link = str(entry.get("link") or "")
        markup = entry.content[0].value if entry.get("content") else str(entry.get("summary") or "")
        author = one_line(plain(_author(entry))) or "Tanpa nama"
        own = {name.strip().casefold() for name in self.account.options.get("own_authors", "").split(",")} - {""}
        changed = _moment(dict.get(entry, "updated_parsed"))
        posted = _moment(dict.get(entry, "published_parsed")) or changed or datetime.now(UTC)
        post = str(entry.get("thr_in-reply-to") or "")
        return IncomingItem(
            external_id=_identity(entry),
            text=plain(str(markup)) or plain(str(entry.get("title") or "")),
            kind="comment",
            author_id=f"name:{author.casefold()}",
            author_name=author,
            posted_at=posted,
            url=link if re.match(r"https?://", link) else "",
            title=one_line(plain(str(entry.get("title") or ""))),
            post=IncomingPost(post[:500]) if post else None,
            edited_at=changed if changed and changed > posted else None,
            own=author.casefold() in own,
            raw={"id": str(entry.get("id") or "")[:1000], "content": clean(str(markup))},
        )


def _parsed(answer: Answer) -> Any:
    """The feed. Bytes only: given a word, feedparser would fetch it by itself, past our door."""
    head = answer.content[:200_000]
    if b"<!ENTITY" in head.upper():
        raise Retry("Umpan memuat definisi yang tidak diizinkan.", code="entity", detail=answer.at)
    kind = {"content-type": answer.headers.get("content-type", ""), "content-location": answer.url}
    found = feedparser.parse(io.BytesIO(answer.content), response_headers=kind)
    if not found.get("version"):
        raise Retry("Alamat itu tidak menjawab dengan umpan RSS atau Atom.", code="not_a_feed", detail=answer.at)
    return found


def _author(entry: Any) -> str:
    """The name alone; RSS puts an e-mail address before it, which nobody here needs."""
    return str((entry.get("author_detail") or {}).get("name") or entry.get("author") or "")


def _identity(entry: Any) -> str:
    said = str(entry.get("id") or entry.get("link") or "")
    whole = digest(str(entry.get("title") or ""), str(entry.get("summary") or ""), str(entry.get("published") or ""))
    return said if 0 < len(said) <= 200 else f"feed:{digest(said) if said else whole}"


def _mark(entry: Any) -> str:
    """Identity and words: an entry that was changed is told again."""
    content = entry.content[0].value if entry.get("content") else ""
    return digest(_identity(entry), str(entry.get("title") or ""), str(entry.get("summary") or ""), str(content))


def _moment(parts: Any) -> datetime | None:
    try:
        return datetime.fromtimestamp(calendar.timegm(parts), UTC) if parts else None
    except (TypeError, ValueError, OverflowError):
        return None
