"""A third government is a third file: other account types, a 6-hour clock, monthly reports, three hops, no code."""

from dataclasses import replace
from datetime import datetime, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest

from pendopo.regulation.board import rows
from pendopo.regulation.checks import run, run_one
from pendopo.regulation.clock import due_at, reminders, verdict
from pendopo.regulation.explain import sentences
from pendopo.regulation.profile import available, load
from tests.regulation.checks.good import ACCOUNT, MESSAGE, good

FOLDER = Path(__file__).parent / "profiles"


@pytest.fixture(autouse=True)
def own_folder(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PENDOPO_PROFILES_DIR", str(FOLDER))


def test_it_stands_beside_the_other_two() -> None:
    assert set(available()) == {"katingan-55-2022", "probolinggo-37-2016", "ranu-5-2025"}


def test_its_clock_runs_six_hours_in_its_own_zone() -> None:
    ranu = load("ranu-5-2025")
    start = datetime(2025, 7, 4, 22, tzinfo=ZoneInfo("Asia/Makassar"))
    t2 = ranu.clock("T2")
    assert due_at(start, t2) == start + timedelta(hours=6)
    assert [hour for hour, _ in reminders(start, t2)] == [3, 5, 6]
    assert verdict(start, start + timedelta(hours=6, seconds=1), t2, start + timedelta(days=1)).late_by == 1


def test_its_checks_run_on_its_own_rules() -> None:
    ranu = load("ranu-5-2025")
    account = replace(ACCOUNT, platform="facebook", account_type="jejaring")
    facts = good(ranu, accounts=(account,))
    assert run_one("C-ACC3", facts).state == "ok"
    assert run_one("C-ACC3", replace(facts, accounts=(replace(account, platform="kaskus"),))).state == "fail"
    long = replace(MESSAGE, texts=(("x", "singkat", ("a" * 201,)),))
    assert run_one("C-LEN1", replace(facts, messages=(long,))).state == "fail"
    assert set(run(facts)) == {row.check for row in rows(ranu, {})}


def test_its_sentences_say_so() -> None:
    said = " ".join(sentences(load("ranu-5-2025")))
    assert "paling lama 6 jam berturut-turut" in said
    assert "Laporan paling sedikit 12 kali setahun" in said
    assert "Langkah 3: Sekretaris Daerah menyampaikan kepada Bupati" in said
    assert "17 kewajiban diperiksa" in said


def test_its_board_cites_its_own_articles() -> None:
    cited = {row.duty: row.reference for row in rows(load("ranu-5-2025"), {})}
    assert cited["jawaban-instansi"] == "Pasal 12"
    assert cited["jenis-akun"] == "Pasal 7; Lampiran 1"
