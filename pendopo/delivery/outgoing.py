"""An Outgoing as JSON for the database and back; files that go with it are kept once, by their digest."""

from __future__ import annotations

import hashlib
import uuid
from collections.abc import Mapping
from datetime import datetime
from functools import partial
from typing import Any

from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.db import transaction

from pendopo.connectors.base import Can, Media, Outgoing
from pendopo.delivery.models import Dispatch
from pendopo.journal.actions import canonical
from pendopo.registry.connections import can
from pendopo.registry.models import OfficialAccount

TEXTS = ("text", "title", "reply_to", "reply_to_author", "post_id", "thread_id", "first_comment", "place", "language")
# So begins the id of what no connector brought (recorded or imported by an officer): the platform does not know it, so
# that the answer is posted by a person too.
BY_HAND = "hand:"
NEEDS = {"reply": Can.REPLY, "post": Can.PUBLISH, "part": Can.FOLLOW, "first": Can.FOLLOW}
NAMESPACE = uuid.UUID("6f2f8a52-6a2c-4a55-9a0e-6d1f0e1b5d11")


def by_hand(dispatch: Dispatch, account: OfficialAccount) -> bool:
    """Whether a person posts it: the account's platform takes nothing from programs, or does not know what is answered."""
    return not can(account, NEEDS[dispatch.kind]) or str(dispatch.outgoing.get("reply_to", "")).startswith(BY_HAND)


def key_of(message: Outgoing) -> uuid.UUID:
    """The dispatch's key: what the caller chose, so that the same message queued twice is refused by the database."""
    if not message.key:
        return uuid.uuid4()
    try:
        return uuid.UUID(message.key)
    except ValueError:
        return uuid.uuid5(NAMESPACE, message.key)


def keep_file(content: bytes) -> str:
    """Store bytes under their own digest (once) and give it."""
    digest = hashlib.sha256(content).hexdigest()
    if default_storage.exists(f"outgoing/{digest}"):
        # It may be another transaction's that is rolled back yet.
        transaction.on_commit(partial(_keep, digest, content))
    else:
        _keep(digest, content)
    return digest


def _keep(digest: str, content: bytes) -> None:
    if not default_storage.exists(f"outgoing/{digest}"):
        default_storage.save(f"outgoing/{digest}", ContentFile(content))


def pack(message: Outgoing) -> dict[str, Any]:
    """The message as JSON data."""
    media = [
        {
            "name": one.name, "content_type": one.content_type, "alt_text": one.alt_text, "width": one.width,
            "height": one.height, "sha256": keep_file(one.content),
            **({"captions": keep_file(one.captions)} if one.captions else {}),
        }
        for one in message.media
    ]  # fmt: skip
    lists = {"tags": list(message.tags), "parts": list(message.parts), "media": media}
    return {**{name: getattr(message, name) for name in TEXTS}, **lists, "follows_own": message.follows_own}


def digest_of(packed: Mapping[str, Any]) -> str:
    """SHA-256 of a packed message: the seal between queueing and sending."""
    return hashlib.sha256(canonical(packed).encode()).hexdigest()


def media_of(packed: Mapping[str, Any]) -> list[Media]:
    """The files as they were packed."""
    media = []
    for one in packed.get("media", ()):
        sides = int(one.get("width", 0)), int(one.get("height", 0))
        captions = _kept(one["captions"]) if one.get("captions") else b""
        media.append(
            Media(one["name"], one["content_type"], _kept(one["sha256"]), one["alt_text"], *sides, captions=captions)
        )
    return media


def intact(packed: Mapping[str, Any]) -> bool:
    """Is every file there and still the one that was packed? The seal of the words names the files by their digest only."""
    digests = [one[name] for one in packed.get("media", ()) for name in ("sha256", "captions") if one.get(name)]
    return all(_is_still(digest) for digest in digests)


def _is_still(digest: str) -> bool:
    try:
        with default_storage.open(f"outgoing/{digest}") as file:
            return hashlib.file_digest(file, "sha256").hexdigest() == digest
    except FileNotFoundError:
        return False


def _kept(digest: str) -> bytes:
    with default_storage.open(f"outgoing/{digest}") as file:
        content: bytes = file.read()
    return content


def unpack(packed: Mapping[str, Any], *, key: str, since: datetime) -> Outgoing:
    """The message as it was packed."""
    texts = {name: str(packed.get(name, "")) for name in TEXTS}
    return Outgoing(
        key=key, since=since, tags=tuple(packed.get("tags", ())), parts=tuple(packed.get("parts", ())),
        media=tuple(media_of(packed)), follows_own=bool(packed.get("follows_own")), **texts,
    )  # fmt: skip
