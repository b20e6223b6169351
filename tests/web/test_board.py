"""The board's pages: worst first, symbol before colour, down to the evidence, and never another's agency."""

from __future__ import annotations

import io
from datetime import date
from time import process_time

import openpyxl
import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from pendopo.people.models import Person
from pendopo.registry.models import Decree
from pendopo.regulation.checks import CHECKS
from pendopo.regulation.duties import duties_of
from pendopo.regulation.profile import load
from pendopo.report.compliance.actions import look_at
from pendopo.report.models import CheckResult, Checkup
from pendopo.web.board import MENDS, _mend
from pendopo.web.templatetags.board import with_days
from tests.report.test_compliance_facts import asked, referred
from tests.world import NOW, World, agency, two_governments

pytestmark = pytest.mark.django_db


@pytest.fixture
def world() -> World:
    """Two governments; at DPUPR a referral is late and the decree is over."""
    made = two_governments()
    item = asked(made.dukcapil)
    referred(item, made.pu.agency, ended=None)
    Decree.objects.filter(agency=made.pu.agency).update(until=date(2026, 3, 1))
    for one in (made.kominfo, made.dukcapil, made.pu, made.other):
        look_at(one.agency, NOW)
    return made


def seen_by(person: Person) -> Client:
    client = Client()
    client.force_login(person)
    return client


def page(client: Client, name: str, *args: object, query: str = "") -> str:
    response = client.get(reverse(name, args=args) + query)
    assert response.status_code == 200
    return response.content.decode()


def test_the_analyst_sees_all_agencies_of_the_government_worst_first(world: World) -> None:
    text = page(seen_by(world.analyst), "board")
    table = text[text.index("<tbody>") : text.index("</tbody>")]
    assert table.index("Pekerjaan Umum") < table.index("Kependudukan")
    assert "Katingan" not in table
    assert "dilanggar" in table
    assert "✗" in table


def test_the_three_numbers_stand_above_with_last_months(world: World) -> None:
    text = page(seen_by(world.analyst), "board")
    for words in ("Rujukan dijawab dalam 24 jam", "Akun tanpa keputusan", "Laporan belum ada", "bulan lalu"):
        assert words in text


def test_an_officer_comes_to_the_own_agency_at_once_and_to_no_other(world: World) -> None:
    client = seen_by(world.dukcapil.officer)
    assert client.get(reverse("board"))["Location"] == reverse("board_agency", args=[world.dukcapil.agency.pk])
    assert client.get(reverse("board_agency", args=[world.pu.agency.pk])).status_code == 404
    assert client.get(reverse("board_duty", args=[world.pu.agency.pk, "jawaban-instansi"])).status_code == 404
    book = openpyxl.load_workbook(io.BytesIO(client.get(reverse("board_xlsx")).content))
    assert {row[0].value for row in book["Kewajiban"].iter_rows(min_row=2)} == {"Disdukcapil"}


def test_filters_keep_only_what_was_asked_for(world: World) -> None:
    client = seen_by(world.analyst)
    text = page(client, "board", query="?bab=5-lampiran&keadaan=fail")
    head = text[text.index("<thead>") : text.index("</thead>")]
    assert "Lampiran" in head
    assert "Ketentuan umum" not in head
    assert client.get(reverse("board") + f"?instansi={world.pu.agency.pk}").status_code == 302
    assert page(client, "board", query="?bab=x'&keadaan=<script>&instansi=0&menurut=y")


def test_the_fields_of_work_are_another_way_to_look(world: World) -> None:
    head = page(seen_by(world.analyst), "board", query="?menurut=bidang")
    assert "Meja layanan" in head[head.index("<thead>") : head.index("</thead>")]


