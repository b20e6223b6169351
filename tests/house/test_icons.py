"""Every picture that a page asks for exists, and pages do not wait for it."""

from __future__ import annotations

from importlib.resources import files
from zipfile import ZipFile

import pytest

from pendopo.web import icons
from pendopo.web.navigation import MENU
from pendopo.web.templatetags.posts import ICONS


def test_every_icon_that_a_page_or_the_menu_names_exists() -> None:
    with ZipFile(str(files("tablericons") / "tablericons.zip")) as archive:
        known = {name.removesuffix(".svg") for name in archive.namelist()}
    asked = icons.named_by_the_pages() | set(ICONS.values())
    assert {"send", *(word.icon for group in MENU for word in group.words)} <= asked
    full = {name if "/" in name else f"outline/{name}" for name in asked}
    assert full <= known, full - known


def test_they_are_taken_out_of_their_archive_with_one_look(monkeypatch: pytest.MonkeyPatch) -> None:
    opened: list[object] = []

    class Counted(ZipFile):
        def __init__(self, file: object) -> None:
            opened.append(file)
            super().__init__(file)  # type: ignore[call-overload]

    monkeypatch.setattr(icons, "ZipFile", Counted)
    monkeypatch.setattr(icons, "_insides", {})
    icons.drawn.cache_clear()
    for name in icons.named_by_the_pages():
        assert icons.drawn(name, 20).startswith('<svg width="20"')
    assert len(opened) == 1


def test_an_icon_that_does_not_exist_is_an_error() -> None:
    with pytest.raises(KeyError, match="no-such-icon"):
        icons.drawn("no-such-icon", 20)


def test_outlines_are_stroked_and_filled_ones_filled() -> None:
    assert 'stroke="currentColor"' in icons.drawn("star", 16)
    assert 'fill="currentColor"' in icons.drawn("filled/star", 16)
