"""The pages of people and agencies, as those see them who may, and not as others do."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest
from django.test import Client

from pendopo.people.models import Person
from pendopo.registry.competence.models import Meeting, Training
from pendopo.registry.ethics.actions import drawn_of, publish_statement, report_case
from pendopo.registry.ethics.models import Acknowledgement, Attempt, EthicsCase, Statement
from pendopo.registry.models import Agency, Appointment, Office
from pendopo.registry.structure.models import Ending, FormerName
from tests.world import World, person, two_governments

pytestmark = pytest.mark.django_db
TEXT = "Saya berjanji menyebut sumber, meralat dengan terbuka, dan menjaga rahasia jabatan."


@pytest.fixture
def world() -> World:
    return two_governments()


def as_(who: Person) -> Client:
    client = Client()
    client.force_login(who)
    return client


def page(who: Person, address: str) -> str:
    answer = as_(who).get(address)
    assert answer.status_code == 200, (address, answer.status_code)
    return answer.content.decode()


def send(who: Person, address: str, **fields: Any) -> str:
    return as_(who).post(address, fields, follow=True).content.decode()


def test_an_officer_reads_signs_and_passes_the_quiz_by_the_pages_alone(world: World) -> None:
    for kind in ("pledge", "commitment"):
        publish_statement(government=world.government, kind=kind, text=TEXT, since=date(2026, 1, 5), by=world.analyst)
    officer = world.pu.officer
    mine = page(officer, "/kewajiban/")
    assert "188/1/2020" in mine
    assert mine.count("Baca dan tanda tangani") == 2
    for one in Statement.objects.all():
        unticked = send(officer, f"/kewajiban/naskah/{one.pk}/", interest="Usaha keluarga")
        assert "wajib" in unticked.lower() or "required" in unticked.lower()
        assert one.kind != "pledge" or "Usaha keluarga" in unticked
        assert "Tertandatangani" in send(officer, f"/kewajiban/naskah/{one.pk}/", read="on")
    assert Acknowledgement.objects.filter(person=officer).count() == 2
    assert "Sudah saya baca" in page(officer, f"/kewajiban/aturan/{world.pu.agency.pk}/")
    assert "Kuis aturan" in send(officer, f"/kewajiban/aturan/{world.pu.agency.pk}/mulai/")
    attempt = Attempt.objects.get()
    answers = {f"soal-{each.code}": str(each.order.index(0)) for each in drawn_of(attempt)}
    gap = dict(list(answers.items())[1:])
    unfinished = send(officer, f"/kewajiban/kuis/{attempt.pk}/", **gap)
    assert "belum dijawab" in unfinished
    assert unfinished.count(" checked") == 7
    assert "8/8" in send(officer, f"/kewajiban/kuis/{attempt.pk}/", **answers)
    assert as_(world.pu.official).get(f"/kewajiban/kuis/{attempt.pk}/").status_code == 404


def test_the_page_of_the_agency_shows_who_lacks_what(world: World) -> None:
    shown = page(world.pu.head, f"/daftar/{world.pu.agency.pk}/pengelola/")
    assert world.pu.officer.name in shown
    assert "naskah belum ada" in shown
    assert as_(world.dukcapil.officer).get(f"/daftar/{world.pu.agency.pk}/pengelola/").status_code == 404


def test_the_menu_counts_what_waits_for_me(world: World) -> None:
    publish_statement(government=world.government, kind="pledge", text=TEXT, since=date(2026, 1, 5), by=world.analyst)
    assert as_(world.pu.officer).get("/angka/").json()["obligations"] == "3"
    assert as_(world.regional_head).get("/angka/").json()["obligations"] == ""


def test_a_person_page_says_who_holds_what_by_which_decree_and_shows_nothing_of_unseen_agencies(world: World) -> None:
    who = world.pu.officer
    Office.objects.create(
        person=who, agency=world.dukcapil.agency, role="liaison", title="Narahubung Rahasia", since=date(2020, 1, 1)
    )
    assert "188/1/2020" in page(world.pu.official, f"/orang/{who.pk}/")
    assert "Narahubung Rahasia" not in page(world.pu.official, f"/orang/{who.pk}/")
    for sees in (who, world.analyst):
        assert "Narahubung Rahasia" in page(sees, f"/orang/{who.pk}/")
    assert as_(world.other.officer).get(f"/orang/{who.pk}/").status_code == 404
    assert as_(world.pu.officer).get(f"/orang/{world.kominfo.officer.pk}/").status_code == 404


def test_a_move_by_the_page_ends_the_rights_that_day(world: World) -> None:
    address = f"/orang/{world.pu.agency.pk}/{world.pu.officer.pk}/pindah/"
    assert as_(world.dukcapil.official).get(address).status_code == 404
    assert "Tercatat" in send(world.pu.official, address, on="2026-01-05", because="SK 800/7")
    assert Appointment.objects.get(person=world.pu.officer).ended_on == date(2026, 1, 5)


def test_training_and_meetings_are_recorded_by_the_pages(world: World) -> None:
    address = f"/pelatihan/{world.pu.agency.pk}/{world.pu.officer.pk}/baru/"
    send(world.pu.officer, address, title="Humas", organiser="BPSDM", on="2026-01-20")
    assert Training.objects.get().person == world.pu.officer
    assert as_(world.dukcapil.official).get(address).status_code == 404
    assert as_(world.pu.officer).get(f"/pelatihan/{world.pu.agency.pk}/{world.pu.official.pk}/baru/").status_code == 404
    sent = send(
        world.pu.officer, f"/rapat/baru/{world.pu.agency.pk}/", kind="meeting", on="2026-02-03", title="Rujukan",
        agencies=[world.dukcapil.agency.pk], minutes="Dibahas.", decisions="Dua narahubung.",
    )  # fmt: skip
    assert "Dua narahubung." in sent
    made = Meeting.objects.get()
    assert "Rujukan" in page(world.dukcapil.officer, "/rapat/")
    for nobody in (world.other.officer, world.kominfo.officer):
        assert as_(nobody).get(f"/rapat/{made.pk}/").status_code == 404


def test_an_ethics_case_is_reported_by_the_page_and_its_file_opens_for_few(world: World) -> None:
    story = "Foto warga diunggah tanpa izin pada malam hari."
    address = f"/etika/lapor/{world.pu.agency.pk}/"
    sent = send(world.pu.officer, address, rule="g", on="2026-03-02", report=story)
    assert "Laporan diterima" in sent
    assert story not in sent
    made = EthicsCase.objects.get()
    for reads in (world.pu.official, world.analyst, world.auditor):
        assert story in page(reads, f"/etika/perkara/{made.pk}/")
    for nobody in (world.pu.officer, world.dukcapil.official, world.regional_head, world.other.official):
        assert as_(nobody).get(f"/etika/perkara/{made.pk}/").status_code == 404
    assert 'name="finding"' not in page(world.auditor, f"/etika/perkara/{made.pk}/")
    send(world.pu.official, f"/etika/perkara/{made.pk}/", finding="Tidak benar.", action="", to="dismissed")
    made.refresh_from_db()
    assert made.state == "dismissed"


def test_a_case_about_somebody_is_not_found_by_that_person(world: World) -> None:
    made = report_case(
        agency=world.pu.agency, rule="g", report="Foto warga diunggah tanpa izin.  Malam hari.", by=world.pu.officer,
        person=world.pu.head,
    )  # fmt: skip
    assert as_(world.pu.head).get(f"/etika/perkara/{made.pk}/").status_code == 404
    assert f"/etika/perkara/{made.pk}/" not in page(world.pu.head, "/etika/perkara/")


def test_the_tree_is_shown_to_all_and_changed_by_who_keeps_the_register(world: World) -> None:
    assert "Susunan instansi" in page(world.pu.officer, "/daftar/pohon/")
    for nobody in (world.pu.official, world.auditor, world.other.official):
        for what in ("nama", "induk", "berakhir", "pengampu"):
            assert as_(nobody).get(f"/daftar/{world.pu.agency.pk}/{what}/").status_code == 404, what
    send(
        world.analyst, f"/daftar/{world.pu.agency.pk}/nama/", name="Dinas PU Baru", short_name="DPUB", on="2026-01-02",
        because="Perda 3",
    )  # fmt: skip
    assert FormerName.objects.get().short_name == "DPUPR"
    assert "DPUPR" in page(world.pu.officer, f"/daftar/{world.pu.agency.pk}/riwayat/")
    send(world.analyst, f"/daftar/{world.pu.agency.pk}/induk/", parent=world.dukcapil.agency.pk)
    circle = send(world.analyst, f"/daftar/{world.dukcapil.agency.pk}/induk/", parent=world.pu.agency.pk)
    assert "berputar" in circle
    assert Agency.objects.get(pk=world.dukcapil.agency.pk).parent is None
    second = send(world.analyst, f"/daftar/{world.dukcapil.agency.pk}/pengampu/", because="Perda 3")
    assert "Dinas pengampu hanya satu" in second


def test_a_merger_whose_day_has_come_is_carried_out_at_once_and_a_later_one_waits(world: World) -> None:
    fields = {"kind": "merged", "successor": world.dukcapil.agency.pk, "because": "Perda 3"}
    assert "Direncanakan" in send(world.analyst, f"/daftar/{world.pu.agency.pk}/berakhir/", on="2099-01-01", **fields)
    plan = Ending.objects.get()
    assert "Rencana dibatalkan" in send(world.analyst, f"/daftar/berakhir/{plan.pk}/batal/", because="ditunda")
    assert "Terlaksana" in send(world.analyst, f"/daftar/{world.pu.agency.pk}/berakhir/", on="2026-01-05", **fields)
    world.pu.account.refresh_from_db()
    assert world.pu.account.agency == world.dukcapil.agency
    assert "terutang" in page(world.dukcapil.officer, f"/daftar/{world.dukcapil.agency.pk}/riwayat/")
    # The trail of the closed agency is open to the successor, and to nobody else but who oversees.
    assert "Berakhir" in page(world.dukcapil.officer, f"/daftar/{world.pu.agency.pk}/riwayat/")
    assert as_(world.kominfo.officer).get(f"/daftar/{world.pu.agency.pk}/riwayat/").status_code == 404


def test_the_form_of_an_office_says_what_is_wrong_with_a_nip_and_keeps_what_was_typed(world: World) -> None:
    address = f"/daftar/{world.pu.agency.pk}/jabatan/"
    fields = {
        "name": "Budi Baru", "email": "budi@contoh.invalid", "employment": "pns", "role": "liaison",
        "title": "Narahubung", "since": "2026-01-05",
    }  # fmt: skip
    wrong = send(world.analyst, address, nip="199013452015011001", **fields)
    assert "Tanggal lahir dalam NIP tidak ada" in wrong
    assert "Budi Baru" in wrong
    assert not Person.objects.filter(email="budi@contoh.invalid").exists()
    send(world.analyst, address, nip="199001312015011001", **fields)
    assert Office.objects.get(person__email="budi@contoh.invalid").title == "Narahubung"


def test_a_statement_is_published_by_the_page_of_who_may(world: World) -> None:
    assert 'name="text"' not in page(world.pu.official, "/kewajiban/naskah/")
    shown = send(world.analyst, "/kewajiban/naskah/", kind="pledge", text=TEXT, since="2026-01-05")
    assert TEXT in shown
    assert "1" in page(world.analyst, "/kewajiban/naskah/")
    assert as_(world.other.officer).get(f"/kewajiban/naskah/{Statement.objects.get().pk}/").status_code == 404


def test_somebody_without_any_office_meets_no_error(world: World) -> None:
    nobody = person("Tamu Lama")
    for address in (
        "/kewajiban/",
        "/rapat/",
        "/etika/perkara/",
        "/daftar/pohon/",
        f"/orang/{nobody.pk}/",
        "/kewajiban/naskah/",
    ):
        assert as_(nobody).get(address).status_code == 200, address


def test_the_dinas_sees_all_agencies_with_what_their_managers_lack_and_an_agency_only_itself(world: World) -> None:
    whole = page(world.analyst, "/kewajiban/pengelola/")
    assert all(name in whole for name in ("Diskominfo", "Disdukcapil", "DPUPR"))
    assert "0 %" in whole
    own = page(world.pu.official, "/kewajiban/pengelola/")
    assert "DPUPR" in own
    assert "Disdukcapil" not in own
