"""A draft is kept by itself, never over what somebody else wrote, and its versions can be compared."""

from __future__ import annotations

from datetime import timedelta

import pytest

from pendopo.journal.queries import entries_of
from pendopo.publishing.actions import (
    MessageRefused,
    approve,
    draft,
    keep_typing,
    revise,
)
from pendopo.publishing.models import Message
from pendopo.publishing.queries import current_sha256
from pendopo.publishing.rules import sha256_of
from pendopo.publishing.writing.versions import changes
from tests.publishing.written import picture, submitted, written
from tests.world import NOW, Desk, World, two_governments

pytestmark = pytest.mark.django_db


@pytest.fixture
def world() -> World:
    return two_governments()


@pytest.fixture
def desk(world: World) -> Desk:
    return world.dukcapil


def test_one_sitting_is_one_version_and_one_entry_in_the_journal(desk: Desk) -> None:
    message = draft(agency=desk.agency, by=desk.officer, written=written(desk, text="a"), typing=True, at=NOW)
    for minute in range(1, 20):
        keep_typing(
            message=message,
            by=desk.officer,
            written=written(desk, text="a" * minute),
            at=NOW + timedelta(minutes=minute),
        )
    assert message.versions.count() == 1
    assert [one.doing for one in entries_of(message)].count("message.drafted") == 1
    assert entries_of(message).count() == 1
    later = NOW + timedelta(hours=2)
    keep_typing(message=message, by=desk.officer, written=written(desk, text="lain"), at=later)
    keep_typing(message=message, by=desk.officer, written=written(desk, text="lain lagi"), at=later)
    keep_typing(message=message, by=desk.official, written=written(desk, text="oleh pejabat"), at=later)
    assert message.versions.count() == 3
    assert sorted(one.doing for one in entries_of(message)) == ["message.drafted", "message.typed", "message.typed"]


def test_what_is_kept_by_itself_never_voids_an_approval(desk: Desk) -> None:
    message = submitted(desk)
    approve(message=message, by=desk.official, sha256=current_sha256(message), at=NOW)
    with pytest.raises(MessageRefused, match="bukan konsep lagi"):
        keep_typing(message=message, by=desk.officer, written=written(desk, text="lain"), at=NOW)
    message.refresh_from_db()
    assert message.state == "approved"


def test_what_somebody_else_wrote_meanwhile_is_not_overwritten(desk: Desk) -> None:
    message = draft(agency=desk.agency, by=desk.officer, written=written(desk), at=NOW)
    began = sha256_of(written(desk))
    revise(message=message, by=desk.official, written=written(desk, text="Dari pejabat."), expected=began, at=NOW)
    for keep in (revise, keep_typing):
        with pytest.raises(MessageRefused, match="Duk Pejabat"):
            keep(message=message, by=desk.officer, written=written(desk, text="Dari petugas."), expected=began, at=NOW)
    message.refresh_from_db()
    assert message.text == "Dari pejabat."


def test_one_page_makes_one_draft_however_often_its_answer_is_lost(desk: Desk) -> None:
    first = draft(agency=desk.agency, by=desk.officer, written=written(desk), begun_as="halaman-1", typing=True, at=NOW)
    again = draft(agency=desk.agency, by=desk.officer, written=written(desk, text="lagi"), begun_as="halaman-1", at=NOW)
    assert first.pk == again.pk
    assert Message.objects.get().text == "lagi"


def test_the_difference_of_two_versions_is_read_word_by_word(desk: Desk) -> None:
    message = draft(agency=desk.agency, by=desk.officer, written=written(desk), at=NOW)
    later = written(desk, text="Loket buka Minggu 08.00 sampai 12.00.", media=(picture(desk, alt="Loket"),))
    revise(message=message, by=desk.officer, written=later, at=NOW)
    old, new = message.versions.all()
    found = {one.label: one for one in changes(old.content, new.content, {})}
    assert set(found) == {"Isi pesan", "Media 1"}
    runs = [(run.kind, run.text) for run in found["Isi pesan"].runs]
    assert runs == [("same", "Loket buka "), ("gone", "Sabtu"), ("added", "Minggu"), ("same", " 08.00 sampai 12.00.")]
