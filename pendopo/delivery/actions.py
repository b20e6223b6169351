"""Writing to the outbox: queue and cancel, and what a person says about a message that the program can't decide."""

from __future__ import annotations

from datetime import datetime
from urllib.parse import urlsplit

from django.conf import settings
from django.db import transaction
from django.utils import timezone

from pendopo.bulk import add
from pendopo.connectors.base import Can, Outgoing
from pendopo.delivery.models import Dispatch
from pendopo.delivery.outgoing import by_hand, digest_of, keep_file, key_of, pack
from pendopo.journal.actions import move, note
from pendopo.journal.actor import Actor
from pendopo.journal.machine import Said
from pendopo.people.models import Person
from pendopo.registry.connections import can
from pendopo.registry.models import OfficialAccount
from pendopo.registry.queries import acting
from pendopo.registry.rules import Doing

PICTURES = (b"\x89PNG\r\n\x1a\n", b"\xff\xd8\xff")
# Whose right it is to say what became of it.
RIGHT = {kind: Doing.ANSWER if kind == "reply" else Doing.PUBLISH for kind in Dispatch.Kind.values}
NO_PICTURE = "Lampirkan tangkapan layar unggahannya: tautan saja bisa hilang, bukti ini disimpan selamanya."


class BadDispatch(Said):
    """Something given to the outbox can't be taken; the sentence says why."""


def queue(
    *, account: OfficialAccount, kind: str, outgoing: Outgoing, not_before: datetime, by: Actor,
    not_after: datetime | None = None, at: datetime | None = None,
) -> Dispatch:  # fmt: skip
    """Put a message into the outbox, in the caller's transaction; the worker sends it at `not_before` at the earliest.

    The same `outgoing.key` twice is refused, so that a double click sends one message. The further parts of a thread and
    a first comment are queued behind it, each for a call of its own; the first one is given back.
    """
    if not_after is not None and not_after <= not_before:
        raise BadDispatch("Batas akhir pengiriman ada sebelum waktu mulainya: periksa kedua waktu itu.")
    first = Dispatch(account=account, kind=kind, not_before=not_before, not_after=not_after, created_by=by.name)
    with transaction.atomic(savepoint=False):
        new = _put(first, outgoing, by, at)
        # Where a person posts it, the parts stand in the package that they copy from.
        if new and can(account, Can.PUBLISH):
            above = first
            for number, text in enumerate(outgoing.parts, 2):
                above = _behind(first, above, Dispatch.Kind.PART, f"{first.key}:{number}", text, by, at)
            if outgoing.first_comment:
                _behind(first, first, Dispatch.Kind.FIRST, f"{first.key}:komentar", outgoing.first_comment, by, at)
    if not new:
        raise BadDispatch("Kiriman ini sudah ada di antrean; tidak dikirim dua kali.")
    return first


def _put(row: Dispatch, outgoing: Outgoing, by: Actor, at: datetime | None) -> bool:
    """False when it is there already."""
    row.key, row.outgoing = key_of(outgoing), pack(outgoing)
    row.outgoing_sha256 = digest_of(row.outgoing)
    if not add(row):
        return False
    after = {
        "account": row.account_id, "kind": row.kind, "not_before": row.not_before, "not_after": row.not_after,
        "sha256": row.outgoing_sha256,
    }  # fmt: skip
    note(row, doing="dispatch.queued", by=by, after=after, at=at)
    return True


def _behind(
    root: Dispatch, above: Dispatch, kind: str, key: str, text: str, by: Actor, at: datetime | None
) -> Dispatch:
    row = Dispatch(
        account=root.account, kind=kind, not_before=root.not_before, not_after=root.not_after, created_by=by.name,
        follows=above, root=root,
    )  # fmt: skip
    _put(row, Outgoing(key=key, text=text, since=root.not_before, follows_own=True), by, at)
    return row


