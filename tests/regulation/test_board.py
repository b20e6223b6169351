"""The board shows every duty with its article, verdict and evidence, and marks what is a reading or a target."""

import json

from pendopo.regulation.board import as_json, as_table, dumps, rows, worst
from pendopo.regulation.checks import run
from pendopo.regulation.duties import duties_of
from tests.regulation.checks.good import K, P, good


def test_every_duty_stands_on_the_board_with_its_article() -> None:
    for profile in (P, K):
        found = rows(profile, run(good(profile)))
        assert {each.duty for each in found} == {each.code for each in duties_of(profile)}
        assert all(each.reference and each.text and each.because for each in found)


def test_readings_and_targets_are_marked_everywhere() -> None:
    found = {(each.duty, each.check): each for each in rows(K, run(good(K)))}
    assert found["jawaban-instansi", "C-SLA2"].interpretation
    assert not found["jawaban-instansi", "C-SLA2"].target
    assert found["responsif", "C-SLA1"].target
    table = as_table("Dinas Contoh", list(found.values()))
    assert "[target, tafsir]" in table
    assert table.splitlines()[0] == "Dinas Contoh"
    assert "Lampiran B.4" in table


def test_json_has_reference_check_verdict_and_evidence() -> None:
    broken = good(K, appointments=())
    data = json.loads(dumps(as_json("Dinas Contoh", rows(K, run(broken)))))
    role = next(each for each in data if each["check"] == "C-ROLE1")
    assert (role["reference"], role["verdict"], role["evidence"]) == ("Pasal 1 angka 8", "fail", ["Dinas Contoh"])
    assert {each["verdict"] for each in data} <= {"ok", "warn", "fail", "not_applicable"}


def test_a_check_that_was_not_run_is_not_shown_as_met() -> None:
    assert {each.state for each in rows(K, {})} == {"not_applicable"}


def test_the_worst_colours_the_whole() -> None:
    assert worst(["ok", "warn", "not_applicable"]) == "warn"
    assert worst(["ok", "fail"]) == "fail"
    assert worst([]) == "not_applicable"
