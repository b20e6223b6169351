"""Tries are counted over all processes of one server, exactly, and only for their time."""

from __future__ import annotations

import multiprocessing
import os
from datetime import timedelta
from pathlib import Path
from time import time
from typing import Any

import pytest

from pendopo.people import tries
from pendopo.people.shared import SharedFiles
from pendopo.people.tries import Tries

WINDOW = timedelta(minutes=15)


def of(folder: Path) -> SharedFiles:
    return SharedFiles(str(folder), {"OPTIONS": {"MAX_ENTRIES": 100}})


def count_fifty(folder: Path) -> None:
    pytest.MonkeyPatch().setattr(tries, "cache", of(folder))
    for _one in range(50):
        Tries("uji", 5, WINDOW).count("orang")


def test_two_processes_that_count_at_the_same_time_miss_none(tmp_path: Path) -> None:
    start = multiprocessing.get_context("fork")
    both = [start.Process(target=count_fifty, args=(tmp_path,)) for _one in range(2)]
    for one in both:
        one.start()
    for one in both:
        one.join()
    assert of(tmp_path).get("tries-uji-orang") == 100


def test_of_two_who_add_one_is_told_that_he_came_second(tmp_path: Path) -> None:
    assert (of(tmp_path).add("kunci", 1), of(tmp_path).add("kunci", 1)) == (True, False)


def test_a_further_try_does_not_move_the_end_of_the_window(tmp_path: Path, monkeypatch: Any) -> None:
    monkeypatch.setattr(tries, "cache", of(tmp_path))
    few = Tries("uji", 2, WINDOW)
    few.count("orang")
    few.count("orang")
    assert few.spent("orang")
    moment = time()
    monkeypatch.setattr("time.time", lambda: moment + 14 * 60)
    assert few.spent("orang")
    monkeypatch.setattr("time.time", lambda: moment + 16 * 60)
    assert not few.spent("orang")
    assert few.count("orang") == 1


def test_counting_what_has_run_out_in_between_begins_anew(tmp_path: Path) -> None:
    with pytest.raises(ValueError, match="kunci"):
        of(tmp_path).incr("kunci")


def test_what_has_run_out_makes_room_before_what_still_counts(tmp_path: Path) -> None:
    files = of(tmp_path)
    files.set("masih", 3, 900)
    for number in range(99):
        files.set(f"lewat-{number}", 1, 0.001)
    files.set("baru", 1, 900)
    assert (files.get("masih"), files.get("baru")) == (3, 1)
    assert len([name for name in os.listdir(tmp_path) if name.endswith(".djcache")]) == 2
