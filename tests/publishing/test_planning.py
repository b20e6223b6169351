"""The audience is known in numbers that overlap, no person is labelled, and a plan is approved by somebody else."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta
from itertools import combinations

import pytest
from django.test import Client

from pendopo.journal.models import Entry
from pendopo.publishing.planning import actions
from pendopo.publishing.planning.behaviours import (
    BEHAVIOURS,
    CODES,
    STATEMENTS,
    advise,
    behaviours_of,
    margin,
    offline,
    read_shares,
    shares_of,
)
from pendopo.publishing.planning.models import Plan, Sheet, Survey, Tally
from pendopo.publishing.planning.queries import counted, plan_of, progress_of
from pendopo.publishing.planning.rules import BadPlan, Measured, Row
from pendopo.registry.queries import NotAllowed
from pendopo.regulation.profile import load
from tests.world import NOW, World, two_governments

YEAR = NOW.year
SHARES = dict.fromkeys(CODES, 40.0)
MEASURED = Measured("Warga pengguna loket", date(2026, 3, 1), "observation", 120, "Pengamatan dua pekan", SHARES)


@pytest.fixture
def world(db: None) -> World:
    """Two governments."""
    return two_governments()


def row(world: World, **more: object) -> Row:
    """A line that may stand in a plan of Dukcapil."""
    made = Row("Warga", "Syarat layanan", "sebar_informasi", "kegiatan", 4, (world.dukcapil.account.pk,))
    return replace(made, **more)  # type: ignore[arg-type]


def drafted(world: World) -> Plan:
    """A plan of this year with one line, written by the officer."""
    plan = actions.draft_plan(agency=world.dukcapil.agency, year=YEAR, aim="", by=world.dukcapil.officer, at=NOW)
    actions.add_row(plan=plan, row=row(world), by=world.dukcapil.officer, at=NOW)
    return plan


def in_force(world: World) -> Plan:
    """The same, approved."""
    plan = drafted(world)
    actions.submit_plan(plan=plan, by=world.dukcapil.officer, at=NOW)
    actions.approve_plan(plan=plan, by=world.dukcapil.official, at=NOW)
    return plan


@pytest.mark.parametrize("size", range(4))
def test_every_tick_shows_its_behaviour_and_no_tick_means_inactive(size: int) -> None:
    for ticked in combinations([one.code for one in STATEMENTS], size):
        found = behaviours_of(ticked)
        assert found == ({one.behaviour for one in STATEMENTS if one.code in ticked} or {"inactive"})
        assert behaviours_of([*ticked, "tak dikenal"]) == found


def test_the_seven_behaviours_each_have_a_question_except_the_inactive() -> None:
    assert len(BEHAVIOURS) == 7
    assert {one.behaviour for one in STATEMENTS} == set(CODES) - {"inactive"}


def test_shares_overlap_so_their_sum_may_be_above_a_hundred() -> None:
    shares = shares_of({"creator": 24, "conversationalist": 33, "critic": 37, "collector": 20, "joiner": 59, "spectator": 70, "inactive": 17}, 100)  # fmt: skip
    assert sum(shares.values()) == 260
    assert shares_of({}, 0) == {}


@pytest.mark.parametrize(("share", "sample", "spread"), [(50, 100, 9.6), (50, 400, 4.9), (0, 30, 5.7), (10, 0, 50.0)])
def test_the_spread_shrinks_with_the_number_that_was_asked(share: float, sample: int, spread: float) -> None:
    assert margin(share, sample) == spread


def test_advice_names_only_types_that_the_regulation_knows_and_says_why() -> None:
    shares = {**dict.fromkeys(CODES, 0.0), "joiner": 60.0, "spectator": 70.0, "inactive": 17.0}
    probolinggo, katingan = (advise(shares, load(key)) for key in ("probolinggo-37-2016", "katingan-55-2022"))
    assert probolinggo[0].account_type in {"social_network", "media_sharing"}
    assert "social_network" not in {one.account_type for one in katingan}
    assert "Penonton 70 %" in katingan[0].because
    assert offline(shares)
    assert not offline({**shares, "inactive": 9.9})


def test_percentages_are_read_as_people_type_them() -> None:
    given_ = dict.fromkeys(CODES, "0") | {"creator": " 12,5 % ", "critic": "101", "joiner": "", "spectator": "banyak"}
    shares, bad = read_shares(given_)
    assert shares["creator"] == 12.5
    assert bad == ["Pengkritik", "Penggabung", "Penonton"]


@pytest.mark.parametrize(
    ("wrong", "says"),
    [
        ({"shares": {**SHARES, "critic": 100.1}}, "Pengkritik"),
        ({"shares": {}}, "terukur"),
        ({"shares": {"critic": 3.0}}, "ketujuh"),
        ({"on": date(2026, 3, 28)}, "masa depan"),
        ({"sample": 0}, "sedikitnya satu"),
        ({"source": " "}, "sumber"),
        ({"audience": ""}, "khalayak"),
    ],
)
def test_a_sheet_that_cannot_be_true_is_refused_with_what_to_mend(
    world: World, wrong: dict[str, object], says: str
) -> None:
    asked = {"agency": world.dukcapil.agency, "by": world.dukcapil.officer, "at": NOW}
    with pytest.raises(BadPlan, match=says):
        actions.add_sheet(given=replace(MEASURED, **wrong), **asked)  # type: ignore[arg-type]
    actions.add_sheet(given=MEASURED, **asked)  # type: ignore[arg-type]
    assert Sheet.objects.count() == 1


def test_an_answer_of_the_public_leaves_only_sums(world: World) -> None:
    survey = actions.open_survey(
        agency=world.dukcapil.agency, title="T", audience="W", by=world.dukcapil.officer, at=NOW
    )
    for ticked in (["komentar", "ulasan", "tonton"], ["tonton"], []):
        actions.count_answer(survey=survey, ticked=ticked, at=NOW)
    sums, sample = counted(survey)
    assert (sample, sums["critic"], sums["spectator"], sums["inactive"], sums["creator"]) == (3, 1, 2, 1, 0)
    assert {field.name for field in Tally._meta.get_fields()} == {"id", "survey", "on", "answers", *CODES}


def test_a_questionnaire_becomes_a_sheet_only_with_enough_answers(world: World) -> None:
    survey = actions.open_survey(
        agency=world.dukcapil.agency, title="T", audience="W", by=world.dukcapil.officer, at=NOW
    )
    Tally.objects.create(survey=survey, on=NOW.date(), answers=29, critic=29)
    with pytest.raises(BadPlan, match="29 jawaban"):
        actions.sheet_from_survey(survey=survey, by=world.dukcapil.officer, at=NOW)
    actions.count_answer(survey=survey, ticked=[], at=NOW)
    made = actions.sheet_from_survey(survey=survey, by=world.dukcapil.officer, at=NOW)
    assert (made.sample, made.shares["critic"], made.shares["inactive"]) == (30, 96.7, 3.3)


def test_the_public_fills_in_without_signing_in_and_a_closed_questionnaire_says_so(world: World) -> None:
    survey = actions.open_survey(
        agency=world.dukcapil.agency, title="Kebiasaan", audience="W", by=world.dukcapil.officer
    )
    visitor = Client()
    address = f"/kuesioner/{survey.address}/"
    assert "<script" not in visitor.get(address).content.decode()
    again = visitor.post(address, {"ya": ["tonton"]})
    assert again.status_code == 422
    assert "checked" in again.content.decode()
    assert "Terima kasih" in visitor.post(address, {"ya": ["tonton", "palsu"], "baca": "1"}).content.decode()
    assert counted(survey)[1] == 1
    actions.close_survey(survey=survey, by=world.dukcapil.officer)
    assert "sudah ditutup" in visitor.post(address, {"ya": ["tonton"], "baca": "1"}).content.decode()
    assert counted(survey)[1] == 1
    assert visitor.get("/kuesioner/tidak-ada/").status_code == 404


def test_a_plan_is_approved_by_somebody_else_and_then_stands(world: World) -> None:
    plan = drafted(world)
    actions.submit_plan(plan=plan, by=world.dukcapil.officer, at=NOW)
    with pytest.raises(NotAllowed):
        actions.approve_plan(plan=plan, by=world.dukcapil.officer, at=NOW)
    actions.approve_plan(plan=plan, by=world.dukcapil.official, at=NOW)
    assert plan_of(world.dukcapil.agency, YEAR) == plan
    with pytest.raises(BadPlan, match="versi baru"):
        actions.add_row(plan=plan, row=row(world), by=world.dukcapil.officer, at=NOW)
    doings = list(Entry.objects.filter(thing_kind="planning.plan").values_list("doing", flat=True))
    assert doings == ["plan.drafted", "plan.row_added", "plan.review", "plan.approved"]


def test_an_official_does_not_approve_a_plan_of_their_own(world: World) -> None:
    plan = actions.draft_plan(agency=world.dukcapil.agency, year=YEAR, aim="", by=world.dukcapil.official, at=NOW)
    actions.add_row(plan=plan, row=row(world), by=world.dukcapil.official, at=NOW)
    actions.submit_plan(plan=plan, by=world.dukcapil.official, at=NOW)
    with pytest.raises(BadPlan, match="orang kedua"):
        actions.approve_plan(plan=plan, by=world.dukcapil.official, at=NOW)
    actions.approve_plan(plan=plan, by=world.dukcapil.head, at=NOW)


def test_a_revision_starts_from_the_plan_in_force_and_replaces_it(world: World) -> None:
    first = in_force(world)
    second = actions.draft_plan(
        agency=world.dukcapil.agency, year=YEAR, aim="lebih baik", by=world.dukcapil.officer, at=NOW
    )
    assert [one.theme for one in second.rows.all()] == ["Syarat layanan"]
    assert list(second.rows.get().accounts.all()) == [world.dukcapil.account]
    with pytest.raises(BadPlan, match="sudah ada"):
        actions.draft_plan(agency=world.dukcapil.agency, year=YEAR, aim="", by=world.dukcapil.officer, at=NOW)
    actions.submit_plan(plan=second, by=world.dukcapil.officer, at=NOW)
    assert plan_of(world.dukcapil.agency, YEAR) == first
    actions.approve_plan(plan=second, by=world.dukcapil.official, at=NOW)
    first.refresh_from_db()
    assert (plan_of(world.dukcapil.agency, YEAR), first.state) == (second, "replaced")


@pytest.mark.parametrize(
    ("wrong", "says"),
    [
        ({"audience": ""}, "khalayak"),
        ({"theme": " "}, "pesan pokok"),
        ({"purpose": "iklan"}, "tujuan"),
        ({"category": ""}, "kategori"),
        ({"accounts": ()}, "akun"),
        ({"a_month": 0}, "sebulan"),
        ({"a_month": 301}, "sebulan"),
    ],
)
def test_a_line_that_lacks_something_is_refused_and_names_it(world: World, wrong: dict[str, object], says: str) -> None:
    plan = actions.draft_plan(agency=world.dukcapil.agency, year=YEAR, aim="", by=world.dukcapil.officer, at=NOW)
    with pytest.raises(BadPlan, match=says):
        actions.add_row(plan=plan, row=row(world, **wrong), by=world.dukcapil.officer, at=NOW)
    actions.add_row(plan=plan, row=row(world), by=world.dukcapil.officer, at=NOW)


def test_a_plan_uses_only_own_accounts_and_an_empty_one_is_not_handed_in(world: World) -> None:
    plan = actions.draft_plan(agency=world.dukcapil.agency, year=YEAR, aim="", by=world.dukcapil.officer, at=NOW)
    with pytest.raises(BadPlan, match="sendiri"):
        actions.add_row(plan=plan, row=row(world, accounts=(world.pu.account.pk,)), by=world.dukcapil.officer, at=NOW)
    with pytest.raises(BadPlan, match="belum memuat"):
        actions.submit_plan(plan=plan, by=world.dukcapil.officer, at=NOW)
    with pytest.raises(BadPlan, match="tahun"):
        actions.draft_plan(agency=world.dukcapil.agency, year=2015, aim="", by=world.dukcapil.officer, at=NOW)


def test_progress_counts_what_was_published_for_a_line(world: World) -> None:
    plan = in_force(world)
    assert [(one.planned, one.published, one.percent) for one in progress_of(plan)] == [(48, 0, 0)]


def test_pages_show_ones_own_agencies_and_keep_what_was_typed(world: World, client: Client) -> None:
    plan = in_force(world)
    client.force_login(world.dukcapil.officer)
    assert "Syarat layanan" in client.get(f"/rencana/{plan.pk}/").content.decode()
    typed = {
        "audience": "Keluarga muda di kelurahan",
        "critic": "abc",
        "on": "2026-03-01",
        "sample": "3",
        "source": "x",
    }
    page = client.post(f"/rencana/khalayak/baru/{world.dukcapil.agency.pk}/", typed)
    assert page.status_code == 422
    assert "Keluarga muda di kelurahan" in page.content.decode()
    assert "Pengkritik" in page.content.decode()
    client.force_login(world.pu.officer)
    assert client.get(f"/rencana/{plan.pk}/").status_code == 404
    assert "Syarat layanan" not in client.get("/rencana/").content.decode()
    assert Survey.objects.count() == 0


def test_a_draft_line_can_be_taken_out_by_those_who_may_write(world: World, client: Client) -> None:
    line = drafted(world).rows.get()
    client.force_login(world.pu.officer)
    assert client.post(f"/rencana/baris/{line.pk}/hapus/").status_code == 404
    client.force_login(world.dukcapil.officer)
    assert client.post(f"/rencana/baris/{line.pk}/hapus/").status_code == 302
    assert not Plan.objects.get().rows.exists()


def test_a_day_takes_no_flood_of_answers(world: World) -> None:
    survey = actions.open_survey(
        agency=world.dukcapil.agency, title="T", audience="W", by=world.dukcapil.officer, at=NOW
    )
    Tally.objects.create(survey=survey, on=NOW.date(), answers=actions.MOST_ANSWERS_A_DAY)
    with pytest.raises(BadPlan, match="besok"):
        actions.count_answer(survey=survey, ticked=[], at=NOW)
    actions.count_answer(survey=survey, ticked=[], at=NOW + timedelta(days=1))
