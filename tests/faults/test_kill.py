"""A real worker process is killed before, during and after the platform's work, and another one goes on."""

from __future__ import annotations

import logging
import signal
import time
from datetime import timedelta

import pytest
from django.utils import timezone
from django_tasks_db.models import DBTaskResult

from pendopo.delivery.models import Dispatch
from pendopo.delivery.queries import worker_alive
from pendopo.inbox.models import Item
from pendopo.journal.queries import faults
from pendopo.registry.models import Connection, OfficialAccount
from tests.faults.desk import on_platform, waiting
from tests.faults.house import house, until
from tests.faults.truth import Truth
from tests.world import World, two_governments

pytestmark = pytest.mark.django_db(transaction=True)
log = logging.getLogger("pendopo.faults")
RUNS = 8


def crowding() -> float:
    """How many times slower than alone this machine is just now: wall time over processor time of some work."""
    began, worked = time.perf_counter(), time.process_time()
    while time.process_time() - worked < 0.5:
        sum(range(1000))
    return max(1.0, (time.perf_counter() - began) / 0.5)


def accounts(world: World, platform: Truth, count: int = RUNS) -> list[OfficialAccount]:
    return [on_platform(world.dukcapil, platform, f"duk{number}") for number in range(count)]


def settled(rows: list[Dispatch]) -> bool:
    states = set(Dispatch.objects.filter(pk__in=[row.pk for row in rows]).values_list("state", flat=True))
    assert not states & {"refused", "missed", "cancelled"}, "an unknown outcome was shown as a failure"
    return states == {"live"}


@pytest.mark.parametrize("moment", ["before", "during", "after"])
def test_a_worker_killed_around_the_call_leaves_one_copy_live(platform: Truth, moment: str) -> None:
    """F1–F3 with SIGKILL. Sent by several lanes at once, so that one kill hits many calls."""
    world = two_governments()
    of = accounts(world, platform)
    with house(PENDOPO_WORKER_THREADS="16") as running:
        platform.before, platform.after = {"before": (1.5, 0.0), "during": (0.7, 0.7), "after": (0.0, 1.5)}[moment]
        sent = [waiting(one, at=timezone.now()) for one in of]
        worker = running.worker()
        until(lambda: len(platform.calls) >= 3, "the calls began")
        if moment == "during":
            until(lambda: len(platform.live) >= 1, "the first was taken")
        running.kill(worker)
        platform.before = platform.after = 0.0
        running.worker()
        until(lambda: settled(sent), "every message went live")
        time.sleep(1)
    assert sorted(platform.copies().values()) == [1] * RUNS
    assert list(faults()) == []


def test_two_workers_do_no_work_twice_and_are_quick(platform: Truth) -> None:
    """F9; and a due message reaches the platform within two seconds, far below the ten that are promised."""
    world = two_governments()
    of = accounts(world, platform, 5)
    with house() as running:
        running.worker(), running.worker()
        until(worker_alive, "a worker is seen")
        sent = [waiting(one, text=str(number), at=timezone.now()) for one in of for number in range(4)]
        planned = {str(row.key): row.not_before for row in sent}
        until(lambda: settled(sent), "all were sent")
    assert sorted(platform.copies().values()) == [1] * 20
    assert len(platform.calls) == 20
    first = sorted(at - planned[key].timestamp() for at, key in platform.calls)[:5]
    assert max(first) < 10


def test_due_messages_reach_the_platform_in_time(platform: Truth) -> None:
    """`performance.md`: 99 % within ten seconds of the planned time; sixty messages of twenty accounts, two a second."""
    world = two_governments()
    of = accounts(world, platform, 20)
    with house(PENDOPO_SEND_LEASE_SECONDS="60") as running:
        running.worker()
        until(worker_alive, "a worker is seen")
        start = timezone.now() + timedelta(seconds=2)
        sent = [waiting(of[n % 20], text=str(n), at=start + timedelta(seconds=n / 2)) for n in range(60)]
        until(lambda: settled(sent), "all were sent", 90)
    planned = {str(row.key): row.not_before.timestamp() for row in sent}
    late = sorted(at - planned[key] for at, key in platform.calls)
    log.info("reached the platform after p50 %.2f s, p95 %.2f s, p99 %.2f s", late[30], late[57], late[59])
    assert late[59] <= 10 * crowding()


