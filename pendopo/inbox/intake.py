"""Taking in what came from outside: at least once, each item exactly one row, the platform's cursor in the same
transaction. What an officer then does with a case lives in `actions`."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db import DataError, IntegrityError, transaction
from django.utils import timezone

from pendopo.bulk import bring, insert, lift, look, put
from pendopo.connectors.base import BadEntry, Collected
from pendopo.inbox.arrivals import Arrival, newest, read
from pendopo.inbox.models import Case, Citizen, Item, ItemVersion, Post, Unreadable
from pendopo.inbox.proposals import NOTHING, Proposal, propose
from pendopo.inbox.rules import REOPENS, target_at
from pendopo.inbox.text import clean, excerpt
from pendopo.journal.actions import Draft, move, record
from pendopo.journal.actor import Actor
from pendopo.prepared import Prepared
from pendopo.registry.models import Connection, OfficialAccount

IDS_A_QUERY = 500
Keep = Callable[["Intake", Sequence[Arrival], list[BadEntry]], "TakenIn"]
"""Keeps arrivals and adds to the list what can't be kept."""
NO_WORDS = "(tanpa teks)"


@dataclass(frozen=True)
class TakenIn:
    """What became of a batch. `again`: items that were here already, unchanged."""

    new: int = 0
    again: int = 0
    changed: int = 0
    bad: int = 0

    def __add__(self, other: TakenIn) -> TakenIn:
        return TakenIn(
            self.new + other.new, self.again + other.again, self.changed + other.changed, self.bad + other.bad
        )


@dataclass(frozen=True)
class Intake:
    """One batch on its way in."""

    account: OfficialAccount
    by: Actor
    now: datetime
    way: str
    proposals: Mapping[str, Proposal]


def take_in(
    account: OfficialAccount, collected: Collected, *, by: Actor, at: datetime | None = None, way: str = "collected"
) -> TakenIn:
    """Keep everything new of a batch, and its cursor with it. The same batch again changes nothing."""
    now = at or timezone.now()
    read_items, bad = read(collected, now)
    arrivals = newest(read_items)
    if collected.gap:
        bad.append(BadEntry(reason=collected.gap, raw=collected.cursor))
    intake = Intake(account, by, now, way, _proposals(account, arrivals))
    try:
        return _take(intake, _keep, arrivals, bad, collected.cursor)
    except (DataError, IntegrityError):
        return _take(intake, _keep_singly, arrivals, bad, collected.cursor)


@transaction.atomic
def _take(intake: Intake, keep: Keep, arrivals: Sequence[Arrival], bad: Sequence[BadEntry], cursor: str) -> TakenIn:
    connection, refused = _lock(intake.account), [*bad]
    taken = keep(intake, arrivals, refused)
    taken += TakenIn(bad=_keep_bad(intake, refused))
    if connection is not None and intake.way == "collected":
        put(Connection, connection.pk, cursor=cursor or connection.cursor, collected_at=intake.now)
    return taken


def _proposals(account: OfficialAccount, arrivals: Sequence[Arrival]) -> dict[str, Proposal]:
    """What each conversation that begins here may be, by its thread; before the lock, so that nobody waits for it."""
    said = {one.thread_key: _words(one) for one in reversed(arrivals)}
    known = {key for key, _id in look(Case, ("thread_key", "id"), said, account_id=account.pk)}
    beginnings = {key: text for key, text in said.items() if key not in known}
    return propose(beginnings, account.agency.government.profile)


_connections = Prepared(lambda account: Connection.objects.select_for_update().filter(account=account), int)


def _lock(account: OfficialAccount) -> Connection | None:
    """One batch at a time for an account: what two processes bring at once meets here, before any row is looked for."""
    connection = next(iter(_connections(account.pk)), None)
    if connection is None:
        OfficialAccount.objects.select_for_update(no_key=True).get(pk=account.pk)
    return connection


def _keep_singly(intake: Intake, arrivals: Sequence[Arrival], bad: list[BadEntry]) -> TakenIn:
    """The database refused something in the batch: find out which, and keep all the others."""
    taken = TakenIn()
    for one in arrivals:
        try:
            with transaction.atomic():
                taken += _keep(intake, [one], bad)
        except (DataError, IntegrityError) as error:
            bad.append(BadEntry(reason=f"Basis data menolak kiriman ini ({type(error).__name__})", raw=repr(one)))
    return taken


def _keep_bad(intake: Intake, bad: Iterable[BadEntry]) -> int:
    """Entries that nobody can read stay visible until an officer has looked at them; each once."""
    rows = []
    for entry in bad:
        raw = clean(entry.raw[:20_000])
        digest = hashlib.sha256(f"{entry.reason}\n{raw}".encode("utf-8", "replace")).hexdigest()
        reason = clean(entry.reason)[:500]
        rows.append(Unreadable(account=intake.account, reason=reason, raw=raw, sha256=digest, seen_at=intake.now))
    Unreadable.objects.bulk_create(rows, ignore_conflicts=True)
    return len(rows)


