"""The program reports the version that the list of changes begins with."""

from __future__ import annotations

import re
from pathlib import Path

from pendopo.version import VERSION


def test_the_version_is_the_top_heading_of_the_changelog() -> None:
    text = (Path(__file__).parents[2] / "CHANGELOG.md").read_text(encoding="utf-8")
    first = re.search(r"^## (\S+)", text, re.MULTILINE)
    assert first is not None
    assert first.group(1) == VERSION
