"""The quality promised in docs/reference/language.md, on the development data; skipped loudly where the data is not."""

import json
import os
from pathlib import Path

import pytest

from pendopo.language import personal
from pendopo.language.cli import read_answers
from pendopo.language.scoring import macro_f1, share
from pendopo.language.search import Index
from pendopo.language.understand import understand

DATA = Path(os.environ.get("PENDOPO_DATASETS", ""))
HELD = DATA / "desk-messages" / "dev.jsonl"

pytestmark = pytest.mark.skipif(
    not os.environ.get("PENDOPO_DATASETS") or not HELD.exists(),
    reason="QUALITY OF THE LANGUAGE PART NOT MEASURED: set PENDOPO_DATASETS to the folder of data sets",
)


def messages() -> list[dict[str, object]]:
    rows = (json.loads(line) for line in HELD.read_text(encoding="utf-8").splitlines())
    return [row for row in rows if row["kind"]]


def test_the_right_answer_stands_first_four_times_of_five_and_among_three_nine_of_ten() -> None:
    index = Index(read_answers(DATA / "desk-messages" / "kb.jsonl"))
    found = [(row["kb"], [match.id for match in index.suggest(str(row["text"]), 3)]) for row in messages() if row["kb"]]
    assert share([bool(ids) and ids[0] in (kb or ()) for kb, ids in found]) >= 0.78  # type: ignore[operator]
    assert share([bool(set(ids) & set(kb or ())) for kb, ids in found]) >= 0.90  # type: ignore[call-overload]


def test_kind_and_tone_hold_their_level() -> None:
    rows = [(row, understand(str(row["text"]))) for row in messages()]
    assert macro_f1([(str(row["kind"]), found.kind.kind) for row, found in rows]) >= 0.78
    assert macro_f1([(str(row["sentiment"]), found.tone.name) for row, found in rows]) >= 0.78


def test_clean_lines_are_not_touched_by_the_search_for_personal_data() -> None:
    lines = [json.loads(line) for line in (DATA / "pii-lines" / "dev.jsonl").read_text(encoding="utf-8").splitlines()]
    assert share([bool(personal.find(row["text"])) for row in lines if not row["pii"]]) <= 0.02
