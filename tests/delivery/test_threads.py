"""A thread leaves part by part in its order, its first comment below it, each once; what a platform takes and then refuses is shown."""

from __future__ import annotations

from datetime import timedelta

import pytest

from pendopo.connectors.base import Media, Outgoing
from pendopo.delivery.actions import cancel, queue
from pendopo.delivery.jobs import drop_parts, look, send_due
from pendopo.delivery.models import Dispatch
from pendopo.delivery.queries import cut_off_parts
from pendopo.registry.models import OfficialAccount
from tests.faults.desk import OFFICER, drain, on_platform
from tests.faults.truth import How, Truth
from tests.world import NOW, account, two_governments

pytestmark = pytest.mark.django_db
MINUTE = timedelta(minutes=1)


def thread(of: OfficialAccount, *, media: tuple[Media, ...] = ()) -> Dispatch:
    outgoing = Outgoing("", "Satu", NOW, parts=("Dua", "Tiga"), first_comment="Tautan lengkap", media=media)
    return queue(
        account=of, kind="post", outgoing=outgoing, not_before=NOW, not_after=NOW + 60 * MINUTE, by=OFFICER, at=NOW
    )


def states() -> list[str]:
    return list(Dispatch.objects.order_by("pk").values_list("state", flat=True))


def test_parts_leave_in_order_each_under_the_one_before(platform: Truth) -> None:
    thread(on_platform(two_governments().dukcapil, platform))
    drain(NOW, rounds=2)
    assert [(one["text"], one["under"]) for one in platform.live] == [
        ("Satu", ""), ("Dua", "1"), ("Tiga", "2"), ("Tautan lengkap", "1"),
    ]  # fmt: skip
    assert states() == ["live"] * 4


def test_no_part_leaves_while_nobody_knows_of_the_one_before(platform: Truth) -> None:
    platform.how["duk"] = ["drop after"]
    platform.reading = ["502 before", "502 before"]
    thread(on_platform(two_governments().dukcapil, platform))
    send_due(NOW)
    look(NOW + timedelta(seconds=2))
    send_due(NOW + timedelta(seconds=3))
    assert states() == ["unknown", "queued", "queued", "queued"]
    drain(NOW)
    assert [one["text"] for one in platform.live] == ["Satu", "Dua", "Tiga", "Tautan lengkap"]


def test_a_refused_beginning_leaves_no_part_waiting_in_silence(platform: Truth) -> None:
    platform.how["duk"] = ["refuse"]
    first = thread(on_platform(two_governments().dukcapil, platform))
    drain(NOW, rounds=2)
    assert states() == ["refused", "queued", "queued", "queued"]
    late = NOW + 61 * MINUTE
    while cut_off_parts(late).exists():
        drop_parts(late)
    assert states() == ["refused", "missed", "missed", "missed"]
    cancel(dispatch=Dispatch.objects.get(pk=first.pk), by=OFFICER, because="ditulis ulang")
    assert states() == ["cancelled"] * 4


def test_a_thread_taken_back_takes_its_parts_with_it(platform: Truth) -> None:
    first = thread(on_platform(two_governments().dukcapil, platform))
    cancel(dispatch=first, by=OFFICER, because="salah")
    drain(NOW, rounds=2)
    assert not platform.live
    assert states() == ["cancelled"] * 4


def test_where_a_person_posts_the_parts_stand_in_one_package(platform: Truth) -> None:
    of = account(two_governments().dukcapil.agency, "tangan")
    row = thread(of)
    assert Dispatch.objects.count() == 1
    assert row.outgoing["parts"] == ["Dua", "Tiga"]
    assert row.outgoing["first_comment"] == "Tautan lengkap"


@pytest.mark.parametrize("how", ["drop after", "502 after", "half answer", "429"])
def test_a_picture_that_is_worked_on_for_a_while_never_doubles_the_post(platform: Truth, how: How) -> None:
    """F5: the upload fails or takes its time; the post itself leaves once."""
    platform.how["media duk"], platform.works = [how], 2
    thread(on_platform(two_governments().dukcapil, platform), media=(Media("a.png", "image/png", b"x"),))
    drain(NOW)
    assert sorted(platform.copies().values()) == [1] * 4
    assert states() == ["live"] * 4


def test_a_platform_that_takes_it_and_then_says_no_is_shown_as_refused(platform: Truth) -> None:
    platform.reviews = True
    thread(on_platform(two_governments().dukcapil, platform))
    send_due(NOW)
    assert states() == ["submitted", "queued", "queued", "queued"]
    look(NOW + timedelta(seconds=5))
    assert states()[0] == "submitted"
    platform.live[0]["verdict"] = "no"
    look(NOW + MINUTE)
    row = Dispatch.objects.order_by("pk").first()
    assert row is not None
    assert row.state == "refused"
    assert "melanggar aturan" in row.trouble


def test_a_platform_that_decides_later_lets_the_rest_follow_then(platform: Truth) -> None:
    platform.reviews = True
    thread(on_platform(two_governments().dukcapil, platform))
    send_due(NOW)
    platform.reviews, platform.live[0]["verdict"] = False, "yes"
    drain(NOW)
    assert states() == ["live"] * 4


def test_what_was_changed_in_the_queue_behind_our_back_does_not_leave(platform: Truth) -> None:
    """The seal of what was approved is checked at the last moment, by the worker."""
    row = thread(on_platform(two_governments().dukcapil, platform))
    Dispatch.objects.filter(pk=row.pk).update(outgoing={**row.outgoing, "text": "Diselipkan"})
    send_due(NOW)
    row.refresh_from_db()
    assert row.state == "refused"
    assert "tidak sama lagi" in row.trouble
    assert not platform.live
