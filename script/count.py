"""Adds up the test reports of a run; a test that was skipped wherever it could have run counts as failed.

Only what needs data sets that are not here (PENDOPO_DATASETS) may stay out, and is named all the same.
"""

from __future__ import annotations

import os
import sys
from pathlib import Path
from xml.etree import ElementTree


def verdicts(folder: Path) -> tuple[int, int, dict[str, str], set[str]]:
    """Passed, failed, the names that were skipped somewhere and why, the names that ran somewhere."""
    passed = failed = 0
    skipped: dict[str, str] = {}
    ran: set[str] = set()
    for report in sorted(folder.glob("*.xml")):
        for case in ElementTree.parse(report).iter("testcase"):
            name = f"{case.get('classname')}::{case.get('name')}"
            kinds = {child.tag for child in case}
            if kinds & {"failure", "error"}:
                failed += 1
                ran.add(name)
            elif "skipped" in kinds:
                skipped[name] = str(next(child for child in case if child.tag == "skipped").get("message"))
            else:
                passed += 1
                ran.add(name)
    return passed, failed, skipped, ran


def main(folder: str, stages_passed: str, stages_failed: str) -> int:
    passed, failed, skipped, ran = verdicts(Path(folder))
    never = sorted(set(skipped) - ran)
    for name in never:
        print(f"never ran: {name} ({skipped[name]})")
    if not os.environ.get("PENDOPO_DATASETS"):
        never = [name for name in never if "PENDOPO_DATASETS" not in skipped[name]]
    failed += len(never) + int(stages_failed)
    print(f"{passed + int(stages_passed)} passed, {failed} failed")
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main(*sys.argv[1:]))
