"""With Redis the tasks are done by RQ; the rows stay the truth, so an emptied Redis loses nothing (F31)."""

from __future__ import annotations

import shutil
import socket
import subprocess
import time
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest
from django.utils import timezone

from pendopo.delivery.models import Dispatch
from tests.faults.desk import waiting
from tests.faults.house import house, until
from tests.world import two_governments

pytestmark = [
    pytest.mark.django_db(transaction=True),
    pytest.mark.skipif(shutil.which("redis-server") is None, reason="no redis-server on this machine"),
]


@pytest.fixture
def redis(tmp_path: Path) -> Iterator[int]:
    with closing(socket.socket()) as asking:
        asking.bind(("127.0.0.1", 0))
        port = int(asking.getsockname()[1])
    options = ["--port", str(port), "--bind", "127.0.0.1", "--save", "", "--dir", str(tmp_path)]
    server = subprocess.Popen(["redis-server", *options], stdout=subprocess.DEVNULL)
    time.sleep(0.3)
    yield port
    server.terminate()
    server.wait(10)


def handed(dispatch: Dispatch) -> bool:
    return Dispatch.objects.get(pk=dispatch.pk).state == "handed"


def test_work_is_done_through_redis_and_an_emptied_redis_loses_nothing(redis: int) -> None:
    world = two_governments()
    with house(PENDOPO_REDIS_URL=f"redis://127.0.0.1:{redis}/0", PENDOPO_WORKERS="1") as running:
        worker = running.worker()
        first = waiting(world.dukcapil.account, at=timezone.now())
        until(lambda: handed(first), "the first was dealt with", 90)
        subprocess.run(["redis-cli", "-p", str(redis), "flushall"], check=True, stdout=subprocess.DEVNULL)
        second = waiting(world.pu.account, at=timezone.now())
        until(lambda: handed(second), "the second was dealt with", 90)
        assert running.kill(worker, 15) == 0
