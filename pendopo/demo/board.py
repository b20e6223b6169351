"""The compliance board of the demo world: the checks over what the other parts made, now and at the end of each month before."""

from __future__ import annotations

from datetime import timedelta

from pendopo.demo.world import DemoWorld
from pendopo.report.compliance.actions import look_at
from pendopo.report.compliance.scope import end_of

MONTHS = 2


def fill(world: DemoWorld) -> None:
    """Look at every agency as it stood at the end of the last months, then as it stands."""
    for home in world.governments.values():
        for one in home.agencies.values():
            day = world.now.astimezone(home.profile.tzinfo()).date()
            ends = []
            for _ in range(MONTHS):
                day = day.replace(day=1) - timedelta(days=1)
                ends.append(day)
            for last in reversed(ends):
                look_at(one.agency, end_of(last, home.profile, world.now))
            look_at(one.agency, world.now)
