"""The automatic checks: plain values in, a verdict out. `run(facts)` runs all those that a regulation has."""

from pendopo.regulation.checks.base import CHECKS, Check, Verdict
from pendopo.regulation.checks.every import run, run_one

__all__ = ["CHECKS", "Check", "Verdict", "run", "run_one"]
