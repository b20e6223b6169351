"""An emergency stop while real worker processes are in the midst of sending: from its commit on nothing new leaves."""

from __future__ import annotations

import logging
import time
import uuid
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field

import pytest
from django.utils import timezone

from pendopo.connectors.base import Outgoing
from pendopo.delivery.actions import queue
from pendopo.delivery.models import Attempt, Dispatch
from pendopo.delivery.stopping.actions import lift, stop
from pendopo.delivery.stopping.models import Stop
from pendopo.journal.queries import faults
from pendopo.registry.models import OfficialAccount
from tests.faults.desk import OFFICER, on_platform, waiting
from tests.faults.house import House, house, until
from tests.faults.test_kill import crowding
from tests.faults.truth import Truth
from tests.world import World, two_governments

pytestmark = pytest.mark.django_db(transaction=True)
log = logging.getLogger("pendopo.faults")
ACCOUNTS, EACH, ROUNDS = 12, 14, 4


def posts(of: Sequence[OfficialAccount], each: int) -> list[Dispatch]:
    """Messages of the calendar that are all due now."""
    now = timezone.now()

    def one(account: OfficialAccount, number: int) -> Dispatch:
        message = Outgoing(key=str(uuid.uuid4()), text=f"Pengumuman {number}", since=now)
        return queue(account=account, kind="post", outgoing=message, not_before=now, by=OFFICER)

    return [one(account, number) for number in range(each) for account in of]


@dataclass
class Emergency:
    """Stops and lets go on, and holds what the platform saw against what the outbox knew."""

    world: World
    platform: Truth
    stopped: set[str]
    after: list[int] = field(default_factory=list)

    def arrived(self, since: float, until: float = 1e18) -> list[str]:
        """The calls for the stopped government's posts in that time, by the platform's own clock."""
        with self.platform.lock:
            calls = list(self.platform.calls)
        return [key for at, key in calls if since < at <= until and key in self.stopped]

    def pull(self) -> Stop:
        """Stop; whatever still arrives was on its way before, was counted, and ends soon."""
        held = stop(government=self.world.government, by=self.world.analyst, because="Banjir bandang.")
        committed, moment = time.time(), timezone.now()
        patience = 2 * crowding()
        time.sleep(max(0.0, committed + patience - time.time()))
        late = self.arrived(committed)
        begun = Attempt.objects.filter(doing="send", dispatch__key__in=late, started_at__lte=moment)
        assert {str(key) for key in begun.values_list("dispatch__key", flat=True)} >= set(late)
        assert len(late) <= held.under_way, "more left after the stop than were under way when it was declared"
        self.after.append(len(late))
        return held

    def quiet_for(self, seconds: float) -> None:
        """Not one more call in this time, though there is plenty to send and workers run."""
        began = time.time()
        time.sleep(seconds)
        assert self.arrived(began) == []
        waits = Dispatch.objects.filter(key__in=self.stopped).exclude(state="live")
        assert waits.filter(state="queued").count() >= ACCOUNTS
        assert set(waits.values_list("state", flat=True)) <= {"queued", "unknown", "sending"}

    def let_go(self) -> None:
        lift(government=self.world.government, by=self.world.analyst, because="Air sudah surut.")


def scene(platform: Truth) -> tuple[World, list[Dispatch], Emergency]:
    world = two_governments()
    of = [on_platform(world.dukcapil, platform, f"duk{number}") for number in range(ACCOUNTS)]
    rows = posts(of, EACH)
    return world, rows, Emergency(world, platform, {str(row.key) for row in rows})


def all_live(rows: Sequence[Dispatch]) -> Callable[[], bool]:
    waits = Dispatch.objects.filter(pk__in=[row.pk for row in rows]).exclude(state="live")
    return lambda: not waits.exists()


def two_workers(running: House, platform: Truth) -> None:
    running.worker(), running.worker()
    until(lambda: len(platform.calls) >= 8, "both are in the midst of it")


def test_from_the_commit_of_a_stop_on_two_workers_begin_no_call_and_afterwards_each_leaves_once(
    platform: Truth,
) -> None:
    """Pulled again and again at whatever moment it is; those of another government, and answers to citizens, go on."""
    world, rows, emergency = scene(platform)
    elsewhere = posts([on_platform(world.other, platform, "kat")], 2)
    answer = waiting(on_platform(world.pu, platform, "pu"), at=timezone.now())
    platform.before = 0.15
    with house(PENDOPO_SEND_LEASE_SECONDS="30") as running:
        two_workers(running, platform)
        for number in range(ROUNDS):
            emergency.pull()
            emergency.quiet_for(2)
            if number == 0:
                until(all_live([*elsewhere, answer]), "others go on during the stop")
            seen = len(platform.calls)
            emergency.let_go()
            until(lambda seen=seen: len(platform.calls) >= seen + 6, "sending goes on")  # type: ignore[misc]
        until(all_live(rows), "everything that waited is live", 120)
    log.info("calls that arrived after a stop, all of them under way before: %s", emergency.after)
    assert sorted(platform.copies().values()) == [1] * (len(rows) + len(elsewhere) + 1)
    assert len(platform.calls) == len(rows) + len(elsewhere) + 1
    assert list(faults()) == []


def test_a_worker_killed_and_one_born_during_a_stop_send_nothing(platform: Truth) -> None:
    """What the dead one had under way is read back (which changes nothing) and waits like the rest."""
    _world, rows, emergency = scene(platform)
    platform.before = 0.3
    with house() as running:
        two_workers(running, platform)
        running.kill(running.workers[0])
        emergency.pull()
        running.worker()
        emergency.quiet_for(10)
        emergency.let_go()
        until(all_live(rows), "everything that waited is live", 120)
    assert sorted(platform.copies().values()) == [1] * len(rows)
    assert list(faults()) == []
