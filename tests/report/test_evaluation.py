"""The dinas evaluates what was submitted; what it finds goes into next year's plan."""

from __future__ import annotations

from datetime import date

import pytest

from pendopo.people.models import Notice
from pendopo.registry.queries import NotAllowed
from pendopo.regulation.profile import load
from pendopo.report.actions import (
    ReportRefused,
    build,
    evaluate,
    find,
    hand_over,
    issue,
    plan_from,
    record_result,
)
from pendopo.report.build import build_now
from pendopo.report.document import (
    missing,
)
from pendopo.report.queries import raw_numbers, unanswered_findings
from pendopo.report.rules import weighted
from tests.report.years import (
    SIGNED,
    day,
    delivered,
    signed_report,
)
from tests.world import World, two_governments

pytestmark = pytest.mark.django_db


@pytest.fixture
def world() -> World:
    return two_governments()


SCORES = {"dasar": 100, "rujukan": 50, "dua_arah": 40, "laporan": 100, "umpan_balik": 0, "unggahan": 80, "keamanan": 0}


def test_the_dinas_scores_by_the_rubric_with_raw_numbers_beside_it(world: World) -> None:
    report = delivered(world)
    raw = {one.code: one for one in raw_numbers(report)}
    assert raw["dua_arah"].numbers == ("2 dari 5 percakapan dijawab (tanpa spam).",)
    assert raw["dua_arah"].proposed == 40
    assert raw["laporan"].numbers[0] == "12 dari 12 bulan ditutup dan ditandatangani."
    assert raw["rujukan"].proposed is None
    rubric = load("probolinggo-37-2016").evaluation.rubric
    assert weighted(SCORES, rubric) == 59
    assert weighted({"dasar": 100}, rubric) is None


def test_only_the_dinas_evaluates_and_only_what_was_submitted(world: World) -> None:
    report = signed_report(world)
    with pytest.raises(ReportRefused, match="belum disampaikan"):
        evaluate(report=report, scores=SCORES, summary="", by=world.analyst, at=day(1, 4))
    hand_over(report=report, by=world.dukcapil.head, receipt="Surat 1", at=SIGNED)
    with pytest.raises(NotAllowed):
        evaluate(report=report, scores=SCORES, summary="", by=world.dukcapil.head, at=day(1, 4))
    with pytest.raises(ReportRefused, match="antara 0 dan 100"):
        evaluate(report=report, scores={"dasar": 101}, summary="", by=world.analyst, at=day(1, 4))
    unfinished = evaluate(report=report, scores={"dasar": 100}, summary="", by=world.analyst, at=day(1, 4))
    with pytest.raises(ReportRefused, match="semua ukuran"):
        issue(evaluation=unfinished, by=world.analyst, at=day(1, 4))


def test_a_finding_goes_into_next_years_plan_and_its_result_into_next_years_report(world: World) -> None:
    desk, report = world.dukcapil, delivered(world)
    evaluation = evaluate(report=report, scores=SCORES, summary="Cukup.", by=world.analyst, at=day(1, 4))
    finding = find(
        evaluation=evaluation, text="Jawaban lambat.", recommendation="Tambah petugas.", by=world.analyst, at=day(1, 4)
    )
    with pytest.raises(ReportRefused, match="belum diterbitkan"):
        plan_from(
            finding=finding, action="x", owner="y", due=date(2026, 6, 1), indicator="z", by=desk.official, at=day(1, 4)
        )
    issue(evaluation=evaluation, by=world.analyst, at=day(2, 4))
    assert Notice.objects.filter(person=desk.head, subject__contains="Evaluasi laporan 2025").exists()
    assert unanswered_findings(desk.agency).get() == finding
    following = build(agency=desk.agency, year=2026, by=desk.officer, at=day(3, 4))
    gaps = [one.text for one in missing(build_now(following, day(3, 4)).document.blocks)]
    assert "Temuan “Jawaban lambat.” belum masuk rencana 2026." in gaps
    item = plan_from(
        finding=finding, action="Menunjuk petugas kedua", owner="Sekretaris", due=date(2026, 6, 30),
        indicator="dua petugas", by=desk.official, at=day(3, 4),
    )  # fmt: skip
    assert (item.year, item.finding) == (2026, finding)
    assert not unanswered_findings(desk.agency).exists()
    gaps = [one.text for one in missing(build_now(following, day(3, 4)).document.blocks)]
    assert "Hasil dari “Menunjuk petugas kedua” belum ditulis." in gaps
    record_result(item=item, result="Petugas kedua bertugas sejak Mei.", by=desk.officer, at=day(1, 7))
    tables = [one for one in build_now(following, day(1, 7)).document.blocks if one.kind == "table"]
    shown = [row for table in tables for row in table.rows if "Jawaban lambat." in row]
    assert shown == [("Jawaban lambat.", "Menunjuk petugas kedua (Sekretaris)", "Petugas kedua bertugas sejak Mei.")]


def test_an_issued_evaluation_is_not_changed(world: World) -> None:
    report = delivered(world)
    evaluation = evaluate(report=report, scores=SCORES, summary="Cukup.", by=world.analyst, at=day(1, 4))
    issue(evaluation=evaluation, by=world.analyst, at=day(2, 4))
    with pytest.raises(ReportRefused, match="sudah diterbitkan"):
        evaluate(report=report, scores=SCORES, summary="Lain.", by=world.analyst, at=day(3, 4))
    evaluation.refresh_from_db()
    with pytest.raises(ReportRefused, match="sudah diterbitkan"):
        find(evaluation=evaluation, text="x", recommendation="y", by=world.analyst, at=day(3, 4))
