"""The tutorial's third government at work: received, referred under six hours, late by a second, reported by month in three hops."""

from __future__ import annotations

from datetime import datetime, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest
from django.test import Client
from django.urls import reverse

from pendopo.insight.actions import close_month, count, note_obstacle, sign_month
from pendopo.people.models import Person
from pendopo.referral.actions import answer, refer
from pendopo.referral.models import Referral
from pendopo.registry.actions import BadRegister, Proposed, propose_account
from pendopo.registry.models import Government, Office, Role
from pendopo.report.actions import ReportRefused, build, hand_over, plan, receive, sign, write
from pendopo.report.compliance.actions import look_at
from pendopo.report.compliance.facts import gather, verdicts_of
from pendopo.report.models import Report
from tests.insight.months import answered, said
from tests.regulation.tutorial import KEY, put_into
from tests.report.years import WORDS
from tests.world import Desk, agency, desk, person

pytestmark = pytest.mark.django_db
ZONE = ZoneInfo("Asia/Makassar")
START = datetime(2025, 10, 10, 22, 0, tzinfo=ZONE)  # a Friday night: six hours are six hours
CLOSED = datetime(2025, 11, 2, 9, 0, tzinfo=ZONE)


class Ranu:
    """Kabupaten Ranu: the dinas, two agencies, an analyst."""

    def __init__(self) -> None:
        government = Government.objects.create(
            key="ranu", name="Pemerintah Kabupaten Ranu", profile=KEY, zone="Asia/Makassar"
        )
        self.home = desk(agency(government, "Diskominfo", "Dinas Komunikasi Ranu", coordinates=True), prefix="Rk")
        self.health = desk(agency(government, "Dinkes", "Dinas Kesehatan Ranu"), prefix="Rs")
        self.roads = desk(agency(government, "DPU", "Dinas Pekerjaan Umum Ranu"), prefix="Rj")
        self.analyst = person("Rani Analis")
        Office.objects.create(
            person=self.analyst,
            agency=self.home.agency,
            role=Role.ANALYST,
            title="Analis",
            since=START.date().replace(year=2024),
        )


