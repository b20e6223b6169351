"""A session holds exactly as long as it should, and only for somebody who may still sign in."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.contrib.sessions.models import Session
from django.db import connection
from django.test import Client
from django.utils import timezone

from pendopo.web.middleware import _used
from tests.world import World, two_governments

pytestmark = pytest.mark.django_db
DESK = "/meja/"


@pytest.fixture
def world() -> World:
    return two_governments()


@pytest.fixture
def officer(world: World) -> Client:
    client = Client()
    client.force_login(world.dukcapil.officer)
    assert client.get(DESK).status_code == 200
    return client


def test_a_session_ends_at_its_time(officer: Client) -> None:
    Session.objects.update(expire_date=timezone.now() + timedelta(seconds=60))
    assert officer.get(DESK).status_code == 200
    Session.objects.update(expire_date=timezone.now() - timedelta(seconds=1))
    assert officer.get(DESK).status_code == 302


def test_a_session_that_was_taken_away_opens_nothing(officer: Client) -> None:
    Session.objects.all().delete()
    assert officer.get(DESK).status_code == 302


def test_whoever_is_switched_off_is_out_at_the_next_click(world: World, officer: Client) -> None:
    world.dukcapil.officer.is_active = False
    world.dukcapil.officer.save()
    assert officer.get(DESK).status_code == 302


def test_a_new_password_ends_the_sessions_of_the_old_one(world: World, officer: Client) -> None:
    world.dukcapil.officer.set_password("lain-sekali-2026")
    world.dukcapil.officer.save()
    assert officer.get(DESK).status_code == 302


@pytest.mark.django_db(transaction=True)
def test_the_key_of_a_form_is_taken_once_and_hurries_nobody_else() -> None:
    setting = "PRAGMA synchronous" if connection.vendor == "sqlite" else "SHOW synchronous_commit"
    with connection.cursor() as cursor:
        cursor.execute(setting)
        before = cursor.fetchone()
    assert _used("kunci-formulir") is not None
    assert _used("kunci-formulir") is None
    with connection.cursor() as cursor:
        cursor.execute(setting)
        assert cursor.fetchone() == before


@pytest.mark.skipif(connection.vendor == "sqlite", reason="SQLite's setting may not change inside a transaction")
def test_the_transaction_that_takes_a_key_waits_for_no_disk() -> None:
    assert _used("kunci-lain") is not None
    with connection.cursor() as cursor:
        cursor.execute("SHOW synchronous_commit")
        assert cursor.fetchone() == ("off",)
