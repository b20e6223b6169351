"""A place goes along where something can carry it; elsewhere whoever writes is told so, before and in the preview."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.test import Client

from pendopo.connectors import discover
from pendopo.connectors.assisted import Assisted
from pendopo.connectors.base import Account, Can, Outgoing
from pendopo.connectors.http import Http
from pendopo.delivery.outgoing import unpack
from pendopo.delivery.sending import too_long
from pendopo.publishing.actions import draft
from pendopo.publishing.leaving import Own
from pendopo.publishing.queries import problems_of
from pendopo.publishing.rules import NO_PLACE
from tests.publishing.written import SOON, scheduled, written
from tests.world import NOW, World, two_governments

pytestmark = pytest.mark.django_db
PLACE = "Alun-alun Probolinggo"


@pytest.fixture
def world() -> World:
    return two_governments()


def told(world: World, place: str) -> list[str]:
    desk = world.dukcapil
    message = written(desk, own={desk.account.pk: Own(place=place)})
    return [one.sentence for one in problems_of(desk.agency, message, NOW) if NO_PLACE in one.sentence]


@pytest.mark.parametrize("connector", [key for key, kind in discover().items() if Can.PUBLISH in kind.can])
def test_whoever_writes_a_place_is_told_that_no_program_can_take_it_there(world: World, connector: str) -> None:
    """None of these platforms has a field for the name of a place in what programs send (docs/reference/connectors.md)."""
    world.dukcapil.account.connector = connector
    world.dukcapil.account.save()
    assert Can.PLACE not in discover()[connector].can
    assert len(told(world, PLACE)) == 1
    assert told(world, "") == []


def test_by_hand_the_place_goes_along_in_what_the_officer_posts(world: World) -> None:
    assert told(world, PLACE) == []
    message = scheduled(world.dukcapil, own={world.dukcapil.account.pk: Own(place=PLACE)})
    dispatch = message.variants.get().dispatch
    assert dispatch is not None
    assert unpack(dispatch.outgoing, key="k", since=SOON).place == PLACE
    package = Assisted(Account("duk", "https://contoh.invalid/duk"), Http()).package(
        Outgoing("k", "Isi", NOW, title="Judul", place=PLACE)
    )
    assert any(PLACE in step for step in package.steps)


@pytest.mark.parametrize(("connector", "shown"), [("mastodon", True), ("assisted", False)])
def test_the_preview_says_beside_the_place_that_it_does_not_go_along(world: World, connector: str, shown: bool) -> None:
    desk = world.dukcapil
    desk.account.connector = connector
    desk.account.save()
    message = draft(agency=desk.agency, by=desk.officer, written=written(desk, own={desk.account.pk: Own(place=PLACE)}))
    client = Client()
    client.force_login(desk.officer)
    page = client.get(f"/pesan/{message.pk}/").content.decode()
    assert PLACE in page
    assert ("tidak ikut terkirim" in page) == shown


def test_below_a_picture_telegram_takes_fewer_words_and_the_outbox_counts_so_too(world: World) -> None:
    desk = world.dukcapil
    desk.account.platform = "telegram"
    desk.account.save()
    message = scheduled(desk, text="a" * 1500, planned_at=SOON + timedelta(minutes=1))
    row = message.variants.get().dispatch
    assert row is not None
    assert too_long(row) == ""
    row.outgoing = {**row.outgoing, "media": [{"name": "a.png"}]}
    assert "1024" in too_long(row)
