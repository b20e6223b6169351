"""The board judges messages by what really went out: form, pictures' words, issues, other channels, hits and decisions."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from typing import Any

import pytest

from pendopo.publishing.actions import approve, draft, submit_urgent
from pendopo.publishing.approving.actions import Words, approve_ready, review, write_ready
from pendopo.publishing.approving.models import Urgent
from pendopo.publishing.issues.models import Issue
from pendopo.publishing.leaving import Own
from pendopo.publishing.media.actions import upload
from pendopo.publishing.media.models import Attachment
from pendopo.publishing.models import Message
from pendopo.publishing.neutrality.models import ElectionWindow
from pendopo.publishing.queries import current_sha256, undecided
from pendopo.publishing.rules import Shown
from pendopo.publishing.writing.models import Decision
from pendopo.regulation.checks import Verdict
from pendopo.report.compliance.facts import gather, verdicts_of
from tests.publishing.pictures import mp4, png
from tests.publishing.written import SOON, published, written
from tests.world import NOW, Desk, World, two_governments

pytestmark = pytest.mark.django_db
LATER = SOON + timedelta(hours=1)


@pytest.fixture
def world() -> World:
    return two_governments()


def judged(desk: Desk, code: str) -> Verdict:
    return verdicts_of(gather(desk.agency, LATER))[code]


def media(desk: Desk) -> tuple[Shown, Shown]:
    photo = upload(agency=desk.agency, name="a.png", content=png(), by=desk.officer, at=NOW)
    film = upload(agency=desk.agency, name="a.mp4", content=mp4(), by=desk.officer, at=NOW)
    return Shown(photo.pk, photo.sha256, alt="Loket"), Shown(film.pk, film.sha256, "video", summary="Isi video")


def test_form_is_recorded_and_pictures_have_words(world: World) -> None:
    desk = world.dukcapil
    published(desk, media=media(desk), format="image")
    assert judged(desk, "C-DEF5").state == "ok"
    assert judged(desk, "C-A11Y1").state == "ok"
    Attachment.objects.update(alt_text="", summary="")
    assert judged(desk, "C-A11Y1").state == "warn"
    Message.objects.update(format="")
    assert judged(desk, "C-DEF5").state == "fail"


def test_a_message_on_a_current_issue_names_the_issue_that_one_agency_leads(world: World) -> None:
    desk = world.dukcapil
    message = published(desk, category="isu_aktual")
    assert judged(desk, "C-MSG5").state == "warn"
    message.issue = Issue.objects.create(
        government=world.government, name="Antrean", lead=world.kominfo.agency, since=date(2026, 3, 1)
    )
    message.save()
    assert judged(desk, "C-MSG5").state == "ok"


@pytest.mark.parametrize(
    ("changes", "state"),
    [({}, "warn"), ({"other_channel": "Siaran radio"}, "ok"), ({"text": "Lihat https://prob.invalid/x"}, "ok")],
)
def test_a_link_or_another_channel_counts_as_linked(world: World, changes: dict[str, Any], state: str) -> None:
    published(world.dukcapil, **changes)
    assert judged(world.dukcapil, "C-INT1").state == state


def test_hits_in_any_text_that_went_out_need_their_decision(world: World) -> None:
    desk = world.dukcapil
    message = published(desk, own={desk.account.pk: Own(("Dukung paslon pilihan Anda.",))})
    assert judged(desk, "C-ETH3").state == "not_applicable"
    ElectionWindow.objects.create(
        government=world.government, label="Pilkada", starts=date(2026, 3, 20), ends=date(2026, 4, 20)
    )
    assert judged(desk, "C-ETH3").state == "fail"
    for hit in undecided(message):
        Decision.objects.create(
            message=message, hit=hit.key, kind=hit.kind, where=hit.where, words=hit.words, because="Kutipan undangan.",
            content_sha256="0" * 64, by=desk.official, at=NOW,
        )  # fmt: skip
    assert judged(desk, "C-ETH3").state == "ok"


def test_abuse_and_personal_data_that_nobody_decided_are_on_the_board(world: World) -> None:
    desk = world.dukcapil
    message = published(desk)
    assert (judged(desk, "C-ETH6").state, judged(desk, "C-PDP1").state) == ("ok", "ok")
    variant = message.variants.get()
    assert variant.dispatch is not None
    variant.dispatch.outgoing = {**variant.dispatch.outgoing, "text": "Dasar bangsat kalian, NIK 3513064507890002."}
    variant.dispatch.save()
    assert (judged(desk, "C-ETH6").state, judged(desk, "C-PDP1").state) == ("fail", "fail")


def test_each_part_of_a_thread_is_measured_by_itself(world: World) -> None:
    desk = world.dukcapil
    desk.account.platform, desk.account.account_type = "x", "microblog"
    desk.account.save()
    published(desk, text="a" * 120, tags="topik", own={desk.account.pk: Own(("b" * 120, "c" * 120))})
    assert judged(desk, "C-LEN1").state == "ok"


def test_an_urgent_message_that_nobody_looked_at_in_time_stands_on_the_board_and_stays_there(world: World) -> None:
    desk = world.dukcapil
    row = urgent_sent(desk)
    due = row.review_due
    assert due is not None

    def at(moment: datetime) -> Verdict:
        return verdicts_of(gather(desk.agency, moment))["C-MSG6"]

    assert at(due - timedelta(seconds=1)).state == "not_applicable"
    late = at(due)
    assert (late.state, late.records) == ("warn", (f"Pesan {row.message_id} “Peringatan banjir”",))
    place = gather(desk.agency, due).scope.place_of(late.records[0])
    assert place is not None
    assert (place.kind, place.pk) == ("message", row.message_id)
    review(urgent=row, by=desk.head, verdict="fit", words="Sesuai SOP.", at=due + timedelta(hours=1))
    assert at(due + timedelta(hours=2)).state == "warn"
    assert verdicts_of(gather(world.pu.agency, due))["C-MSG6"].state == "not_applicable"


def test_an_urgent_message_that_was_looked_at_in_time_is_met(world: World) -> None:
    desk = world.dukcapil
    row = urgent_sent(desk)
    assert row.review_due is not None
    review(urgent=row, by=desk.head, verdict="fit", words="Sesuai SOP.", at=row.review_due)
    assert verdicts_of(gather(desk.agency, row.review_due + timedelta(days=1)))["C-MSG6"].state == "ok"


def urgent_sent(desk: Desk) -> Urgent:
    """Ready words that were approved beforehand, filled in, and sent by one yes."""
    words = Words(
        "Peringatan banjir", "Banjir di [wilayah].", "kegiatan", "sebar_informasi", "SOP siaga", "#banjir",
        NOW.date() + timedelta(days=30),
    )  # fmt: skip
    ready = approve_ready(
        ready=write_ready(agency=desk.agency, by=desk.officer, words=words, at=NOW), by=desk.head, at=NOW
    )
    content = written(desk, title="Peringatan banjir", text="Banjir di Kedopok.", tags="#banjir")
    message = draft(agency=desk.agency, by=desk.officer, written=content, at=NOW)
    submit_urgent(message=message, by=desk.officer, ready=ready, because="Sungai meluap di Kedopok.", at=NOW)
    approve(message=message, by=desk.official, sha256=current_sha256(message), at=NOW)
    return Urgent.objects.get(message=message)
