"""The demo's monitoring log: the chosen agencies looked nearly every service day, the coordinating ones now and then."""

from __future__ import annotations

from datetime import timedelta

from pendopo.demo.messages import CHOSEN
from pendopo.demo.world import DemoWorld
from pendopo.insight.watching.actions import look
from pendopo.insight.watching.queries import service_days

SEEN = {4: "Ada yang menanyakan jadwal layanan di grup warga.", 9: "Muncul akun tiruan; sudah dilaporkan ke platform."}


def fill(world: DemoWorld) -> None:
    """The last six weeks; two days were forgotten."""
    for key, government in world.governments.items():
        desk = government.agencies[CHOSEN[key]]
        today = world.now.astimezone(government.profile.tzinfo()).date()
        for number, day in enumerate(service_days(desk.agency, today - timedelta(days=42), today - timedelta(days=1))):
            if number not in {11, 19}:
                at = world.now - (today - day)
                words = SEEN.get(number, "")
                look(accounts=list(desk.accounts.values()), on=day, by=desk.officers[0], words=words, at=at)
