"""The quiz about the rules (Pasal 13 a): questions in our own words, filled from the profile, drawn and marked. Pure.

A question belongs to a duty, so that its article is the one of the regulation in force, and is asked only where that
regulation has the duty.
"""

from __future__ import annotations

import hashlib
import json
import tomllib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from random import Random
from typing import Any

from pendopo.regulation.duties import duties, duties_of
from pendopo.regulation.shape import Profile

FILE = Path(__file__).with_name("quiz.toml")
DRAWN = 8
PASS_MARK = 6


@dataclass(frozen=True)
class Question:
    """A question as this regulation puts it; the first option is the right one."""

    code: str
    text: str
    options: tuple[str, ...]
    because: str
    references: tuple[str, ...]


@dataclass(frozen=True)
class Drawn:
    """A question of one attempt: its options in the order in which they were shown."""

    code: str
    order: tuple[int, ...]


@dataclass(frozen=True)
class Mark:
    """How one question went."""

    question: Question
    chosen: str
    right: bool


@lru_cache(maxsize=1)
def _file() -> tuple[Mapping[str, Any], ...]:
    return tuple(tomllib.loads(FILE.read_text(encoding="utf-8"))["question"])


def words_of(profile: Profile) -> Mapping[str, str]:
    """What the profile puts in place of the words in braces."""
    return {
        "officer": profile.terms.officer, "official": profile.terms.official, "head": profile.terms.agency_head,
        "regional_head": profile.head_title, "procedure": profile.terms.procedure, "budget": profile.cost.budget_document,
        "t2": str(profile.clock("T2").hours), "reports": str(profile.report.min_frequency_per_year),
    }  # fmt: skip


def questions(profile: Profile) -> tuple[Question, ...]:
    """The questions that this regulation asks, with its words and articles."""
    here = {each.code: each for each in duties_of(profile)}
    words = words_of(profile)
    found = []
    for row in _file():
        codes = row["duty"] if isinstance(row["duty"], list) else [row["duty"]]
        code = next((each for each in codes if each in here), None)
        if code is not None:
            options = tuple(str(each).format_map(words) for each in (row["right"], *row["wrong"]))
            found.append(
                Question(row["code"], row["text"].format_map(words), options, row["because"].format_map(words),
                         here[code].reference(profile))
            )  # fmt: skip
    return tuple(found)


def unknown_duties() -> list[str]:
    """Duties that a question names and that do not exist (a test keeps this empty)."""
    known = {each.code for each in duties()}
    named = [each for row in _file() for each in (row["duty"] if isinstance(row["duty"], list) else [row["duty"]])]
    return [each for each in named if each not in known]


def edition(profile: Profile) -> str:
    """Twelve letters that change when what an officer must know changes: duties, articles, clocks, route, questions."""
    known = [
        profile.key, profile.number, profile.year,
        [(each.code, each.text, each.reference(profile)) for each in duties_of(profile)],
        [(each.code, each.hours, each.kind, each.legal) for each in profile.clocks],
        [(each.sender, each.recipient) for each in profile.report.route],
        [(each.code, each.label) for each in (*profile.ethics, *profile.duties_of_managers)],
        list(profile.appointment.decree_covers),
    ]  # fmt: skip
    return hashlib.sha256(json.dumps(known, ensure_ascii=False, default=str).encode()).hexdigest()[:12]


def draw(profile: Profile, chance: Random, number: int = DRAWN) -> tuple[Drawn, ...]:
    """So many questions by chance, each with its options in an order of chance."""
    pool = questions(profile)
    chosen = chance.sample(pool, min(number, len(pool)))
    return tuple(Drawn(each.code, tuple(chance.sample(range(len(each.options)), len(each.options)))) for each in chosen)


def mark(profile: Profile, drawn: Sequence[Drawn], answers: Mapping[str, str]) -> tuple[Mark, ...]:
    """Hold the answers (by question, the place of the option as shown) against the right ones. Nothing chosen is wrong."""
    known = {each.code: each for each in questions(profile)}
    marks = []
    for each in drawn:
        question = known.get(each.code)
        if question is None:
            continue
        said = answers.get(each.code, "")
        place = int(said) if said.isdecimal() and int(said) < len(each.order) else None
        option = each.order[place] if place is not None else None
        marks.append(Mark(question, question.options[option] if option is not None else "", option == 0))
    return tuple(marks)


def passed(marks: Sequence[Mark]) -> bool:
    """Enough right ones? Three quarters where a regulation asks fewer questions than are usually drawn."""
    right = sum(each.right for each in marks)
    return bool(marks) and right * DRAWN >= PASS_MARK * len(marks)
