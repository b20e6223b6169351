"""Offices with their holders by day: one head at a time, Plt. and Plh. by letter, contract staff only prepare, real NIPs."""

from __future__ import annotations

from datetime import UTC, date, datetime
from typing import Any

import pytest

from pendopo.registry.actions import BadRegister, add_office, add_person, correct_person, end_office
from pendopo.registry.models import Office, Role
from pendopo.registry.queries import NotAllowed, acting, heads_on, may
from pendopo.registry.rules import Doing
from tests.world import World, person, two_governments

pytestmark = pytest.mark.django_db
WITHIN = datetime(2026, 3, 10, 3, 0, tzinfo=UTC)


@pytest.fixture
def world() -> World:
    return two_governments()


def acts(world: World, **more: Any) -> Office:
    """Somebody who acts as head of DPUPR for some days of March."""
    given: dict[str, Any] = {
        "agency": world.pu.agency, "person": more.get("person") or person("Rina Pelaksana"), "role": Role.HEAD, "title": "Kepala DPUPR",
        "since": date(2026, 3, 9), "until": date(2026, 3, 20), "acting_as": "plh", "letter": "SP 800/11/2026",
        "by": world.analyst,
    }  # fmt: skip
    return add_office(**(given | more))


def test_somebody_who_acts_has_the_rights_of_the_office_on_their_days_and_the_journal_says_by_which_letter(
    world: World,
) -> None:
    made = acts(world)
    actor = acting(made.person, Doing.APPROVE, world.pu.agency, at=WITHIN)
    assert (actor.office, actor.decree) == ("Plh. Kepala DPUPR", "SP 800/11/2026")
    for moment in (datetime(2026, 3, 8, 16, 59, tzinfo=UTC), datetime(2026, 3, 20, 17, 0, tzinfo=UTC)):
        assert not may(made.person, Doing.APPROVE, world.pu.agency, at=moment)
    assert [one.person.name for one in heads_on(world.pu.agency, date(2026, 3, 10))] == ["Pu Kepala", "Rina Pelaksana"]


@pytest.mark.parametrize("missing", [{"letter": "  "}, {"until": None}])
def test_nobody_acts_without_a_letter_and_a_last_day(world: World, missing: dict[str, Any]) -> None:
    with pytest.raises(BadRegister, match="surat perintah"):
        acts(world, **missing)
    assert not Office.objects.exclude(acting="").exists()


def test_plt_needs_an_empty_office_and_plh_one_that_is_held(world: World) -> None:
    rina = person("Rina Pelaksana")
    with pytest.raises(BadRegister, match="masih tercatat sebagai kepala"):
        acts(world, acting_as="plt", person=rina)
    end_office(office=Office.objects.get(agency=world.pu.agency, role="head"), on=date(2026, 3, 1), by=world.analyst)
    with pytest.raises(BadRegister, match="pilih Plt"):
        acts(world, person=person("Lain Pelaksana"))
    acts(world, acting_as="plt", person=person("Satu Pelaksana"))
    with pytest.raises(BadRegister, match=r"Plt\. Kepala DPUPR"):
        acts(world, acting_as="plt", person=person("Dua Pelaksana"), since=date(2026, 3, 20), until=date(2026, 4, 1))


@pytest.mark.parametrize(("since", "until"), [(date(2026, 3, 1), None), (date(2019, 1, 1), date(2020, 1, 1))])
def test_two_heads_at_the_same_time_are_refused_even_for_one_day(world: World, since: date, until: date | None) -> None:
    with pytest.raises(BadRegister, match="Akhiri dulu"):
        acts(world, acting_as="", letter="", since=since, until=until)


def test_contract_staff_may_only_prepare(world: World) -> None:
    helper = person("Tono Kontrak", employment="contract")
    for role in (Role.HEAD, Role.LIAISON, Role.ANALYST, Role.AUDITOR):
        with pytest.raises(BadRegister, match="hanya dapat menjadi penyusun"):
            acts(world, person=helper, role=role, acting_as="", letter="", until=None)
    made = acts(world, person=helper, role=Role.PREPARER, acting_as="", letter="", until=None)
    assert may(made.person, Doing.DRAFT, world.pu.agency, at=WITHIN)
    assert not may(made.person, Doing.APPROVE, world.pu.agency, at=WITHIN)


@pytest.mark.parametrize(
    ("nip", "sentence"),
    [
        ("199013452015011001", "Tanggal lahir dalam NIP tidak ada"),
        ("19900131201501100", "18 angka"),
        ("199001312001011001", "tidak cocok dengan tahun lahir"),
        ("199001312015131001", "Bulan pengangkatan"),
        ("199001312015013001", "Angka ke-15"),
        ("199001312098011001", "tidak cocok"),
    ],
)
def test_a_nip_with_a_wrong_birth_date_or_check_is_refused_with_a_sentence(
    world: World, nip: str, sentence: str
) -> None:
    new = {"agency": world.pu.agency, "name": "Budi Baru", "employment": "pns", "by": world.analyst}
    with pytest.raises(BadRegister, match=sentence):
        add_person(email="budi@contoh.invalid", nip=nip, **new)  # type: ignore[arg-type]
    made = add_person(email="budi@contoh.invalid", nip="19900131 201501 1 001", **new)  # type: ignore[arg-type]
    assert made.nip == "199001312015011001"
    with pytest.raises(BadRegister, match="sudah tercatat dengan surel lain"):
        add_person(email="lain@contoh.invalid", nip="199001312015011001", **new)  # type: ignore[arg-type]


def test_a_person_is_mended_by_who_keeps_the_register_and_loses_what_only_asn_may(world: World) -> None:
    given = {"person": world.pu.officer, "agency": world.pu.agency, "name": "Pu Petugas", "phone": ""}
    with pytest.raises(BadRegister, match="Tanggal lahir"):
        correct_person(nip="199013452015011001", employment="pns", by=world.analyst, **given)  # type: ignore[arg-type]
    with pytest.raises(NotAllowed):
        correct_person(nip="", employment="pns", by=world.dukcapil.official, **given)  # type: ignore[arg-type]
    correct_person(nip="199001312015011001", employment="pppk", by=world.analyst, **given)  # type: ignore[arg-type]
    assert may(world.pu.officer, Doing.ANSWER, world.pu.agency, at=WITHIN)
    twice = given | {"person": world.pu.official, "nip": "199001312015011001", "employment": "pns"}
    with pytest.raises(BadRegister, match="orang lain"):
        correct_person(by=world.analyst, **twice)  # type: ignore[arg-type]
    correct_person(nip="", employment="contract", by=world.analyst, **given)  # type: ignore[arg-type]
    assert not may(world.pu.officer, Doing.ANSWER, world.pu.agency, at=WITHIN)


def test_the_same_person_holds_a_role_at_an_agency_once_at_a_time(world: World) -> None:
    who = person("Rina Pelaksana")
    given: dict[str, Any] = {"person": who, "role": Role.LIAISON, "acting_as": "", "letter": "", "title": "Narahubung"}
    acts(world, **given)
    with pytest.raises(BadRegister, match="sudah memegang peran ini"):
        acts(world, **given, since=date(2026, 3, 20), until=None)
    acts(world, **given, since=date(2026, 3, 21), until=None)
