"""T2 is 24 clock hours and nothing stops it; T1 and T3 never fail; working hours follow the calendar."""

from datetime import UTC, datetime, timedelta, timezone
from zoneinfo import ZoneInfo

import pytest

from pendopo.regulation.calendar import Calendar, calendar_of, load_holidays, loaded, national
from pendopo.regulation.clock import age, due_at, is_overdue, reminders, verdict
from pendopo.regulation.profile import available, load

WIB, WITA, WIT = ZoneInfo("Asia/Jakarta"), ZoneInfo("Asia/Makassar"), ZoneInfo("Asia/Jayapura")
PROFILE = load("probolinggo-37-2016")
T1, T2, T3, INTERNAL = (PROFILE.clock(code) for code in ("T1", "T2", "T3", "T0-internal"))
WORK = calendar_of(PROFILE)


def wib(*parts: int) -> datetime:
    return datetime(*parts, tzinfo=WIB)  # type: ignore[arg-type,misc]


FRIDAY = wib(2025, 3, 28, 16)  # joint leave; Saturday is Nyepi: neither stops T2


@pytest.mark.parametrize(
    ("start", "due"),
    [
        (FRIDAY, wib(2025, 3, 29, 16)),
        (FRIDAY.astimezone(UTC), datetime(2025, 3, 29, 9, tzinfo=UTC)),
        (datetime(2025, 3, 28, 16, tzinfo=WITA), datetime(2025, 3, 29, 15, tzinfo=WIB)),
        (datetime(2025, 3, 28, 16, tzinfo=WIT), datetime(2025, 3, 29, 14, tzinfo=WIB)),
        (wib(2024, 2, 28, 23, 59, 59), wib(2024, 2, 29, 23, 59, 59)),
        (wib(2024, 2, 29, 8), wib(2024, 3, 1, 8)),
        (wib(2025, 2, 28, 8), wib(2025, 3, 1, 8)),
        (wib(2025, 12, 31, 20), wib(2026, 1, 1, 20)),
        (wib(2025, 8, 17, 0), wib(2025, 8, 18, 0)),
        # A zone with summer time: 24 hours stay 24 hours on the short day.
        (datetime(2025, 3, 29, 12, tzinfo=ZoneInfo("Europe/Amsterdam")), datetime(2025, 3, 30, 11, tzinfo=UTC)),
    ],
)
def test_t2_is_24_clock_hours_through_nights_holidays_and_zones(start: datetime, due: datetime) -> None:
    assert due_at(start, T2) == due
    assert due_at(start, T2, WORK) == due, "a calendar must not touch it"
    assert due_at(start, T2).astimezone(UTC) - start.astimezone(UTC) == timedelta(hours=24)


@pytest.mark.parametrize(
    ("answered", "state", "late_by"),
    [
        (FRIDAY, "met", 0),
        (wib(2025, 3, 29, 15, 59, 59), "met", 0),
        (wib(2025, 3, 29, 16, 0, 0), "met", 0),
        (wib(2025, 3, 29, 16, 0, 1), "late", 1),
        (wib(2025, 3, 29, 16, 0, 0, 1), "late", 1),
        (wib(2025, 3, 31, 16, 0, 0), "late", 2 * 86400),
        (datetime(2025, 3, 29, 17, 0, 0, tzinfo=WITA), "met", 0),
        (datetime(2025, 3, 29, 17, 0, 1, tzinfo=WITA), "late", 1),
    ],
)
def test_referral_is_late_one_second_after_24_hours(answered: datetime, state: str, late_by: int) -> None:
    result = verdict(FRIDAY, answered, T2, now=wib(2025, 6, 1))
    assert (result.state, result.late_by, result.open) == (state, late_by, False)
    assert result.level == ("fail" if state == "late" else "ok")
    assert result.due_at == wib(2025, 3, 29, 16)