@transaction.atomic
def cancel(*, dispatch: Dispatch, by: Actor, because: str, at: datetime | None = None) -> None:
    """Take a message back before it leaves, with the parts behind it; MoveRefused when it has left already."""
    move(dispatch, to="cancelled", by=by, because=because, at=at)
    for part in dispatch.parts.filter(state__in=["queued", "handed", "missed", "refused"]).order_by("pk"):
        move(part, to="cancelled", by=by, because=because, at=at)


def send_again(*, dispatch: Dispatch, by: Actor, because: str, at: datetime | None = None) -> None:
    """Queue again what was refused or missed (certainly not on the platform)."""
    moment = at or timezone.now()
    changes = {"next_try_at": None, "not_after": None, "not_before": max(dispatch.not_before, moment), "trouble": ""}
    if dispatch.state not in {"refused", "missed"}:
        raise BadDispatch("Hanya kiriman yang ditolak atau terlewat yang bisa dikirim ulang.")
    move(dispatch, to="queued", by=by, because=because, changes=changes, at=at)


@transaction.atomic
def confirm_posted(
    *, dispatch: Dispatch, url: str, by: Person, evidence: bytes | None = None, at: datetime | None = None
) -> None:
    """A person has posted it, or has found it on the platform: the link (and a screenshot) becomes the proof."""
    link, moment = url.strip(), at or timezone.now()
    parts = urlsplit(link)
    if (
        parts.scheme not in {"http", "https"}
        or not parts.hostname
        or len(link) > 1000
        or any(c.isspace() for c in link)
    ):
        raise BadDispatch("Tempelkan tautan lengkap ke unggahan, diawali https://.")
    changes: dict[str, object] = {"url": link, "sent_at": moment, "trouble": "", "next_look_at": None}
    if dispatch.state == "handed" and dispatch.kind != Dispatch.Kind.REPLY and not evidence:
        # What no program saw go live is proven by the person who posted it (8 e: link and capture).
        raise BadDispatch(NO_PICTURE)
    if evidence:
        changes["evidence_sha256"] = keep_file(checked_picture(evidence))
    actor = _deciding(dispatch, by, at)
    waits = Dispatch.objects.filter(pk=dispatch.pk, kind=Dispatch.Kind.REPLY, state="queued").exists()
    if waits and by_hand(dispatch, dispatch.account):
        move(dispatch, to="handed", by=actor, at=at)  # whoever posts it need not wait for the worker
    move(dispatch, to="live", by=actor, because="dipastikan petugas", changes=changes, at=at)


def checked_picture(content: bytes) -> bytes:
    """A screenshot that may be kept as proof."""
    if len(content) > settings.MAX_UPLOAD_BYTES:
        raise BadDispatch(f"Tangkapan layar terlalu besar (paling besar {settings.MAX_UPLOAD_BYTES // 1048576} MB).")
    if not content.startswith(PICTURES) and content[8:12] != b"WEBP":
        raise BadDispatch("Tangkapan layar harus berupa gambar PNG, JPEG atau WebP.")
    return content


def declare_absent(
    *, dispatch: Dispatch, by: Person, because: str, again: bool = True, at: datetime | None = None
) -> None:
    """A person has looked at the platform and it is not there: send it again, or (`again=False`) give it up as refused."""
    actor = _deciding(dispatch, by, at)
    if dispatch.state not in {"unknown", "submitted"}:
        raise BadDispatch("Keadaan kiriman ini sudah pasti. Muat ulang halaman untuk melihat keadaan terbaru.")
    if not because.strip():
        raise BadDispatch("Tulis di mana Anda sudah memeriksanya.")
    changes: dict[str, object] = {"next_look_at": None, "absent_at": at or timezone.now(), "next_try_at": None}
    changes["trouble"] = "" if again else "Petugas memeriksa: tidak ada di platform."
    # What the platform has taken is never sent again by itself: it may still appear.
    again = again and dispatch.state == "unknown"
    move(dispatch, to="queued" if again else "refused", by=actor, because=because, changes=changes, at=at)


def _deciding(dispatch: Dispatch, by: Person, at: datetime | None) -> Actor:
    account = dispatch.account
    return acting(by, RIGHT[dispatch.kind], account.agency, account=account, at=at)
