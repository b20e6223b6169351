"""Small pieces that the inbox tests are made of."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from pendopo.connectors.base import Collected, IncomingItem, IncomingPost
from pendopo.inbox.actions import TakenIn, take_in
from pendopo.journal.actor import Actor
from pendopo.registry.models import OfficialAccount
from tests.world import NOW

SYSTEM = Actor.system()
POST = IncomingPost("post-1", "https://contoh.invalid/post-1", "Jam layanan KTP-el")


def said(external_id: str, text: str = "KTP hilang, bagaimana mengurusnya?", **changes: Any) -> IncomingItem:
    """A comment of one invented citizen under one post."""
    given: dict[str, Any] = {
        "kind": "comment", "author_id": "warga-1", "author_name": "Warga Satu", "posted_at": NOW, "post": POST,
    }  # fmt: skip
    return IncomingItem(external_id=external_id, text=text, **{**given, **changes})


def arrive(account: OfficialAccount, *items: IncomingItem, at: datetime = NOW, cursor: str = "c1") -> TakenIn:
    """Take items in as the worker does."""
    return take_in(account, Collected(items, cursor), by=SYSTEM, at=at)