def test_an_open_referral_counts_down_and_then_up() -> None:
    running = verdict(FRIDAY, None, T2, now=wib(2025, 3, 29, 15))
    assert (running.state, running.seconds_left, running.open) == ("running", 3600, True)
    last = verdict(FRIDAY, None, T2, now=wib(2025, 3, 29, 16))
    assert (last.state, last.seconds_left) == ("running", 0)
    late = verdict(FRIDAY, None, T2, now=wib(2025, 3, 29, 17))
    assert (late.state, late.late_by, late.open) == ("late", 3600, True)


def test_an_answer_after_the_breach_stays_late_for_ever() -> None:
    answered = wib(2025, 3, 29, 18)
    first, later = (verdict(FRIDAY, answered, T2, now=now) for now in (wib(2025, 3, 29, 18), wib(2026, 1, 1)))
    assert first == later
    assert first.late_by == 7200


def test_not_ours_at_23_hours_closes_that_hop_and_the_next_starts_a_new_24_hours() -> None:
    rejected = FRIDAY + timedelta(hours=23)
    now = rejected + timedelta(hours=23)
    first = verdict(FRIDAY, rejected, T2, now, misrouted=True)
    second = verdict(rejected, None, T2, now)
    assert (first.state, first.because) == ("none", "Ditutup sebagai salah alamat sebelum tenggat.")
    assert (second.state, second.seconds_left) == ("running", 3600)
    assert age(FRIDAY, None, now) == timedelta(hours=46)


def test_not_ours_after_the_breach_does_not_wash_the_lateness_away() -> None:
    result = verdict(FRIDAY, FRIDAY + timedelta(hours=25), T2, FRIDAY + timedelta(hours=30), misrouted=True)
    assert (result.state, result.late_by) == ("late", 3600)


def test_a_target_outside_the_government_gets_no_verdict() -> None:
    result = verdict(FRIDAY, None, T2, now=wib(2026, 1, 1), outside=True)
    assert (result.state, result.due_at, result.level) == ("none", None, "none")


def test_a_clock_that_has_not_started_gets_no_verdict() -> None:
    assert verdict(None, None, T2, now=FRIDAY).state == "none"


@pytest.mark.parametrize("key", available())
@pytest.mark.parametrize("code", ["T1", "T3", "T0-internal"])
@pytest.mark.parametrize("hours", [0, 1, 24, 100, 24 * 365])
def test_our_own_clocks_never_fail(key: str, code: str, hours: int) -> None:
    profile = load(key)
    calendar = calendar_of(profile)
    for ended in (None, FRIDAY + timedelta(hours=hours)):
        result = verdict(FRIDAY, ended, profile.clock(code), FRIDAY + timedelta(hours=hours), calendar)
        assert result.level != "fail"


def test_reminders_of_t2_come_at_12_20_and_24_hours() -> None:
    assert reminders(FRIDAY, T2) == (
        (12, wib(2025, 3, 29, 4)),
        (20, wib(2025, 3, 29, 12)),
        (24, wib(2025, 3, 29, 16)),
    )


def test_overdue_begins_after_the_due_instant() -> None:
    assert not is_overdue(FRIDAY, FRIDAY.astimezone(UTC))
    assert is_overdue(FRIDAY, FRIDAY + timedelta(microseconds=1))


NAIVE = FRIDAY.replace(tzinfo=None)


@pytest.mark.parametrize(
    "call",
    [
        lambda: due_at(NAIVE, T2),
        lambda: is_overdue(NAIVE, FRIDAY),
        lambda: is_overdue(FRIDAY, NAIVE),
        lambda: verdict(NAIVE, None, T2, FRIDAY),
        lambda: verdict(FRIDAY, NAIVE, T2, FRIDAY),
        lambda: verdict(FRIDAY, None, T2, NAIVE),
        lambda: reminders(NAIVE, T2),
    ],
)
def test_a_time_without_a_zone_is_refused_with_a_clear_sentence(call) -> None:  # type: ignore[no-untyped-def]
    with pytest.raises(ValueError, match="tidak menyebut zona waktunya"):
        call()


