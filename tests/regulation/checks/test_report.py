"""The report goes along the profile's route, in order, with its copies (the "report" vectors of the regulation map)."""

from dataclasses import replace
from datetime import date, datetime
from zoneinfo import ZoneInfo

import pytest

from pendopo.regulation.checks import run_one
from pendopo.regulation.checks.facts import Agency, Handover
from pendopo.regulation.shape import AnnualDate, Hop, Profile
from tests.regulation.checks.good import DIRECT, HOPS, NOW, REPORT, K, P, good


def hop(number: int, sender: str, recipient: str, month: int, day: int, *, copy: bool = False) -> Handover:
    return Handover(number, sender, recipient, date(2025, month, day), copy)


@pytest.mark.parametrize(
    ("profile", "handovers", "state", "because"),
    [
        (K, HOPS, "ok", "sesuai jalurnya"),
        (K, (HOPS[0], replace(HOPS[1], on=date(2025, 1, 19))), "fail", "mendahului"),
        (K, (HOPS[1],), "fail", "dilompati"),
        (K, (HOPS[0],), "fail", "belum terjadi"),
        (K, (), "fail", "belum terjadi"),
        (K, (hop(1, "agency", "regional_head", 1, 20),), "fail", "bukan Instansi → Dinas"),
        (K, (replace(HOPS[0], on=date(2025, 3, 1)), replace(HOPS[1], on=date(2025, 3, 5))), "warn", "lewat tenggat"),
        (P, DIRECT, "ok", "sesuai jalurnya"),
        (P, (DIRECT[0],), "warn", "tanpa tembusan kepada Dinas"),
        (P, (), "fail", "belum terjadi"),
    ],
)
def test_the_route_of_the_report(profile: Profile, handovers: tuple[Handover, ...], state: str, because: str) -> None:
    code = "C-REP2P" if profile is P else "C-REP2K"
    verdict = run_one(code, good(profile, reports=(replace(REPORT, handovers=handovers),)))
    assert verdict.state == state
    assert because in verdict.because


def test_a_hop_that_is_not_yet_due_is_amber() -> None:
    early = datetime(2025, 2, 28, 23, tzinfo=ZoneInfo("Asia/Jakarta"))
    assert run_one("C-REP2K", good(K, reports=(REPORT,), at=early)).state == "warn"
    assert run_one("C-REP2K", good(K, reports=(REPORT,), at=NOW)).state == "fail"


def test_a_third_regulation_with_three_hops_needs_no_code() -> None:
    due = AnnualDate(3, 31)
    route = (
        Hop("agency", "coordinating_agency", due),
        Hop("coordinating_agency", "regional_secretary", due),
        Hop("regional_secretary", "regional_head", due, copy_to=("inspectorate",)),
    )
    third = replace(K, report=replace(K.report, route=route))
    handovers = (
        hop(1, "agency", "coordinating_agency", 1, 5),
        hop(2, "coordinating_agency", "regional_secretary", 1, 9),
        hop(3, "regional_secretary", "regional_head", 1, 9),
        hop(3, "regional_secretary", "inspectorate", 1, 9, copy=True),
    )
    assert run_one("C-REP2K", good(third, reports=(replace(REPORT, handovers=handovers),))).state == "ok"
    assert run_one("C-REP2K", good(third, reports=(replace(REPORT, handovers=handovers[:2]),))).state == "fail"
    assert run_one("C-REP2K", good(third, reports=(replace(REPORT, handovers=handovers[:3]),))).state == "warn"


@pytest.mark.parametrize(
    ("agency", "state"),
    [
        (Agency("Dinas Contoh", "perangkat_daerah", since=date(2024, 8, 1)), "fail"),
        (Agency("Dinas Contoh", "perangkat_daerah", since=date(2025, 1, 1)), "not_applicable"),
        (Agency("Dinas Contoh", "perangkat_daerah", active=False), "not_applicable"),
    ],
)
def test_who_owes_a_report(agency: Agency, state: str) -> None:
    assert run_one("C-REP1", good(K, agency=agency, reports=())).state == state


def test_the_successor_owes_the_report_of_a_merged_agency() -> None:
    heir = Agency("Dinas Contoh", "perangkat_daerah", successor_of=("Dinas Lama",))
    both = (REPORT, replace(REPORT, record="Laporan Dinas Lama 2024", owed_by="Dinas Lama"))
    assert run_one("C-REP1", good(K, agency=heir, reports=(REPORT,))).state == "fail"
    assert run_one("C-REP1", good(K, agency=heir, reports=both)).state == "ok"


def test_monthly_reports_are_counted_by_the_profile_s_number() -> None:
    monthly = replace(K, report=replace(K.report, min_frequency_per_year=12))
    terms = [(2024, part) for part in range(1, 13)] + [(2025, part) for part in range(1, 7)]
    reports = tuple(replace(REPORT, record=f"{year}/{part}", year=year, part=part) for year, part in terms)
    assert run_one("C-REP1", good(monthly, reports=reports)).state == "ok"
    # June's is due in three months only; December's was due in March.
    assert run_one("C-REP1", good(monthly, reports=reports[:-1])).state == "warn"
    found = run_one("C-REP1", good(monthly, reports=(*reports[:11], *reports[12:])))
    assert (found.state, found.records) == ("fail", ("Desember 2024",))