def _keep(intake: Intake, arrivals: Sequence[Arrival], _bad: list[BadEntry]) -> TakenIn:
    """All together or nothing. (No savepoint: SQLite would copy each page aside that is about to change.)"""
    ids = (one.external_id for one in arrivals)
    here = {key for key, _id in look(Item, ("external_id", "id"), ids, account_id=intake.account.pk)}
    fresh = [one for one in arrivals if one.external_id not in here]
    known = _known(intake, here)
    changed = [one for one in arrivals if one.external_id in here and _differs(known[one.external_id], one)]
    if fresh:
        _keep_new(intake, fresh)
    for one in changed:
        _keep_change(intake, known[one.external_id], one)
    if fresh or changed:
        record([Draft(intake.account, "inbox.take_in", intake.by, after=_told(intake, fresh, changed))], at=intake.now)
    return TakenIn(new=len(fresh), again=len(arrivals) - len(fresh) - len(changed), changed=len(changed))


def _known(intake: Intake, ids: Collection[str]) -> dict[str, Item]:
    """Items that are here already, by their id on the platform, asked for in slices that every database takes."""
    wanted, mine = sorted(ids), Item.objects.filter(account=intake.account)
    slices = (wanted[start : start + IDS_A_QUERY] for start in range(0, len(wanted), IDS_A_QUERY))
    return {item.external_id: item for some in slices for item in mine.filter(external_id__in=some)}


def _told(intake: Intake, fresh: Sequence[Arrival], changed: Sequence[Arrival]) -> dict[str, object]:
    """What the journal says of a batch: its size, and a digest over every word of it."""
    words = hashlib.sha256()
    for one in (*fresh, *changed):
        words.update(f"{one.external_id}\n{one.author_name}\n{one.text}\n".encode())
    return {"way": intake.way, "new": len(fresh), "changed": len(changed), "sha256": words.hexdigest()}


def _keep_new(intake: Intake, fresh: Sequence[Arrival]) -> None:
    posts, citizens = _posts(intake, fresh), _citizens(intake, fresh)
    cases = _cases(intake, fresh, posts, citizens)
    by = "" if intake.way == "collected" else intake.by.name
    insert(
        Item,
        ("account_id", "way", "received_at", "recorded_at", "recorded_by", "case_id", "post_id", "citizen_id",
         "external_id", "parent_external_id", "kind", "text", "full_length", "url", "author_name", "posted_at",
         "edited_at", "deleted_at", "raw"),
        (
            (intake.account.pk, intake.way, intake.now, intake.now, by, cases[one.thread_key], _post_id(posts, one),
             citizens.get(one.author_id), one.external_id, one.parent_id, one.kind, _words(one), one.full_length,
             one.url, one.author_name, one.posted_at, one.edited_at, intake.now if one.deleted else None, one.raw)
            for one in fresh
        ),
    )  # fmt: skip


def _post_id(posts: Mapping[str, int], one: Arrival) -> int | None:
    return posts[one.post.external_id] if one.post else None


def _words(one: Arrival) -> str:
    """A subject line that the text does not repeat stands above it."""
    return one.text if not one.title or one.title in one.text[:600] else f"{one.title}\n\n{one.text}".rstrip()


def _posts(intake: Intake, fresh: Sequence[Arrival]) -> dict[str, int]:
    """The row of each post under which somebody speaks, by its id on the platform."""
    told = {one.post.external_id: one.post for one in fresh if one.post}
    account = intake.account.pk
    known = {row[0]: row[1:] for row in look(Post, ("external_id", "id", "title", "text"), told, account_id=account)}
    missing = [post for key, post in told.items() if key not in known]
    new = bring(
        Post, ("account_id", "external_id", "url", "title", "text", "published_at"),
        ((account, post.external_id, post.url, post.title, post.text, post.published_at) for post in missing),
        "external_id",
    )  # fmt: skip
    for key, (pk, title, text) in known.items():
        post = told[key]
        if (post.title and title != post.title) or (post.text and text != post.text):
            changes = {"title": post.title, "text": post.text, "url": post.url}
            Post.objects.filter(pk=pk).update(**{name: value for name, value in changes.items() if value})
    return {key: pk for key, (pk, *_) in known.items()} | new


def _citizens(intake: Intake, fresh: Sequence[Arrival]) -> dict[str, int]:
    """The row of each person who speaks, by their id on the platform."""
    told = {one.author_id: one for one in fresh if one.author_id}
    here: dict[str, Any] = {"agency_id": intake.account.agency_id, "platform": intake.account.platform}
    known = {key: (pk, name) for key, pk, name in look(Citizen, ("external_id", "id", "name"), told, **here)}
    missing = [one for key, one in told.items() if key not in known]
    # Another account of the agency may meet the same person at this very moment.
    new = bring(
        Citizen, (*here, "external_id", "name", "url"),
        ((*here.values(), one.author_id, one.author_name, one.author_url) for one in missing),
        "external_id", ignore=True, **here,
    )  # fmt: skip
    for key, (pk, name) in known.items():
        one = told[key]
        if one.author_name and name != one.author_name:
            Citizen.objects.filter(pk=pk).update(name=one.author_name, url=one.author_url)
    return {key: pk for key, (pk, _) in known.items()} | new


