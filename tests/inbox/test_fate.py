"""A reply's whole way: written, sent by the worker to a real platform, carried back into its case."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta

import pytest
from django.utils import timezone

from pendopo.connectors import discover
from pendopo.delivery.jobs import send_due
from pendopo.inbox.actions import record, reply
from pendopo.inbox.jobs import settle
from pendopo.inbox.models import Case
from tests.faults.connector import offer
from tests.faults.desk import on_platform
from tests.faults.truth import Truth, truth
from tests.inbox.scene import arrive, said
from tests.world import two_governments

pytestmark = pytest.mark.django_db


@pytest.fixture
def platform(settings: pytest.FixtureRequest) -> Iterator[Truth]:
    """A running platform that the program may reach on loopback."""
    settings.ALLOW_PRIVATE_ADDRESSES = True  # type: ignore[attr-defined]
    offer()
    with truth() as running:
        yield running
    for key in ("truth", "blind"):
        discover().pop(key, None)


def test_a_collected_question_is_answered_on_the_platform_and_the_case_knows_where(platform: Truth) -> None:
    duk = two_governments().dukcapil
    account = on_platform(duk, platform)
    arrive(account, said("1"))
    reply(case=Case.objects.get(), text="Silakan ke loket.", by=duk.officer, basis="source", source="SOP")
    now = timezone.now()
    assert send_due(now) == 0  # the officer may still take it back
    assert send_due(now + timedelta(seconds=16)) == 1
    settle(now + timedelta(seconds=17))
    case = Case.objects.get()
    assert case.state == "answered"
    assert case.replies.get().dispatch.url == f"{platform.url}/posts/1"


def test_what_an_officer_recorded_is_answered_by_hand_even_where_the_account_is_connected(platform: Truth) -> None:
    """The platform knows no number for it, so that nothing could be answered there."""
    duk = two_governments().dukcapil
    account = on_platform(duk, platform)
    item = record(account=account, by=duk.officer, text="KK hilang", url="https://contoh.invalid/p/9")
    reply(case=item.case, text="Silakan ke loket.", by=duk.officer, basis="source", source="SOP")
    send_due(timezone.now() + timedelta(seconds=16))
    assert item.case.replies.get().dispatch.state == "handed"
    assert platform.copies() == {}
