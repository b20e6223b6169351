"""The settings of an account: who may connect it, that secrets never come back out, and that trouble is told."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from django.test import Client

from pendopo.connectors import discover
from pendopo.delivery.jobs import send_due
from pendopo.delivery.leases import beat, now_there
from pendopo.delivery.models import Dispatch
from pendopo.journal.models import Entry
from pendopo.people.models import Notice, Person
from pendopo.registry.connections import connector_for
from pendopo.registry.models import Connection, OfficialAccount
from tests.faults.connector import offer
from tests.faults.desk import on_platform, waiting
from tests.faults.truth import Truth, truth
from tests.world import NOW, World, two_governments

pytestmark = pytest.mark.django_db
SECRET = "kunci-yang-tidak-boleh-terlihat"


@pytest.fixture
def world() -> World:
    return two_governments()


@pytest.fixture
def platform(settings: pytest.FixtureRequest) -> Iterator[Truth]:
    settings.ALLOW_PRIVATE_ADDRESSES = True  # type: ignore[attr-defined]
    offer()
    with truth() as running:
        yield running
    for key in ("truth", "blind"):
        discover().pop(key, None)


def as_(person: Person) -> Client:
    client = Client()
    client.force_login(person)
    return client


def connect(client: Client, of: OfficialAccount, key: str = "truth", **fields: str) -> str:
    data = {"connector": key, **{f"{key}-{name}": value for name, value in fields.items()}}
    return client.post(f"/akun/{of.pk}/hubungkan/", data, follow=True).content.decode()


def test_connecting_tries_at_once_and_says_how_it_went(world: World, platform: Truth) -> None:
    of = on_platform(world.dukcapil, platform)
    page = connect(as_(world.dukcapil.official), of, token=SECRET)
    assert "Terhubung." in page
    assert Connection.objects.get(account=of).health == "good"
    assert connector_for(of).account.secrets == {"token": SECRET}


def test_a_secret_is_never_shown_back_nor_written_anywhere(world: World, platform: Truth) -> None:
    """I5: sealed in its row; not in a page, not in the journal; left empty it stays as it was."""
    of = on_platform(world.dukcapil, platform)
    client = as_(world.dukcapil.official)
    page = connect(client, of, token=SECRET)
    page += connect(client, of, token="")
    page += client.get(f"/akun/{of.pk}/").content.decode()
    written = "".join(f"{entry.before}{entry.after}{entry.because}" for entry in Entry.objects.all())
    row = Connection.objects.get(account=of)
    assert SECRET not in page + written + row.sealed + str(row.options)
    assert connector_for(of).account.secrets == {"token": SECRET}


@pytest.mark.parametrize("who", ["officer", "head"])
def test_only_officials_and_administrators_connect(world: World, platform: Truth, who: str) -> None:
    of = on_platform(world.dukcapil, platform)
    client = as_(getattr(world.dukcapil, who))
    answer = client.post(f"/akun/{of.pk}/hubungkan/", {"connector": "truth", "truth-token": SECRET})
    assert answer.status_code == 403
    assert Connection.objects.get(account=of).sealed == ""
    assert "Simpan dan coba" not in client.get(f"/akun/{of.pk}/").content.decode()


def test_an_account_of_another_government_does_not_exist(world: World, platform: Truth) -> None:
    of = on_platform(world.dukcapil, platform)
    client = as_(world.other.official)
    assert client.get(f"/akun/{of.pk}/").status_code == 404
    for word in ("hubungkan", "coba", "jeda"):
        assert client.post(f"/akun/{of.pk}/{word}/").status_code == 404
    assert of.name not in client.get("/akun/").content.decode()


def test_a_connection_that_does_not_work_says_why_in_a_sentence(world: World, platform: Truth) -> None:
    of = on_platform(world.dukcapil, platform)
    platform.reading = ["401"]
    page = connect(as_(world.dukcapil.official), of, token=SECRET)
    assert "kata sandi atau izin tidak berlaku lagi" in page
    assert Connection.objects.get(account=of).health == "cut"
    assert Notice.objects.filter(person=world.dukcapil.official).count() == 1


def test_a_missing_field_is_asked_for_and_nothing_is_lost(world: World) -> None:
    of = world.dukcapil.account
    client = as_(world.dukcapil.official)
    answer = client.post(f"/akun/{of.pk}/hubungkan/", {"connector": "wordpress", "wordpress-username": "petugas"})
    assert answer.status_code == 422
    assert 'value="petugas"' in answer.content.decode()
    assert OfficialAccount.objects.get(pk=of.pk).connector == "assisted"


def test_a_paused_account_neither_sends_nor_forgets(world: World, platform: Truth) -> None:
    of = on_platform(world.dukcapil, platform)
    client = as_(world.dukcapil.official)
    client.post(f"/akun/{of.pk}/jeda/", {"because": "situs dirawat"})
    sent = waiting(of)
    assert send_due(NOW) == 0
    client.post(f"/akun/{of.pk}/jeda/", {"resume": "1"})
    assert send_due(NOW) == 1
    assert Dispatch.objects.get(pk=sent.pk).state == "live"


def test_an_officer_gives_the_link_of_what_was_posted_by_hand(world: World) -> None:
    sent = waiting(world.dukcapil.account)
    send_due(NOW)
    client = as_(world.dukcapil.officer)
    page = client.get(f"/akun/{world.dukcapil.account.pk}/").content.decode()
    assert "Silakan datang dengan KTP lama." in page
    client.post(f"/kiriman/{sent.pk}/tayang/", {"url": "https://contoh.invalid/p/9"})
    assert Dispatch.objects.get(pk=sent.pk).url == "https://contoh.invalid/p/9"
    stranger = as_(world.other.officer)
    assert stranger.post(f"/kiriman/{sent.pk}/tayang/", {"url": "https://x.invalid/"}).status_code == 404
    assert (
        as_(world.dukcapil.head).post(f"/kiriman/{sent.pk}/tayang/", {"url": "https://x.invalid/"}).status_code == 403
    )


def test_an_officer_says_that_it_is_not_there(world: World, platform: Truth) -> None:
    of = on_platform(world.dukcapil, platform, connector="blind")
    sent = waiting(of)
    platform.how["*"] = ["drop before"]
    send_due(NOW)
    client = as_(world.dukcapil.officer)
    assert "belum pasti" in client.get(f"/akun/{of.pk}/").content.decode()
    client.post(f"/kiriman/{sent.pk}/tidak-ada/", {"because": "sudah saya buka", "again": "yes"})
    assert Dispatch.objects.get(pk=sent.pk).state == "queued"


def test_the_pages_say_whether_a_worker_is_alive(world: World) -> None:
    client = as_(world.dukcapil.officer)
    assert "Pekerja tidak berjalan." in client.get("/akun/").content.decode()
    beat(now_there(), started_at=now_there())
    assert "Pekerja berjalan" in client.get("/akun/").content.decode()


def test_the_list_costs_the_same_however_many_accounts(world: World, platform: Truth, django_assert_max_num_queries: object) -> None:  # fmt: skip
    for number in range(12):
        on_platform(world.dukcapil, platform, f"duk{number}")
    client = as_(world.dukcapil.officer)
    with django_assert_max_num_queries(16):  # type: ignore[operator]
        client.get("/akun/")
