"""What officers do with a case: kind, exits, notes, holding, closing, and what a referral makes of it.

Its neighbours: `intake` (take_in), `recording` (record), `replies` (reply, undo), `assignments` (assign, answer_assignment).
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from datetime import datetime

from django.db import transaction
from django.utils import timezone

from pendopo.inbox.assignments import answer_assignment, assign
from pendopo.inbox.intake import TakenIn, take_in
from pendopo.inbox.models import Case, Exit, Note, Unreadable
from pendopo.inbox.recording import record
from pendopo.inbox.replies import reply, undo
from pendopo.inbox.rules import BadInput, input_kind, target_at, text_of
from pendopo.inbox.text import clean
from pendopo.journal.actions import Draft, move
from pendopo.journal.actions import note as write
from pendopo.journal.actor import Actor
from pendopo.people.models import Person
from pendopo.registry.queries import acting
from pendopo.registry.rules import Doing

__all__ = [
    "TakenIn", "answer_assignment", "assign", "close", "exit_to", "hold", "let_go", "mark_noise", "note", "record",
    "referral_ended", "referred", "reopen", "reply", "see", "set_kind", "settle_unreadable", "snooze", "take_in", "undo",
]  # fmt: skip

NUMBER = re.compile(r"[0-9A-Za-z][0-9A-Za-z ./_-]{1,58}[0-9A-Za-z]")


@transaction.atomic
def set_kind(*, case: Case, kind: str, by: Person, topic: str | None = None, at: datetime | None = None) -> None:
    """An officer says what kind of input it is (C-SRV2); a proposal becomes a decision."""
    actor = acting(by, Doing.RECORD, case.agency, account=case.account, at=at)
    before = {"kind": case.kind, "kind_confirmed": case.kind_confirmed, "topic": case.topic}
    case.kind, case.kind_confirmed = input_kind(case.agency.government.profile, kind), True
    case.topic = case.topic if topic is None else clean(topic).strip()[:80]
    case.save(update_fields=["kind", "kind_confirmed", "topic"])
    after = {"kind": case.kind, "kind_confirmed": True, "topic": case.topic}
    write(case, doing="case.kind", by=actor, before=before, after=after, at=at)


def exit_to(*, case: Case, to: str, number: str, by: Person, at: datetime | None = None) -> Exit:
    """The case goes on at PPID or SP4N-LAPOR!, under the register number that it got there."""
    actor = acting(by, Doing.REFER, case.agency, account=case.account, at=at)
    number = " ".join(clean(number).split())
    if to not in Exit.To.values:
        raise BadInput("Pilih tujuan: PPID atau SP4N-LAPOR!.")
    if not NUMBER.fullmatch(number):
        raise BadInput(
            "Tulis nomor register dari PPID atau SP4N-LAPOR! (huruf, angka, titik, garis), paling banyak 60."
        )
    now = at or timezone.now()
    with transaction.atomic():
        made = Exit.objects.create(case=case, to=to, number=number, by=by, created_at=now)
        because = f"{Exit.To(to).label} {number}"
        move(case, to="exited", by=actor, because=because, changes={"due_at": None, "snoozed_until": None}, at=at)
    return made


def mark_noise(*, case: Case, by: Person, because: str = "spam", at: datetime | None = None) -> None:
    """Nobody needs an answer to this. Criticism is no spam: the reason is kept, and the case can be taken back."""
    actor = acting(by, Doing.RECORD, case.agency, account=case.account, at=at)
    changes = {"kind": "spam", "kind_confirmed": True, "due_at": None, "snoozed_until": None}
    move(case, to="noise", by=actor, because=because, changes=changes, at=at)


@transaction.atomic
def note(*, case: Case, by: Person, text: str, at: datetime | None = None) -> Note:
    """A remark for colleagues; it never leaves."""
    actor = acting(by, Doing.RECORD, case.agency, account=case.account, at=at)
    made = Note.objects.create(case=case, author=by, text=text_of(clean(text), "Catatan"))
    if at is not None:
        Note.objects.filter(pk=made.pk).update(created_at=at)
    write(case, doing="case.note", by=actor, after={"note": made.pk, "text": made.text}, at=at)
    return made


@transaction.atomic
def snooze(*, case: Case, until: datetime | None, by: Person, at: datetime | None = None) -> None:
    """Put a case aside until a moment (None: take it back now). No clock stops, and new words bring it back."""
    now = at or timezone.now()
    actor = acting(by, Doing.RECORD, case.agency, account=case.account, at=at)
    if until is not None and until <= now:
        raise BadInput("Pilih waktu yang akan datang untuk menunda kasus ini.")
    before, case.snoozed_until = case.snoozed_until, until
    case.save(update_fields=["snoozed_until"])
    write(case, doing="case.snooze", by=actor, before={"until": before}, after={"until": until}, at=at)


def close(*, case: Case, by: Person, because: str = "", at: datetime | None = None) -> None:
    """Done. Without an answer or an exit it needs a reason."""
    actor = acting(by, Doing.RECORD, case.agency, account=case.account, at=at)
    case.refresh_from_db(fields=["state"])
    if case.state not in {"answered", "exited"} and not because.strip():
        raise BadInput("Kasus ini belum dijawab. Tulis alasannya bila tetap ditutup.")
    changes = {"closed_at": at or timezone.now(), "due_at": None, "snoozed_until": None, "attention": ""}
    move(case, to="closed", by=actor, because=clean(because).strip()[:1000], changes=changes, at=at)


def reopen(*, case: Case, by: Person, because: str = "", at: datetime | None = None) -> None:
    """Take a case back onto the desk, from wherever it ended."""
    now = at or timezone.now()
    actor = acting(by, Doing.RECORD, case.agency, account=case.account, at=at)
    due = target_at(case.agency.government.profile, "T1", now)
    changes = {"closed_at": None, "waiting_since": now, "due_at": due}
    move(case, to="new", by=actor, because=clean(because).strip()[:1000], changes=changes, at=at)


@transaction.atomic
def hold(*, case: Case, by: Person, at: datetime | None = None) -> None:
    """Take the case: colleagues see who is at it. Taking it from a colleague is possible, and seen."""
    actor = acting(by, Doing.RECORD, case.agency, account=case.account, at=at)
    _hand(case, by, actor, at)


@transaction.atomic
def let_go(*, case: Case, by: Person, at: datetime | None = None) -> None:
    """Give the case back to everybody."""
    actor = acting(by, Doing.RECORD, case.agency, account=case.account, at=at)
    _hand(case, None, actor, at)


def _hand(case: Case, to: Person | None, actor: Actor, at: datetime | None) -> None:
    before, case.holder = case.holder, to
    case.save(update_fields=["holder"])
    names = [{"holder": person.name if person else ""} for person in (before, to)]
    write(case, doing="case.hold", by=actor, before=names[0], after=names[1], at=at)


def see(case: Case, *, at: datetime | None = None) -> None:
    """Somebody has opened it: no longer unread."""
    if case.seen_at is None:
        case.seen_at = at or timezone.now()
        Case.objects.filter(pk=case.pk, seen_at=None).update(seen_at=case.seen_at)


def referred(
    *, case: Case, by: Actor, due_at: datetime | None, first: Sequence[Draft], at: datetime | None = None
) -> None:
    """Another agency was asked (called by `referral`, which has checked the right and tells the journal so `first`).
    `due_at` None: outside, no limit."""
    changes = {"due_at": due_at, "snoozed_until": None, "attention": ""}
    move(case, to="referred", by=by, because="dirujuk ke instansi terkait", changes=changes, first=first, at=at)


def referral_ended(*, case: Case, by: Actor, because: str, at: datetime | None = None) -> None:
    """The hop is over (answered, not theirs, withdrawn): the case is the officer's again, unread, and says why."""
    row = Case.objects.get(pk=case.pk)
    changes = {"due_at": None, "attention": because[:300], "seen_at": None}
    if row.state == "referred":
        move(row, to="new", by=by, because=because, changes=changes, at=at)
    else:
        Case.objects.filter(pk=row.pk).update(**changes)
    case.refresh_from_db()


@transaction.atomic
def settle_unreadable(*, entry: Unreadable, by: Person, at: datetime | None = None) -> None:
    """An officer has looked at what the program could not read."""
    actor = acting(by, Doing.RECORD, entry.account.agency, account=entry.account, at=at)
    entry.settled_at, entry.settled_by = at or timezone.now(), by.name
    entry.save(update_fields=["settled_at", "settled_by"])
    write(entry, doing="inbox.unreadable_settled", by=actor, after={"reason": entry.reason}, at=at)
