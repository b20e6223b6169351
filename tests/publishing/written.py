"""Messages for tests: one that is whole, and what makes it go live."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any

from pendopo.delivery.actions import confirm_posted
from pendopo.delivery.jobs import send_due
from pendopo.publishing.actions import approve, draft, schedule, submit
from pendopo.publishing.jobs import settle
from pendopo.publishing.media.actions import upload
from pendopo.publishing.models import Message
from pendopo.publishing.queries import current_sha256
from pendopo.publishing.rules import Shown, Tick, Written
from tests.publishing.pictures import png
from tests.world import NOW, Desk

SOON = NOW + timedelta(hours=2)
# The smallest picture there is: a screenshot as far as the program can tell.
PICTURE = bytes.fromhex(
    "89504e470d0a1a0a0000000d4948445200000001000000010806000000"
    "1f15c4890000000d49444154789c6360606060000000050001a5f645400000000049454e44ae426082"
)
SAFE = {code: Tick(True) for code in "abcdefgh"}


def written(desk: Desk, **changes: Any) -> Written:
    """A message that lacks nothing."""
    whole = Written(
        title="Layanan Sabtu", text="Loket buka Sabtu 08.00 sampai 12.00.", purpose="sebar_informasi",
        category="kegiatan", source="Surat 470/12/2026", tags="#layanan, adminduk", planned_at=SOON,
        ethics=SAFE, variants={desk.account.pk: ""},
    )  # fmt: skip
    return replace(whole, **changes)


def picture(desk: Desk, **more: Any) -> Shown:
    """A small picture of the agency's, as a message shows it."""
    file = upload(agency=desk.agency, name="a.png", content=png(), by=desk.officer, at=NOW)
    return Shown(file.pk, file.sha256, size=file.size, width=file.width, height=file.height, **more)


def submitted(desk: Desk, at: datetime = NOW, **changes: Any) -> Message:
    """Written by the officer and handed in."""
    message = draft(agency=desk.agency, by=desk.officer, written=written(desk, **changes), at=at)
    return submit(message=message, by=desk.officer, at=at)


def scheduled(desk: Desk, at: datetime = NOW, **changes: Any) -> Message:
    """Approved by the official and scheduled by the officer."""
    message = submitted(desk, at, **changes)
    approve(message=message, by=desk.official, sha256=current_sha256(message), at=at)
    return schedule(message=message, by=desk.officer, at=at)


def published(desk: Desk, at: datetime = NOW, **changes: Any) -> Message:
    """Posted by hand on the account (it has no interface) and its link recorded, through the real worker jobs."""
    message = scheduled(desk, at, **changes)
    moment = message.planned_at + timedelta(minutes=1)
    send_due(moment)
    for variant in message.variants.select_related("dispatch"):
        assert variant.dispatch is not None
        variant.dispatch.refresh_from_db()
        url = f"https://contoh.invalid/{message.pk}/{variant.pk}"
        confirm_posted(dispatch=variant.dispatch, url=url, by=desk.officer, evidence=PICTURE, at=moment)
    settle(moment)
    message.refresh_from_db()
    return message
