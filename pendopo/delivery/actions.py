"""Writing to the outbox: queue and cancel, and what a person says about a message that the program can't decide."""

from __future__ import annotations

from datetime import datetime
from urllib.parse import urlsplit

from django.conf import settings
from django.db import IntegrityError, transaction
from django.utils import timezone

from pendopo.connectors.base import Outgoing
from pendopo.delivery.models import Dispatch
from pendopo.delivery.outgoing import keep_file, key_of, pack
from pendopo.journal.actions import move, note
from pendopo.journal.actor import Actor
from pendopo.journal.machine import Said
from pendopo.people.models import Person
from pendopo.registry.models import OfficialAccount
from pendopo.registry.queries import acting
from pendopo.registry.rules import Doing

PICTURES = (b"\x89PNG\r\n\x1a\n", b"\xff\xd8\xff")
RIGHT = {Dispatch.Kind.REPLY.value: Doing.ANSWER, Dispatch.Kind.POST.value: Doing.PUBLISH}


class BadDispatch(Said):
    """Something given to the outbox can't be taken; the sentence says why."""


@transaction.atomic
def queue(
    *, account: OfficialAccount, kind: str, outgoing: Outgoing, not_before: datetime, by: Actor,
    not_after: datetime | None = None, at: datetime | None = None,
) -> Dispatch:  # fmt: skip
    """Put a message into the outbox, in the caller's transaction; the worker sends it at `not_before` at the earliest.

    The same `outgoing.key` twice is refused, so that a double click sends one message.
    """
    if not_after is not None and not_after <= not_before:
        raise BadDispatch("Batas akhir pengiriman ada sebelum waktu mulainya: periksa kedua waktu itu.")
    try:
        with transaction.atomic():
            made = Dispatch.objects.create(
                account=account, kind=kind, key=key_of(outgoing), outgoing=pack(outgoing), not_before=not_before,
                not_after=not_after, created_by=by.name,
            )  # fmt: skip
    except IntegrityError as twice:
        raise BadDispatch("Kiriman ini sudah ada di antrean; tidak dikirim dua kali.") from twice
    after = {"account": account.pk, "kind": kind, "not_before": not_before, "not_after": not_after}
    note(made, doing="dispatch.queued", by=by, after=after, at=at)
    return made


def cancel(*, dispatch: Dispatch, by: Actor, because: str, at: datetime | None = None) -> None:
    """Take a message back before it leaves; MoveRefused when it has left already."""
    move(dispatch, to="cancelled", by=by, because=because, at=at)


def send_again(*, dispatch: Dispatch, by: Actor, because: str, at: datetime | None = None) -> None:
    """Queue again what was refused or missed (certainly not on the platform)."""
    moment = at or timezone.now()
    changes = {"next_try_at": None, "not_after": None, "not_before": max(dispatch.not_before, moment), "trouble": ""}
    if dispatch.state not in {"refused", "missed"}:
        raise BadDispatch("Hanya kiriman yang ditolak atau terlewat yang bisa dikirim ulang.")
    move(dispatch, to="queued", by=by, because=because, changes=changes, at=at)


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
    if evidence:
        changes["evidence_sha256"] = keep_file(_picture(evidence))
    move(dispatch, to="live", by=_deciding(dispatch, by, at), because="dipastikan petugas", changes=changes, at=at)


def _picture(content: bytes) -> bytes:
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
    if dispatch.state != "unknown":
        raise BadDispatch("Keadaan kiriman ini sudah pasti. Muat ulang halaman untuk melihat keadaan terbaru.")
    if not because.strip():
        raise BadDispatch("Tulis di mana Anda sudah memeriksanya.")
    changes: dict[str, object] = {"next_look_at": None, "absent_at": at or timezone.now(), "next_try_at": None}
    changes["trouble"] = "" if again else "Petugas memeriksa: tidak ada di platform."
    move(dispatch, to="queued" if again else "refused", by=actor, because=because, changes=changes, at=at)


def _deciding(dispatch: Dispatch, by: Person, at: datetime | None) -> Actor:
    account = dispatch.account
    return acting(by, RIGHT[dispatch.kind], account.agency, account=account, at=at)
