"""What happened in one case, oldest first: long conversations in slices, the newest slice first."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

from django.db import connection
from django.db.models import Q, QuerySet

from pendopo.inbox.models import Assignment, Capture, Case, Exit, Item, ItemVersion, Note, Reply
from pendopo.prepared import Prepared

# How many items of one case are shown at once; the older ones follow on request.
SLICE = 40


@dataclass
class Spoken:
    """One thing said, as the page of its case shows it: what it was before edits, and its screenshots."""

    pk: int
    text: str
    full_length: int | None
    url: str
    author_name: str
    way: str
    recorded_by: str
    posted_at: datetime
    received_at: datetime
    recorded_at: datetime
    edited_at: datetime | None
    deleted_at: datetime | None
    kind: str
    versions: list[ItemVersion] = field(default_factory=list)
    captures: list[Capture] = field(default_factory=list)


COLUMNS = (
    "pk", "text", "full_length", "url", "author_name", "way", "recorded_by", "posted_at", "received_at", "recorded_at",
    "edited_at", "deleted_at", "kind",
)  # fmt: skip


@dataclass(frozen=True)
class Thread:
    """A slice of the citizen's words of a case, oldest first. `earlier` says that there are more; `before` is the item that
    the slice ends at (None: it is the newest)."""

    items: list[Spoken]
    earlier: bool
    before: datetime | None = None

    def shows(self, moment: datetime) -> bool:
        """Whether something else that happened then belongs to this slice."""
        begins = not self.earlier or moment >= self.items[0].posted_at
        return begins and (self.before is None or moment < self.before)


@dataclass(frozen=True)
class Around:
    """What else a case has, so that nothing is asked for that is not there."""

    versions: bool
    captures: bool
    notes: bool
    replies: bool
    assignments: bool
    exits: bool


def around(case: Case) -> Around:
    """One look at all of it."""
    ofs = ("inbox_note", "inbox_reply", "inbox_assignment", "inbox_exit")
    parts = [
        f"EXISTS (SELECT 1 FROM {of} x JOIN inbox_item i ON i.id = x.item_id WHERE i.case_id = %(case)s)"  # noqa: S608 (our own tables)
        for of in ("inbox_itemversion", "inbox_capture")
    ] + [f"EXISTS (SELECT 1 FROM {of} WHERE case_id = %(case)s)" for of in ofs]  # noqa: S608 (as above)
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT {', '.join(parts)}", {"case": case.pk})
        return Around(*map(bool, cursor.fetchone()))


def _items(case: int, only: Q | None = None) -> QuerySet[Item, tuple[Any, ...]]:
    return Item.objects.filter(only or Q(), case=case).order_by("-posted_at", "-pk").values_list(*COLUMNS)[: SLICE + 1]


_newest = Prepared(_items, int)


def thread(case: Case, before: int | None = None, *, has: Around | None = None) -> Thread:
    """The last things said in a case, or those before an item."""
    there = has or around(case)
    edge = case.items.filter(pk=before).values_list("posted_at", "pk").first() if before is not None else None
    if edge is None:
        found = [Spoken(*row) for row in _newest(case.pk)]
    else:
        older = Q(posted_at__lt=edge[0]) | Q(posted_at=edge[0], pk__lt=edge[1])
        found = [Spoken(*row) for row in _items(case.pk, older)]
    items = found[:SLICE][::-1]
    by_pk = {item.pk: item for item in items}
    if there.versions:
        for version in ItemVersion.objects.filter(item__in=by_pk).order_by("pk"):
            by_pk[version.item_id].versions.append(version)
    if there.captures:
        for capture in Capture.objects.filter(item__in=by_pk).order_by("pk"):
            by_pk[capture.item_id].captures.append(capture)
    return Thread(items, len(found) > SLICE, edge[0] if edge else None)


@dataclass(frozen=True)
class Event:
    """One thing that happened in a case, for the timeline. `thing` is the row that it tells of."""

    at: datetime
    sort: str
    thing: Any
    who: str = ""


@dataclass(frozen=True)
class Done:
    """What officers did in a case, each oldest first. Notes and replies only of the slice and after it."""

    notes: list[Note]
    replies: list[Reply]
    assignments: list[Assignment]
    exits: list[Exit]

    def events(self) -> Iterator[Event]:
        yield from (Event(one.created_at, "note", one, one.author.name) for one in self.notes)
        yield from (Event(one.created_at, "reply", one, one.author.name) for one in self.replies)
        yield from (Event(one.created_at, "assignment", one, one.by.name) for one in self.assignments)
        yield from (Event(one.created_at, "exit", one, one.by.name) for one in self.exits)


def done(case: Case, said: Thread, *, has: Around | None = None) -> Done:
    """What officers did; older notes and replies are left to the slice that they belong to."""
    there = has or around(case)
    since = Q(created_at__gte=said.items[0].posted_at) if said.earlier else Q()
    return Done(
        notes=list(case.notes.filter(since).select_related("author")) if there.notes else [],
        replies=list(case.replies.filter(since).select_related("author", "dispatch", "item").order_by("created_at"))
        if there.replies else [],
        assignments=list(case.assignments.select_related("to", "by").order_by("created_at", "pk"))
        if there.assignments else [],
        exits=list(case.exits.select_related("by")) if there.exits else [],
    )  # fmt: skip


def timeline(said: Thread, acts: Done) -> list[Event]:
    """Items, notes, replies, disposisi and exits of a slice; referrals are added by whoever shows the page."""
    events = [Event(item.posted_at, "item", item, item.author_name) for item in said.items]
    events += (event for event in acts.events() if said.shows(event.at))
    return sorted(events, key=lambda event: event.at)


def unanswered(case: Case, items: Sequence[Spoken]) -> list[Spoken]:
    """The words that wait for an answer (at most the last three); when all is answered, the first words of the case."""
    if case.waiting_since is not None:
        slack = timedelta(seconds=1)
        waiting = [item for item in items if item.received_at >= case.waiting_since - slack and not item.deleted_at]
        if waiting:
            return waiting[-3:]
    return list(items[:1])
