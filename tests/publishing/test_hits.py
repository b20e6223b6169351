"""What a scan finds in a message waits for somebody's decision, which falls with what it was made for."""

from __future__ import annotations

from datetime import date, timedelta

import pytest

from pendopo.journal.queries import entries_of
from pendopo.publishing.actions import (
    MessageRefused,
    approve,
    draft,
    revise,
    schedule,
)
from pendopo.publishing.leaving import Own
from pendopo.publishing.neutrality.models import ElectionWindow
from pendopo.publishing.queries import current_sha256, undecided
from pendopo.publishing.writing.models import Decision
from pendopo.registry.queries import NotAllowed
from tests.publishing.written import SOON, picture, submitted, written
from tests.world import NOW, Desk, World, two_governments

pytestmark = pytest.mark.django_db
ENOUGH = "Nomor ini nomor layanan umum, bukan milik warga."


@pytest.fixture
def world() -> World:
    return two_governments()


@pytest.fixture
def desk(world: World) -> Desk:
    return world.dukcapil


def test_a_hit_waits_for_a_decision_with_a_reason_that_becomes_part_of_what_is_approved(desk: Desk) -> None:
    message = submitted(desk, text="Hubungi 081234567890 untuk KTP hilang.")
    hit = undecided(message)[0]
    assert (hit.kind, hit.words) == ("personal", "nomor HP: 08…90")
    read = current_sha256(message)
    for reasons, said in (
        ({}, "keputusan beralasan"),
        ({hit.key: "ya"}, "terlalu pendek"),
        ({"x": ENOUGH}, "keputusan"),
    ):
        with pytest.raises(MessageRefused, match=said):
            approve(message=message, by=desk.official, sha256=read, decisions=reasons, at=NOW)
    assert not Decision.objects.exists()
    approval = approve(message=message, by=desk.official, sha256=read, decisions={hit.key: ENOUGH}, at=NOW)
    assert approval.content_sha256 == current_sha256(message) != read
    entry = entries_of(message).get(doing="message.hits_decided")
    assert ENOUGH in entry.after
    assert "081234567890" not in entry.after
    schedule(message=message, by=desk.officer, at=NOW)


def test_a_decision_changed_behind_the_actions_voids_the_approval(desk: Desk) -> None:
    message = submitted(desk, text="Hubungi 081234567890 untuk KTP hilang.")
    hit = undecided(message)[0]
    approve(message=message, by=desk.official, sha256=current_sha256(message), decisions={hit.key: ENOUGH}, at=NOW)
    Decision.objects.update(because="Alasan lain yang diselipkan.")
    with pytest.raises(MessageRefused, match="belum disetujui"):
        schedule(message=message, by=desk.officer, at=NOW)


def test_a_decision_falls_with_the_content_it_was_made_for(desk: Desk) -> None:
    message = submitted(desk, text="Hubungi 081234567890 untuk KTP hilang.")
    hit = undecided(message)[0]
    approve(message=message, by=desk.official, sha256=current_sha256(message), decisions={hit.key: ENOUGH}, at=NOW)
    revise(message=message, by=desk.officer, written=written(desk, text="Hubungi 081234567890."), at=NOW)
    message.refresh_from_db()
    assert [one.key for one in undecided(message)] == [hit.key]


def test_alt_texts_summaries_and_thread_parts_are_scanned_too(desk: Desk) -> None:
    number = "NIK 3513064507890002"
    places = [
        written(desk, media=(picture(desk, alt=number),)),
        written(desk, media=(picture(desk, alt="a", summary=number),)),
        written(desk, own={desk.account.pk: Own((number,))}),
        written(desk, own={desk.account.pk: Own(first_comment=number)}),
        written(desk, variants={desk.account.pk: number}),
        written(desk, title=number),
    ]
    for content in places:
        message = draft(agency=desk.agency, by=desk.officer, written=content, at=NOW)
        assert [one.kind for one in undecided(message)] == ["personal"]


def test_abuse_in_our_own_words_needs_a_decision(desk: Desk) -> None:
    message = submitted(desk, text="Dasar bangsat kalian semua, jangan buang sampah.")
    assert "abuse" in {one.kind for one in undecided(message)}
    with pytest.raises(MessageRefused, match="kata kasar"):
        approve(message=message, by=desk.official, sha256=current_sha256(message), at=NOW)


def test_one_sided_words_ask_only_inside_an_election_window(world: World) -> None:
    desk = world.dukcapil
    ElectionWindow.objects.create(
        government=world.government, label="Pilkada", starts=date(2026, 3, 20), ends=date(2026, 4, 20),
        words="Budi Contoh\nMaju Bersama",
    )  # fmt: skip
    for text, at, kinds in (
        ("Dukung paslon nomor urut 2.", SOON, 4), ("Bersama Budi Contoh kita bisa.", SOON, 1),
        ("MAJU bersama!", SOON, 1), ("Loket buka Sabtu.", SOON, 0),
        ("Dukung paslon nomor urut 2.", SOON + timedelta(days=60), 0),
    ):  # fmt: skip
        message = draft(agency=desk.agency, by=desk.officer, written=written(desk, text=text, planned_at=at), at=NOW)
        found = [one.words for one in undecided(message) if one.kind == "neutrality"]
        assert bool(found) == bool(kinds), (text, found)
    elsewhere = draft(agency=world.other.agency, by=world.other.officer, written=written(world.other, text="Dukung paslon."), at=NOW)  # fmt: skip
    assert not undecided(elsewhere)


def test_a_window_that_opens_after_approval_holds_the_message_back(world: World) -> None:
    desk = world.dukcapil
    message = submitted(desk, text="Dukung paslon pilihan Anda.")
    approve(message=message, by=desk.official, sha256=current_sha256(message), at=NOW)
    ElectionWindow.objects.create(
        government=world.government, label="Pilkada", starts=date(2026, 3, 20), ends=date(2026, 4, 20)
    )
    with pytest.raises(MessageRefused, match="kata yang memihak"):
        schedule(message=message, by=desk.officer, at=NOW)


def test_a_writer_decides_nothing(desk: Desk) -> None:
    message = submitted(desk, text="Hubungi 081234567890.")
    hit = undecided(message)[0]
    with pytest.raises((MessageRefused, NotAllowed)):
        approve(message=message, by=desk.officer, sha256=current_sha256(message), decisions={hit.key: ENOUGH}, at=NOW)
    assert not Decision.objects.exists()
