"""Asking for a change, agreeing to it, and saying that it was done by hand."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction
from django.utils import timezone

from pendopo.delivery.actions import checked_picture
from pendopo.delivery.changing.models import Change
from pendopo.delivery.changing.rules import corrected
from pendopo.delivery.models import Dispatch
from pendopo.delivery.outgoing import keep_file
from pendopo.journal.actions import move, note
from pendopo.journal.actor import Actor
from pendopo.journal.machine import Said
from pendopo.people.models import Person
from pendopo.registry.queries import acting, today
from pendopo.registry.rules import Doing

SHORTEST = 10


class BadChange(Said):
    """The change can't be taken so; the sentence says why."""


@transaction.atomic
def ask_edit(
    *, dispatch: Dispatch, by: Person, text: str, correction: str, because: str, at: datetime | None = None
) -> Change:
    """Other words for something live, with a public note of what was corrected. A second person agrees first."""
    row, actor = _live(dispatch, by, at)
    _reason(because)
    if not text.strip() or not correction.strip():
        raise BadChange("Tulis teks yang benar dan catatan ralat yang dibaca warga.")
    if text.strip() == str(row.outgoing.get("text", "")).strip():
        raise BadChange("Teksnya sama dengan yang sudah tayang.")
    after = corrected(text, correction, today(row.account.agency.government, at))
    return _ask(row, by, actor, Change.Doing.EDIT, because, after, at)


@transaction.atomic
def ask_delete(*, dispatch: Dispatch, by: Person, because: str, at: datetime | None = None) -> Change:
    """Take it down at once, with everything of ours that hangs below it: what is wrong must not wait for a second person.

    The reason and a snapshot of what stood there are kept for ever.
    """
    row, actor = _live(dispatch, by, at)
    _reason(because)
    moment = at or timezone.now()
    made: Change | None = None
    for piece in [*row.parts.filter(state="live").select_related("account__agency__government").order_by("-pk"), row]:
        made = _ask(piece, by, actor, Change.Doing.DELETE, because, "", at)
        move(made, to="queued", by=actor, at=moment)
    assert made is not None
    return made


@transaction.atomic
def agree(*, change: Change, by: Person, at: datetime | None = None) -> Change:
    """A second person has read both wordings."""
    row = _locked(change)
    account = row.dispatch.account
    actor = acting(by, Doing.APPROVE, account.agency, account=account, at=at)
    if row.asked_by_id == by.pk:
        raise BadChange("Ralat ini Anda sendiri yang menulis. Persetujuan diberikan oleh orang kedua.")
    moment = at or timezone.now()
    move(row, to="queued", by=actor, changes={"agreed_by": by, "agreed_at": moment}, at=moment)
    return row


@transaction.atomic
def give_up(*, change: Change, by: Person, because: str, at: datetime | None = None) -> Change:
    """It stays as it is."""
    row = _locked(change)
    account = row.dispatch.account
    doing = Doing.APPROVE if row.state == "asked" and row.asked_by_id != by.pk else Doing.PUBLISH
    move(row, to="cancelled", by=acting(by, doing, account.agency, account=account, at=at), because=because, at=at)
    return row


@transaction.atomic
def done_by_hand(*, change: Change, by: Person, evidence: bytes, at: datetime | None = None) -> Change:
    """A person has changed it on the platform; the screenshot is the proof."""
    row = _locked(change)
    account, moment = row.dispatch.account, at or timezone.now()
    actor = acting(by, Doing.PUBLISH, account.agency, account=account, at=at)
    if not evidence:
        raise BadChange("Lampirkan tangkapan layar sesudah perubahan sebagai bukti.")
    if row.state == "refused":
        move(row, to="handed", by=actor, at=moment)
    changes = {"done_at": moment, "evidence_sha256": keep_file(checked_picture(evidence)), "trouble": ""}
    move(row, to="done", by=actor, changes=changes, at=moment)
    finish(row, actor, moment)
    return row


def finish(change: Change, by: Actor, moment: datetime) -> None:
    """What was taken down is told of the dispatch too."""
    if change.doing == Change.Doing.DELETE:
        move(change.dispatch, to="removed", by=by, because=change.because, at=moment)


def _live(dispatch: Dispatch, by: Person, at: datetime | None) -> tuple[Dispatch, Actor]:
    rows = Dispatch.objects.select_for_update(of=("self",)).select_related("account__agency__government")
    row = rows.get(pk=dispatch.pk)
    account = row.account
    actor = acting(by, Doing.PUBLISH, account.agency, account=account, at=at)
    if row.state != "live":
        raise BadChange("Hanya yang sudah tayang yang dapat diralat atau dihapus.")
    if row.changes.filter(state__in=["asked", "queued", "handed"]).exists():
        raise BadChange("Masih ada perubahan lain yang belum selesai untuk unggahan ini.")
    return row, actor


def _reason(because: str) -> None:
    if len(because.strip()) < SHORTEST:
        raise BadChange("Tulis alasannya dalam satu kalimat; alasan ini tersimpan dalam catatan.")


def _ask(
    row: Dispatch, by: Person, actor: Actor, doing: Change.Doing, because: str, after: str, at: datetime | None
) -> Change:
    earlier = row.changes.filter(doing=Change.Doing.EDIT, state="done").order_by("-pk").first()
    before = {**row.outgoing, "url": row.url, "external_id": row.external_id}
    if earlier is not None:
        before["text"] = earlier.after
    made = Change.objects.create(
        dispatch=row, doing=doing, because=because.strip()[:500], before=before, after=after, asked_by=by,
        asked_at=at or timezone.now(),
    )  # fmt: skip
    note(made, doing=f"change.{doing}", by=actor, because=made.because, before=before, after={"text": after}, at=at)
    return made


def _locked(change: Change) -> Change:
    rows = Change.objects.select_for_update(of=("self",))
    return rows.select_related("dispatch__account__agency__government").get(pk=change.pk)
