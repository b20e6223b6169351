"""A worker that has nothing to do sleeps, and is awake at the moment when something leaves."""

from __future__ import annotations

import gc
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta

import pytest
from django.utils import timezone

from pendopo.delivery.actions import confirm_posted
from pendopo.delivery.jobs import send_due
from pendopo.delivery.leases import now_there
from pendopo.delivery.models import Dispatch
from pendopo.people.models import Notice
from pendopo.publishing.jobs import anything_to_settle, settle
from pendopo.publishing.models import Message
from pendopo.worker.planning import Planner
from pendopo.worker.running import CALM_TICK, TICK, Engine, until_next
from pendopo.worker.schedule import JOBS
from tests.faults.desk import waiting
from tests.publishing.written import PICTURE, SOON, scheduled
from tests.world import NOW, World, two_governments

pytestmark = pytest.mark.django_db


@pytest.fixture
def world() -> World:
    return two_governments()


@pytest.fixture
def hands() -> Iterator[ThreadPoolExecutor]:
    with ThreadPoolExecutor(1) as pool:
        yield pool


@pytest.mark.parametrize(("coming", "sleeps"), [(0.4, 0.4), (5, CALM_TICK), (0.01, 0.1)])
def test_the_next_look_is_when_something_leaves_and_at_most_a_second_away(
    world: World, coming: float, sleeps: float
) -> None:
    waiting(world.dukcapil.account, at=NOW + timedelta(seconds=coming))
    assert until_next(NOW) == pytest.approx(sleeps)


def test_without_anything_that_leaves_it_sleeps_a_second() -> None:
    assert until_next(NOW) == CALM_TICK


def test_before_it_begins_all_that_is_loaded_is_kept_out_of_the_search_for_what_could_go() -> None:
    gc.unfreeze()
    engine = Engine()
    engine.stop.set()
    engine.run()
    assert gc.get_freeze_count() > 10_000


def test_whoever_has_just_planned_something_looks_again_soon(world: World, hands: ThreadPoolExecutor) -> None:
    later = dict.fromkeys(JOBS, 1000000000.0)
    engine = Engine(planner=Planner(planned=later))
    engine.planner.looked.update(later)
    engine._hand_out = lambda pool: 0  # type: ignore[method-assign]  # its hands are other connections
    assert engine.tick(hands) == CALM_TICK
    waiting(world.dukcapil.account, at=now_there() - timedelta(seconds=1))
    assert engine.tick(hands) == TICK


def test_a_message_that_an_officer_is_to_post_is_told_once_and_then_left_alone(world: World) -> None:
    message = scheduled(world.dukcapil)
    moment = SOON + timedelta(minutes=1)
    assert not anything_to_settle(moment)
    send_due(moment)
    assert anything_to_settle(moment)
    settle(moment)
    assert Notice.objects.filter(key__startswith=f"message-{message.pk}-").exists()
    assert not anything_to_settle(moment)
    row = Dispatch.objects.get(variant__message=message)
    confirm_posted(
        dispatch=row, url="https://contoh.invalid/1", by=world.dukcapil.officer, evidence=PICTURE, at=timezone.now()
    )
    assert anything_to_settle(moment)
    settle(moment)
    assert not anything_to_settle(moment)
    assert Message.objects.get(pk=message.pk).state == "published"
