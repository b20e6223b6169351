"""The third regulation of the tutorial: exactly the TOML block that a reader copies from its page."""

from __future__ import annotations

import re
from pathlib import Path

PAGE = Path(__file__).parents[2] / "docs" / "tutorial" / "third-regulation.md"
KEY = "ranu-5-2025"


def block() -> str:
    """The TOML of the page; there is one such block."""
    found: list[str] = re.findall(r"^```toml\n(.*?)^```$", PAGE.read_text(encoding="utf-8"), re.S | re.M)
    assert len(found) == 1
    return found[0]


def put_into(folder: Path) -> Path:
    """Save the block as the file that the tutorial tells to make; gives the folder back."""
    (folder / f"{KEY}.toml").write_text(block(), encoding="utf-8")
    return folder
