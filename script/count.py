"""Adds up the test reports of a run; a test that was skipped wherever it could have run counts as failed."""

from __future__ import annotations

import sys
from pathlib import Path
from xml.etree import ElementTree


def verdicts(folder: Path) -> tuple[int, int, set[str], set[str]]:
    """Passed, failed, the names that were skipped somewhere, the names that ran somewhere."""
    passed = failed = 0
    skipped: set[str] = set()
    ran: set[str] = set()
    for report in sorted(folder.glob("*.xml")):
        for case in ElementTree.parse(report).iter("testcase"):
            name = f"{case.get('classname')}::{case.get('name')}"
            kinds = {child.tag for child in case}
            if kinds & {"failure", "error"}:
                failed += 1
                ran.add(name)
            elif "skipped" in kinds:
                skipped.add(name)
            else:
                passed += 1
                ran.add(name)
    return passed, failed, skipped, ran


def main(folder: str, stages_passed: str, stages_failed: str) -> int:
    passed, failed, skipped, ran = verdicts(Path(folder))
    never = sorted(skipped - ran)
    for name in never:
        print(f"never ran: {name}")
    failed += len(never) + int(stages_failed)
    print(f"{passed + int(stages_passed)} passed, {failed} failed")
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main(*sys.argv[1:]))
