"""Every picture that a page asks for exists."""

from __future__ import annotations

import re
from importlib.resources import files
from pathlib import Path
from zipfile import ZipFile

from pendopo.web.navigation import MENU

TEMPLATES = Path(__file__).parents[2] / "pendopo" / "web" / "templates"


def test_every_icon_that_a_template_or_the_menu_names_exists() -> None:
    with ZipFile(str(files("tablericons") / "tablericons.zip")) as archive:
        known = {name.removesuffix(".svg") for name in archive.namelist()}
    asked = {word.icon for group in MENU for word in group.words}
    for path in TEMPLATES.rglob("*.html"):
        asked |= set(re.findall(r'{% icon "([^"]+)"', path.read_text(encoding="utf-8")))
    full = {name if "/" in name else f"outline/{name}" for name in asked}
    assert full <= known, full - known
