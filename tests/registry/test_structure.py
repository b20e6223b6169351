"""The tree of agencies: no circle, one coordinating agency, names with a history, endings that are sound."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

import pytest
from django.utils import timezone

from pendopo.journal.machine import MoveRefused
from pendopo.journal.queries import entries_of
from pendopo.registry.actions import BadRegister
from pendopo.registry.models import Agency, Office, Role
from pendopo.registry.queries import NotAllowed, may
from pendopo.registry.rules import Doing
from pendopo.registry.structure.actions import (
    Planned,
    cancel_ending,
    make_coordinating,
    plan_ending,
    rename,
    set_parent,
)
from pendopo.registry.structure.models import Ending
from pendopo.registry.structure.queries import name_on, tree_of
from tests.world import World, agency, two_governments

pytestmark = pytest.mark.django_db
RULE = "Perda 3/2026"


@pytest.fixture
def world() -> World:
    return two_governments()


def hang(world: World, what: Agency, under: Agency | None) -> None:
    set_parent(agency=what, parent=under, because=RULE, by=world.analyst)


def test_a_circle_in_the_tree_is_refused_however_long_it_is(world: World) -> None:
    unit = agency(world.government, "UPT Jalan", "UPT Jalan")
    hang(world, world.pu.agency, world.dukcapil.agency)
    hang(world, unit, world.pu.agency)
    for parent in (unit, world.pu.agency):
        with pytest.raises(BadRegister, match="berputar"):
            hang(world, world.dukcapil.agency, parent)
    with pytest.raises(BadRegister, match="induknya sendiri"):
        hang(world, unit, unit)
    assert [(one.agency.short_name, one.depth) for one in tree_of(Agency.objects.filter(government=world.government))] == [
        ("Diskominfo", 0), ("Disdukcapil", 0), ("DPUPR", 1), ("UPT Jalan", 2),
    ]  # fmt: skip
    hang(world, unit, None)
    assert entries_of(unit).filter(doing="agency.moved").count() == 2


def test_a_parent_of_another_government_or_one_that_was_closed_is_refused(world: World) -> None:
    Agency.objects.filter(pk=world.pu.agency.pk).update(closed_on=date(2026, 1, 1))
    for parent in (world.other.agency, Agency.objects.get(pk=world.pu.agency.pk)):
        with pytest.raises(BadRegister, match="Induk harus"):
            hang(world, world.dukcapil.agency, parent)


def test_a_second_coordinating_agency_is_refused_with_a_sentence_and_a_hand_over_moves_the_flag(world: World) -> None:
    with pytest.raises(BadRegister, match="Dinas pengampu hanya satu, dan sekarang Diskominfo"):
        make_coordinating(agency=world.pu.agency, because=RULE, by=world.analyst)
    assert Agency.objects.get(government=world.government, coordinates=True) == world.kominfo.agency
    with pytest.raises(BadRegister, match="dasar serah terima"):
        make_coordinating(agency=world.pu.agency, because=" ", by=world.analyst, hand_over=True)
    make_coordinating(agency=world.pu.agency, because=RULE, by=world.analyst, hand_over=True)
    assert Agency.objects.get(government=world.government, coordinates=True) == world.pu.agency
    # The analyst keeps the whole government, now from the new coordinating agency.
    assert Office.objects.filter(person=world.analyst, agency=world.pu.agency, role=Role.ANALYST, until=None).exists()
    assert may(world.analyst, Doing.REGISTER, world.dukcapil.agency)


def test_only_who_keeps_the_register_of_the_government_changes_its_structure(world: World) -> None:
    for nobody in (world.dukcapil.official, world.dukcapil.officer, world.auditor, world.other.official):
        with pytest.raises(NotAllowed):
            set_parent(agency=world.dukcapil.agency, parent=world.pu.agency, because=RULE, by=nobody)
    assert Agency.objects.get(pk=world.dukcapil.agency.pk).parent is None


def renamed(world: World, **more: Any) -> None:
    given: dict[str, Any] = {
        "agency": world.pu.agency, "name": "Dinas Pekerjaan Umum dan Permukiman", "short_name": "DPUPKP",
        "on": date(2026, 1, 2), "because": RULE, "by": world.analyst,
    }  # fmt: skip
    rename(**(given | more))


def test_papers_of_before_keep_the_old_name_and_the_address_stays(world: World) -> None:
    renamed(world)
    row = Agency.objects.get(pk=world.pu.agency.pk)
    assert (row.short_name, row.slug) == ("DPUPKP", "dpupr")
    assert name_on(row, date(2026, 1, 1)).short_name == "DPUPR"
    assert name_on(row, date(2026, 1, 2)).short_name == "DPUPKP"
    renamed(world, name="Dinas Umum", short_name="DU", on=date(2026, 2, 1))
    assert [name_on(row, date(2026, month, 15)).short_name for month in (1, 2)] == ["DPUPKP", "DPUPKP"]
    row.refresh_from_db()
    assert name_on(row, date(2026, 2, 15)).short_name == "DU"
    assert entries_of(row).filter(doing="agency.renamed").count() == 2


@pytest.mark.parametrize(
    ("change", "says"),
    [
        ({"short_name": "disdukcapil"}, "Sudah ada instansi"),
        ({"because": " "}, "dasar perubahannya"),
        ({"name": "  "}, "nama lengkap"),
        ({"name": "Dinas Pekerjaan Umum dan Penataan Ruang", "short_name": "DPUPR"}, "tidak ada yang berubah"),
        ({"on": date(2019, 12, 31)}, "periksa tanggalnya"),
        ({"on": date(2199, 1, 1)}, "hari berlakunya"),
    ],
)
def test_a_bad_renaming_is_refused_with_a_sentence(world: World, change: dict[str, Any], says: str) -> None:
    with pytest.raises(BadRegister, match=says):
        renamed(world, **change)
    renamed(world)


def plan(world: World, old: Agency, new: Agency, *, on: date | None = None, because: str = RULE) -> Ending:
    day = on or timezone.now().date() + timedelta(days=30)
    return plan_ending(agency=old, successor=new, planned=Planned("merged", day, because), by=world.analyst)


def test_a_plan_may_be_called_off_with_a_reason_and_there_is_one_at_a_time(world: World) -> None:
    made = plan(world, world.pu.agency, world.dukcapil.agency)
    with pytest.raises(BadRegister, match="Sudah ada rencana"):
        plan(world, world.pu.agency, world.kominfo.agency)
    with pytest.raises(MoveRefused, match="alasannya"):
        cancel_ending(ending=made, because="", by=world.analyst)
    cancel_ending(ending=made, because="Perda dicabut", by=world.analyst)
    plan(world, world.pu.agency, world.kominfo.agency)


def test_work_never_goes_to_an_agency_that_cannot_take_it(world: World) -> None:
    with pytest.raises(BadRegister, match="Penerus harus"):
        plan(world, world.pu.agency, world.pu.agency)
    with pytest.raises(BadRegister, match="Penerus harus"):
        plan(world, world.pu.agency, world.other.agency)
    with pytest.raises(BadRegister, match="dasarnya"):
        plan(world, world.pu.agency, world.dukcapil.agency, because="  ")
    with pytest.raises(BadRegister, match="belum berdiri"):
        plan(world, world.pu.agency, world.dukcapil.agency, on=date(2020, 1, 1))
    plan(world, world.pu.agency, world.dukcapil.agency)
    # Two plans never chase each other.
    with pytest.raises(BadRegister, match="sendiri akan berakhir"):
        plan(world, world.kominfo.agency, world.pu.agency)
    with pytest.raises(BadRegister, match="direncanakan beralih ke instansi ini"):
        plan(world, world.dukcapil.agency, world.kominfo.agency)
