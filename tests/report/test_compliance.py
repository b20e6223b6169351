"""What the checks found is kept by month, refreshed by itself, printed by `pendopo duties`, and read as one board."""

from __future__ import annotations

import functools
import io
import json
import operator
from datetime import UTC, date, datetime, timedelta
from time import perf_counter
from typing import Any

import openpyxl
import pytest
from django.core.management import CommandError, call_command
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from pendopo.journal.actions import note
from pendopo.journal.actor import Actor
from pendopo.registry.models import Agency, Decree
from pendopo.regulation.duties import checks_of, duties_of
from pendopo.regulation.profile import load
from pendopo.report.compliance.actions import MOST_RECORDS, look_at
from pendopo.report.compliance.export import workbook
from pendopo.report.compliance.jobs import PAUSE, refresh, stale
from pendopo.report.compliance.queries import all_rows, board_of, keeping, sheet_of
from pendopo.report.models import CheckResult, Checkup
from tests.report.test_compliance_facts import asked, referred
from tests.world import NOW, World, agency, two_governments

pytestmark = pytest.mark.django_db


@pytest.fixture
def world() -> World:
    return two_governments()


def duties(**options: str) -> str:
    """What the command prints."""
    out = io.StringIO()
    call_command("duties", stdout=out, **options)
    return out.getvalue()


def test_a_look_keeps_every_check_of_the_regulation_once(world: World) -> None:
    look_at(world.dukcapil.agency, NOW)
    checkup = look_at(world.dukcapil.agency, NOW + timedelta(hours=1))
    codes = list(checkup.results.values_list("code", flat=True))
    assert sorted(codes) == sorted(checks_of(load("probolinggo-37-2016")))
    assert Checkup.objects.count() == 1


def test_the_last_look_of_each_month_stays(world: World) -> None:
    for at in (NOW, NOW + timedelta(days=3), NOW + timedelta(days=10)):
        look_at(world.dukcapil.agency, at)
    kept = Checkup.objects.order_by("month").values_list("month", "on")
    assert list(kept) == [(date(2026, 3, 1), date(2026, 3, 30)), (date(2026, 4, 1), date(2026, 4, 6))]


def test_a_record_is_kept_with_its_place_and_a_long_list_with_its_length(world: World) -> None:
    for number in range(MOST_RECORDS + 5):
        item = asked(world.dukcapil, kind="", number=number)
    look_at(world.dukcapil.agency, NOW)
    result = CheckResult.objects.get(code="C-SRV2")
    assert (result.verdict, result.seen, len(result.records)) == ("fail", MOST_RECORDS + 5, MOST_RECORDS)
    first = item.case_id - MOST_RECORDS - 4
    assert result.records[0][1:] == ["case", first]
    assert CheckResult.objects.get(code="C-SLA1").records[0][1] == "case"


def test_the_three_numbers_count_this_month(world: World) -> None:
    for number, hours in ((1, 5), (2, 30)):
        item = asked(world.dukcapil, number=number)
        referred(item, world.pu.agency, ended=item.received_at + timedelta(hours=hours))
    Decree.objects.filter(agency=world.pu.agency).update(until=date(2026, 3, 1))
    look_at(world.pu.agency, NOW)
    numbers = board_of([world.pu.agency]).numbers
    assert (numbers.in_time.part, numbers.in_time.whole, numbers.in_time.percent) == (1, 2, 50)
    assert (numbers.bare_accounts.part, numbers.bare_accounts.whole) == (1, 1)
    assert (numbers.missing_reports.part, numbers.missing_reports.whole) == (1, 1)
    assert numbers.in_time.percent_before is None
    look_at(world.pu.agency, NOW + timedelta(days=14))
    later = board_of([world.pu.agency]).numbers
    assert (later.in_time.percent, later.in_time.percent_before) == (None, 50)


def test_the_board_puts_the_worst_agency_first(world: World) -> None:
    asked(world.pu, kind="")
    agencies = [world.kominfo.agency, world.dukcapil.agency, world.pu.agency]
    for one in agencies:
        look_at(one, NOW)
    board = board_of(agencies)
    assert board.lines[0].agency == world.pu.agency
    assert [one.key for one in board.columns] == [
        "1-pengertian", "2-asas", "3-pengelolaan", "4-laporan", "5-lampiran",
    ]  # fmt: skip
    annex = keeping(board, state="fail", column="5-lampiran")
    assert (annex.lines[0].agency, annex.lines[0].cells[0].number) == (world.pu.agency, 2)
    assert keeping(board, state="not_applicable", column="5-lampiran").lines == ()


def test_an_agency_is_looked_at_again_after_an_entry_or_on_a_new_day(world: World) -> None:
    Agency.objects.exclude(pk=world.dukcapil.agency.pk).update(closed_on=date(2025, 1, 1))
    now = timezone.now()
    assert refresh(now) == 1
    assert refresh(now + timedelta(seconds=5)) == 0
    note(world.dukcapil.decree, doing="decree.noted", by=Actor.system("uji"), at=now + timedelta(seconds=10))
    assert stale(now + timedelta(minutes=1)) == []
    assert [one.pk for one in stale(now + PAUSE)] == [world.dukcapil.agency.pk]
    assert refresh(now + timedelta(days=1)) == 1


