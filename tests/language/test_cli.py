"""JSON lines in, JSON lines out: one bad line never costs the others."""

import json
from pathlib import Path

import pytest

from pendopo.language.cli import suggest_lines

KB = [
    {
        "id": "a1",
        "topic": "adminduk",
        "agency": "dukcapil",
        "title": "KTP hilang",
        "tags": ["ktp"],
        "answer": "Bawa KK.",
    },
    {"id": "a2", "topic": "sampah", "agency": "dlh", "title": "Jadwal sampah", "tags": ["sampah"], "answer": "Pagi."},
]


@pytest.fixture
def kb(tmp_path: Path) -> Path:
    path = tmp_path / "kb.jsonl"
    path.write_text("\n".join(json.dumps(row) for row in KB), encoding="utf-8")
    return path


def test_every_message_gets_its_answers_with_scores(kb: Path) -> None:
    lines = [json.dumps({"id": "m1", "text": "ktp saya ilang"}), json.dumps({"id": 2, "text": "truk sampah kapan"})]
    rows = [json.loads(line) for line in suggest_lines(kb, lines, top=1)]
    assert [(row["id"], row["answers"][0]["id"]) for row in rows] == [("m1", "a1"), (2, "a2")]
    assert 0 <= rows[0]["answers"][0]["score"] <= 1


@pytest.mark.parametrize("bad", ["{", "[]", '{"id": "x"}', '{"id": "x", "text": 5}', '"text"', "null"])
def test_a_bad_line_is_answered_with_its_error_and_the_next_one_normally(kb: Path, bad: str) -> None:
    rows = [json.loads(line) for line in suggest_lines(kb, [bad, '{"id": "y", "text": "ktp"}'], top=3)]
    assert "error" in rows[0]
    assert rows[1]["answers"][0]["id"] == "a1"


def test_blank_lines_are_passed_over(kb: Path) -> None:
    assert list(suggest_lines(kb, ["", "  \n"], top=3)) == []


def test_half_a_character_is_written_in_a_way_that_can_be_written(kb: Path) -> None:
    line = next(suggest_lines(kb, ['{"id": "\\ud800", "text": "ktp \\udc00"}']))
    assert json.loads(line.encode())["id"] == "\ud800"
