"""The flow chart is the case machine: every move is on it or in its table, with the numbers of today."""

from __future__ import annotations

import re
from datetime import timedelta

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from pendopo.inbox import actions as desk_actions
from pendopo.inbox.states import CASE
from pendopo.referral.actions import answer, refer
from pendopo.referral.flow import STEPS, every_move, flow_of, flow_steps
from pendopo.regulation.duties import SHORT
from pendopo.regulation.profile import load
from pendopo.web.flow import DRAWN, PLACES, chart_of
from tests.report.test_compliance_facts import asked
from tests.world import Desk, World, two_governments

pytestmark = pytest.mark.django_db


@pytest.fixture
def world() -> World:
    return two_governments()


def page(desk: Desk) -> str:
    client = Client()
    client.force_login(desk.officer)
    return client.get(reverse("flow")).content.decode()


def test_every_state_has_a_place_and_every_drawn_edge_is_a_move_of_the_machine() -> None:
    assert set(CASE.moves) == set(PLACES) - {"asked"}
    legal = set(every_move())
    assert {key for key in DRAWN if "asked" not in key} <= legal
    assert set(STEPS) <= legal


@pytest.mark.parametrize("key", sorted(SHORT.values()))
def test_the_steps_of_the_machine_are_those_of_the_annex(key: str) -> None:
    assert flow_steps() == tuple(step.code for step in load(key).flow)


def test_every_move_is_drawn_or_told(world: World) -> None:
    now = timezone.now()
    chart = chart_of(flow_of([world.dukcapil.agency.pk], now - timedelta(hours=1), now))
    told = {(one.source, one.target) for one in chart.rest}
    assert told | set(DRAWN) | {("referred", "ready")} >= set(every_move())
    text = page(world.dukcapil)
    rows = re.findall(r"<tr><td>([^<]+)</td><td>([^<]+?)\s*<", text)
    assert len(rows) == len(list(every_move()))


def test_a_move_that_the_machine_loses_leaves_the_picture(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(CASE.moves, "new", CASE.moves["new"] - {"noise"})
    now = timezone.now()
    chart = chart_of(flow_of([world.dukcapil.agency.pk], now - timedelta(hours=1), now))
    assert len(chart.edges) == len(DRAWN) - 1
    monkeypatch.setitem(CASE.moves, "new", CASE.moves["new"] - {"referred"})
    assert "3" not in flow_steps()


def test_todays_numbers_stand_on_the_edges(world: World) -> None:
    now = timezone.now()
    item = asked(world.dukcapil, received=now)
    desk_actions.reply(case=item.case, text="Bawa KTP lama.", by=world.dukcapil.officer, basis="source", source="SOP")
    second = asked(world.dukcapil, received=now, number=2)
    hop = refer(
        case=second.case, to_agency=world.pu.agency, question="?", because="tugasnya", their_competence=True,
        not_answerable=True, by=world.dukcapil.officer, holding=False,
    )  # fmt: skip
    answer(referral=hop, text="Ya.", by=world.pu.officer)
    third = asked(world.dukcapil, received=now, number=3)
    desk_actions.close(case=third.case, by=world.dukcapil.officer, because="cukup")
    flow = flow_of([world.dukcapil.agency.pk], now - timedelta(minutes=1), now + timedelta(minutes=1))
    assert (flow.received, flow.times("new", "ready"), flow.times("new", "referred"), flow.answers) == (3, 1, 1, 1)
    assert flow.times("new", "closed") == 1
    text = page(world.dukcapil)
    described = text[text.index('id="flow-text"') : text.index("</desc>")]
    assert re.findall(r": (\d+)\. ", described) == ["3", "1", "1", "1", "0"]
    assert re.findall(r": (\d+)\. ", page(world.pu)[:100_000]) == ["0", "0", "0", "0", "0"]


def test_yesterday_is_not_today(world: World) -> None:
    now = timezone.now()
    asked(world.dukcapil, received=now - timedelta(days=1))
    assert flow_of([world.dukcapil.agency.pk], now - timedelta(hours=1), now + timedelta(hours=1)).received == 0
