"""RSS and Atom: entries in, nothing out. For platforms that close their API but keep a feed, and for any site.

Tried on 21 November 2026 against the comment and article feeds of a real WordPress 6.1.9 (Debian); other kinds of feed
only against recordings.

Each look asks for the whole feed, never "only if it changed": WordPress names the state of a feed by the second of its
newest comment, so a second comment within that second, an older one that a moderator lets through later, and an edit
would all be answered with "nothing new" (`WP::send_headers`).
"""

from __future__ import annotations

import calendar
import io
import json
import re
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
        found = _parsed(self._fetch())
        title = one_line(plain(str(found.feed.get("title", ""))))
        return Health(True, f"Umpan terbaca, {len(found.entries)} isi.", title)

    def collect(self, cursor: str) -> Collected:
        before = dict.fromkeys(json.loads(cursor)["seen"]) if cursor else {}
        entries = _parsed(self._fetch()).entries[:MAX_ENTRIES]
        seen = dict(before)
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
        passed = bool(before) and bool(entries) and before.keys().isdisjoint(marks)
        gap = "Isi umpan sudah berganti semua sejak terakhir dibaca; sebagian mungkin terlewat." if passed else ""
        # A feed begins with the newest; of two of the same second the later stands first there.
        items.reverse()
        items.sort(key=lambda item: item.posted_at)
        return Collected(items, json.dumps({"seen": list(seen)[-MAX_SEEN:]}), gap=gap, bad=bad)

    def _fetch(self) -> Answer:
        return self.http.request("GET", self.account.url, headers={"accept": ACCEPT}).check()

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
