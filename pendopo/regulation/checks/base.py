"""What a check is: a function from facts to a verdict, known by its code. Checks register themselves where they stand."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from typing import Literal

from pendopo.regulation.checks.facts import Facts

State = Literal["ok", "warn", "fail", "not_applicable"]
Level = Literal["warn", "fail"]
MOST_NAMES = 3


@dataclass(frozen=True)
class Verdict:
    """What a check found: one sentence of why, and the records it looked at (when bad: those that are)."""

    state: State
    because: str
    records: tuple[str, ...] = ()


@dataclass(frozen=True)
class Check:
    """One C-… check. `needs` names the facts it can't do without; `target` marks aims of ours that no law sets."""

    code: str
    about: str
    run: Callable[[Facts], Verdict]
    needs: tuple[str, ...]
    target: bool = False


CHECKS: dict[str, Check] = {}
Run = Callable[[Facts], Verdict]


def check(code: str, about: str, *needs: str, target: bool = False) -> Callable[[Run], Run]:
    """Registers a function under its code; a code may stand once only."""

    def register(function: Run) -> Run:
        if code in CHECKS:
            raise ValueError(f"{code} stands twice")
        CHECKS[code] = Check(code, about, function, needs, target)
        return function

    return register


def ok(because: str, records: Iterable[str] = ()) -> Verdict:
    return Verdict("ok", because, tuple(records))


def warn(because: str, records: Iterable[str] = ()) -> Verdict:
    return Verdict("warn", because, tuple(records))


def fail(because: str, records: Iterable[str] = ()) -> Verdict:
    return Verdict("fail", because, tuple(records))


def nothing(because: str) -> Verdict:
    return Verdict("not_applicable", because)


def judge(seen: Sequence[str], bad: Sequence[str], what: str, wrong: str, *, level: Level = "fail") -> Verdict:
    """The usual end of a check: nothing to look at, some bad ones, or all good. `what` names the things looked at."""
    if not seen:
        return nothing(f"Tidak ada {what}.")
    if not bad:
        return ok(f"Semua {what} ({len(seen)}) memenuhi.", seen)
    names = ", ".join(bad[:MOST_NAMES]) + (" …" if len(bad) > MOST_NAMES else "")
    return Verdict(level, f"{len(bad)} dari {len(seen)} {what} {wrong}: {names}.", tuple(bad))