def _cases(
    intake: Intake, fresh: Sequence[Arrival], posts: Mapping[str, int], citizens: Mapping[str, int]
) -> dict[str, int]:
    """The case of each conversation: joined, opened again, or new."""
    threads: dict[str, list[Arrival]] = {}
    for one in fresh:
        threads.setdefault(one.thread_key, []).append(one)
    account = intake.account
    known = {row[0]: row[1:] for row in look(Case, ("thread_key", "id", "state"), threads, lock=True, account_id=account.pk)}  # fmt: skip
    _join(intake, {(pk, state): threads[key] for key, (pk, state) in known.items()})
    beginnings = {key: said[0] for key, said in threads.items() if key not in known}
    due = target_at(account.agency.government.profile, "T1", intake.now)
    new = bring(
        Case,
        ("agency_id", "account_id", "received_at", "waiting_since", "due_at", "post_id", "citizen_id", "thread_key",
         "kind", "topic", "tone", "excerpt", "citizen_name", "last_item_at"),
        (
            (account.agency_id, account.pk, intake.now, intake.now, due, _post_id(posts, one),
             citizens.get(one.author_id), key, said.kind, said.topic, said.tone, excerpt(_words(one)) or NO_WORDS,
             one.author_name, max(each.posted_at for each in threads[key]))
            for key, one in beginnings.items()
            for said in [intake.proposals.get(key, NOTHING)]
        ),
        "thread_key",
    )  # fmt: skip
    for key, one in beginnings.items():
        if one.automatic or one.deleted:
            _set_aside(intake, Case.objects.get(pk=new[key]), threads[key])
    return {key: pk for key, (pk, _) in known.items()} | new


def _set_aside(intake: Intake, case: Case, said: Sequence[Arrival]) -> None:
    """Nobody waits for an answer to a machine's message, or to one that was gone before anybody could read it."""
    if all(one.automatic for one in said):
        because = {"bounce": "surat gagal kirim", "bulk": "kiriman massal"}.get(said[0].automatic, "balasan otomatis")
        move(case, to="noise", by=intake.by, because=because, changes={"due_at": None}, at=intake.now)
    elif all(one.deleted and not one.text for one in said):
        because = "dihapus penulisnya sebelum terbaca"
        move(case, to="closed", by=intake.by, because=because, changes={"due_at": None, "closed_at": intake.now}, at=intake.now)  # fmt: skip


def _join(intake: Intake, joined: Mapping[tuple[int, str], Sequence[Arrival]]) -> None:
    """New words in known conversations: unread again, and open again when somebody is to answer."""
    latest = {pk: max(one.posted_at for one in said) for (pk, _), said in joined.items()}
    lift(Case, "last_item_at", latest, empty=("seen_at", "snoozed_until"))
    for (pk, state), said in joined.items():
        words = [one for one in said if not one.automatic and not (one.deleted and not one.text)]
        if words and state in REOPENS:
            due = target_at(intake.account.agency.government.profile, "T1", intake.now)
            fresh_start = {"waiting_since": intake.now, "due_at": due, "closed_at": None, "excerpt": excerpt(_words(words[0])) or NO_WORDS}  # fmt: skip
            move(Case.objects.get(pk=pk), to="new", by=intake.by, because="warga menulis lagi", changes=fresh_start, at=intake.now)  # fmt: skip


def _differs(item: Item, one: Arrival) -> bool:
    """Does the platform now say something of the item that we do not know? An older edit than ours is no news."""
    if one.deleted and item.deleted_at is None:
        return True
    if not one.text or _words(one) == item.text:
        return False
    return not (item.edited_at and one.edited_at and one.edited_at < item.edited_at)


def _keep_change(intake: Intake, item: Item, one: Arrival) -> None:
    """Keep what the item said until now, then take over what it says; words are never taken away."""
    before = item.text
    edited = bool(one.text) and _words(one) != item.text
    if before:
        why = "edited" if edited else "deleted"
        ItemVersion.objects.create(item=item, text=before, seen_until=intake.now, why=why)
    if edited:
        item.text, item.full_length = _words(one), one.full_length
        item.edited_at = one.edited_at or (intake.now if before else None)
    if one.deleted and item.deleted_at is None:
        item.deleted_at = intake.now
    item.save(update_fields=["text", "full_length", "edited_at", "deleted_at"])
    # Not read any more as it stands; the row of the desk shows the new words where it showed the old.
    Case.objects.filter(pk=item.case_id).update(seen_at=None)
    if edited:
        Case.objects.filter(pk=item.case_id, excerpt=excerpt(before) or NO_WORDS).update(excerpt=excerpt(item.text))
