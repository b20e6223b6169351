"""What a message brought is kept by day with its meaning, others are asked to pass it on, and the archive keeps all of it."""

from __future__ import annotations

import io
import json
from collections.abc import Sequence
from datetime import UTC, date, datetime, timedelta
from typing import Any
from uuid import uuid4

import pytest
from django.test import Client
from django.utils import timezone
from openpyxl import load_workbook

from pendopo.connectors.base import Metric
from pendopo.connectors.errors import Disconnected, Retry
from pendopo.delivery.models import Dispatch
from pendopo.insight.besttime import activity
from pendopo.journal.models import Entry
from pendopo.people.models import Notice
from pendopo.publishing.amplifying import actions as echoes
from pendopo.publishing.amplifying.models import Ask
from pendopo.publishing.archive import as_json, records
from pendopo.publishing.measuring import jobs
from pendopo.publishing.measuring.actions import BadMeasure, type_in, whole_number
from pendopo.publishing.measuring.models import Measure, Watch
from pendopo.publishing.measuring.queries import runs_of
from pendopo.publishing.measuring.rules import after_failure, next_measure
from pendopo.publishing.models import Approval, Message, Variant
from pendopo.registry.models import OfficialAccount
from pendopo.registry.queries import NotAllowed
from tests.inbox.scene import arrive, said
from tests.world import World, two_governments

NOW = datetime(2026, 3, 27, 3, 0, tzinfo=UTC)


@pytest.fixture
def world(db: None) -> World:
    """Two governments."""
    return two_governments()


def published(world: World, *, sent_at: datetime = NOW, text: str = "Loket buka Sabtu.") -> Variant:
    """A message of Dukcapil that stands on its account."""
    account = world.dukcapil.account
    message = Message.objects.create(
        agency=world.dukcapil.agency, author=world.dukcapil.officer, title="Loket", text=text, tags="#layanan",
        purpose="sebar_informasi", category="kegiatan", source="SE", planned_at=sent_at, published_at=sent_at,
        state="published",
    )  # fmt: skip
    Approval.objects.create(message=message, person=world.dukcapil.official, content_sha256="ab" * 32, at=sent_at)
    dispatch = Dispatch.objects.create(
        account=account, kind=Dispatch.Kind.POST, key=uuid4(), outgoing={}, not_before=sent_at, state="live",
        sent_at=sent_at, external_id=str(message.pk), url=f"https://contoh.invalid/p/{message.pk}",
    )  # fmt: skip
    return Variant.objects.create(message=message, account=account, dispatch=dispatch)


def dispatch_of(variant: Variant) -> Dispatch:
    """The delivery of a variant."""
    assert variant.dispatch is not None
    return Dispatch.objects.select_related("account__agency__government").get(pk=variant.dispatch.pk)


@pytest.mark.parametrize(
    ("age", "wait"), [(0, 1), (29, 1), (30, 7), (89, 7), (90, 30), (399, 30), (400, None), (900, None)]
)
def test_a_message_is_measured_daily_then_weekly_then_monthly_until_after_the_years_end(
    age: int, wait: int | None
) -> None:
    found = next_measure(NOW, NOW + timedelta(days=age))
    assert found == (None if wait is None else NOW + timedelta(days=age + wait))
    assert after_failure(99, NOW) - NOW == timedelta(days=1)


class Platform:
    """A platform that tells what it is told to."""

    label = "Uji"

    def __init__(self, *answers: object) -> None:
        self.answers = list(answers)

    def metrics(self, external_id: str) -> Sequence[Metric]:
        answer = self.answers.pop(0)
        if isinstance(answer, Exception):
            raise answer
        assert isinstance(answer, int | None)
        kind: Any = "available" if answer is not None else "private"
        return [Metric("likes", answer, "Disukai.", kind)]


def asked(monkeypatch: pytest.MonkeyPatch, world: World, *answers: object) -> Platform:
    """The account is connected to that platform."""
    platform = Platform(*answers)
    OfficialAccount.objects.filter(pk=world.dukcapil.account.pk).update(connector="wordpress")
    monkeypatch.setattr(jobs, "connector_for", lambda account, seconds: platform)
    monkeypatch.setattr(jobs, "connector_class", lambda account: Platform)
    return platform


