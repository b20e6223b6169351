"""The calendar: every message on its day in its zone, whoever may see it; drafts move, approved ones do not."""

from __future__ import annotations

import time as clocks
from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from django.test import Client
from django.utils import timezone

from pendopo.publishing import actions
from pendopo.publishing.models import Message, Variant
from pendopo.publishing.planning.models import Holiday
from pendopo.publishing.rules import Tick, Written
from pendopo.web.calendar import days_of, entries_by_day, moved, span_of
from tests.world import World, two_governments

SAFE = {code: Tick(True) for code in "abcdefgh"}
JAKARTA = "Asia/Jakarta"


@pytest.fixture
def world(db: None) -> World:
    """Two governments."""
    return two_governments()


def drafted(world: World, at: datetime, title: str = "Loket buka Sabtu") -> Message:
    """A draft of Dukcapil for a moment."""
    written = Written(
        title=title, text="Loket buka.", purpose="sebar_informasi", category="kegiatan", source="SE kepala dinas",
        tags="#layanan", planned_at=at, ethics=SAFE, variants={world.dukcapil.account.pk: ""},
    )  # fmt: skip
    return actions.draft(agency=world.dukcapil.agency, by=world.dukcapil.officer, written=written)


def soon(days: int = 10) -> datetime:
    """Nine in the morning in Jakarta, so many days from now."""
    day = timezone.now().astimezone(ZoneInfo(JAKARTA)).date() + timedelta(days=days)
    return datetime(day.year, day.month, day.day, 9, tzinfo=ZoneInfo(JAKARTA))


@pytest.mark.parametrize(
    ("look", "asked", "since", "until"),
    [
        ("bulan", "2026-02", date(2026, 2, 1), date(2026, 3, 1)),
        ("bulan", "2028-02-29", date(2028, 2, 1), date(2028, 3, 1)),
        ("pekan", "2026-11-26", date(2026, 11, 23), date(2026, 11, 30)),
        ("pekan", "2026-01-01", date(2025, 12, 29), date(2026, 1, 5)),
        ("daftar", "bukan tanggal", date(2026, 11, 1), date(2026, 12, 1)),
        ("bulan", "2026-02-30", date(2026, 11, 1), date(2026, 12, 1)),
        ("bulan", "9999-12", date(2026, 11, 1), date(2026, 12, 1)),
        ("pekan", "0001-01-01", date(2026, 11, 23), date(2026, 11, 30)),
    ],
)
def test_what_is_asked_is_shown_and_nonsense_shows_today(look: str, asked: str, since: date, until: date) -> None:
    span = span_of(look, asked, date(2026, 11, 26))  # type: ignore[arg-type]
    assert (span.since, span.until) == (since, until)


def test_a_month_is_filled_up_to_whole_weeks_and_names_its_holidays() -> None:
    span = span_of("bulan", "2026-11", date(2026, 11, 26))
    days = days_of(span, {}, date(2026, 11, 26), {date(2026, 11, 10): "Hari jadi kota"})
    assert (days[0].day, days[0].name, days[-1].day, len(days)) == (date(2026, 10, 26), "Senin", date(2026, 12, 6), 42)
    assert [day.day for day in days if day.today] == [date(2026, 11, 26)]
    assert [day.holiday for day in days if day.holiday] == ["Hari jadi kota"]
    assert sum(day.outside for day in days) == 12


def test_a_year_whose_holidays_are_not_loaded_is_said_so(world: World, client: Client) -> None:
    client.force_login(world.analyst)
    for asked, said in (("2099-01", True), ("2026-11", False), ("2027-12", False)):
        shown = client.get(f"/pesan/?bulan={asked}").content.decode()
        assert (f"Hari libur nasional {asked[:4]} belum termuat" in shown) == said


@pytest.mark.parametrize(("zone", "day"), [(JAKARTA, 30), ("Asia/Makassar", 1), ("Asia/Jayapura", 1)])
def test_midnight_falls_on_another_day_in_each_zone(world: World, zone: str, day: int) -> None:
    at = datetime(2026, 11, 30, 16, 30, tzinfo=UTC)  # 23.30 WIB, 00.30 WITA, 01.30 WIT
    message = drafted(world, at)
    span = span_of("daftar", "2026-11" if day == 30 else "2026-12", date(2026, 11, 26))
    by_day = entries_by_day([message], zone, set(), set(), {})
    found = [one.day for one in days_of(span, by_day, date(2026, 11, 26), {}) if one.messages]
    assert [one.day for one in found] == [day]


def test_moving_keeps_the_time_on_the_wall() -> None:
    at = datetime(2026, 11, 26, 16, 30, tzinfo=UTC)
    assert moved(at, date(2028, 2, 29), "Asia/Jayapura").isoformat() == "2028-02-29T01:30:00+09:00"


