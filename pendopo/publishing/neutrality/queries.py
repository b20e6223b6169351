"""Which election windows are on, from the profile and from the government's own register."""

from __future__ import annotations

from datetime import date

from pendopo.publishing.neutrality.models import ElectionWindow
from pendopo.publishing.scan import Window
from pendopo.registry.models import Government
from pendopo.regulation.profile import load


def windows_of(government: Government) -> list[Window]:
    """All windows that were not called off."""
    named = [Window(one.label, one.starts, one.ends) for one in load(government.profile).election_windows]
    rows = ElectionWindow.objects.filter(government=government, cancelled_on=None)
    return named + [Window(one.label, one.starts, one.ends, words_of(one.words)) for one in rows]


def windows_on(government: Government, day: date) -> list[Window]:
    """Those that a day falls into."""
    return [one for one in windows_of(government) if one.starts <= day <= one.ends]


def words_of(text: str) -> tuple[str, ...]:
    """One a line, without the empty ones."""
    return tuple(line.strip() for line in text.splitlines() if line.strip())
