"""A hacked account is frozen, dealt with step by step and clock by clock, and comes back with new keys."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.utils import timezone

from pendopo.delivery.sending import no_right
from pendopo.journal.queries import entries_of
from pendopo.people.models import Notice, Person
from pendopo.registry import actions as register
from pendopo.registry.actions import BadRegister
from pendopo.registry.custody import troubles
from pendopo.registry.custody.checklists import HACKED, LAW, MOVED
from pendopo.registry.custody.jobs import watch
from pendopo.registry.custody.models import Trouble
from pendopo.registry.custody.queries import (
    lines_of,
    troubles_for,
)
from pendopo.registry.models import OfficialAccount
from pendopo.registry.queries import may, today
from pendopo.registry.rules import Doing
from tests.world import World, two_governments

pytestmark = pytest.mark.django_db


@pytest.fixture
def world() -> World:
    return two_governments()


def hacked(world: World, *, freeze: bool = True, data: bool = False) -> Trouble:
    return troubles.report_hacked(
        account=world.pu.account, what="Unggahan judi", by=world.pu.officer, freeze=freeze, data=data
    )


def test_a_hacked_account_is_frozen_at_once_and_nothing_leaves_through_it(world: World) -> None:
    assert no_right(world.pu.account, timezone.now()) == ""
    made = hacked(world)
    account = OfficialAccount.objects.select_related("agency__government").get(pk=world.pu.account.pk)
    assert account.state == "suspended"
    assert "tidak resmi" in no_right(account, timezone.now())
    assert [row.code for row in made.steps.all()] == ["freeze", "tell"]
    told = Notice.objects.filter(key__startswith=f"trouble-{made.pk}-").values_list("person__name", flat=True)
    assert sorted(told) == ["Ana Analis", "Pu Kepala", "Pu Pejabat"]
    with pytest.raises(BadRegister, match="sedang ditangani"):
        hacked(world)


def test_steps_are_done_in_order_each_by_somebody_with_time_and_note(world: World) -> None:
    made = hacked(world)
    with pytest.raises(BadRegister, match="Simpan bukti"):
        troubles.tick(trouble=made, code="keys", remark="", by=world.pu.officer)
    row = troubles.tick(trouble=made, code="evidence", remark="12 tangkapan layar", by=world.pu.official)
    assert (row.by, row.note) == (world.pu.official, "12 tangkapan layar")
    with pytest.raises(BadRegister, match="berurutan"):
        troubles.tick(trouble=made, code="evidence", remark="lagi", by=world.pu.officer)
    assert entries_of(made).filter(doing="trouble.step").count() == 3


def test_a_step_that_is_not_needed_says_why(world: World) -> None:
    made = hacked(world)
    with pytest.raises(BadRegister, match="mengapa"):
        troubles.tick(trouble=made, code="evidence", remark="", by=world.pu.officer, skipped=True)
    assert troubles.tick(
        trouble=made, code="evidence", remark="Sudah hilang.", by=world.pu.officer, skipped=True
    ).skipped


def through(made: Trouble, until: str, by: Person, *, data: bool = False) -> None:
    """Tick everything before a step."""
    for line in lines_of(made):
        if line.paced.step.code == until:
            return
        if line.done is None:
            code = line.paced.step.code
            troubles.tick(trouble=made, code=code, remark="selesai", by=by, data=data and code == "data")
            made.refresh_from_db()


def test_the_72_hours_begin_when_somebody_knows_that_personal_data_was_touched(world: World) -> None:
    made = hacked(world)
    assert "notify" not in [line.paced.step.code for line in lines_of(made)]
    through(made, "report", world.pu.official, data=True)
    made.refresh_from_db()
    assert made.data_known_at is not None
    line = next(each for each in lines_of(made) if each.paced.step.code == "notify")
    assert (line.paced.step.law, line.paced.due_at) == (LAW, made.data_known_at + timedelta(hours=72))
    for moment, late in ((line.paced.due_at, False), (line.paced.due_at + timedelta(seconds=1), True)):
        again = next(each for each in lines_of(made, moment) if each.paced.step.code == "notify")
        assert again.paced.late is late
    troubles.tick(trouble=made, code="notify", remark="Surat 5/2026", by=world.pu.official)


def test_the_breach_is_called_out_at_24_48_and_72_hours_once_each(world: World) -> None:
    made = hacked(world, data=True)
    assert made.data_known_at is not None
    for hours, count in ((23, 0), (24, 3), (25, 3), (48, 6), (72, 9), (200, 9)):
        watch(made.data_known_at + timedelta(hours=hours))
        assert Notice.objects.filter(key__startswith=f"breach-{made.pk}-").count() == count, hours


def test_a_frozen_account_comes_back_only_after_its_keys_were_changed(world: World) -> None:
    made = hacked(world)
    account = OfficialAccount.objects.get(pk=world.pu.account.pk)
    with pytest.raises(BadRegister, match="kuncinya belum diganti"):
        register.make_official(account=account, by=world.pu.official)
    through(made, "reopen", world.pu.official)
    with pytest.raises(BadRegister, match="masih dibekukan"):
        troubles.tick(trouble=made, code="reopen", remark="", by=world.pu.official)
    register.make_official(account=account, by=world.pu.official)
    made.refresh_from_db()
    troubles.tick(trouble=Trouble.objects.get(pk=made.pk), code="reopen", remark="pulih", by=world.pu.official)
    with pytest.raises(BadRegister, match="Masih ada langkah"):
        troubles.close(trouble=made, outcome="pulih", by=world.pu.official)
    troubles.tick(trouble=made, code="learn", remark="Tautan palsu", by=world.pu.official)
    troubles.close(trouble=made, outcome="Pulih; sandi dicuri lewat tautan palsu.", by=world.pu.official)
    assert made.state == "closed"


def test_freezing_may_wait_but_is_the_first_step(world: World) -> None:
    made = hacked(world, freeze=False)
    assert OfficialAccount.objects.get(pk=world.pu.account.pk).state == "official"
    troubles.tick(trouble=made, code="freeze", remark="", by=world.pu.officer)
    assert OfficialAccount.objects.get(pk=world.pu.account.pk).state == "suspended"


def test_an_officer_who_moves_loses_the_right_that_very_day(world: World) -> None:
    day = today(world.government)
    assert may(world.pu.officer, Doing.PUBLISH, world.pu.agency)
    made = troubles.officer_moves(
        agency=world.pu.agency, person=world.pu.officer, on=day, because="SK mutasi 800/7", by=world.pu.official
    )
    assert not may(world.pu.officer, Doing.PUBLISH, world.pu.agency)
    assert [row.code for row in made.steps.all()] == ["rights"]
    assert [line.paced.step.code for line in lines_of(made)] == [step.code for step in MOVED]
    with pytest.raises(BadRegister, match="tidak tercantum"):
        troubles.officer_moves(
            agency=world.pu.agency, person=world.pu.officer, on=day, because="lagi", by=world.pu.official
        )


def test_only_the_law_is_called_law_and_everything_else_a_target() -> None:
    assert [step.code for step in (*HACKED, *MOVED) if step.law] == ["notify"]
    assert next(step for step in HACKED if step.code == "notify").hours == 72


def test_trouble_of_others_is_not_seen_and_not_ticked(world: World) -> None:
    made = hacked(world)
    assert list(troubles_for(world.analyst)) == [made]
    for stranger in (world.dukcapil.officer, world.other.officer):
        assert not troubles_for(stranger).exists()
        with pytest.raises(Exception, match="tidak memegang tugas"):
            troubles.tick(trouble=made, code="evidence", remark="x", by=stranger)
