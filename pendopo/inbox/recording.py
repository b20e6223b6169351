"""Recording by hand (annex B.1): link, words, screenshot, kind, in half a minute, for platforms that nothing collects."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from django.db import transaction
from django.utils import timezone

from pendopo.connectors.base import Collected, IncomingItem, ItemKind
from pendopo.delivery.outgoing import BY_HAND
from pendopo.inbox.captures import MAX_CAPTURES, Proven, keep
from pendopo.inbox.intake import take_in
from pendopo.inbox.models import Item
from pendopo.inbox.rules import BadInput, input_kind, text_of
from pendopo.inbox.text import TEXT_LIMIT, clean, line, link
from pendopo.inbox.threads import digest
from pendopo.journal.actions import note
from pendopo.people.models import Person
from pendopo.registry.models import OfficialAccount
from pendopo.registry.queries import acting
from pendopo.registry.rules import Doing


def by_hand(
    *, url: str, text: str, author: str, posted_at: datetime, moment: str = "", item_kind: ItemKind = "comment"
) -> IncomingItem:
    """What an officer wrote down (or a row of a file), as an item; the same words of the same person are the same item.

    Without a link `moment` tells two equal messages apart.
    """
    name = line(author)
    own_id = digest(url, name, text, "" if url else moment)
    # One person below one link is one conversation; without a link each stands alone.
    thread = digest("link", url) if url and name else ""
    return IncomingItem(
        external_id=f"{BY_HAND}{own_id[:40]}", text=text, kind=item_kind, author_id="", author_name=name,
        posted_at=posted_at, url=url, thread_id=thread,
    )  # fmt: skip


@transaction.atomic
def record(
    *, account: OfficialAccount, by: Person, text: str, url: str = "", author: str = "", posted_at: datetime | None = None,
    kind: str = "", item_kind: ItemKind = "comment", captures: Sequence[Proven] = (), at: datetime | None = None,
) -> Item:  # fmt: skip
    """Keep one thing that somebody said. `posted_at` is the time that the officer read on the platform (claimed, shown
    beside ours). Recording the same again gives the item that is there."""
    now = at or timezone.now()
    actor = acting(by, Doing.RECORD, account.agency, account=account, at=at)
    if len(captures) > MAX_CAPTURES:
        raise BadInput(f"Paling banyak {MAX_CAPTURES} tangkapan layar untuk satu masukan.")
    words = (
        "(lihat tangkapan layar)" if captures and not text.strip() else text_of(clean(text), "Isi pesan", TEXT_LIMIT)
    )
    if url.strip() and not link(url):
        raise BadInput("Tautan ini tidak lengkap: salin dari bilah alamat, diawali https://.")
    if kind:
        input_kind(account.agency.government.profile, kind)
    if posted_at is not None and posted_at > now:
        raise BadInput("Waktu pesan ada di masa depan: periksa tanggal dan jamnya.")
    claimed = posted_at or now
    moment = claimed.isoformat(timespec="minutes")
    said = by_hand(url=link(url), text=words, author=author, posted_at=claimed, moment=moment, item_kind=item_kind)
    taken = take_in(account, Collected([said], cursor=""), by=actor, at=at, way="recorded")
    item = Item.objects.select_related("case").get(account=account, external_id=said.external_id)
    for one in captures:
        if not item.captures.filter(name=one.name, size=len(one.content)).exists():
            keep(item, one)
    if taken.new:
        changes = {"kind": kind, "kind_confirmed": bool(kind)} if kind else {}
        for name, value in changes.items():
            setattr(item.case, name, value)
        item.case.save(update_fields=list(changes) or None)
        after = {"item": item.pk, "kind": kind, "url": item.url, "claimed": posted_at, "captures": len(captures)}
        note(item.case, doing="case.recorded", by=actor, after=after, at=at)
    return item
