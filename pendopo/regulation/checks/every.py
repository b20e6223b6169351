"""Runs the checks of a regulation over the facts of one agency."""

from __future__ import annotations

from types import MappingProxyType

from pendopo.regulation.checks import accounts, desk, messages, people, report, setup
from pendopo.regulation.checks.base import CHECKS, Verdict, nothing
from pendopo.regulation.checks.facts import Facts
from pendopo.regulation.duties import checks_of

# Importing a module registers its checks.
MODULES = MappingProxyType({each.__name__: each for each in (accounts, desk, messages, people, report, setup)})


def run(facts: Facts) -> dict[str, Verdict]:
    """The verdict of every check that this regulation has, by code, in the order of the regulation."""
    return {code: run_one(code, facts) for code in checks_of(facts.profile)}


def run_one(code: str, facts: Facts) -> Verdict:
    """One check; KeyError for a code that is none. Nothing is judged before the regulation is in force (Pasal 18)."""
    check = CHECKS[code]
    if facts.today < facts.profile.effective_from:
        return nothing(f"Peraturan baru berlaku {facts.profile.effective_from.isoformat()}.")
    if any(getattr(facts, each) is None for each in check.needs):
        return nothing("Datanya belum dicatat dalam sistem.")
    return check.run(facts)