def test_a_worker_told_to_stop_ends_its_call_first(platform: Truth) -> None:
    world = two_governments()
    sent = [waiting(accounts(world, platform, 1)[0], at=timezone.now())]
    platform.before = 1.0
    with house() as running:
        worker = running.worker()
        until(lambda: bool(platform.calls), "the call began")
        assert running.kill(worker, signal.SIGTERM) == 0
        assert settled(sent)


def test_a_slow_platform_holds_up_no_other(platform: Truth) -> None:
    """F25: every call of one platform takes thirty seconds, on forty accounts; another platform's message leaves at once."""
    world = two_governments()
    slow = accounts(world, platform, 40)
    quick = [on_platform(world.pu, platform, f"cepat{number}", connector="blind") for number in range(3)]
    for one in slow:
        platform.how[one.handle] = ["slow"]
    with house(PENDOPO_SEND_LEASE_SECONDS="60") as running:
        running.worker()
        until(worker_alive, "a worker is seen")
        for one in slow:
            waiting(one, at=timezone.now())
        until(lambda: len(platform.calls) >= 5, "the slow calls began")
        began = len(platform.calls)
        sent = [waiting(one, at=timezone.now()) for one in quick]
        assert until(lambda: settled(sent), "the others were sent", 12) < 10
        assert len(platform.calls) <= began + 8 + len(sent), "the slow platform took more than its share"


def test_three_hundred_accounts_at_the_same_minute(platform: Truth) -> None:
    """When everybody chose nine o'clock each message still leaves once, in a burst, and none is missed."""
    world = two_governments()
    of = accounts(world, platform, 300)
    with house(PENDOPO_SEND_LEASE_SECONDS="60") as running:
        running.worker()
        until(worker_alive, "a worker is seen")
        start = timezone.now() + timedelta(seconds=3)
        sent = [waiting(one, at=start) for one in of]
        until(lambda: settled(sent), "all were sent", 240)
    late = sorted(at - start.timestamp() for at, _key in platform.calls)
    log.info("300 at once: p50 %.2f s, p99 %.2f s, max %.2f s", late[150], late[296], late[299])
    assert sorted(platform.copies().values()) == [1] * 300
    assert late[296] <= 60 * crowding(), "the burst took longer than a minute of an idle machine"


def test_what_people_say_is_fetched_and_a_wiped_queue_is_made_anew(platform: Truth) -> None:
    """F16, F31: the rows are the truth; whatever the queue has lost is found again."""
    world = two_governments()
    one, other = accounts(world, platform, 2)
    Connection.objects.filter(account=one).update(next_collect_at=timezone.now())
    with house() as running:
        worker = running.worker()
        for number in range(120):
            platform.said.append(
                {"id": str(number), "text": f"Kapan buka? {number}", "who": f"warga{number}", "at": time.time() - 60}
            )
        until(lambda: Item.objects.filter(account=one).count() == 120, "everything was fetched", 40)
        running.kill(worker)
        wipe_the_queue()
        sent = [waiting(other, at=timezone.now())]
        platform.said.append({"id": "lagi", "text": "Jadi kapan?", "who": "warga1", "at": time.time()})
        running.worker()
        until(lambda: settled(sent) and Item.objects.filter(external_id="lagi").exists(), "it was found again", 60)
    assert Connection.objects.get(account=one).health == "good"
    assert Item.objects.filter(account=one).count() == 121


def wipe_the_queue() -> None:
    DBTaskResult.objects.all().delete()


def test_a_worker_stays_small(platform: Truth) -> None:
    """At most 250 MB, after some work."""
    world = two_governments()
    of = accounts(world, platform, 6)
    with house() as running:
        worker = running.worker()
        sent = [
            waiting(one, text=str(number), at=timezone.now() - timedelta(seconds=1))
            for one in of
            for number in range(5)
        ]
        until(lambda: settled(sent), "all were sent")
        assert resident_mb(worker.pid) <= 250


def resident_mb(pid: int) -> int:
    with open(f"/proc/{pid}/status") as status:
        return int(next(line for line in status if line.startswith("VmRSS")).split()[1]) // 1024
