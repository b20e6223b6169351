"""Duties and their verdicts as rows: what `pendopo duties` prints and the compliance board shows."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from pendopo.regulation.checks.base import CHECKS, State, Verdict, nothing
from pendopo.regulation.duties import AREAS, duties_of
from pendopo.regulation.shape import Profile

# From worst to best; what is not applicable colours nothing.
ORDER: tuple[State, ...] = ("fail", "warn", "ok", "not_applicable")
SIGNS: Mapping[State, str] = {"fail": "✗", "warn": "!", "ok": "✓", "not_applicable": "–"}
WORDS: Mapping[State, str] = {
    "fail": "dilanggar",
    "warn": "peringatan",
    "ok": "terpenuhi",
    "not_applicable": "tidak berlaku",
}


@dataclass(frozen=True)
class Row:
    """One duty under one check. `target` and `interpretation` must be shown wherever the verdict is."""

    duty: str
    reference: str
    text: str
    modality: str
    area: str
    check: str
    about: str
    state: State
    because: str
    records: tuple[str, ...]
    target: bool
    interpretation: str


def rows(profile: Profile, verdicts: Mapping[str, Verdict]) -> list[Row]:
    """A row for every duty and check, in the order of the regulation; a duty without a check gives its reason."""
    found: list[Row] = []
    for duty in duties_of(profile):
        head = (duty.code, "; ".join(duty.reference(profile)), duty.text, duty.modality, AREAS[duty.area])
        for code in duty.checks:
            check, verdict = CHECKS[code], verdicts.get(code) or nothing("Belum diperiksa.")
            seen = (verdict.state, verdict.because, verdict.records)
            found.append(Row(*head, code, check.about, *seen, check.target, duty.interpretation))
        if not duty.checks:
            found.append(Row(*head, "", "", "not_applicable", duty.no_check, (), False, duty.interpretation))
    return found


def worst(states: Iterable[State]) -> State:
    """The colour of many: the worst of them."""
    return min(states, key=ORDER.index, default="not_applicable")


def as_json(agency: str, lines: Sequence[Row]) -> list[dict[str, object]]:
    """Rows as plain data, one object a row."""
    return [
        {
            "agency": agency,
            "reference": each.reference,
            "check": each.check,
            "verdict": each.state,
            "because": each.because,
            "evidence": list(each.records),
            "duty": each.text,
            "modality": each.modality,
            "target": each.target,
            "interpretation": each.interpretation,
        }
        for each in lines
    ]


def as_table(agency: str, lines: Sequence[Row]) -> str:
    """Rows as a text table: sign, reference, check, verdict, why."""
    body = [(SIGNS[e.state], e.reference, e.check or "–", WORDS[e.state], _why(e)) for e in lines]
    head = ("", "Rujukan", "Periksa", "Hasil", "Sebab")
    widths = [max(len(row[column]) for row in [head, *body]) for column in range(4)]
    printed = [
        "  ".join([*(cell.ljust(width) for cell, width in zip(row, widths, strict=False)), row[4]]).rstrip()
        for row in [head, *body]
    ]
    return "\n".join([agency, *printed])


def _why(row: Row) -> str:
    marks = [mark for mark, stands in (("target", row.target), ("tafsir", bool(row.interpretation))) if stands]
    return f"{row.because} [{', '.join(marks)}]" if marks else row.because


def dumps(objects: Sequence[Mapping[str, object]]) -> str:
    """The JSON that the command prints."""
    return json.dumps(list(objects), ensure_ascii=False, indent=1)
