"""Training and coordination are recorded by who may, with real files, and seen by who may (3 c, 12 b, 13 c)."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from django.utils import timezone

from pendopo.journal.queries import entries_of
from pendopo.people.models import Person
from pendopo.registry.actions import BadRegister
from pendopo.registry.competence.actions import Learned, Met, record_meeting, record_training
from pendopo.registry.competence.models import Meeting, Training
from pendopo.registry.competence.queries import visible_meetings, visible_trainings
from pendopo.registry.files import BadFile
from pendopo.registry.models import Agency
from pendopo.registry.queries import NotAllowed
from tests.registry.test_register import copy
from tests.world import World, two_governments

pytestmark = pytest.mark.django_db
COURSE = Learned("Humas digital", "BPSDM", date(2026, 1, 20), date(2028, 1, 20))


@pytest.fixture
def world() -> World:
    return two_governments()


def learned(world: World, by: Person, course: Learned = COURSE) -> Training:
    return record_training(person=world.pu.officer, agency=world.pu.agency, learned=course, by=by, certificate=copy())


def test_a_training_is_recorded_by_oneself_or_by_who_keeps_the_register(world: World) -> None:
    for number, by in enumerate([world.pu.officer, world.pu.official, world.analyst]):
        made = learned(world, by, Learned(f"Kursus {number}", "BPSDM", date(2026, 1, 20)))
        assert entries_of(made).get().doing == "training.recorded"
        assert made.sha256
        assert made.file.read().startswith(b"%PDF-")
    for nobody in (world.dukcapil.official, world.auditor, world.other.official):
        with pytest.raises(NotAllowed):
            learned(world, nobody)


def test_a_training_that_cannot_be_is_refused_with_a_sentence(world: World) -> None:
    learned(world, world.pu.officer)
    tomorrow = timezone.now().date() + timedelta(days=2)
    for course, says in (
        (Learned("Humas digital", "BPSDM", date(2026, 1, 20)), "sudah tercatat"),
        (Learned("Nanti", "BPSDM", tomorrow), "belum selesai"),
        (Learned("Terbalik", "BPSDM", date(2026, 1, 20), date(2026, 1, 19)), "periksa kedua tanggal"),
    ):
        with pytest.raises(BadRegister, match=says):
            learned(world, world.pu.officer, course)
    with pytest.raises(BadFile):
        record_training(
            person=world.pu.officer, agency=world.pu.agency, learned=Learned("Gambar", "x", date(2026, 1, 1)),
            by=world.pu.officer, certificate=copy(b"<svg onload=alert(1)>", "sertifikat.pdf"),
        )  # fmt: skip
    assert Training.objects.count() == 1


def test_training_is_seen_by_oneself_ones_agency_and_who_sees_all(world: World) -> None:
    made = learned(world, world.pu.officer)
    for person, sees in (
        (world.pu.officer, True), (world.pu.official, True), (world.analyst, True), (world.auditor, True),
        (world.dukcapil.officer, False), (world.other.officer, False),
    ):  # fmt: skip
        assert visible_trainings(person).filter(pk=made.pk).exists() is sees, person


MET = Met("meeting", date(2026, 2, 3), "Rujukan", "Dibahas satu per satu.", "Dua narahubung tiap instansi.")


def met(world: World, by: Person, what: Met = MET, agencies: list[Agency] | None = None) -> Meeting:
    guests = [world.dukcapil.agency] if agencies is None else agencies
    return record_meeting(agency=world.pu.agency, met=what, agencies=guests, people=[world.pu.officer], by=by)


def test_a_meeting_is_kept_with_its_agencies_and_seen_by_all_of_them(world: World) -> None:
    made = met(world, world.pu.officer)
    assert set(made.agencies.all()) == {world.pu.agency, world.dukcapil.agency}
    assert entries_of(made).get().doing == "meeting.recorded"
    for person, sees in (
        (world.pu.officer, True), (world.dukcapil.officer, True), (world.analyst, True),
        (world.kominfo.officer, False), (world.other.officer, False),
    ):  # fmt: skip
        assert visible_meetings(person).filter(pk=made.pk).exists() is sees, person
    with pytest.raises(NotAllowed):
        met(world, world.dukcapil.officer)


def test_coordination_needs_somebody_else_a_decision_and_a_day_that_has_come(world: World) -> None:
    tomorrow = timezone.now().date() + timedelta(days=2)
    for what, agencies, says in (
        (MET, [], "perlu pihak lain"),
        (MET, [world.pu.agency], "perlu pihak lain"),
        (MET, [world.other.agency], "Pihak lain"),
        (Met("meeting", date(2026, 2, 3), "Rujukan", "Dibahas."), None, "keputusan rapat"),
        (Met("meeting", tomorrow, "Nanti", "x", "y"), None, "masa depan"),
    ):
        with pytest.raises(BadRegister, match=says):
            met(world, world.pu.officer, what, agencies)
    met(world, world.pu.officer, Met("campaign", date(2026, 2, 3), "Musim hujan", "Satu narasi.", others="Radio"), [])