@pytest.fixture
def ranu(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Ranu:
    monkeypatch.setenv("PENDOPO_PROFILES_DIR", str(put_into(tmp_path)))
    return Ranu()


def asked(ranu: Ranu, at: datetime = START) -> Referral:
    """Somebody asks the health agency about a road; it asks the road agency ten minutes later."""
    case = said(ranu.health, 4, at - timedelta(minutes=10))
    return refer(
        case=case, to_agency=ranu.roads.agency, question="Jalan mana yang dijadwalkan?", because="wewenang DPU",
        their_competence=True, not_answerable=True, by=ranu.health.officer, holding=False, at=at,
    )  # fmt: skip


def client_of(who: Person) -> Client:
    client = Client()
    client.force_login(who)
    return client


def test_six_hours_end_at_night_and_a_second_later_is_late(ranu: Ranu) -> None:
    hop = asked(ranu)
    assert hop.due_at == START + timedelta(hours=6)
    answer(referral=hop, text="Jalan Melati, pekan depan.", by=ranu.roads.officer, at=START + timedelta(hours=6))
    assert verdicts_of(gather(ranu.roads.agency, CLOSED))["C-SLA2"].state == "ok"
    second = asked(ranu, START + timedelta(days=1))
    answer(referral=second, text="Ya.", by=ranu.roads.officer, at=START + timedelta(days=1, hours=6, seconds=1))
    found = verdicts_of(gather(ranu.roads.agency, CLOSED))["C-SLA2"]
    assert (found.state, found.records) == ("fail", (f"Rujukan {second.pk}",))
    assert "dalam 6 jam" in found.because


def test_its_account_types_are_its_own(ranu: Ranu) -> None:
    def proposed(platform: str, note: str = "") -> Proposed:
        return Proposed(
            platform=platform,
            name="Baru",
            handle=f"@{platform}.ranu",
            url="https://contoh.invalid/x",
            verdict_note=note,
        )

    made = propose_account(agency=ranu.health.agency, proposed=proposed("facebook"), by=ranu.health.official)
    assert (made.account_type, made.verdict) == ("jejaring", "explicit")
    with pytest.raises(BadRegister):
        propose_account(agency=ranu.health.agency, proposed=proposed("email"), by=ranu.health.official)
    page = client_of(ranu.health.official).get(reverse("account_add", args=[ranu.health.agency.pk])).content.decode()
    assert "Gambar dan video" in page
    assert "Mikroblog" not in page


def closed_october(ranu: Ranu) -> None:
    """October is over: counted, condensed, signed."""
    hop = asked(ranu)
    answer(referral=hop, text="Jalan Melati.", by=ranu.roads.officer, at=START + timedelta(hours=5))
    answered(ranu.health, hop.case, START + timedelta(hours=7))
    officer = ranu.health.officer
    for name, value in (("followers", 900), ("shares", 3), ("reposts", 1)):
        count(
            account=ranu.health.account, name=name, on=datetime(2025, 10, 31, tzinfo=ZONE).date(), value=value,
            source="halaman akun", by=officer, at=datetime(2025, 10, 31, 20, tzinfo=ZONE),
        )  # fmt: skip
    note_obstacle(
        agency=ranu.health.agency, on=START.date(), origin="internal", text="Satu petugas.", by=officer, at=START
    )
    closing = close_month(agency=ranu.health.agency, month=START.date(), by=officer, digest="Jalan.", at=CLOSED)
    sign_month(closing=closing, by=ranu.health.official, at=CLOSED)


def october(ranu: Ranu) -> Report:
    """The report of October, signed."""
    closed_october(ranu)
    report = build(agency=ranu.health.agency, year=2025, part=10, by=ranu.health.officer, at=CLOSED)
    write(report=report, words=WORDS, by=ranu.health.officer, at=CLOSED)
    plan(
        agency=ranu.health.agency, year=2025, action="Menambah petugas", owner="Sekretaris",
        due=datetime(2025, 12, 1, tzinfo=ZONE).date(), indicator="dua petugas", by=ranu.health.official, at=CLOSED,
    )  # fmt: skip
    return sign(report=report, by=ranu.health.head, at=CLOSED)


def test_a_month_is_reported_by_itself_and_not_before_it_is_over(ranu: Ranu) -> None:
    report = october(ranu)
    assert (report.name, report.parts) == ("Oktober 2025", 12)
    assert "Oktober 2025" in report.data
    early = build(agency=ranu.health.agency, year=2025, part=11, by=ranu.health.officer, at=CLOSED)
    with pytest.raises(ReportRefused, match="November 2025 belum selesai"):
        sign(report=early, by=ranu.health.head, at=CLOSED)
    for part in (0, 13):
        with pytest.raises(ReportRefused):
            build(agency=ranu.health.agency, year=2025, part=part, by=ranu.health.officer, at=CLOSED)
    with pytest.raises(ReportRefused, match="belum berlaku"):
        build(agency=ranu.health.agency, year=2025, part=2, by=ranu.health.officer, at=CLOSED)
    assert build(agency=ranu.health.agency, year=2025, part=10, by=ranu.health.officer, at=CLOSED).pk == report.pk


def test_it_goes_through_three_hands_in_their_order(ranu: Ranu) -> None:
    report = october(ranu)
    with pytest.raises(ReportRefused, match="Langkah 1"):
        hand_over(report=report, by=ranu.analyst, receipt="x", hop=2, at=CLOSED)
    hand_over(report=report, by=ranu.health.head, receipt="Surat 1", at=CLOSED)
    with pytest.raises(ReportRefused, match="penerimaan"):
        hand_over(report=report, by=ranu.analyst, receipt="Surat 2", at=CLOSED)
    receive(handover=report.handovers.get(hop=1), by=ranu.analyst, complete=True, at=CLOSED + timedelta(days=1))
    hand_over(report=report, by=ranu.analyst, receipt="Surat 2", at=CLOSED + timedelta(days=2))
    report.refresh_from_db()
    assert report.state == "signed"
    hand_over(report=report, by=ranu.analyst, receipt="Surat 3", at=CLOSED + timedelta(days=3))
    report.refresh_from_db()
    assert report.state == "delivered"
    way = [(one.hop, one.sender, one.receiver, one.copy) for one in report.handovers.order_by("hop", "copy")]
    assert way == [
        (1, "agency", "coordinating_agency", False), (2, "coordinating_agency", "regional_secretary", False),
        (3, "regional_secretary", "regional_head", False), (3, "regional_secretary", "inspectorate", True),
    ]  # fmt: skip
    found = verdicts_of(gather(ranu.health.agency, CLOSED + timedelta(days=4)))
    assert found["C-REP2K"].state == "ok"


def test_months_that_were_not_reported_are_named_and_red_after_their_day(ranu: Ranu) -> None:
    found = verdicts_of(gather(ranu.health.agency, CLOSED))["C-REP1"]
    assert found.state == "fail"
    assert found.records[0] == "Maret 2025"
    assert found.records[-1] == "Oktober 2025"
    for part in range(3, 10):
        Report.objects.create(
            agency=ranu.health.agency,
            year=2025,
            part=part,
            parts=12,
            state="signed",
            signed_at=CLOSED,
            signed_by=ranu.health.head,
        )
    assert verdicts_of(gather(ranu.health.agency, CLOSED))["C-REP1"].state == "warn"
    assert verdicts_of(gather(ranu.health.agency, CLOSED + timedelta(days=19)))["C-REP1"].state == "fail"


def test_the_pages_show_months_hops_hours_and_its_own_articles(ranu: Ranu) -> None:
    report = october(ranu)
    hop = asked(ranu, START + timedelta(days=5))
    client = client_of(ranu.health.officer)
    listed = client.get(reverse("reports") + "?tahun=2025&bagian=10").content.decode()
    assert "Laporan Oktober 2025" in listed
    assert 'href="?tahun=2025&amp;bagian=3"' in listed
    paper = client.get(reverse("report", args=[report.pk])).content.decode()
    for words in ("Sekretaris Daerah", "20 November 2025", "Rencana tindak lanjut 2025"):
        assert words in paper
    assert client.get(reverse("report_file", args=[report.pk, "pdf"])).content.startswith(b"%PDF")
    assert "Pasal 12" in client.get(reverse("referral", args=[hop.pk])).content.decode()
    look_at(ranu.roads.agency, CLOSED)
    board = client_of(ranu.analyst).get(reverse("board_agency", args=[ranu.roads.agency.pk])).content.decode()
    assert "Pasal 12" in board
    assert "Lampiran B.4" not in board
    assert client_of(ranu.analyst).get(reverse("board")).status_code == 200


def test_every_main_page_opens_for_it(ranu: Ranu) -> None:
    asked(ranu)
    client = client_of(ranu.health.official)
    for page in ("desk", "referrals", "answers", "messages", "insight", "recommendations", "reports", "register", "decrees",
                 "law", "bases", "procedures", "flow", "means", "costs"):  # fmt: skip
        assert client.get(reverse(page)).status_code == 200, page


def test_a_desk_of_another_government_keeps_its_24_hours(ranu: Ranu) -> None:
    other = Government.objects.create(key="katingan", name="Katingan", profile="katingan-55-2022")
    left: Desk = desk(agency(other, "Satu", "Dinas Satu", coordinates=True), prefix="Ka")
    right = desk(agency(other, "Dua", "Dinas Dua"), prefix="Kb")
    hop = refer(
        case=said(left, 4, START), to_agency=right.agency, question="?", because="x", their_competence=True,
        not_answerable=True, by=left.officer, holding=False, at=START,
    )  # fmt: skip
    assert hop.due_at == START + timedelta(hours=24)
