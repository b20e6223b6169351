"""What a manager of social media still has to read, sign or renew, and until when. Values in, decision out."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Literal

from pendopo.regulation.checks.setup import months_before
from pendopo.regulation.shape import Targets

Code = Literal["quiz", "pledge", "commitment", "training"]
State = Literal["done", "due", "late", "missing"]
# Which duty of the regulation asks for it (regulation.duties), in the order of the page.
DUTIES: dict[Code, str] = {
    "quiz": "kuasai-aturan",
    "commitment": "komitmen",
    "pledge": "etika-asn",
    "training": "profesional",
}


@dataclass(frozen=True)
class Asked:
    """Something asked of everybody from a day on; `key` changes with each version. None: nothing to sign yet."""

    code: Code
    key: str
    since: date


@dataclass(frozen=True)
class Course:
    """A training that counts."""

    on: date
    valid_until: date | None = None


@dataclass(frozen=True)
class Obligation:
    """Where somebody stands with one of them. `missing`: the government has not written the text yet."""

    code: Code
    state: State
    key: str = ""
    due_on: date | None = None
    done_on: date | None = None

    @property
    def open(self) -> bool:
        """Is it for this person to act?"""
        return self.state in {"due", "late"}


def promised(
    code: Code, asked: Asked | None, done_on: date | None, since: date, today: date, targets: Targets
) -> Obligation:
    """Reading or signing: due so many days after the decree or the new version, whichever is later (13 a)."""
    if asked is None:
        return Obligation(code, "missing")
    due = max(since, asked.since) + timedelta(days=targets.quiz_days)
    if done_on is not None:
        return Obligation(code, "done", asked.key, due, done_on)
    return Obligation(code, "late" if today > due else "due", asked.key, due)


def counted(courses: Sequence[Course], today: date) -> date | None:
    """The day of the newest training whose certificate has not run out."""
    days = [one.on for one in courses if one.on <= today and (one.valid_until is None or one.valid_until >= today)]
    return max(days, default=None)


def trained(courses: Sequence[Course], since: date, today: date, targets: Targets) -> Obligation:
    """Training is a target (3 c): within so many months, and for newcomers within the days of the quiz."""
    newest = counted(courses, today)
    key = f"training-{newest or since}"
    if newest is not None and newest >= months_before(today, targets.training_months):
        return Obligation("training", "done", key, done_on=newest)
    due = since + timedelta(days=targets.quiz_days)
    return Obligation("training", "late" if today > due else "due", key, due)
