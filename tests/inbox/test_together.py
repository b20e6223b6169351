"""Two processes at once: one row for each item, one answer for each case."""

from __future__ import annotations

import os
import subprocess
import sys
import threading
from collections.abc import Callable
from pathlib import Path

import pytest
from django.db import connection, connections

from pendopo.delivery.models import Dispatch
from pendopo.inbox.actions import reply
from pendopo.inbox.models import Case, Citizen, Item, Post
from pendopo.inbox.rules import AlreadyAnswered
from pendopo.journal.queries import faults
from pendopo.registry.models import Appointment, OfficialAccount
from tests.faults.house import ROOT, database_url
from tests.inbox.scene import arrive, said
from tests.world import NOW, person, two_governments

pytestmark = pytest.mark.django_db(transaction=True)


def at_once(*doing: Callable[[], object]) -> list[object]:
    """Run each on its own database connection, started together; what each gave or raised."""
    gate, results = threading.Barrier(len(doing)), [None] * len(doing)

    def run(number: int, do: Callable[[], object]) -> None:
        gate.wait()
        try:
            results[number] = do()  # type: ignore[call-overload]
        except Exception as error:
            results[number] = error  # type: ignore[call-overload]
        finally:
            connections.close_all()

    threads = [threading.Thread(target=run, args=(number, do)) for number, do in enumerate(doing)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(60)
    return list(results)


def _on_file() -> bool:
    """Threads share no database in memory."""
    return connection.vendor == "postgresql" or "memory" not in str(connection.settings_dict["NAME"])


def test_the_same_hundred_items_from_two_sides_at_once_are_a_hundred_rows() -> None:
    if not _on_file():
        pytest.skip("SQLite di memori: utas tidak berbagi basis data (dijalankan pada PostgreSQL)")
    account = two_governments().dukcapil.account
    batch = [said(str(n), f"pesan {n}", author_id=f"w{n % 7}") for n in range(100)]

    def collect() -> object:
        mine = OfficialAccount.objects.select_related("agency__government").get(pk=account.pk)
        return arrive(mine, *batch)

    results = at_once(*[collect] * 6)
    assert sum(taken.new for taken in results) == 100, results  # type: ignore[attr-defined]
    assert (Item.objects.count(), Case.objects.count(), Citizen.objects.count(), Post.objects.count()) == (100, 7, 7, 1)


ONE_SIDE = """
import json, sys
from datetime import datetime
import django
django.setup()
from pendopo.registry.models import OfficialAccount
from tests.inbox.scene import arrive, said
mine = OfficialAccount.objects.select_related("agency__government").get(pk=int(sys.argv[1]))
batch = [said(str(n), f"pesan {n}", author_id=f"w{n % 7}") for n in range(100)]
print("ready", flush=True)
sys.stdin.readline()
print(json.dumps(sum(arrive(mine, *batch, at=datetime.fromisoformat(sys.argv[2])).new for _ in range(5))))
"""


def test_a_hundred_items_five_times_from_each_of_two_processes_are_a_hundred_rows(tmp_path: Path) -> None:
    account = two_governments().dukcapil.account
    place = {"PENDOPO_DATABASE_URL": database_url(), "PENDOPO_DATA_DIR": str(tmp_path)}
    command = [sys.executable, "-c", ONE_SIDE, str(account.pk), NOW.isoformat()]
    sides = [
        subprocess.Popen(
            command, cwd=ROOT, env={**os.environ, **place, "DJANGO_SETTINGS_MODULE": "pendopo.settings"},
            stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True,
        )
        for _ in range(2)
    ]  # fmt: skip
    for side in sides:
        assert side.stdout is not None
        assert side.stdout.readline() == "ready\n"
    for side in sides:
        assert side.stdin is not None
        side.stdin.write("go\n")
        side.stdin.flush()
    new = [int(side.communicate(timeout=120)[0]) for side in sides]
    assert sum(new) == 100, new
    assert (Item.objects.count(), Case.objects.count(), Citizen.objects.count(), Post.objects.count()) == (100, 7, 7, 1)
    assert list(faults()) == []


def test_two_accounts_of_one_agency_meet_the_same_person_at_once() -> None:
    if not _on_file():
        pytest.skip("SQLite di memori: utas tidak berbagi basis data (dijalankan pada PostgreSQL)")
    world = two_governments()
    first = world.dukcapil.account
    second = OfficialAccount.objects.get(pk=first.pk)
    second.pk, second.handle, second.handle_folded = None, "lain", "lain"
    second.save()
    results = at_once(*[lambda mine=mine: arrive(mine, said("1")) for mine in (first, second)])
    assert [taken.new for taken in results] == [1, 1], results  # type: ignore[attr-defined]
    assert Citizen.objects.count() == 1


def test_two_officers_answering_at_once_send_one_answer() -> None:
    if not _on_file():
        pytest.skip("SQLite di memori: utas tidak berbagi basis data (dijalankan pada PostgreSQL)")
    world = two_governments()
    arrive(world.dukcapil.account, said("1"))
    other = person("Duk Petugas Dua")
    Appointment.objects.create(decree=world.dukcapil.decree, person=other, duty="officer")
    pk = Case.objects.get().pk

    def answer(by: object) -> Callable[[], object]:
        return lambda: reply(case=Case.objects.get(pk=pk), text="Silakan.", by=by, basis="source", source="SOP")  # type: ignore[arg-type]

    results = at_once(answer(world.dukcapil.officer), answer(other), answer(world.dukcapil.officer))
    assert sum(isinstance(one, AlreadyAnswered) for one in results) == 2, results
    assert Dispatch.objects.count() == 1
