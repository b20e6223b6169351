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
from pendopo.regulation.profile import ProfileError, available, load, read_text
from pendopo.regulation.terms import Term
from tests.regulation.checks.good import ACCOUNT, MESSAGE, good
from tests.regulation.tutorial import block, put_into


@pytest.fixture(autouse=True)
def own_folder(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("PENDOPO_PROFILES_DIR", str(put_into(tmp_path)))


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
    assert "Laporan paling sedikit 12 kali setahun, tuntas tanggal 20 bulan berikutnya" in said
    assert "Langkah 3: Sekretaris Daerah menyampaikan kepada Bupati" in said
    assert "17 kewajiban diperiksa" in said


def test_its_board_cites_its_own_articles() -> None:
    cited = {row.duty: row.reference for row in rows(load("ranu-5-2025"), {})}
    assert cited["jawaban-instansi"] == "Pasal 12"
    assert cited["jenis-akun"] == "Pasal 7; Lampiran 1"


@pytest.mark.parametrize(
    ("right", "wrong", "named"),
    [
        ("hours = 6", "hours = 0", "clocks[1].hours: 0 jam: harus lebih dari nol"),
        ("hours = 6", "hours = 6\nhour = 6", "clocks[1].hour: kunci tidak dikenal; yang dikenal:"),
        ('recipient = "regional_head"\ncopy', 'recipient = "coordinating_agency"\ncopy', "report.route: jalur laporan berputar:"),
        ("min_frequency_per_year = 12", "min_frequency_per_year = 5", "report.min_frequency_per_year: 1, 2, 3, 4, 6, atau 12"),
        ('code = "T2"', 'code = "T9"', "clocks: jam T2 wajib ada"),
    ],
)  # fmt: skip
def test_every_mistake_of_the_tutorial_is_named_with_file_key_and_reason(right: str, wrong: str, named: str) -> None:
    assert right in block()
    with pytest.raises(ProfileError) as refused:
        read_text(block().replace(right, wrong), "ranu-5-2025.toml")
    assert f"ranu-5-2025.toml: {named}" in str(refused.value)


def test_the_days_of_monthly_reports_count_from_the_end_of_each_month() -> None:
    ranu = load("ranu-5-2025")
    october, december = Term(2025, 10, 12), Term(2025, 12, 12)
    assert [october.due(hop.due).isoformat() for hop in ranu.report.route] == ["2025-11-05", "2025-11-10", "2025-11-20"]
    assert december.due(ranu.report.due).isoformat() == "2026-01-20"
    assert (october.name, october.last_day.isoformat(), october.plan_year, december.plan_year) == (
        "Oktober 2025", "2025-10-31", 2025, 2026,
    )  # fmt: skip
    assert [Term(2024, part, 4).name for part in (1, 4)] == ["Januari–Maret 2024", "Oktober–Desember 2024"]
