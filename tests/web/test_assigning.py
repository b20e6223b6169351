"""Whom a case is handed to by disposisi is chosen in a panel that comes when it is opened, or on a page of its own."""

from __future__ import annotations

import re
from datetime import timedelta

import pytest
from django.test import Client
from django.utils import timezone

from pendopo.inbox.models import Case
from pendopo.people.models import Person
from tests.inbox.scene import arrive, said
from tests.world import World, two_governments

pytestmark = pytest.mark.django_db


@pytest.fixture
def world() -> World:
    made = two_governments()
    at = timezone.now() - timedelta(minutes=5)
    arrive(made.dukcapil.account, said("1", posted_at=at), at=at)
    return made


@pytest.fixture
def address(world: World) -> str:
    return f"/meja/kasus/{Case.objects.get().pk}/rekan/"


def opened(who: Person, address: str, **headers: str) -> str:
    client = Client(headers=headers)
    client.force_login(who)
    return client.get(address, follow=True).content.decode()


def test_the_panel_offers_the_colleagues_of_the_agency_and_nobody_else(world: World, address: str) -> None:
    duk = world.dukcapil
    page = opened(duk.officer, address, hx_request="true")
    offered = {int(pk) for pk in re.findall(r'<option value="(\d+)"', page)}
    assert offered == {duk.official.pk, duk.head.pk}
    assert "<html" not in page


def test_the_case_leads_there_and_without_javascript_it_is_a_page_with_the_same_form(
    world: World, address: str
) -> None:
    case = opened(world.dukcapil.officer, address.removesuffix("rekan/"))
    assert case.count(f'"{address}?tampak=') == 3  # the button, the panel, and the link inside it
    page = opened(world.dukcapil.officer, f"{address}?tampak=all")
    assert "<html" in page
    assert 'name="tampak" value="all"' in page
    assert f'action="{address.replace("rekan", "disposisi")}"' in page


def test_whoever_may_not_assign_is_sent_back_to_the_case_with_a_reason(world: World, address: str) -> None:
    page = opened(world.auditor, address)
    assert "tidak memegang tugas untuk mendisposisikan" in page
    assert 'id="kepada"' not in page


def test_a_stranger_cannot_tell_the_case_from_one_that_is_not_there(world: World, address: str) -> None:
    client = Client()
    client.force_login(world.pu.officer)
    assert client.get(address).status_code == 404


def test_whoever_is_alone_at_the_agency_is_told_so(world: World, address: str) -> None:
    Person.objects.filter(pk__in=[world.dukcapil.official.pk, world.dukcapil.head.pk]).update(is_active=False)
    page = opened(world.dukcapil.officer, address)
    assert "Belum ada rekan lain" in page
    assert 'id="kepada"' not in page
