"""Nobody waits for what the first case needs: a new process reads it beforehand."""

from __future__ import annotations

import pytest
from pytest_django.fixtures import DjangoAssertNumQueries

from pendopo.knowledge import shelf
from pendopo.language import linear
from pendopo.web.warming import warm, warm_beside
from tests.knowledge.test_shelf import fill
from tests.world import NOW, two_governments

pytestmark = pytest.mark.django_db


def test_after_it_no_model_is_read_any_more_and_the_answers_of_each_government_are_there(
    django_assert_num_queries: DjangoAssertNumQueries,
) -> None:
    world = two_governments()
    fill(world, 20)
    shelf._copies.clear()
    linear.load.cache_clear()
    warm()
    read = linear.load.cache_info().misses
    assert read > 0
    agency = world.dukcapil.agency
    with django_assert_num_queries(1):  # one look at the edition
        assert shelf.ask("ktp hilang", government_id=agency.government_id, agency_id=agency.pk, day=NOW.date(), top=3)
    assert linear.load.cache_info().misses == read
    shelf._copies.clear()


def test_where_it_fails_the_log_says_so_and_nothing_stops(
    monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    monkeypatch.setattr("pendopo.web.warming.take_out", lambda _names: 1 / 0)
    warm_beside().join(10)
    assert "not read beforehand" in caplog.text
