"""What a person can list is exactly what they can open, at a fixed price."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from pendopo.inbox import queries
from pendopo.inbox.actions import hold, snooze
from pendopo.inbox.models import Case, Item
from pendopo.inbox.queries import (
    VIEWS,
    counts,
    cursor_at,
    desk,
    next_after,
    scope_of,
    visible_to,
)
from pendopo.inbox.search import item_ids, words_of
from pendopo.inbox.timeline import done, thread, timeline, unanswered
from tests.inbox.scene import arrive, said
from tests.world import NOW, World, two_governments

pytestmark = pytest.mark.django_db


@pytest.fixture
def world() -> World:
    return two_governments()


def _many(world: World, number: int) -> None:
    for n in range(number):
        at = NOW + timedelta(minutes=n // 3)  # several at the same moment
        arrive(world.dukcapil.account, said(f"d{n}", f"pesan nomor {n}", author_id=f"w{n}", posted_at=at), at=at)


def test_pages_follow_each_other_without_gap_or_repetition(world: World) -> None:
    _many(world, 25)
    seen: list[int] = []
    cursor = ""
    while True:
        page = desk(world.dukcapil.officer, "all", cursor, size=4)
        seen += [case.pk for case in page.rows]
        cursor = page.next_cursor
        if not cursor:
            break
    assert len(seen) == 25
    assert seen == list(Case.objects.order_by("-last_item_at", "-pk").values_list("pk", flat=True))


@pytest.mark.parametrize(
    "cursor", ["", "x", "~", "2026-01-01~", "2026-13-01~1", "0001-01-01~9" * 9, "2026-01-01~-1", "9" * 40]
)
def test_a_cursor_that_nobody_gave_out_starts_from_the_beginning(world: World, cursor: str) -> None:
    _many(world, 2)
    assert len(desk(world.dukcapil.officer, "all", cursor).rows) == 2


def test_a_page_costs_the_same_however_many_cases_there_are(world: World) -> None:
    def asked() -> int:
        with CaptureQueriesContext(
            connection,
        ) as caught:
            scope = scope_of(world.analyst)
            for view in VIEWS:
                for row in desk(world.analyst, view, scope=scope).rows:
                    assert row.platform
                    assert row.agency.zone
                    assert row.holder_name or not row.seen_at
            counts(world.analyst, scope=scope)
        return len(caught)

    _many(world, 1)
    few = asked()
    _many(world, 30)
    hold(case=Case.objects.first(), by=world.dukcapil.officer)  # type: ignore[arg-type]
    assert asked() == few
    assert few <= 5 + len(VIEWS) + 1  # who one is, what one sees, the views, the numbers


def test_every_view_shows_what_it_says(world: World) -> None:
    _many(world, 4)
    duk = world.dukcapil
    mine, asleep, referred, plain = Case.objects.order_by("pk")
    hold(case=mine, by=duk.officer)
    snooze(case=asleep, until=NOW + timedelta(days=900), by=duk.officer)
    Case.objects.filter(pk=referred.pk).update(state="referred", due_at=NOW)
    Case.objects.filter(pk=plain.pk).update(state="closed", due_at=None)
    now = NOW + timedelta(hours=1)

    def rows(view: str) -> set[int]:
        return {case.pk for case in desk(duk.officer, view, now=now).rows}  # type: ignore[arg-type]

    assert rows("mine") == {mine.pk}
    assert rows("new") == {mine.pk}
    assert rows("referred") == {referred.pk}
    assert rows("late") == {referred.pk}
    assert rows("snoozed") == {asleep.pk}
    assert rows("done") == {plain.pk}
    assert rows("all") == {mine.pk, asleep.pk, referred.pk, plain.pk}
    assert counts(duk.officer, now=now).views == {"mine": 1, "new": 1, "referred": 1, "late": 1, "snoozed": 1}


def test_the_numbers_stop_at_the_cap_and_leave_out_what_sleeps(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(queries, "CAP", 3)
    _many(world, 6)
    duk, now = world.dukcapil, NOW + timedelta(hours=1)
    told = []
    for case in Case.objects.order_by("pk"):
        snooze(case=case, until=NOW + timedelta(days=900), by=duk.officer)
        views = counts(duk.officer, now=now).views
        told.append((views["new"], views["snoozed"]))
    assert told == [(4, 1), (4, 2), (3, 3), (2, 4), (1, 4), (0, 4)]


@pytest.mark.skipif(connection.vendor != "sqlite", reason="PostgreSQL counts its rows by itself")
def test_a_young_sqlite_finds_what_one_person_holds_without_reading_all_that_waits(world: World) -> None:
    """Measured at 97,000 waiting cases before anybody had counted them: 41 ms by the agency's index, 0.02 ms by their own."""
    scope = scope_of(world.dukcapil.officer)
    with CaptureQueriesContext(connection) as asked:
        counts(world.dukcapil.officer, scope=scope)
        desk(world.dukcapil.officer, "mine", scope=scope)
    with connection.cursor() as cursor:
        for one in asked.captured_queries:
            cursor.execute(f"EXPLAIN QUERY PLAN {one['sql']}")
            plan = " ".join(row[3] for row in cursor.fetchall())
            assert "INDEX case_mine (holder_id=?" in plan
            assert "SCAN inbox_case" not in plan


