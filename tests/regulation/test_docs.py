"""Every key of a profile is in the reference page, and the page names no key that does not exist."""

import re
from collections.abc import Iterator, Mapping
from dataclasses import MISSING, fields, is_dataclass
from pathlib import Path
from typing import Any, get_args, get_origin, get_type_hints

from pendopo.regulation import clock
from pendopo.regulation.profile import load
from pendopo.regulation.shape import Profile

DOCS = Path(__file__).parents[2] / "docs" / "reference"


def keys(kind: Any, prefix: str = "") -> Iterator[tuple[str, bool]]:
    hints = get_type_hints(kind)
    for each in fields(kind):
        yield prefix + each.name, each.default is MISSING and each.default_factory is MISSING
        inner = hints[each.name]
        if get_origin(inner) is tuple:
            inner = get_args(inner)[0]
        elif get_origin(inner) is Mapping:
            inner = get_args(inner)[1]
        if is_dataclass(inner):
            yield from keys(inner, f"{prefix}{each.name}.")


def test_every_key_is_documented_and_nothing_else() -> None:
    page = (DOCS / "profiles.md").read_text(encoding="utf-8")
    rows = dict(re.findall(r"^\| `([a-z0-9_.]+)` \| (yes|no) \|", page, re.MULTILINE))
    assert {key: "yes" if must else "no" for key, must in keys(Profile)} == rows


def test_the_page_of_clocks_says_what_the_profiles_say() -> None:
    page = (DOCS / "clocks.md").read_text(encoding="utf-8")
    for key in ("probolinggo-37-2016", "katingan-55-2022"):
        for each in load(key).clocks:
            row = next(line for line in page.splitlines() if line.startswith(f"| `{each.code}` |"))
            assert f"{each.hours} {'clock' if each.kind == 'clock' else 'working'} hours" in row
            assert ("fails" if each.severity == "fail" else "warns") in row
    for name in re.findall(r"^\| `(\w+)\(", page, re.MULTILINE):
        assert callable(getattr(clock, name))
