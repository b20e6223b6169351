"""What platforms deliver by themselves: proven over its bytes, committed before it is acknowledged, each once in the inbox."""

from __future__ import annotations

import json
import time
from collections.abc import Iterator
from datetime import timedelta
from typing import Any

import pytest
from django.db import OperationalError, connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from pendopo.connectors import discover
from pendopo.inbox.models import Item, Unreadable
from pendopo.inbox.receiving import actions
from pendopo.inbox.receiving.jobs import forget, read_for
from pendopo.inbox.receiving.models import Hook, Inbound
from pendopo.inbox.receiving.queries import accounts_to_read
from pendopo.inbox.receiving.rules import FRESH_FOR, MOST_BYTES, REMEMBERED
from pendopo.journal.models import Entry
from pendopo.registry.connections import connect, pause, resume
from pendopo.registry.models import OfficialAccount
from pendopo.worker.schedule import LINES
from tests.faults.connector import delivery, offer
from tests.world import World, account, two_governments

pytestmark = pytest.mark.django_db
SECRET = "rahasia-kait-7731"


@pytest.fixture
def world(settings: Any) -> Iterator[World]:
    settings.BASE_URL = "https://medsos.contoh.invalid"
    offer()
    yield two_governments()
    for key in ("truth", "blind"):
        discover().pop(key, None)


@pytest.fixture
def hook(world: World) -> Hook:
    one = account(world.dukcapil.agency, "duk", platform="truth", connector="truth")
    world.dukcapil.decree.accounts.add(one)
    connect(account=one, options={}, secrets={"token": SECRET}, by=world.dukcapil.official)
    return actions.open_hook(account=one, by=world.dukcapil.official)


def says(number: int) -> dict[str, Any]:
    return {"id": str(number), "text": f"Kapan loket buka? {number}", "who": f"warga{number}", "at": time.time() - 60}


def deliver(hook: Hook, body: bytes, headers: dict[str, str]) -> int:
    """As a platform does: no cookie, no token of a form."""
    client = Client(enforce_csrf_checks=True)
    where = actions.address_of(hook).removeprefix("https://medsos.contoh.invalid")
    return client.post(where, body, content_type="application/json", headers=headers).status_code


def work(of: OfficialAccount) -> int:
    """The worker reads what waits."""
    now = timezone.now()
    return sum(LINES["read"].run(pk, now) for pk in accounts_to_read(now) if pk == of.pk)


def test_a_genuine_delivery_stands_on_the_desk_once_however_often_it_comes(hook: Hook) -> None:
    body, headers = delivery(SECRET, [says(1), says(2)])
    assert deliver(hook, body, headers) == 200
    assert Inbound.objects.filter(read_at=None).count() == 1
    assert not Item.objects.exists(), "reading is the worker's work, not that of the request"
    assert deliver(hook, body, headers) == 200
    assert work(hook.account) == 2
    assert deliver(hook, body, headers) == 200
    assert (work(hook.account), Item.objects.count(), Inbound.objects.count()) == (0, 2, 1)
    assert bytes(Inbound.objects.get().body) == b"", "what stands in the inbox is not kept twice"


def test_what_comes_by_hook_and_by_fetching_is_one_item(hook: Hook) -> None:
    for told in ([says(1)], [says(1), says(2)]):
        deliver(hook, *delivery(SECRET, told))
        work(hook.account)
    assert Item.objects.count() == 2


@pytest.mark.parametrize(
    "wrong", ["no signature", "another secret", "one byte more", "stale", "from the future", "odd"]
)
def test_what_is_not_genuine_is_403_and_nothing_of_it_is_kept(hook: Hook, wrong: str) -> None:
    body, headers = delivery("rahasia lain" if wrong == "another secret" else SECRET, [says(1)])
    edge = FRESH_FOR.total_seconds() + 5
    if wrong == "no signature":
        headers = {}
    elif wrong == "one byte more":
        body += b" "
    elif wrong == "odd":
        headers = {"x-truth-signature": "t=1e9,v1=\u00e9\u00e9"}
    elif wrong in {"stale", "from the future"}:
        body, headers = delivery(SECRET, [says(1)], time.time() + (edge if wrong == "from the future" else -edge))
    entries = Entry.objects.count()
    assert deliver(hook, body, headers) == 403
    assert not Inbound.objects.exists()
    assert not Unreadable.objects.exists()
    assert Entry.objects.count() == entries


def test_a_genuine_body_that_nobody_can_read_is_kept_where_an_officer_sees_it(hook: Hook) -> None:
    good, headers = delivery(SECRET, [says(1)])
    odd, odd_headers = delivery(SECRET, ["bukan kiriman"])  # type: ignore[list-item]
    assert deliver(hook, odd, odd_headers) == 200
    assert deliver(hook, good, headers) == 200
    assert work(hook.account) == 1
    kept = Unreadable.objects.get()
    assert kept.account == hook.account
    assert "bukan kiriman" in kept.raw
    assert not Inbound.objects.filter(read_at=None).exists()


def test_too_large_is_refused_before_it_is_read(hook: Hook) -> None:
    body, headers = delivery(SECRET, [{**says(1), "text": "x" * MOST_BYTES}])
    assert deliver(hook, body, headers) == 413
    assert not Inbound.objects.exists()


def test_where_it_could_not_be_committed_it_is_not_acknowledged(hook: Hook) -> None:
    def locked(execute: Any, sql: str, *rest: Any) -> Any:
        if sql.startswith("INSERT"):
            raise OperationalError("database is locked")
        return execute(sql, *rest)

    with connection.execute_wrapper(locked):
        assert deliver(hook, *delivery(SECRET, [says(1)])) == 503
    assert deliver(hook, *delivery(SECRET, [says(1)])) == 200


