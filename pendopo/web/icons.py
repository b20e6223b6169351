"""Tabler's icons as SVG, out of the archive of the package that brings them.

To open the archive is to read a list of six thousand names: 20 ms and 4 MB for a moment. So the icons that the pages name are
taken out of it with one look, and kept.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from functools import cache
from importlib.resources import files
from pathlib import Path
from threading import Lock
from zipfile import ZipFile

from pendopo.web.navigation import MENU

WEB = Path(__file__).parent
# In a template {% icon "send" %}, in Python icon("send").
NAMED = re.compile(r"""\bicon[ (]["']([a-z0-9/-]+)["']""")
HEAD = (
    '<svg width="{size}" height="{size}" viewBox="0 0 24 24" {look} aria-hidden="true" focusable="false">{inside}</svg>'
)
LOOKS = {
    "outline": 'fill="none" stroke="currentColor" stroke-width="2" stroke-linecap="round" stroke-linejoin="round"',
    "filled": 'fill="currentColor"',
}

_insides: dict[str, str] = {}
_lock = Lock()


@cache
def drawn(name: str, size: int) -> str:
    """An icon by its plain name ("send"; "filled/star"), so many pixels wide. KeyError: there is none of that name."""
    full = _full(name)
    if full not in _insides:
        take_out([name, *named_by_the_pages()])
    return HEAD.format(size=size, look=LOOKS[full.partition("/")[0]], inside=_insides[full])


def take_out(names: Iterable[str]) -> None:
    """Read those icons that are not there yet, all at once. KeyError: there is none of that name."""
    with _lock:
        missing = {_full(name) for name in names} - _insides.keys()
        if not missing:
            return
        with files("tablericons").joinpath("tablericons.zip").open("rb") as held, ZipFile(held) as archive:
            for full in missing:
                _insides[full] = _inside(archive.read(f"{full}.svg").decode())


@cache
def named_by_the_pages() -> frozenset[str]:
    """The icons that stand in the menu, in our templates, and in what writes rows without one."""
    sources = [*(WEB / "templates").rglob("*.html"), *WEB.glob("*.py")]
    words = {word.icon for group in MENU for word in group.words}
    return frozenset(words.union(*(NAMED.findall(path.read_text(encoding="utf-8")) for path in sources)))


def _full(name: str) -> str:
    return name if "/" in name else f"outline/{name}"


def _inside(svg: str) -> str:
    return " ".join(svg[svg.index(">") + 1 : svg.rindex("</svg>")].split())
