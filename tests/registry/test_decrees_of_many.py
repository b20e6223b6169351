"""Which of many accounts a decree in force names, in one query, is the same as asking for each."""

from __future__ import annotations

from datetime import date

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from pendopo.registry.models import Office, OfficialAccount
from pendopo.registry.queries import decree_of, named_by_decree
from tests.world import NOW, account, decree, two_governments

pytestmark = pytest.mark.django_db


def test_many_accounts_are_asked_for_in_one_query_and_each_is_answered_as_alone() -> None:
    world = two_governments()
    head = Office.objects.get(person=world.pu.head)
    bare, over, foreign, twice = (account(world.pu.agency, handle) for handle in ("bare", "over", "foreign", "twice"))
    decree(world.pu.agency, head, [over], number="2", until=date(2021, 1, 1))
    decree(world.dukcapil.agency, head, [foreign], number="3")
    decree(world.pu.agency, head, [twice], number="4")
    decree(world.kominfo.agency, head, [twice], number="5")
    accounts = list(OfficialAccount.objects.select_related("agency__government"))
    with CaptureQueriesContext(connection) as asked:
        named = named_by_decree(accounts, NOW)
    assert len(asked) == 2  # one for each government
    assert named == {one.pk for one in accounts if decree_of(one, NOW) is not None}
    assert {bare.pk, over.pk, foreign.pk}.isdisjoint(named)
    assert twice.pk in named
