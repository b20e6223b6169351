"""The conversation is watched on each service day: by a tick, or because somebody recorded or answered there."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from django.test import Client
from django.urls import reverse

from pendopo.insight.watching.actions import WatchRefused, look
from pendopo.insight.watching.models import Look
from pendopo.insight.watching.queries import service_days, strips, watched_days
from pendopo.people.models import Person
from pendopo.registry.queries import NotAllowed
from pendopo.report.compliance.facts import gather, verdicts_of
from tests.insight.months import said
from tests.world import NOW, World, two_governments

pytestmark = pytest.mark.django_db
TODAY = date(2026, 3, 27)


@pytest.fixture
def world() -> World:
    return two_governments()


def client_of(person: Person) -> Client:
    client = Client()
    client.force_login(person)
    return client


def test_every_service_day_without_a_look_is_a_gap_and_with_one_is_none(world: World) -> None:
    desk = world.dukcapil
    before = verdicts_of(gather(desk.agency, NOW))["C-MON1"]
    assert before.state == "warn"
    for day in service_days(desk.agency, TODAY - timedelta(days=31), TODAY):
        look(accounts=[desk.account], on=day, by=desk.officer, at=NOW - (TODAY - day))
    assert verdicts_of(gather(desk.agency, NOW))["C-MON1"].state == "ok"
    row = strips(desk.agency, TODAY, NOW)[0]
    assert row.gaps == 0
    assert not any(day.weekday() >= 5 for day, _seen in row.days)


def test_recording_and_answering_count_as_looking(world: World) -> None:
    said(world.dukcapil, 0, NOW)
    seen = watched_days(world.dukcapil.agency, TODAY - timedelta(days=3), NOW + timedelta(hours=1))
    assert seen == {world.dukcapil.account.pk: frozenset({TODAY})}
    assert watched_days(world.pu.agency, TODAY - timedelta(days=3), NOW) == {}


def test_a_second_look_adds_its_words_and_a_late_or_foreign_one_is_refused(world: World) -> None:
    desk = world.dukcapil
    look(accounts=[desk.account], on=TODAY, by=desk.officer, words="antrean", at=NOW)
    look(accounts=[desk.account], on=TODAY, by=desk.officer, words="loket", at=NOW)
    assert Look.objects.get().words == "antrean loket"
    for on in (TODAY + timedelta(days=1), TODAY - timedelta(days=8)):
        with pytest.raises(WatchRefused, match="7 hari"):
            look(accounts=[desk.account], on=on, by=desk.officer, at=NOW)
    with pytest.raises(NotAllowed):
        look(accounts=[desk.account], on=TODAY, by=world.pu.officer, at=NOW)


def test_what_was_written_later_was_not_known_before(world: World) -> None:
    desk = world.dukcapil
    look(accounts=[desk.account], on=TODAY - timedelta(days=2), by=desk.officer, at=NOW)
    early = watched_days(desk.agency, TODAY - timedelta(days=9), NOW - timedelta(days=1))
    assert early == {}


def test_the_page_ticks_all_accounts_and_shows_the_gaps(world: World) -> None:
    client = client_of(world.dukcapil.officer)
    assert "hari tanpa catatan" in client.get(reverse("watching")).content.decode()
    assert client.post(reverse("watch", args=[world.dukcapil.agency.pk]), {"words": "tenang"}).status_code == 302
    text = client.get(reverse("watching")).content.decode()
    assert "tenang" in text
    assert Look.objects.count() == 1
    assert client_of(world.pu.officer).post(reverse("watch", args=[world.dukcapil.agency.pk])).status_code == 404
    assert client_of(world.analyst).get(reverse("watching") + f"?instansi={world.pu.agency.pk}").status_code == 200