def test_a_paused_account_keeps_what_comes_until_it_goes_on(world: World, hook: Hook) -> None:
    pause(account=hook.account, by=world.dukcapil.official, because="Serah terima petugas.")
    assert deliver(hook, *delivery(SECRET, [says(1)])) == 200
    assert work(hook.account) == 0
    resume(account=hook.account, by=world.dukcapil.official)
    assert work(hook.account) == 1


def test_a_reader_that_dies_costs_a_minute_and_no_delivery(hook: Hook, monkeypatch: pytest.MonkeyPatch) -> None:
    deliver(hook, *delivery(SECRET, [says(1)]))

    def dies(*args: object, **kwargs: object) -> None:
        raise SystemExit

    with monkeypatch.context() as dying:
        dying.setattr("pendopo.inbox.receiving.jobs.take_in", dies)
        with pytest.raises(SystemExit):
            work(hook.account)
    assert work(hook.account) == 0
    later = timezone.now() + timedelta(minutes=2)
    assert read_for(hook.account_id, later) == 1


def test_an_address_answers_only_for_its_own_platform_and_key(hook: Hook) -> None:
    body, headers = delivery(SECRET, [says(1)])
    client = Client()
    for address in (f"/kait/wordpress/{hook.key}/", f"/kait/truth/{hook.key[:-1]}x/", "/kait/truth/x/"):
        assert client.post(address, body, content_type="application/json", headers=headers).status_code == 404
    assert client.put(f"/kait/truth/{hook.key}/", body).status_code == 405


def test_a_challenge_is_answered_only_to_who_knows_the_secret(hook: Hook) -> None:
    where = f"/kait/truth/{hook.key}/"
    answered = Client().get(where, {"verify": SECRET, "challenge": "114"})
    assert (answered.status_code, answered.content) == (200, b"114")
    assert Client().get(where, {"verify": "tebakan", "challenge": "114"}).status_code == 403


def test_a_host_that_is_not_ours_and_an_address_that_cannot_be_one_keep_nothing(hook: Hook) -> None:
    body, headers = delivery(SECRET, [says(1)])
    for address, host, status in (
        (f"/kait/truth/{hook.key}/", "lain.contoh.invalid", 400),
        (f"/kait/truth/{hook.key}%00/", "127.0.0.1", 404),
        (f"/kait/truth/{hook.key}/lagi/", "127.0.0.1", 404),
    ):
        told = Client().post(address, body, content_type="application/json", headers={**headers, "host": host})
        assert told.status_code == status, address
    assert not Inbound.objects.exists()


def test_a_form_s_body_is_verified_by_its_bytes_too(hook: Hook) -> None:
    body, headers = delivery(SECRET, [says(1)])
    kinds = ("application/x-www-form-urlencoded", "multipart/form-data; boundary=x")
    told = [Client().post(f"/kait/truth/{hook.key}/", body, content_type=kind, headers=headers) for kind in kinds]
    assert [one.status_code for one in told] == [200, 200]


def test_who_may_connect_opens_renews_and_closes_the_address(world: World, hook: Hook) -> None:
    client, page = Client(), f"/akun/{hook.account_id}/"
    client.force_login(world.dukcapil.official)
    assert hook.key in client.get(page).content.decode()
    client.post(f"{page}kait/")
    renewed = Hook.objects.get()
    assert renewed.key != hook.key
    assert deliver(hook, *delivery(SECRET, [says(1)])) == 404
    assert deliver(renewed, *delivery(SECRET, [says(1)])) == 200
    client.post(f"{page}kait/tutup/")
    assert not Hook.objects.exists()
    assert [one.doing for one in Entry.objects.filter(doing__startswith="hook.")] == [
        "hook.opened", "hook.opened", "hook.closed",
    ]  # fmt: skip


def test_who_may_not_connect_does_not_even_see_the_address(world: World, hook: Hook) -> None:
    client, page = Client(), f"/akun/{hook.account_id}/"
    client.force_login(world.dukcapil.officer)
    assert hook.key not in client.get(page).content.decode()
    assert client.post(f"{page}kait/").status_code == 403
    assert Hook.objects.get().key == hook.key


def test_a_platform_without_webhooks_has_no_address(world: World) -> None:
    client = Client()
    client.force_login(world.dukcapil.official)
    assert client.post(f"/akun/{world.dukcapil.account.pk}/kait/").status_code == 409
    assert not Hook.objects.exists()


def test_what_was_read_is_forgotten_after_a_while_and_nothing_else(hook: Hook) -> None:
    deliver(hook, *delivery(SECRET, [says(1)]))
    work(hook.account)
    deliver(hook, *delivery(SECRET, [says(2)]))
    long_after = timezone.now() + REMEMBERED + timedelta(minutes=1)
    assert forget(long_after) == 1
    assert json.loads(bytes(Inbound.objects.get().body))["said"][0]["id"] == "2"


def test_a_delivery_costs_one_question_and_one_row_and_brings_no_session(hook: Hook) -> None:
    """What is asked for at the door grows with nothing: it is answered hundreds of times a second."""
    body, headers = delivery(SECRET, [says(1)])
    with CaptureQueriesContext(connection) as asked:
        told = Client().post(f"/kait/truth/{hook.key}/", body, content_type="application/json", headers=headers)
    assert [one["sql"].split()[0] for one in asked.captured_queries] == ["SELECT", "INSERT"]
    assert (told.status_code, len(told.cookies), told.headers["X-Content-Type-Options"]) == (200, 0, "nosniff")