def test_nothing_of_another_agency_is_listed_counted_or_found(world: World) -> None:
    arrive(world.dukcapil.account, said("1", "kata rahasiaunik"))
    for stranger in (world.pu.officer, world.other.officer):
        assert not visible_to(stranger).exists()
        assert not desk(stranger, "all").rows
        assert set(counts(stranger).views.values()) == {0}
        assert not desk(stranger, "all", search="rahasiaunik").rows
        assert not desk(stranger, "all", search=str(Case.objects.get().pk)).rows
        assert not desk(stranger, "all", search=f"zzag{world.dukcapil.agency.pk} rahasiaunik").rows
    for insider in (world.dukcapil.officer, world.analyst):
        assert len(desk(insider, "all", search="RahasiaUnik").rows) == 1


def test_search_finds_words_of_any_item_and_forgets_nothing_that_changes(world: World) -> None:
    duk = world.dukcapil
    arrive(duk.account, said("1", "lampu jalan mati", author_name="Bu Sulastri"), said("2", "di depan masjid"))

    def found(asked: str) -> list[int]:
        return [case.pk for case in desk(duk.officer, "all", search=asked).rows]

    case = Case.objects.get().pk
    assert found("jalan lampu") == found("masjid") == found("sulastri") == found("lamp") == found(f"#{case}") == [case]
    assert found("jalan kelinci") == []
    arrive(duk.account, said("1", "trotoar rusak", author_name="Bu Sulastri"), at=NOW + timedelta(minutes=1))
    assert found("lampu") == []
    assert found("trotoar") == [case]
    Case.objects.update(agency=world.pu.agency)
    assert found("trotoar") == []
    assert len(desk(world.pu.officer, "all", search="trotoar").rows) == 1


@pytest.mark.parametrize(
    "asked",
    ["%", "_", "*", '"', "'", "'; DROP TABLE inbox_item; --", "a AND", "NEAR(", "(", "a:b", "-a", "^", "\\", "\x00",
     "jalan*", "{}[]", "a" * 5000, "😀", "ก็็็็", "\u202e"],
)  # fmt: skip
def test_metacharacters_in_a_search_are_harmless(world: World, asked: str) -> None:
    _many(world, 1)
    desk(world.dukcapil.officer, "all", search=asked)
    assert all(word.isalnum() or not word.isascii() for word in words_of(asked))


def test_search_pages_go_on_below_the_last_item(world: World) -> None:
    _many(world, 5)
    scope = [f"zzag{world.dukcapil.agency.pk}"]
    ids = item_ids("pesan", scope=scope)
    assert ids == list(Item.objects.order_by("-pk").values_list("pk", flat=True))
    assert item_ids("pesan", scope=scope, before=ids[1]) == ids[2:]
    assert item_ids("pesan", scope=[]) == []


def test_the_next_case_is_the_one_below(world: World) -> None:
    _many(world, 3)
    scope = scope_of(world.dukcapil.officer)
    last, middle, first = Case.objects.order_by("pk")
    assert next_after(first, "new", scope=scope) == middle.pk
    assert next_after(last, "new", scope=scope) == first.pk
    assert cursor_at("new", last).endswith(f"~{last.pk}")


def test_the_citizens_last_unanswered_words_come_first_and_long_threads_in_slices(world: World) -> None:
    for n in range(70):
        at = NOW + timedelta(minutes=n)
        arrive(world.dukcapil.account, said(str(n), f"kata {n}", posted_at=at), at=at)
    case = Case.objects.get()
    newest = thread(case)
    assert (len(newest.items), newest.earlier, newest.items[-1].text) == (40, True, "kata 69")
    assert [item.text for item in thread(case, before=newest.items[0].pk).items][-1] == "kata 29"
    assert [item.text for item in unanswered(case, newest.items)] == ["kata 67", "kata 68", "kata 69"]
    assert [event.sort for event in timeline(newest, done(case, newest))] == ["item"] * 40
