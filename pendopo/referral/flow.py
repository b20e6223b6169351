"""The flow of annex B as the machines of case and referral have it: which moves are its steps, and how often each was made."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime

from django.db.models import Count

from pendopo.inbox.models import Case
from pendopo.inbox.states import CASE, OPEN
from pendopo.journal.models import Entry
from pendopo.referral.models import Referral
from pendopo.referral.states import REFERRAL

# The step of annex B that a move of a case takes; moves that are not here are ways back, exits and ends.
STEPS: Mapping[tuple[str, str], str] = {("new", "ready"): "2", ("new", "referred"): "3", ("referred", "ready"): "5"}
ASKED = "asked"  # the related agency's own part: the question that waits, and its answer (step 4)


@dataclass(frozen=True)
class Move:
    """A move of the case machine, with how many cases made it in the time that is looked at."""

    source: str
    target: str
    times: int

    @property
    def step(self) -> str:
        """The step of annex B, or ""."""
        return STEPS.get((self.source, self.target), "")


@dataclass(frozen=True)
class Flow:
    """All moves of the machine, the answers of related agencies, what came in, and how many cases stand where now."""

    moves: tuple[Move, ...]
    received: int
    answers: int
    waiting: int
    standing: Mapping[str, int]

    def times(self, source: str, target: str) -> int:
        """How often that move was made."""
        return next((one.times for one in self.moves if (one.source, one.target) == (source, target)), 0)


def every_move() -> Iterator[tuple[str, str]]:
    """Every move that the machine allows, in its own order."""
    order = list(CASE.moves)
    for source, targets in CASE.moves.items():
        yield from ((source, target) for target in sorted(targets, key=order.index))


def flow_steps() -> tuple[str, ...]:
    """The steps of annex B that the desk's own machines can take, read from their moves (C-SOP2)."""
    legal = set(every_move())
    taken = {step for move, step in STEPS.items() if move in legal}
    if CASE.start == "new":
        taken.add("1")
    if "answered" in REFERRAL.moves[REFERRAL.start]:
        taken.add("4")
    if "answered" not in CASE.moves["ready"]:
        taken -= {"2", "5"}
    return tuple(sorted(taken))


def flow_of(agencies: Iterable[int], since: datetime, until: datetime) -> Flow:
    """The flow of some agencies between two moments, from the journal."""
    mine = list(agencies)
    made = _made(mine, since, until)
    ended = Referral.objects.filter(from_agency__in=mine, state="answered", ended_at__gte=since, ended_at__lt=until)
    standing = Case.objects.filter(agency__in=mine, state__in=OPEN).values_list("state").annotate(n=Count("pk"))
    return Flow(
        tuple(Move(source, target, made[source, target]) for source, target in every_move()),
        Case.objects.filter(agency__in=mine, received_at__gte=since, received_at__lt=until).count(),
        ended.count(),
        Referral.objects.filter(from_agency__in=mine, state=REFERRAL.start).count(),
        dict(standing.order_by()),
    )


def _made(agencies: list[int], since: datetime, until: datetime) -> Counter[tuple[str, str]]:
    entries = Entry.objects.filter(
        agency_id__in=agencies, at__gte=since, at__lt=until, thing_kind="inbox.case",
        doing__in=[f"case.{state}" for state in CASE.moves],
    )  # fmt: skip
    made: Counter[tuple[str, str]] = Counter()
    for before, after in entries.values_list("before", "after").iterator():
        source, target = json.loads(before).get("state"), json.loads(after).get("state")
        if source and target:
            made[source, target] += 1
    return made