def test_the_worker_measures_each_live_post_and_keeps_every_day(monkeypatch: pytest.MonkeyPatch, world: World) -> None:
    asked(monkeypatch, world, 5, 8, None)
    variant = published(world)
    assert jobs.begin_watching(NOW) == 1
    assert jobs.measure_for(world.dukcapil.account.pk, NOW) == 0
    for days in range(3):
        assert jobs.measure_for(world.dukcapil.account.pk, NOW + timedelta(days=days, hours=1 + days)) == 1
    (run,) = runs_of([variant.dispatch_id or 0])[variant.dispatch_id or 0]
    assert ([value for _day, value in run.points], run.last, run.availability) == (
        [5, 8],
        None,
        "tidak dibuka platform",
    )
    assert [one.definition for one in Measure.objects.all()] == ["Disukai."] * 3


def test_a_platform_that_does_not_answer_is_asked_later_and_holds_nothing_up(
    monkeypatch: pytest.MonkeyPatch, world: World
) -> None:
    asked(monkeypatch, world, Retry("nanti", code="429"), 4)
    published(world)
    jobs.begin_watching(NOW)
    at = NOW + timedelta(hours=2)
    assert jobs.measure_for(world.dukcapil.account.pk, at) == 0
    assert Watch.objects.get().next_at == at + timedelta(hours=2)
    assert jobs.measure_for(world.dukcapil.account.pk, at + timedelta(hours=3)) == 1


def test_a_platform_that_is_cut_off_is_not_asked_for_the_rest(monkeypatch: pytest.MonkeyPatch, world: World) -> None:
    platform = asked(monkeypatch, world, Disconnected("putus", code="401"), 4)
    published(world)
    published(world)
    jobs.begin_watching(NOW)
    assert jobs.measure_for(world.dukcapil.account.pk, NOW + timedelta(hours=2)) == 0
    assert platform.answers == [4]


@pytest.mark.parametrize("text", ["1204", "1.204", " 1 204 "])
def test_numbers_are_read_as_people_type_them(text: str) -> None:
    assert whole_number(text, "likes") == 1204


@pytest.mark.parametrize("text", ["-3", "1,5", "banyak", "٣", "9" * 40])
def test_what_is_no_whole_number_is_refused(text: str) -> None:
    with pytest.raises(BadMeasure, match="angka bulat"):
        whole_number(text, "likes")


def test_an_officer_types_numbers_in_and_others_may_not(world: World) -> None:
    row = dispatch_of(published(world))
    asked_ = {"dispatch": row, "given": {"likes": "12", "shares": "", "tak-ada": "3"}, "at": NOW}
    with pytest.raises(NotAllowed):
        type_in(by=world.pu.officer, **asked_)  # type: ignore[arg-type]
    assert type_in(by=world.dukcapil.officer, **asked_) == 1  # type: ignore[arg-type]
    with pytest.raises(BadMeasure, match="masa depan"):
        type_in(by=world.dukcapil.officer, on=date(2026, 3, 28), **asked_)  # type: ignore[arg-type]
    assert Entry.objects.filter(doing="dispatch.measured").count() == 1
    assert Measure.objects.get().source == f"dicatat {world.dukcapil.officer.name}"


def asking(world: World, **more: object) -> Ask:
    """Dukcapil asks PU to pass its message on."""
    given: dict[str, Any] = {
        "message": published(world).message, "agencies": [world.pu.agency], "words": "Bagikan", "tags": "#a",
        "until": NOW.date(), "by": world.dukcapil.officer, "at": NOW,
    }  # fmt: skip
    return echoes.ask(**{**given, **more})


def test_each_asked_agency_is_told_once_and_shows_where_it_passed_it_on(world: World) -> None:
    made = asking(world)
    told = set(Notice.objects.values_list("person", flat=True))
    assert told == {world.pu.officer.pk, world.pu.official.pk}
    echo = made.echoes.select_related("agency__government").get()
    with pytest.raises(NotAllowed):
        echoes.echo_done(echo=echo, url="https://contoh.invalid/g", by=world.dukcapil.officer, at=NOW)
    with pytest.raises(echoes.BadAsk, match="https"):
        echoes.echo_done(echo=echo, url="contoh", by=world.pu.officer, at=NOW)
    echoes.echo_done(echo=echo, url="https://contoh.invalid/g", by=world.pu.officer, at=NOW)
    assert (echo.state, echo.ended_by) == ("done", world.pu.officer.name)
    assert echoes.withdraw(made=made, because="cukup", by=world.dukcapil.officer, at=NOW) == 0


