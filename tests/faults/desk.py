"""An account on the platform that keeps the truth, and messages that wait to leave from it."""

from __future__ import annotations

import uuid
from datetime import datetime, timedelta

from pendopo.connectors.base import Outgoing
from pendopo.delivery.actions import queue
from pendopo.delivery.jobs import look, reap, send_due
from pendopo.delivery.models import Dispatch
from pendopo.journal.actor import Actor
from pendopo.registry.models import Connection, OfficialAccount
from tests.faults.truth import Truth
from tests.world import NOW, Desk, account

OFFICER = Actor(id="7", name="Duk Petugas", office="Pranata Humas", decree="188/1/2020")


def on_platform(desk: Desk, platform: Truth, handle: str = "duk", connector: str = "truth") -> OfficialAccount:
    """An official account of the desk, named by its decree and connected."""
    made = account(desk.agency, handle, platform="truth", connector=connector)
    made.url = platform.url
    made.save()
    desk.decree.accounts.add(made)
    Connection.objects.filter(account=made).update(health="good")
    return made


def waiting(of: OfficialAccount, text: str = "Silakan datang dengan KTP lama.", at: datetime = NOW) -> Dispatch:
    """A reply that is due at once."""
    message = Outgoing(key=str(uuid.uuid4()), text=text, since=at, reply_to="1")
    return queue(account=of, kind="reply", outgoing=message, not_before=at, by=OFFICER, at=at)


def drain(start: datetime, *, rounds: int = 30, step: timedelta = timedelta(seconds=31)) -> datetime:
    """The worker runs for a while: every job, again and again, on a clock of our own."""
    now = start
    for _round in range(rounds):
        now += step
        reap(now)
        look(now)
        send_due(now)
    return now
