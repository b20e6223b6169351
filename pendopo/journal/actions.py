"""Writing the journal: `move` for a state, `note` for any other change, `record` for many entries at once."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, date, datetime
from functools import cache
from typing import Any, ClassVar, Protocol
from zoneinfo import ZoneInfo

from django.db import models, transaction
from django.utils import timezone

from pendopo.bulk import insert, put, save
from pendopo.journal.actor import Actor, Place
from pendopo.journal.machine import Machine
from pendopo.journal.models import Chain, Entry
from pendopo.prepared import Prepared


class Journalled(Protocol):
    """A thing that the journal can speak of."""

    pk: Any

    def journal_place(self) -> Place: ...


class Moving(Journalled, Protocol):
    """A thing with a state; `machine` says which moves are legal."""

    machine: ClassVar[Machine]
    state: Any


@dataclass(frozen=True)
class Draft:
    """An entry about to be written."""

    thing: Journalled
    doing: str
    by: Actor
    because: str = ""
    before: Mapping[str, object] = field(default_factory=dict)
    after: Mapping[str, object] = field(default_factory=dict)


def _plain(value: object) -> object:
    if isinstance(value, datetime):
        return value.astimezone(UTC).isoformat()
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, models.Model):
        return value.pk
    return str(value)


def canonical(value: object) -> str:
    """The one way to write a value as JSON: sorted keys, no spaces, dates in UTC."""
    return json.dumps(value, sort_keys=True, separators=(",", ":"), ensure_ascii=False, default=_plain)


def digest(entry: Entry) -> str:
    """SHA-256 (hex) over everything an entry says and the digest of the one before it."""
    parts = [
        entry.chain, entry.sequence, entry.at.astimezone(UTC).isoformat(timespec="microseconds"), entry.local_time,
        entry.actor_id, entry.actor_name, entry.office, entry.decree, entry.doing, entry.thing_kind, entry.thing_id,
        entry.agency_id, entry.before, entry.after, entry.because, entry.previous,
    ]  # fmt: skip
    return hashlib.sha256(canonical(parts).encode()).hexdigest()


def kind_of(thing: Journalled) -> str:
    """How the journal names a kind of thing: "inbox.case"."""
    meta = getattr(thing, "_meta", None)
    return str(meta.label_lower) if meta is not None else type(thing).__name__.lower()


def record(drafts: Sequence[Draft], *, at: datetime | None = None) -> list[Entry]:
    """Write entries (all of one chain or of several) in the transaction that is under way. What is given back has no id."""
    written: list[Entry] = []
    by_chain: dict[str, list[tuple[Draft, Place]]] = {}
    for draft in drafts:
        place = draft.thing.journal_place()
        by_chain.setdefault(place.chain, []).append((draft, place))
    moment = at or timezone.now()
    for name, group in sorted(by_chain.items()):
        head = _head(name)
        for draft, place in group:
            written.append(_entry(draft, place, head, moment))
        put(Chain, head.pk, last_sequence=head.last_sequence, last_digest=head.last_digest)
    insert(Entry, _COLUMNS, [[getattr(entry, name) for name in _COLUMNS] for entry in written])
    return written


_COLUMNS = tuple(field.attname for field in Entry._meta.concrete_fields if not field.primary_key)
_heads = Prepared(lambda name: Chain.objects.select_for_update().filter(name=name), str)


def _head(name: str) -> Chain:
    """The end of a chain, locked; a chain begins when it is first needed."""
    found = _heads(name)
    if not found:
        Chain.objects.get_or_create(name=name)
        found = _heads(name)
    return found[0]


def _entry(draft: Draft, place: Place, head: Chain, moment: datetime) -> Entry:
    entry = Entry(
        chain=head.name, sequence=head.last_sequence + 1, at=moment,
        local_time=moment.astimezone(ZoneInfo(place.zone)).isoformat(timespec="seconds"),
        actor_id=draft.by.id, actor_name=draft.by.name, office=draft.by.office, decree=draft.by.decree,
        doing=draft.doing, thing_kind=kind_of(draft.thing), thing_id=str(draft.thing.pk), agency_id=place.agency_id,
        before=canonical(draft.before), after=canonical(draft.after), because=draft.because, previous=head.last_digest,
    )  # fmt: skip
    entry.digest = digest(entry)
    head.last_sequence, head.last_digest = entry.sequence, entry.digest
    return entry


# Without a savepoint of its own (two more questions to the database): where it fails, the change it tells of must not stay.
@transaction.atomic(savepoint=False)
def note(
    thing: Journalled, *, doing: str, by: Actor, because: str = "",
    before: Mapping[str, object] | None = None, after: Mapping[str, object] | None = None, at: datetime | None = None,
) -> Entry:  # fmt: skip
    """Journal a change that is not a change of state (the caller has made it, in the same transaction)."""
    return record([Draft(thing, doing, by, because, before or {}, after or {})], at=at)[0]


def _share(thing: Any, row: Any) -> None:
    """What `thing` points to has been read already, so that it need not be read again for `row` where both point to it."""
    for name, pointed_to in thing._state.fields_cache.items():
        attname = getattr(row._meta.get_field(name), "attname", None)
        if attname and getattr(row, attname) == getattr(thing, attname):
            row._state.fields_cache[name] = pointed_to


@cache
def _locked(model: Any) -> Prepared[Any]:
    """A row of a model by its number, locked."""
    return Prepared(lambda pk: model._base_manager.select_for_update().filter(pk=pk), int)


def move(
    thing: Moving, *, to: str, by: Actor, because: str = "",
    changes: Mapping[str, object] | None = None, first: Sequence[Draft] = (), at: datetime | None = None,
) -> Entry:  # fmt: skip
    """Take `thing` to state `to`, with other fields in `changes`: lock the row, check the machine, save, journal.

    Raises MoveRefused (Indonesian sentence) when the row, as it stands now in the database, may not move so; nothing is
    written then, and the caller's transaction may go on. `first`: entries that the journal has before this one.
    """
    model: Any = type(thing)
    with transaction.atomic(savepoint=False):
        (row,) = _locked(model)(thing.pk)
        refused = model.machine.refusal(row.state, to, because)
        if refused is None:
            _share(thing, row)
            before = {"state": row.state, **{name: getattr(row, name) for name in changes or {}}}
            after = {"state": to, **(changes or {})}
            for name, value in after.items():
                setattr(row, name, value)
                setattr(thing, name, value)
            save(row, after)
            moved = Draft(row, f"{model._meta.model_name}.{to}", by, because, before, after)
            return record([*first, moved], at=at)[-1]
    raise refused
