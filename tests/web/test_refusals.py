"""A page that is refused says in Indonesian what happened, that nothing is lost, and where to go on."""

from __future__ import annotations

from typing import Any

import pytest
from django.test import Client

from tests.world import World, two_governments

pytestmark = pytest.mark.django_db


@pytest.fixture
def world() -> World:
    return two_governments()


def test_a_page_that_is_not_there_leads_citizens_to_the_front_and_officers_to_their_own(world: World) -> None:
    stranger, officer = Client(), Client()
    officer.force_login(world.dukcapil.officer)
    missing = [client.get("/tidak-ada/") for client in (stranger, officer)]
    assert [page.status_code for page in missing] == [404, 404]
    assert 'href="/"' in missing[0].content.decode()
    assert "instansi Anda" not in missing[0].content.decode()
    assert 'href="/beranda/"' in missing[1].content.decode()


def test_a_form_without_its_token_is_explained_in_plain_words(world: World) -> None:
    client = Client(enforce_csrf_checks=True)
    page = client.post("/masuk/login/", {"login": "a@contoh.invalid", "password": "x"})
    assert page.status_code == 403
    assert "Tidak ada yang tersimpan" in page.content.decode()
    assert "CSRF" not in page.content.decode()


def test_whoever_tries_too_often_is_told_how_long_to_wait(world: World, settings: Any) -> None:
    settings.ACCOUNT_RATE_LIMITS = {"login": "2/m/ip"}
    client = Client()
    for _one in range(3):
        page = client.post("/masuk/login/", {"login": "a@contoh.invalid", "password": "x"})
    assert page.status_code == 429
    assert "Tunggu lima menit" in page.content.decode()


def test_what_colleagues_mistype_keeps_nobody_of_their_office_out_but_one_account_stays_guarded(world: World) -> None:
    right = {"login": world.dukcapil.officer.email, "password": "betul-sekali-2026"}
    world.dukcapil.officer.set_password(right["password"])
    world.dukcapil.officer.save()
    office = Client()
    for number in range(15):
        office.post("/masuk/login/", {"login": f"rekan{number}@contoh.invalid", "password": "salah"})
    assert office.post("/masuk/login/", right).status_code == 302
    for _one in range(5):
        Client().post("/masuk/login/", right | {"password": "salah"})
    assert Client().post("/masuk/login/", right).status_code == 200  # the right password helps no more for a while