def test_closed_agencies_are_not_looked_at(world: World) -> None:
    Agency.objects.update(closed_on=date(2025, 1, 1))
    assert refresh(timezone.now()) == 0


def test_duties_prints_every_duty_and_check_with_verdict_and_evidence(world: World) -> None:
    rows: list[dict[str, Any]] = json.loads(duties(government="probolinggo", agency="disdukcapil", format="json"))
    profile = load("probolinggo-37-2016")
    wanted = [code for each in duties_of(profile) for code in (each.checks or ("",))]
    assert [row["check"] for row in rows] == wanted
    decree = next(row for row in rows if row["check"] == "C-SK1")
    assert (decree["verdict"], decree["evidence"], decree["agency"]) == ("ok", ["188/1/2020"], "Disdukcapil")
    assert decree["reference"] == "Pasal 9 ayat (1)"


def test_duties_without_agency_prints_all_of_that_government(world: World) -> None:
    rows = json.loads(duties(government="probolinggo", format="json"))
    assert {row["agency"] for row in rows} == {"Diskominfo", "Disdukcapil", "DPUPR"}


def test_duties_on_a_day_judges_that_day(world: World) -> None:
    Decree.objects.filter(agency=world.dukcapil.agency).update(until=date(2026, 3, 1))
    in_force = duties(government="probolinggo", agency="Disdukcapil", on="2026-02-01")
    over = duties(government="probolinggo", agency="Disdukcapil", on="2026-03-05")
    assert "Tidak ada keputusan atau penunjukan yang berlaku." not in in_force
    assert "Tidak ada keputusan atau penunjukan yang berlaku." in over


def test_before_the_regulation_nothing_is_judged(world: World) -> None:
    rows = json.loads(duties(government="katingan", on="2022-08-30", format="json"))
    assert {row["verdict"] for row in rows} == {"not_applicable"}


@pytest.mark.parametrize(
    ("options", "sentence"),
    [
        ({"government": "nowhere"}, "Yang ada: katingan, probolinggo."),
        ({"government": "probolinggo", "agency": "nobody"}, "Tidak ada instansi «nobody»"),
        ({"government": "probolinggo", "on": "27-03-2026"}, "bukan tanggal"),
    ],
)
def test_a_wrong_word_is_answered_with_what_there_is(world: World, options: dict[str, str], sentence: str) -> None:
    with pytest.raises(CommandError, match=sentence):
        duties(**options)


def test_the_export_holds_every_duty_and_no_formula(world: World) -> None:
    Agency.objects.filter(pk=world.pu.agency.pk).update(name="=HYPERLINK(1)", short_name="=1+1")
    agencies = list(Agency.objects.filter(government=world.government).select_related("government"))
    for one in agencies:
        look_at(one, NOW)
    book = openpyxl.load_workbook(io.BytesIO(workbook(board_of(agencies), all_rows(agencies), "hari ini")))
    cells = [cell for sheet in book for row in sheet.iter_rows() for cell in row if cell.value is not None]
    assert not [cell for cell in cells if cell.data_type == "f"]
    assert "=HYPERLINK(1)" in {cell.value for cell in cells}
    duties_sheet = book["Kewajiban"]
    assert duties_sheet.max_row == 1 + 3 * len(
        functools.reduce(
            operator.iadd, (list(each.checks or ("",)) for each in duties_of(load("probolinggo-37-2016"))), []
        )
    )


def test_forty_agencies_are_read_in_few_queries_and_well_under_the_limit(world: World) -> None:
    agencies = [world.kominfo.agency, world.dukcapil.agency, world.pu.agency]
    agencies += [agency(world.government, f"Instansi {n}", f"Instansi {n}") for n in range(37)]
    look_at(world.dukcapil.agency, NOW)
    pattern = list(CheckResult.objects.values("code", "verdict", "because", "records", "seen"))
    for one in agencies[3:]:
        checkup = Checkup.objects.create(agency=one, month=date(2026, 3, 1), on=NOW.date(), checked_at=NOW)
        CheckResult.objects.bulk_create(CheckResult(checkup=checkup, **row) for row in pattern)
    shown = list(Agency.objects.filter(government=world.government).select_related("government"))
    started = perf_counter()
    with CaptureQueriesContext(connection) as queries:
        board = board_of(shown)
    assert len(board.lines) == 40
    assert len(queries) <= 4
    assert perf_counter() - started < 0.3


def test_an_agencys_sheet_shows_all_its_duties_and_its_months(world: World) -> None:
    look_at(world.dukcapil.agency, NOW - timedelta(days=40))
    look_at(world.dukcapil.agency, NOW)
    sheet = sheet_of(world.dukcapil.agency)
    shown = {row.duty for part in sheet.parts for row in part.rows}
    assert shown == {each.code for each in duties_of(load("probolinggo-37-2016"))}
    assert [month.month for month in sheet.months] == [date(2026, 3, 1), date(2026, 2, 1)]
    assert datetime(2026, 3, 27, 3, tzinfo=UTC) == sheet.line.checked_at