def test_a_duty_says_article_reading_evidence_and_where_it_is_mended(world: World) -> None:
    text = page(seen_by(world.analyst), "board_duty", world.pu.agency.pk, "jawaban-instansi")
    referral = world.pu.agency.referrals_in.get()
    for words in (
        "Lampiran B.4",
        "Tafsir, bukan bunyi peraturan",
        f'href="{reverse("referral", args=[referral.pk])}"',
        "Perbaiki di",
        reverse("referrals"),
        "C-SLA2",
    ):
        assert words in text, words


def test_a_slip_of_the_text_is_shown_as_written_and_as_read(world: World) -> None:
    text = page(seen_by(world.analyst), "board_duty", world.pu.agency.pk, "evaluasi")
    assert "“Pasal 13”" in text
    assert "“Pasal 15”" in text


@pytest.mark.parametrize("key", ["probolinggo-37-2016", "katingan-55-2022"])
def test_every_duty_has_its_page(world: World, key: str) -> None:
    desk, person = (world.pu, world.analyst) if key.startswith("p") else (world.other, world.other.head)
    client = seen_by(person)
    for each in duties_of(load(key)):
        assert each.text.split("'")[0] in page(client, "board_duty", desk.agency.pk, each.code)


def test_an_unknown_duty_is_not_found(world: World) -> None:
    assert seen_by(world.analyst).get(reverse("board_duty", args=[world.pu.agency.pk, "tidak-ada"])).status_code == 404


def test_every_check_that_can_be_mended_leads_to_a_page(world: World) -> None:
    for code in CHECKS:
        mend = _mend(code, world.pu.agency)
        assert mend is None or mend["href"].startswith("/")
    assert all(any(code.startswith(beginning) for code in CHECKS) for beginning in MENDS)


def test_before_the_first_look_the_board_says_what_will_appear(world: World) -> None:
    for one in (world.kominfo, world.dukcapil, world.pu):
        one.agency.checkups.all().delete()
    assert "Belum ada hasil" in page(seen_by(world.analyst), "board")
    assert "Belum ada hasil" in page(seen_by(world.dukcapil.officer), "board_agency", world.dukcapil.agency.pk)


def test_forty_agencies_times_all_duties_come_in_under_300_ms_in_few_queries(world: World) -> None:
    looks = CheckResult.objects.filter(checkup__agency=world.pu.agency)
    pattern = list(looks.values("code", "verdict", "because", "records", "seen"))
    for number in range(37):
        one = agency(world.government, f"Instansi {number}", f"Instansi {number}")
        for month in (date(2026, 2, 1), date(2026, 3, 1)):
            checkup = Checkup.objects.create(agency=one, month=month, on=month, checked_at=NOW)
            CheckResult.objects.bulk_create(CheckResult(checkup=checkup, **row) for row in pattern)
    client = seen_by(world.analyst)
    page(client, "board")
    started = process_time()
    with CaptureQueriesContext(connection) as queries:
        text = page(client, "board")
    # The processor's own time: the machine that runs the tests may be busy with others.
    assert process_time() - started < 0.3
    assert text.count('<tr><th scope="row">') == 40
    assert len(queries) <= 15


def test_somebody_without_any_office_finds_nothing(world: World) -> None:
    stranger = Person(email="x@contoh.invalid", name="X")
    stranger.set_unusable_password()
    stranger.save()
    assert seen_by(stranger).get(reverse("board")).status_code == 404


@pytest.mark.parametrize(
    ("said", "shown"),
    [
        ("Laporan 2025 belum ada; tenggat 2026-03-31.", "Laporan 2025 belum ada; tenggat 31 Mar 2026."),
        ("12 bulan: 2025-11, 2026-01 ….", "12 bulan: Nov 2025, Jan 2026 …"),
        ("Nomor 470/2026-03/7 dan 2026-13 tetap.", "Nomor 470/2026-03/7 dan 2026-13 tetap."),
    ],
)
def test_days_in_what_a_check_says_are_written_as_people_write_them(said: str, shown: str) -> None:
    assert with_days(said) == shown
