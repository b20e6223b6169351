"""The reference page of duties, made from the duties themselves: `python -m tests.regulation.duties_page > docs/reference/duties.md`."""

from __future__ import annotations

import sys
from collections.abc import Iterator

from pendopo.regulation.checks import CHECKS
from pendopo.regulation.duties import SHORT, Duty, duties

HEAD = """# Duties and checks

Every line of the two regulations that the program comes with, in its order, in our own words, with the check that says
whether it is met. **P** is Perwali Probolinggo 37/2016, **K** Perbup Katingan 55/2022. *Tafsir* marks a reading of ours
that a government's own legal office has to confirm; *target* marks an aim that no regulation sets (it warns, it never
fails). Not legal advice. The page is made by `python -m tests.regulation.duties_page`; a test compares it with the duties.

`pendopo duties --government KEY [--agency NAME] [--on YYYY-MM-DD] [--format table|json]` prints the verdicts.
"""


def page() -> str:
    """The whole page."""
    lines = [HEAD, "## Duties", "", "| Duty | P | K | What it asks | Kind | Checks |", "|---|---|---|---|---|---|"]
    lines += [_row(each) for each in duties()]
    lines += ["", "## Checks", "", "| Check | What it looks at | Needs | Target |", "|---|---|---|---|"]
    lines += [
        f"| `{code}` | {one.about} | {', '.join(f'`{need}`' for need in one.needs) or '–'} | {'yes' if one.target else ''} |"
        for code, one in sorted(CHECKS.items())
    ]
    return "\n".join(lines) + "\n"


def _row(duty: Duty) -> str:
    checks = ", ".join(f"`{code}`" for code in duty.checks) or f"– {duty.no_check}"
    reading = f" *Tafsir:* {duty.interpretation}" if duty.interpretation else ""
    where = [", ".join(_places(duty, SHORT[letter])) or "–" for letter in "pk"]
    return f"| `{duty.code}` | {where[0]} | {where[1]} | {duty.text}{reading} | {duty.modality} | {checks} |"


def _places(duty: Duty, key: str) -> Iterator[str]:
    yield from duty.references.get(key, ())
    yield from duty.also.get(key, ())


if __name__ == "__main__":
    sys.stdout.write(page())