def test_a_draft_moves_to_another_day_and_is_a_revision(world: World, client: Client) -> None:
    message = drafted(world, soon())
    client.force_login(world.dukcapil.officer)
    target = soon(12).date()
    answer = client.post(f"/pesan/{message.pk}/pindah/", {"hari": target.isoformat(), "lihat": "pekan"})
    assert answer.headers["Location"] == f"/pesan/?lihat=pekan&bulan={target.isoformat()}"
    message.refresh_from_db()
    assert message.planned_at == soon(12)


def test_what_is_handed_in_or_approved_does_not_move_in_the_calendar(world: World, client: Client) -> None:
    message = drafted(world, soon())
    actions.submit(message=message, by=world.dukcapil.officer)
    client.force_login(world.dukcapil.officer)
    page = client.get(f"/pesan/?bulan={soon():%Y-%m}").content.decode()
    assert "Loket buka Sabtu" in page
    assert f"/pesan/{message.pk}/pindah/" not in page
    assert client.get(f"/pesan/?lihat=daftar&bulan={soon():%Y-%m}").content.decode().count("Pindahkan</button>") == 0
    refused = client.post(f"/pesan/{message.pk}/pindah/", {"hari": soon(12).date().isoformat()})
    assert refused.status_code == 409
    message.refresh_from_db()
    assert message.planned_at == soon()


@pytest.mark.parametrize("day", ["", "besok", "2026-02-30", "2020-01-01"])
def test_a_day_that_is_none_or_gone_moves_nothing(world: World, client: Client, day: str) -> None:
    message = drafted(world, soon())
    client.force_login(world.dukcapil.officer)
    assert client.post(f"/pesan/{message.pk}/pindah/", {"hari": day}).status_code == 409
    message.refresh_from_db()
    assert message.planned_at == soon()


def test_another_agency_neither_sees_nor_moves_it_and_the_dinas_sees_by_agency(world: World, client: Client) -> None:
    message = drafted(world, soon())
    client.force_login(world.pu.officer)
    assert "Loket buka Sabtu" not in client.get(f"/pesan/?bulan={soon():%Y-%m}").content.decode()
    assert client.post(f"/pesan/{message.pk}/pindah/", {"hari": soon(12).date().isoformat()}).status_code == 404
    client.force_login(world.analyst)
    month = f"{soon():%Y-%m}"
    assert "Loket buka Sabtu" in client.get(f"/pesan/?bulan={month}").content.decode()
    theirs = f"/pesan/?bulan={month}&instansi={world.pu.agency.pk}"
    assert "Loket buka Sabtu" not in client.get(theirs).content.decode()
    assert f"/pesan/{message.pk}/pindah/" not in client.get(f"/pesan/?bulan={month}").content.decode()


def test_own_holidays_are_data_of_the_coordinating_agency(world: World, client: Client) -> None:
    on = soon().date()
    client.force_login(world.dukcapil.official)
    path = f"/pesan/hari-libur/{world.kominfo.agency.pk}/tambah/"
    assert client.post(path, {"hari": on.isoformat(), "nama": "Hari jadi"}).status_code == 404
    client.force_login(world.analyst)
    assert client.post(path, {"hari": on.isoformat(), "nama": " "}).status_code == 409
    client.post(path, {"hari": on.isoformat(), "nama": "Hari jadi kota"})
    assert "Hari jadi kota" in client.get(f"/pesan/?bulan={on:%Y-%m}").content.decode()
    client.force_login(world.other.officer)
    assert "Hari jadi kota" not in client.get(f"/pesan/?bulan={on:%Y-%m}").content.decode()
    assert Holiday.objects.get().label == "Hari jadi kota"


def test_five_hundred_messages_of_a_month_are_shown_in_150_ms(world: World, client: Client) -> None:
    at = soon(40).replace(day=1)
    Message.objects.bulk_create(
        Message(
            agency=world.dukcapil.agency, author=world.dukcapil.officer, title=f"Pesan {number}", text="Isi",
            purpose="sebar_informasi", category="kegiatan", planned_at=at + timedelta(hours=number), state="draft",
        )
        for number in range(500)
    )  # fmt: skip
    Variant.objects.bulk_create(Variant(message=one, account=world.dukcapil.account) for one in Message.objects.all())
    client.force_login(world.analyst)
    path = f"/pesan/?bulan={at:%Y-%m}"
    assert client.get(path).content.decode().count('class="cal-one ') == 500
    spent = []
    for _ in range(5):
        began = clocks.process_time()
        client.get(path)
        spent.append(clocks.process_time() - began)
    assert min(spent) < 0.15
