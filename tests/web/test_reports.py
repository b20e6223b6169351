"""The pages of feedback and reports: closing a month, the head's page, a report on its way, files, strangers."""

from __future__ import annotations

import re
from datetime import UTC, datetime

import pytest
from django.test import Client

from pendopo.insight.models import Closing, Count, Obstacle, Recommendation
from pendopo.people.models import Person
from pendopo.report.models import Evaluation, PlanItem, Report
from tests.insight.months import october
from tests.report.years import busy_year, delivered, signed_report
from tests.world import World, two_governments

pytestmark = pytest.mark.django_db
MARCH = datetime(2026, 3, 27, tzinfo=UTC)


@pytest.fixture
def world() -> World:
    return two_governments()


def browser(person: Person) -> Client:
    client = Client()
    client.force_login(person)
    return client


def test_a_month_is_closed_with_the_proposed_digest_and_signed(world: World) -> None:
    desk = october(world)
    address = f"/masukan/bulan/{desk.agency.pk}/2025-10/"
    page = browser(desk.officer).get(address).content.decode()
    assert "Pada Oktober 2025" in page
    answer = browser(desk.officer).post(address, {"digest": "Warga menanyakan KTP-el."})
    closing = Closing.objects.get()
    assert answer.headers["Location"] == f"/masukan/sari/{closing.pk}/"
    shown = browser(desk.official).get(f"/masukan/sari/{closing.pk}/").content.decode()
    assert "Semua angka sama dengan catatan" in shown
    assert browser(desk.officer).post(f"/masukan/sari/{closing.pk}/tandatangani/").status_code == 403
    assert browser(desk.official).post(f"/masukan/sari/{closing.pk}/tandatangani/").status_code == 302


def test_counts_from_a_file_are_shown_before_they_are_entered(world: World) -> None:
    desk = world.dukcapil
    text = "akun;nama;tanggal;jumlah;sumber\nduk_resmi;pengikut;31/10/2025;1.973;halaman akun\n"
    page = browser(desk.officer).post("/masukan/angka/", {"text": text}).content.decode()
    assert "1.973" in page
    assert not Count.objects.exists()
    assert browser(desk.officer).post("/masukan/angka/", {"text": text, "enter": "1"}).status_code == 302
    assert Count.objects.get().value == 1973
    bad = browser(desk.officer).post("/masukan/angka/", {"text": text + "x;y;z;1;2\n"}).content.decode()
    assert "Belum ada yang disimpan" in bad


def test_obstacles_and_advice_are_noted_and_the_head_decides(world: World) -> None:
    desk = world.dukcapil
    officer = browser(desk.officer)
    form = {"agency": desk.agency.pk, "on": "2026-03-01", "origin": "internal", "text": "Satu petugas."}
    assert officer.post("/masukan/kendala/", form).status_code == 302
    assert Obstacle.objects.get().text == "Satu petugas."
    form = {"agency": desk.agency.pk, "text": "Loket Sabtu", "addressee": "Kepala", "due": "2026-12-31"}
    assert officer.post("/masukan/rekomendasi/", form).status_code == 302
    one = Recommendation.objects.get()
    address = f"/masukan/rekomendasi/{one.pk}/putuskan/"
    assert officer.post(address, {"accept": "1"}).status_code == 403
    assert browser(world.regional_head).post(address, {"accept": "1", "next": "head"}).headers["Location"] == "/kepala/"


def test_the_regional_head_reads_everything_on_one_page(world: World) -> None:
    october(world)
    page = browser(world.regional_head).get("/kepala/?bulan=2025-10").content.decode()
    assert "5 masukan warga; 1 dari 2 rujukan terlambat" in page
    assert "KTP-el" in page
    assert "DPUPR" in page
    assert browser(world.other.officer).get("/kepala/?bulan=2025-10").content.decode().count("KTP-el") == 0


def test_what_the_head_must_decide_stands_first_and_no_month_that_is_still_to_come_is_offered(world: World) -> None:
    desk = world.dukcapil
    form = {"agency": desk.agency.pk, "text": "Loket Sabtu", "addressee": "Wali Kota", "due": "2026-12-31"}
    browser(desk.officer).post("/masukan/rekomendasi/", form)
    page = browser(world.regional_head).get("/kepala/").content.decode()
    assert 0 < page.index("Loket Sabtu") < page.index("Yang dibicarakan warga")
    assert len(re.findall(r'href="\?bulan=', page)) == 1, "only the month before"
    assert (
        len(re.findall(r'href="\?bulan=', browser(world.regional_head).get("/kepala/?bulan=2025-10").content.decode()))
        == 2
    )


