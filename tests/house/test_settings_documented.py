"""Every setting is documented, and every documented setting exists, with the same default."""

from __future__ import annotations

import re
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
PAGE = ROOT / "docs" / "reference" / "settings.md"
# Not a setting: Django's own name for the program's version, and what only developers use.
NOT_SETTINGS = {"PENDOPO_VERSION", "PENDOPO_DATASETS"}


def in_code() -> set[str]:
    sources = [path.read_text() for path in (ROOT / "pendopo").rglob("*.py")]
    return {name for text in sources for name in re.findall(r"""["'](PENDOPO_[A-Z_]+)["']""", text)} - NOT_SETTINGS


def on_the_page() -> dict[str, str]:
    rows = re.findall(r"^\| `(PENDOPO_[A-Z_]+)` \| ([^|]+) \|", PAGE.read_text(), re.MULTILINE)
    return {name: default.strip().strip("`") for name, default in rows}


def test_every_setting_stands_on_the_page_and_nothing_else() -> None:
    assert set(on_the_page()) == in_code()


def test_the_numbers_on_the_page_are_those_of_the_code() -> None:
    code = (ROOT / "pendopo" / "settings.py").read_text()
    numbers = dict(re.findall(r"""_number\(["'](PENDOPO_[A-Z_]+)["'], (\d+)\)""", code))
    assert len(numbers) >= 7
    page = on_the_page()
    assert {name: page[name] for name in numbers} == numbers
