"""The demo shows connected accounts in every state of health, and nothing of it is ever asked for on a network."""

from __future__ import annotations

import socket
from typing import Any

import pytest
from django.utils import timezone

from pendopo.connectors.address import look_up
from pendopo.demo import connected
from pendopo.demo.world import build
from pendopo.inbox.models import Item, Unreadable
from pendopo.inbox.receiving.models import Hook, Inbound
from pendopo.journal.queries import faults
from pendopo.registry.models import Connection
from pendopo.worker.collecting import accounts_due


def test_a_name_that_is_nobodys_is_not_even_looked_up(monkeypatch: Any) -> None:
    monkeypatch.setattr(socket, "getaddrinfo", lambda *_asked, **_more: pytest.fail("the resolver was asked"))
    for host in ("bot-api.contoh.invalid", "CONTOH.INVALID."):
        with pytest.raises(socket.gaierror):
            look_up(host, 443)


@pytest.mark.django_db
def test_the_demo_has_a_hook_a_pause_a_cut_and_something_unreadable_and_fetches_from_nobody(monkeypatch: Any) -> None:
    monkeypatch.setattr(socket, "create_connection", lambda *_asked, **_more: pytest.fail("somebody was called"))
    connected.fill(build())
    held = Connection.objects.exclude(account__connector="assisted")
    assert {(one.health, one.enabled) for one in held} == {("good", True), ("good", False), ("cut", True)}
    assert Hook.objects.get().account.connector == "telegram"
    assert Item.objects.filter(account__connector="telegram").count() == 3
    assert not Inbound.objects.filter(read_at=None).exists()
    assert Unreadable.objects.filter(settled_at=None).count() == 2
    assert accounts_due(timezone.now()) == []
    assert list(faults()) == []