def test_a_draft_lists_its_gaps_and_the_files_carry_the_word_draft(world: World) -> None:
    desk = world.dukcapil
    client = browser(desk.officer)
    client.post(f"/laporan/buka/{desk.agency.pk}/2025/")
    report = Report.objects.get()
    page = client.get(f"/laporan/{report.pk}/").content.decode()
    assert "bagian belum lengkap" in page
    assert "Belum ada baris rencana 2026" in page
    client.post(f"/laporan/{report.pk}/uraian/", {"procedure": "SPO 1/2025"})
    report.refresh_from_db()
    assert report.narrative["procedure"] == "SPO 1/2025"
    for form in ("pdf", "docx", "xlsx"):
        answer = client.get(f"/laporan/{report.pk}/berkas.{form}")
        assert answer.status_code == 200
        assert f"konsep.{form}" in answer.headers["Content-Disposition"]
    assert client.get(f"/laporan/{report.pk}/berkas.exe").status_code == 404


def test_a_report_is_signed_sent_received_and_evaluated_in_the_browser(world: World) -> None:
    desk, report = world.dukcapil, busy_year(world)
    head, dinas = browser(desk.head), browser(world.analyst)
    assert browser(desk.officer).post(f"/laporan/{report.pk}/tandatangani/").status_code == 403
    assert head.post(f"/laporan/{report.pk}/tandatangani/").status_code == 302
    assert head.post(f"/laporan/{report.pk}/serahkan/", {"receipt": "Surat 1", "copies": "on"}).status_code == 302
    report.refresh_from_db()
    assert report.state == "delivered"
    copy = report.handovers.get(copy=True)
    assert dinas.post(f"/laporan/serah/{copy.pk}/terima/", {"complete": "1"}).status_code == 302
    page = dinas.get(f"/laporan/{report.pk}/evaluasi/").content.decode()
    assert "2 dari 5 percakapan dijawab" in page
    codes = ("dasar", "rujukan", "dua_arah", "laporan", "umpan_balik", "unggahan", "keamanan")
    form = {f"score_{code}": "80" for code in codes}
    form |= {"finding": "Jawaban lambat.", "advice": "Tambah petugas.", "issue": "1", "summary": "Baik."}
    assert dinas.post(f"/laporan/{report.pk}/evaluasi/", form).status_code == 302
    assert Evaluation.objects.get().state == "issued"
    plan = f"/laporan/rencana/{desk.agency.pk}/2026/"
    officer = browser(desk.officer)
    assert "Jawaban lambat." in officer.get(plan).content.decode()
    finding = Evaluation.objects.get().findings.get()
    row = {"finding": finding.pk, "action": "Tambah", "owner": "Sekretaris", "due": "2026-06-30", "indicator": "dua"}
    assert officer.post(plan, row).status_code == 302
    item = PlanItem.objects.get(finding=finding)
    assert officer.post(f"/laporan/rencana/hasil/{item.pk}/", {"result": "Selesai."}).status_code == 302
    item.refresh_from_db()
    assert item.result == "Selesai."


def test_the_list_names_who_has_not_delivered(world: World) -> None:
    delivered(world)
    page = browser(world.analyst).get("/laporan/?tahun=2025").content.decode()
    assert "2 dari 3 instansi belum menyampaikan laporan" in page
    own = browser(world.pu.officer).get("/laporan/?tahun=2025").content.decode()
    assert "Susun laporan" in own
    assert "Kependudukan" not in own


def test_strangers_find_nothing(world: World) -> None:
    report = signed_report(world)
    closing = report.agency.closings.first()
    assert closing is not None
    for person in (world.pu.officer, world.other.head):
        client = browser(person)
        for address in (
            f"/laporan/{report.pk}/", f"/laporan/{report.pk}/berkas.pdf", f"/laporan/{report.pk}/evaluasi/",
            f"/laporan/rencana/{report.agency_id}/2026/", f"/masukan/sari/{closing.pk}/",
            f"/masukan/?instansi={report.agency_id}", f"/masukan/bulan/{report.agency_id}/2025-10/",
        ):  # fmt: skip
            assert client.get(address).status_code == 404, address


def test_the_calendar_and_lists_take_a_fixed_number_of_queries(
    world: World, django_assert_max_num_queries: object
) -> None:
    report = signed_report(world)
    client = browser(world.analyst)
    for address in ("/pesan/?bulan=2025-10", "/laporan/?tahun=2025", "/kepala/?bulan=2025-10"):
        with django_assert_max_num_queries(40):  # type: ignore[operator]
            assert client.get(address).status_code == 200
    assert report.pk
