"""Things that hold for every instant and every text, tried on many."""

import unicodedata
from datetime import UTC, datetime, timedelta
from itertools import pairwise
from zoneinfo import ZoneInfo

from hypothesis import given, settings
from hypothesis import strategies as st

from pendopo.regulation.calendar import calendar_of
from pendopo.regulation.clock import due_at, is_overdue, verdict
from pendopo.regulation.counting import graphemes, utf16, visible, weighted
from pendopo.regulation.lengths import RULES, count
from pendopo.regulation.links import links
from pendopo.regulation.profile import load

PROFILE = load("katingan-55-2022")
T1, T2 = PROFILE.clock("T1"), PROFILE.clock("T2")
ZONES = st.sampled_from([ZoneInfo(name) for name in ("Asia/Jakarta", "Asia/Makassar", "Asia/Jayapura", "UTC")])
INSTANTS = st.datetimes(datetime(2016, 5, 12), datetime(2035, 1, 1), timezones=ZONES)  # noqa: DTZ001
TEXTS = st.text(max_size=60) | st.lists(
    st.sampled_from(
        ["https://", "contoh.go.id", ".", "/", "@", "#", " ", "a", "\u00e9", "\U0001f468\u200d", "\ufe0f", "\n"]
    ),
    max_size=12,
).map("".join)


@settings(max_examples=60, deadline=None)
@given(INSTANTS, st.integers(0, 3 * 86_400))
def test_t2_is_met_up_to_its_last_second_and_late_after(start: datetime, seconds: int) -> None:
    due = due_at(start, T2)
    assert due.astimezone(UTC) - start.astimezone(UTC) == timedelta(hours=24)
    answered = (start.astimezone(UTC) + timedelta(seconds=seconds)).astimezone(start.tzinfo)
    result = verdict(start, answered, T2, answered)
    assert (result.state == "late") == (seconds > 86_400) == is_overdue(due, answered)
    assert result.late_by == max(0, seconds - 86_400)


@settings(max_examples=40, deadline=None)
@given(INSTANTS)
def test_working_hours_end_inside_working_time_and_add_up(start: datetime) -> None:
    calendar = calendar_of(PROFILE)
    due = due_at(start, T1, calendar)
    assert due > start
    assert calendar.between(start, due) == timedelta(hours=T1.hours)
    assert any(opens < due <= closes for opens, closes in calendar.spans(due.astimezone(calendar_zone()).date()))


def calendar_zone() -> ZoneInfo:
    return ZoneInfo(PROFILE.zone)


@settings(max_examples=150, deadline=None)
@given(TEXTS)
def test_counts_keep_their_order(text: str) -> None:
    assert visible(text) <= graphemes(text) <= len(text) <= utf16(text)
    found = links(text)
    assert all(0 <= link.start < link.end <= len(text) for link in found)
    assert all(one.end <= two.start for one, two in pairwise(found))
    assert weighted(text) >= 23 * len(links(unicodedata.normalize("NFC", text)))
    for platform in RULES:
        length = count(platform, text)
        assert not length.ok or 0 <= length.count <= length.limit


@settings(max_examples=60, deadline=None)
@given(st.text(alphabet="abcdefg hij", max_size=300))
def test_plain_text_counts_the_same_everywhere(text: str) -> None:
    for platform in ("x", "bluesky", "mastodon", "threads", "linkedin", "telegram"):
        assert count(platform, text).count == len(text)
