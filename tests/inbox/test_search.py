"""Every word that came in is found: of a whole batch, of an edit, and of what was handed to another agency."""

from __future__ import annotations

import pytest

from pendopo.inbox.models import Case, Item
from pendopo.inbox.search import item_ids
from tests.inbox.scene import arrive, said
from tests.world import Desk, World, two_governments

pytestmark = pytest.mark.django_db


@pytest.fixture
def world() -> World:
    return two_governments()


def found(word: str, seat: Desk) -> list[str]:
    ids = item_ids(word, scope=[f"zzag{seat.agency.pk}"])
    return sorted(Item.objects.filter(pk__in=ids).values_list("external_id", flat=True))


def test_each_of_a_batch_is_found_by_its_own_agency_and_by_no_other(world: World) -> None:
    arrive(world.dukcapil.account, *(said(str(one), f"laporan kata{one}", author_id=f"w{one}") for one in range(20)))
    arrive(world.pu.account, said("lain", "laporan kata7"))
    assert found("kata7", world.dukcapil) == ["7"]
    assert found("kata7", world.pu) == ["lain"]
    assert len(found("laporan", world.dukcapil)) == 20
    assert found("Warga", world.pu) == ["lain"]


def test_after_an_edit_only_the_new_words_are_found(world: World) -> None:
    account = world.dukcapil.account
    arrive(account, *(said(str(one), "jalan rusak", author_id=f"w{one}") for one in range(8)))
    arrive(account, said("3", "jembatan rusak", author_id="w3"), cursor="c2")
    assert found("jembatan", world.dukcapil) == ["3"]
    assert found("jalan", world.dukcapil) == [str(one) for one in range(8) if one != 3]


def test_what_was_handed_to_another_agency_is_found_there(world: World) -> None:
    arrive(world.dukcapil.account, *(said(str(one), f"saluran{one}", author_id=f"w{one}") for one in range(8)))
    Case.objects.filter(items__external_id="5").update(agency=world.pu.agency)
    assert (found("saluran5", world.pu), found("saluran5", world.dukcapil)) == (["5"], [])
    assert found("saluran6", world.dukcapil) == ["6"]