@pytest.mark.parametrize("wrong", ["own", "foreign", "nobody", "late", "silent", "draft"])
def test_a_request_that_makes_no_sense_is_refused(world: World, wrong: str) -> None:
    draft = published(world).message
    Message.objects.filter(pk=draft.pk).update(state="draft")
    draft.refresh_from_db()
    more: dict[str, dict[str, object]] = {
        "own": {"agencies": [world.dukcapil.agency]}, "foreign": {"agencies": [world.other.agency]},
        "nobody": {"agencies": []}, "late": {"until": date(2026, 3, 26)}, "silent": {"words": " "},
        "draft": {"message": draft},
    }  # fmt: skip
    with pytest.raises(echoes.BadAsk):
        asking(world, **more[wrong])
    assert asking(world).echoes.count() == 1


def test_a_declined_request_says_why_and_is_seen_by_both_sides_only(world: World, client: Client) -> None:
    made = asking(world, until=timezone.localdate() + timedelta(days=2), at=None)
    echo = made.echoes.get()
    client.force_login(world.pu.officer)
    assert client.post(f"/arsip/gaung/{echo.pk}/tidak/", {"because": ""}).status_code == 409
    client.post(f"/arsip/gaung/{echo.pk}/tidak/", {"because": "bukan khalayak kami"})
    client.force_login(world.dukcapil.officer)
    assert "tidak ikut" in client.get("/arsip/gaung/").content.decode()
    client.force_login(world.other.officer)
    assert "Bagikan" not in client.get("/arsip/gaung/").content.decode()
    assert client.post(f"/arsip/gaung/{echo.pk}/sudah/", {"url": "https://x.invalid"}).status_code == 404


def test_the_archive_tells_all_of_a_message_and_twice_the_same(world: World) -> None:
    variant = published(world)
    type_in(dispatch=dispatch_of(variant), given={"likes": "12"}, by=world.dukcapil.officer, at=NOW)
    (one,) = records([variant.message])
    there = one.accounts[0]
    assert (there.text, there.url) == (
        "Loket buka Sabtu.\n\n#layanan",
        f"https://contoh.invalid/p/{variant.message_id}",
    )
    assert one.approvals[0]["by"] == world.dukcapil.official.name
    assert there.measures[0]["value"] == 12
    assert as_json(records([variant.message])) == as_json([one])
    assert json.loads(as_json([one]))["author"] == world.dukcapil.officer.name


def test_the_archive_is_taken_along_as_a_table_without_formulas_and_only_ones_own(world: World, client: Client) -> None:
    published(world, sent_at=timezone.now() - timedelta(hours=1), text="=1+1")
    client.force_login(world.dukcapil.officer)
    answer = client.get("/arsip/?bentuk=xlsx")
    sheet = load_workbook(io.BytesIO(answer.content)).active
    assert sheet is not None
    cell = sheet.cell(2, 6)
    assert (cell.data_type, str(cell.value).splitlines()[0]) == ("s", "=1+1")
    assert answer.headers["Digest"].startswith("sha-256=")
    client.force_login(world.pu.officer)
    assert client.get("/arsip/?bentuk=jsonl").content == b""


def test_a_closed_account_keeps_its_record(world: World) -> None:
    variant = published(world)
    OfficialAccount.objects.filter(pk=world.dukcapil.account.pk).update(closed_on=NOW.date())
    assert records([variant.message])[0].accounts[0].account == world.dukcapil.account.name
    with pytest.raises(Exception, match="protected"):
        world.dukcapil.account.delete()


def test_busy_hours_say_nothing_with_too_little_data(world: World, client: Client) -> None:
    seen = activity(world.dukcapil.agency, NOW)
    assert (seen.total, seen.best) == (0, ())
    client.force_login(world.dukcapil.officer)
    assert "sedikitnya 50" in client.get(f"/rencana/waktu/{world.dukcapil.agency.pk}/").content.decode()
    assert client.get(f"/rencana/waktu/{world.other.agency.pk}/").status_code == 404


def test_busy_hours_stand_in_the_zone_of_the_government(world: World) -> None:
    monday = datetime(2026, 3, 23, 0, 30, tzinfo=UTC)  # 07.30 WIB, block 06–08
    arrive(world.dukcapil.account, *(said(f"c{n}", f"Pertanyaan {n}", posted_at=monday) for n in range(60)), at=NOW)
    seen = activity(world.dukcapil.agency, NOW)
    assert (seen.total, seen.best[0].weekday, seen.best[0].hour, seen.best[0].count) == (60, 1, 6, 60)
