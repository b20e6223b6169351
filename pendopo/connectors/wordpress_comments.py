"""WordPress comments as items: pure reading of the rows of its REST interface, and the cursor over them."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import Any

from pendopo.connectors.base import BadEntry, IncomingItem, IncomingPost
from pendopo.connectors.text import clean, digest, one_line, plain

OVERLAP = timedelta(minutes=10)
# Edits and deletions leave no trace in WordPress's own lists, so the last week is read again every five minutes.
SWEEP_EVERY = timedelta(minutes=5)
SWEEP_BACK = timedelta(days=7)
MAX_SEEN = 1000
GONE = frozenset({"trash", "spam"})


@dataclass(frozen=True)
class Known:
    """What we remember of a comment: fingerprint, moment, and the first comment of its thread."""

    print: str
    at: float
    root: str


@dataclass
class Cursor:
    """How far we read. `since` is where the next look begins, `first` where the very first began."""

    user: str
    first: float
    since: float
    swept: float = 0
    me: int = 0
    seen: dict[str, Known] = field(default_factory=dict)

    @classmethod
    def read(cls, cursor: str, user: str, first: datetime) -> Cursor:
        """The cursor as kept; a new one, or one of another user, knows nothing of who we are."""
        if not cursor:
            return cls(user, first.timestamp(), first.timestamp())
        kept = json.loads(cursor)
        seen = {str(number): Known(*row) for number, row in kept["seen"].items()}
        me = int(kept["me"]) if kept["user"] == user else 0
        return cls(user, kept["first"], kept["since"], kept["swept"], me, seen)

    def write(self) -> str:
        """As text, with no more than the newest thousand comments."""
        newest = sorted(self.seen.items(), key=lambda pair: pair[1].at)[-MAX_SEEN:]
        seen = {number: [known.print, known.at, known.root] for number, known in newest}
        return json.dumps({**vars(self), "seen": seen})

    def sweeps(self, now: datetime) -> bool:
        """Is it time to read the last week again?"""
        return now.timestamp() - self.swept >= SWEEP_EVERY.total_seconds()

    def begin(self, now: datetime) -> datetime:
        """From when to read this time."""
        since = min(self.since, (now - SWEEP_BACK).timestamp()) if self.sweeps(now) else self.since
        return datetime.fromtimestamp(max(since, self.first), UTC)

    def advance(self, begun: datetime, complete: bool, now: datetime) -> str:
        """Move on after a look; gives a sentence where comments had to be left out."""
        # A comment dated in the future must not carry the cursor past those that come tomorrow.
        newest = min(max((known.at for known in self.seen.values() if known.root), default=0), now.timestamp())
        if self.sweeps(now):
            self.swept = now.timestamp()
        if complete:
            self.since = max(self.since, newest - OVERLAP.total_seconds())
            # What will be read again must be known again, however long the site is quiet.
            oldest = min((now - SWEEP_BACK).timestamp(), self.since)
            self.seen = {number: known for number, known in self.seen.items() if known.at >= oldest}
            return ""
        stuck = newest - 1 <= begun.timestamp()
        self.since = newest + 1 if stuck else newest - 1
        return "Terlalu banyak komentar pada detik yang sama; sebagian tidak terambil." if stuck else ""

    def bad(self, row: object, reason: Exception, now: datetime) -> list[BadEntry]:
        """A row that can't be read, told once."""
        said = json.dumps(row)
        name = f"!{digest(said)}"
        told = name in self.seen
        self.seen[name] = Known("", now.timestamp(), "")
        return [] if told else [BadEntry("Komentar tidak terbaca: bentuknya belum dikenal program ini.", said[:10_000])]


def moment(said: str) -> datetime:
    """A time of WordPress, which leaves the zone out."""
    return datetime.fromisoformat(said).replace(tzinfo=UTC)


def _author(row: Mapping[str, Any]) -> str:
    """One person, one name: the site's user, else the address (never kept in the clear), else the given name."""
    if row["author"]:
        return f"user:{int(row['author'])}"
    address = str(row.get("author_email") or "").strip().lower()
    return f"mail:{digest(address)}" if address else f"name:{one_line(str(row['author_name'])).casefold()[:100]}"


def fingerprint(row: Mapping[str, Any]) -> str:
    """Changes when the words change, or when the comment is taken away."""
    content = row["content"]
    return digest(str(content.get("raw", content.get("rendered"))), str(row["status"] in GONE))


def item_of(row: Mapping[str, Any], posted: datetime, root: str, *, own: bool, edited: bool) -> IncomingItem:
    """A row as an item; `edited` when we knew it with other words."""
    content, gone = row["content"], row["status"] in GONE
    return IncomingItem(
        external_id=str(row["id"]),
        text=plain(content["raw"], keep_lines=True) if "raw" in content else plain(content["rendered"]),
        kind="comment",
        author_id=_author(row),
        author_name=one_line(plain(str(row["author_name"])) or "Tanpa nama"),
        posted_at=posted,
        url=str(row.get("link") or ""),
        author_url=str(row.get("author_url") or ""),
        post=_post(row, posted),
        parent_id=str(row["parent"] or ""),
        thread_id=root,
        edited_at=datetime.now(UTC) if edited and not gone else None,
        deleted=gone,
        own=own,
        raw={"status": str(row["status"]), "content": clean(str(content.get("raw", content.get("rendered", ""))))},
    )


def _post(row: Mapping[str, Any], posted: datetime) -> IncomingPost:
    """The article above the comment; its date is the site's own time, told apart by that of the comment."""
    number = str(row["post"])
    about = ((row.get("_embedded") or {}).get("up") or [{}])[0]
    if "link" not in about:
        return IncomingPost(number)
    shift = datetime.fromisoformat(row["date"]).replace(tzinfo=UTC) - posted
    return IncomingPost(
        external_id=number,
        url=str(about["link"]),
        title=one_line(plain(about["title"]["rendered"])),
        text=plain((about.get("excerpt") or {}).get("rendered", "")),
        published_at=moment(about["date"]) - shift,
    )