def test_a_working_clock_needs_a_calendar() -> None:
    with pytest.raises(ValueError, match="memerlukan kalender"):
        due_at(FRIDAY, T1)


@pytest.mark.parametrize(
    ("start", "hours_due"),
    [
        # T1 is 8 working hours; Mon–Thu 07:30–16:00 (8.5 h), Fri 07:00–15:00 (8 h).
        (wib(2025, 3, 10, 7, 30), wib(2025, 3, 10, 15, 30)),
        (wib(2025, 3, 10, 8), wib(2025, 3, 10, 16)),
        (wib(2025, 3, 10, 8, 0, 1), wib(2025, 3, 11, 7, 30, 1)),
        (wib(2025, 3, 10, 3), wib(2025, 3, 10, 15, 30)),
        (wib(2025, 3, 10, 20), wib(2025, 3, 11, 15, 30)),
        (wib(2025, 3, 14, 15), wib(2025, 3, 17, 15, 30)),
        (wib(2025, 3, 14, 14), wib(2025, 3, 17, 14, 30)),
        # Thursday before Nyepi and Lebaran 2025: the next working day is 8 April.
        (wib(2025, 3, 27, 16), wib(2025, 4, 8, 15, 30)),
        (wib(2024, 2, 28, 20), wib(2024, 2, 29, 15, 30)),
    ],
)
def test_t1_counts_service_hours_only(start: datetime, hours_due: datetime) -> None:
    assert due_at(start, T1, WORK) == hours_due


def test_service_hours_are_those_of_the_government_s_zone() -> None:
    east = Calendar("Asia/Jayapura", WORK.hours, WORK.holidays)
    # 06:00 in Jakarta is 08:00 in Jayapura.
    assert due_at(wib(2025, 3, 10, 6), T1, east) == wib(2025, 3, 10, 14)


def test_working_time_between_two_instants() -> None:
    assert WORK.between(wib(2025, 3, 14, 14), wib(2025, 3, 17, 8, 30)) == timedelta(hours=2)
    assert WORK.between(wib(2025, 3, 15, 8), wib(2025, 3, 16, 20)) == timedelta()


def test_a_calendar_without_working_time_says_so() -> None:
    with pytest.raises(ValueError, match="tidak memuat cukup jam kerja"):
        due_at(FRIDAY, T1, Calendar("Asia/Jakarta", ()))


def test_holidays_are_data(tmp_path) -> None:  # type: ignore[no-untyped-def]
    own = tmp_path / "daerah.toml"
    own.write_text('[[days]]\ndate = 2025-09-04\nlabel = "Hari jadi kota"\n')
    assert load_holidays(own)[datetime(2025, 9, 4).date()] == "Hari jadi kota"  # noqa: DTZ001
    own.write_text("[[days]]\ndate = 2025-09-04\n")
    with pytest.raises(ValueError, match=r"days\[1\]"):
        load_holidays(own)


# How many national holidays and days of joint leave the joint decrees set.
@pytest.mark.parametrize(("year", "free", "leave"), [(2025, 17, 11), (2026, 17, 8), (2027, 18, 8)])
def test_a_loaded_year_has_every_day_of_its_joint_decree(year: int, free: int, leave: int) -> None:
    days = [label for day, label in national().items() if day.year == year]
    joint = sum(label.startswith("Cuti bersama") for label in days)
    assert (len(days) - joint, joint) == (free, leave)
    assert loaded(year)
    assert not loaded(2099)


def test_offsets_without_a_name_are_fine() -> None:
    plus7 = timezone(timedelta(hours=7))
    assert due_at(datetime(2025, 3, 28, 16, tzinfo=plus7), T2) == wib(2025, 3, 29, 16)
