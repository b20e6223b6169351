"""A report goes its regulation's way, and whoever owes one is known."""

from __future__ import annotations

from datetime import UTC, date, datetime

import pytest

from pendopo.registry.models import Office, Role
from pendopo.registry.queries import NotAllowed
from pendopo.regulation.profile import load
from pendopo.report.actions import (
    ReportRefused,
    build,
    hand_over,
    receive,
    send_copy,
    sign,
)
from pendopo.report.queries import dues, route_of
from pendopo.report.rules import Handed, owed_months, owes, route_checks, worst
from tests.report.years import (
    SIGNED,
    busy_year,
    day,
    delivered,
    signed_in_katingan,
    signed_report,
)
from tests.world import World, agency, person, two_governments

pytestmark = pytest.mark.django_db


@pytest.fixture
def world() -> World:
    return two_governments()


# The way of a report (vectors of the regulation map, 2.5).

K = load("katingan-55-2022").report.route
P = load("probolinggo-37-2016").report.route


def test_katingan_two_hops_in_order_are_right() -> None:
    handed = [
        Handed(1, "coordinating_agency", day(20), day(5, 2)),
        Handed(2, "regional_head", day(7, 2), day(7, 2)),
    ]
    assert worst(list(route_checks(K, handed))) == "ok"


def test_katingan_bupati_before_the_dinas_is_wrong() -> None:
    early = [Handed(1, "coordinating_agency", day(20), day(5, 2)), Handed(2, "regional_head", day(4, 2), day(4, 2))]
    assert worst(list(route_checks(K, early))) == "fail"
    assert worst(list(route_checks(K, early[1:]))) == "fail"


def test_probolinggo_without_the_copy_to_the_dinas_is_warned() -> None:
    straight = [Handed(1, "regional_head", day(20), day(20))]
    assert worst(list(route_checks(P, straight))) == "warn"
    assert worst(list(route_checks(P, [*straight, Handed(1, "coordinating_agency", day(20), copy=True)]))) == "ok"


def test_katingan_hands_over_in_order_and_the_dinas_says_complete_before_it_goes_on(world: World) -> None:
    report = signed_in_katingan(world)
    desk = world.other
    analyst = person("Kat Analis")
    Office.objects.create(person=analyst, agency=desk.agency, role=Role.ANALYST, title="Analis", since=date(2020, 1, 1))
    with pytest.raises(ReportRefused, match="Langkah 1 belum dilakukan"):
        hand_over(report=report, hop=2, by=analyst, receipt="langsung", at=day(20))
    first = hand_over(report=report, by=desk.head, receipt="Surat 12", at=day(20))
    with pytest.raises(ReportRefused, match="penerimaan"):
        hand_over(report=report, by=analyst, receipt="Surat 13", at=day(21))
    receive(handover=first, by=analyst, complete=False, remarks="lampiran kurang", at=day(5, 2))
    with pytest.raises(ReportRefused, match="belum lengkap"):
        hand_over(report=report, by=analyst, receipt="Surat 13", at=day(6, 2))
    first.complete = True
    first.save()
    with pytest.raises(NotAllowed):
        hand_over(report=report, by=desk.officer, receipt="Surat 13", at=day(7, 2))
    report.refresh_from_db()
    assert report.state == "signed"
    hand_over(report=report, by=analyst, receipt="Surat 13", at=day(7, 2))
    report.refresh_from_db()
    assert report.state == "delivered"
    assert worst(route_of(report)) == "ok"


def test_probolinggo_goes_straight_to_the_walikota_and_a_forgotten_copy_can_follow(world: World) -> None:
    report = signed_report(world)
    hand_over(report=report, by=world.dukcapil.head, receipt="Surat 1", copies=False, at=day(21))
    report.refresh_from_db()
    assert report.state == "delivered"
    assert worst(route_of(report)) == "warn"
    send_copy(report=report, party="coordinating_agency", by=world.dukcapil.officer, receipt="Surat 2", at=day(22))
    assert worst(route_of(report)) == "ok"
    with pytest.raises(ReportRefused, match="sudah sampai"):
        hand_over(report=report, by=world.dukcapil.head, receipt="lagi", at=day(23))


def test_a_draft_is_handed_to_nobody_and_a_receipt_is_needed(world: World) -> None:
    report = busy_year(world)
    with pytest.raises(ReportRefused, match="belum ditandatangani"):
        hand_over(report=report, by=world.dukcapil.head, receipt="x", at=SIGNED)
    sign(report=report, by=world.dukcapil.head, at=SIGNED)
    with pytest.raises(ReportRefused, match="tanda terima"):
        hand_over(report=report, by=world.dukcapil.head, receipt=" ", at=SIGNED)


# Who owes one.


def test_an_agency_made_in_mid_year_still_owes_a_report() -> None:
    assert owes(date(2025, 12, 31), None, 2025)
    assert not owes(date(2026, 1, 1), None, 2025)
    assert [month.month for month in owed_months(date(2025, 11, 20), None, 2025)] == [11, 12]


def test_a_merged_agencys_report_is_owed_by_its_successor(world: World) -> None:
    old = agency(world.government, "Dishub Lama", "Dinas Perhubungan")
    old.closed_on, old.successor = date(2025, 6, 30), world.pu.agency
    old.save()
    owed = {one.agency.pk: one for one in dues(world.government, 2025, SIGNED)}
    assert owed[old.pk].debtor == world.pu.agency
    assert owed[old.pk].owed == 6
    assert old.pk not in {one.agency.pk for one in dues(world.government, 2026, SIGNED)}


def test_whoever_has_not_delivered_is_listed_and_late_after_the_profiles_day(world: World) -> None:
    delivered(world)
    before, after = day(1, 3), datetime(2026, 4, 1, 3, 0, tzinfo=UTC)
    assert not any(one.late for one in dues(world.government, 2025, before))
    late = {one.agency.short_name for one in dues(world.government, 2025, after) if one.late}
    assert late == {"Diskominfo", "DPUPR"}


def test_no_report_is_owed_before_the_regulation_was_in_force(world: World) -> None:
    assert dues(world.other_government, 2021, SIGNED) == []
    with pytest.raises(ReportRefused, match="belum berlaku"):
        build(agency=world.other.agency, year=2021, by=world.other.officer, at=SIGNED)
