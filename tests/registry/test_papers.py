"""Decrees from the template: numbers, wording, warnings, successors, alerts, and what follows from a signature."""

from __future__ import annotations

import io
from datetime import date, timedelta

import docx
import pytest
from django.utils import timezone
from pypdf import PdfReader

from pendopo.journal.queries import entries_of
from pendopo.registry import actions as register
from pendopo.registry.actions import BadRegister, Proposed
from pendopo.registry.models import Agency, Decree, Office, Role
from pendopo.registry.papers import actions, pdf, word
from pendopo.registry.papers.bases import Basis, bases_for, warning_of
from pendopo.registry.papers.build import sheet_of
from pendopo.registry.papers.jobs import watch
from pendopo.registry.papers.models import Paper
from pendopo.registry.papers.numbering import number_of, problem_of
from pendopo.registry.papers.queries import next_number, overlaps, warnings_of
from pendopo.registry.papers.sheet import letter
from pendopo.registry.papers.wording import formal, points_of
from pendopo.registry.queries import in_force, today
from pendopo.registry.structure.actions import rename
from tests.registry.papers import copy, drafted
from tests.world import World, person, two_governments

pytestmark = pytest.mark.django_db


@pytest.fixture
def world() -> World:
    return two_governments()


@pytest.mark.parametrize(
    ("pattern", "unit", "day", "number"),
    [
        ("{klasifikasi}/{nomor}/{unit}/{bulan_romawi}/{tahun}", "KPTS", date(2018, 1, 2), "440/6/KPTS/I/2018"),
        ("{nomor}/{tahun}", "", date(2026, 12, 31), "6/2026"),
        ("{klasifikasi}/{nomor}/{unit}/{bulan}/{tahun}", "", date(2026, 3, 1), "440/6/03/2026"),
        ("SK.{nomor}-{unit} TAHUN {tahun}", "Kec", date(2026, 9, 1), "SK.6-Kec TAHUN 2026"),
    ],
)
def test_a_number_follows_the_pattern_of_the_government(pattern: str, unit: str, day: date, number: str) -> None:
    assert problem_of(pattern) == ""
    assert number_of(pattern, classification="440", serial=6, unit=unit, day=day) == number


@pytest.mark.parametrize(
    ("pattern", "said"),
    [
        ("{nomor}/{thn}/{tahun}", "{thn} yang tidak dikenal"),
        ("{nomor", "tidak berpasangan"),
        ("SK/{tahun}", "harus memuat {nomor}"),
        ("{nomor}", "harus memuat {tahun}"),
        ("{nomor.__class__}/{nomor}/{tahun}", "tidak dikenal"),
    ],
)
def test_a_pattern_that_cannot_give_numbers_is_refused_in_words(pattern: str, said: str) -> None:
    assert said in problem_of(pattern)


def test_numbers_run_on_within_the_year_and_begin_again_in_the_next(world: World) -> None:
    first, second = (drafted(world.pu, since=date(2026, 3, 1)) for _ in range(2))
    next_year = drafted(world.pu, since=date(2027, 1, 4))
    other = drafted(world.dukcapil, since=date(2026, 3, 1))
    assert [one.number for one in (first, second, next_year, other)] == [
        "480/1/DPUPR/III/2026", "480/2/DPUPR/III/2026", "480/1/DPUPR/I/2027", "480/1/Disdukcapil/III/2026",
    ]  # fmt: skip
    assert next_number(world.pu.agency, date(2026, 4, 1)) == "480/3/DPUPR/IV/2026"


def test_a_number_written_by_hand_is_not_given_again(world: World) -> None:
    drafted(world.pu, since=date(2026, 3, 1), number="480/1/DPUPR/III/2026")
    assert drafted(world.pu, since=date(2026, 3, 1)).number == "480/2/DPUPR/III/2026"
    with pytest.raises(BadRegister, match="sudah dipakai"):
        drafted(world.pu, since=date(2026, 3, 1), number="480/2/DPUPR/III/2026")


@pytest.mark.parametrize(
    ("label", "title", "printed"),
    [
        ("UU 14/2008", "Keterbukaan informasi publik", "Undang-Undang Nomor 14 Tahun 2008 tentang Keterbukaan Informasi Publik"),
        ("PP 96/2012", "Pelaksanaan undang-undang pelayanan publik", "Peraturan Pemerintah Nomor 96 Tahun 2012 tentang Pelaksanaan Undang-Undang Pelayanan Publik"),
        ("Perda Kota Probolinggo 6/2003", "Kebebasan memperoleh informasi", "Peraturan Daerah Kota Probolinggo Nomor 6 Tahun 2003 tentang Kebebasan Memperoleh Informasi"),
        ("Surat tanpa bentuk", "sesuatu di sana", "Surat tanpa bentuk tentang Sesuatu di Sana"),
    ],
)  # fmt: skip
def test_a_basis_is_printed_by_its_full_name(label: str, title: str, printed: str) -> None:
    assert formal(label, title) == printed


def test_points_end_as_a_secretary_ends_them() -> None:
    assert points_of(["satu;", "dua.", " ; ", "tiga"]) == ["satu;", "dua;", "tiga."]
    assert [letter(place) for place in (0, 25, 26, 51, 52)] == ["a", "z", "aa", "az", "ba"]


@pytest.mark.parametrize(
    ("status", "checked", "said"),
    [
        ("berlaku", date(2026, 1, 1), ""),
        ("berlaku", date(2025, 3, 1), "lebih dari 12 bulan"),
        ("berlaku", None, "belum pernah diperiksa"),
        ("dicabut", date(2026, 1, 1), "ditandai sudah dicabut"),
        ("diubah", date(2026, 1, 1), ""),
    ],
)
def test_a_basis_that_is_revoked_or_unchecked_for_a_year_warns(status: str, checked: date | None, said: str) -> None:
    basis = Basis("uu", "UU 5/2014", "Undang-Undang …", status, checked)
    warning = warning_of(basis, date(2026, 3, 27), 12)
    assert (said in warning) if said else not warning


def test_83_2012_is_never_printed_without_a_warning(world: World) -> None:
    fresh = Basis("permenpanrb-83-2012", "PermenPANRB 83/2012", "x", "berlaku", date(2026, 3, 26))
    assert "tidak jelas" in warning_of(fresh, date(2026, 3, 27), 12)
    one = drafted(world.pu, since=date(2026, 3, 1))
    assert not any(code == "permenpanrb-83-2012" for code, _text in one.paper.bases)
    for text in (
        "Peraturan Menteri Pendayagunaan Aparatur Negara dan Reformasi Birokrasi Nomor 83 Tahun 2012 tentang Media Sosial",
        "PermenPANRB 83/2012",
    ):
        one.paper.bases = [["", text]]
        one.paper.save()
        assert any("83/2012" in said for said in warnings_of(one.paper)), text


def test_a_revoked_basis_is_not_ticked_when_a_decree_is_begun(world: World) -> None:
    revoked = {one.code for one in bases_for(world.other_government) if one.status == "dicabut"}
    one = drafted(world.other, since=date(2026, 3, 1))
    assert revoked
    assert not revoked & {code for code, _text in one.paper.bases}


def words_in(content: bytes) -> str:
    """All text of a PDF, spaces made plain."""
    return " ".join(" ".join(page.extract_text() for page in PdfReader(io.BytesIO(content)).pages).split())


def test_the_paper_names_everything_in_pdf_and_in_word_alike(world: World) -> None:
    one = drafted(world.other, since=date(2026, 3, 1), until=date(2026, 12, 31))
    world.other.officer.nip = "198704122010012003"
    world.other.officer.save()
    sheet = sheet_of(one.paper)
    printed = words_in(pdf.render(sheet))
    written = docx.Document(io.BytesIO(word.render(sheet)))
    cells = [cell.text for table in written.tables for row in table.rows for cell in row.cells]
    whole = " ".join(" ".join([*(p.text for p in written.paragraphs), *cells]).split())
    for said in (
        "KEPUTUSAN KEPALA DINAS KOMUNIKASI KATINGAN", f"NOMOR {one.number}", "TENTANG", "Menimbang", "Mengingat",
        "Undang-Undang Nomor 14 Tahun 2008", "MEMUTUSKAN:", "KESATU", "KEENAM", "LAMPIRAN I", "LAMPIRAN III",
        "kat_resmi", "Kat Petugas", "198704122010012003", "Kat Kepala", "Ditetapkan di Katingan", "Tembusan",
        "1 Maret 2026", "31 Desember 2026",
    ):  # fmt: skip
        assert said in printed, said
        assert said in whole, said
    for foreign in ("Walikota", "Wali Kota"):
        assert foreign not in printed, foreign


def test_the_paper_is_signed_by_who_is_head_on_its_day(world: World) -> None:
    office = Office.objects.get(agency=world.pu.agency, role=Role.HEAD)
    Office.objects.filter(pk=office.pk).update(until=date(2026, 2, 28))
    Office.objects.create(
        agency=world.pu.agency,
        person=person("Kepala Sesudahnya"),
        role=Role.HEAD,
        title="Kepala",
        since=date(2026, 3, 1),
    )
    one = drafted(world.pu, since=date(2026, 3, 1))
    for day, name in ((date(2026, 2, 28), "Pu Kepala"), (date(2026, 3, 1), "Kepala Sesudahnya")):
        one.paper.dated = day
        assert name in words_in(pdf.render(sheet_of(one.paper)))


def test_what_people_typed_is_printed_and_never_read_as_markup(world: World) -> None:
    one = drafted(world.pu, since=date(2026, 3, 1))
    one.paper.clauses = ['#image("/etc/passwd") $x^2$ *tebal* \x00\x0b <b>& "kutip"', "😀 aksara ꦲꦤ"]
    printed = words_in(pdf.render(sheet_of(one.paper)))
    assert '#image("/etc/passwd") $x^2$ *tebal*' in printed
    assert word.render(sheet_of(one.paper)).startswith(b"PK")


def test_wording_is_kept_while_it_is_a_draft_and_never_after(world: World) -> None:
    one = drafted(world.pu, since=date(2026, 3, 1))
    words = actions.Words(["bahwa perlu"], [("", "Undang-Undang X")], ["Menetapkan."], [], "Probolinggo")
    actions.write(decree=one, words=words, by=world.pu.official)
    one.paper.refresh_from_db()
    assert one.paper.considerations == ["bahwa perlu"]
    assert entries_of(one).filter(doing="decree.worded").count() == 1
    with pytest.raises(BadRegister, match="tidak boleh kosong"):
        actions.write(decree=one, words=actions.Words([], [], [], [], ""), by=world.pu.official)
    actions.sign(decree=one, signed_on=date(2026, 3, 1), copy=copy(), by=world.pu.official)
    with pytest.raises(BadRegister, match="tidak diubah lagi"):
        actions.write(decree=one, words=words, by=world.pu.official)


def test_a_proposed_account_is_official_as_soon_as_the_signed_copy_is_here(world: World) -> None:
    account = register.propose_account(
        agency=world.other.agency, by=world.other.official,
        proposed=Proposed("instagram", "Baru", "@baru", "https://contoh.invalid/baru"),
    )  # fmt: skip
    for asked, state in ((False, "proposed"), (True, "official")):
        wanted = actions.Wanted("Akun baru", date(2026, 3, 1), accounts=[account], makes_official=asked)
        one = actions.draft(agency=world.other.agency, wanted=wanted, by=world.other.official)
        done = actions.sign(decree=one, signed_on=date(2026, 3, 1), copy=copy(), by=world.other.official)
        account.refresh_from_db()
        assert account.state == state
        assert [each.pk for each in done.official] == ([account.pk] if asked else [])


def test_an_account_of_a_decree_that_begins_later_is_official_on_that_day(world: World) -> None:
    account = register.propose_account(
        agency=world.other.agency, by=world.other.official,
        proposed=Proposed("instagram", "Baru", "@baru", "https://contoh.invalid/baru"),
    )  # fmt: skip
    day = today(world.other_government)
    wanted = actions.Wanted("Akun baru", day + timedelta(days=10), accounts=[account])
    one = actions.draft(agency=world.other.agency, wanted=wanted, by=world.other.official)
    done = actions.sign(decree=one, signed_on=day, copy=copy(), by=world.other.official)
    assert not done.official
    assert "mulai berlaku" in done.waiting[0]
    for days, state in ((9, "proposed"), (10, "official")):
        watch(timezone.now() + timedelta(days=days))
        account.refresh_from_db()
        assert account.state == state


def test_the_replaced_decree_ends_on_the_day_the_new_one_begins(world: World) -> None:
    old = world.pu.decree
    day = today(world.government)
    one = drafted(world.pu, since=day + timedelta(days=5), replaces=old)
    assert f"Nomor {old.number} dicabut" in " ".join(one.paper.clauses)
    actions.sign(decree=one, signed_on=day, copy=copy(), by=world.pu.official)
    for days, number in ((4, old.number), (5, one.number)):
        rows = Decree.objects.filter(in_force(day + timedelta(days=days)), agency=world.pu.agency)
        assert [each.number for each in rows] == [number]


def test_a_decree_replaces_only_a_signed_one_of_its_own_agency(world: World) -> None:
    for foreign in (world.dukcapil.decree, drafted(world.pu, since=date(2026, 1, 1))):
        with pytest.raises(BadRegister, match="Yang digantikan"):
            drafted(world.pu, since=date(2026, 3, 1), replaces=foreign)


def test_overlapping_decrees_for_one_account_are_named_with_their_days(world: World) -> None:
    one = drafted(world.pu, since=date(2026, 3, 1), until=date(2026, 12, 31))
    found = overlaps(one)
    assert [(each.account, each.other, each.since, each.until) for each in found] == [
        (world.pu.account, world.pu.decree, date(2026, 3, 1), date(2026, 12, 31))
    ]
    register.revoke_decree(decree=world.pu.decree, on=date(2026, 3, 1), because="diganti", by=world.pu.official)
    assert overlaps(one) == []


def test_a_decree_that_follows_on_the_next_day_does_not_overlap(world: World) -> None:
    Decree.objects.filter(pk=world.pu.decree.pk).update(until=date(2026, 2, 28))
    for since, number in ((date(2026, 3, 1), 0), (date(2026, 2, 28), 1)):
        wanted = actions.Wanted("Akun", since, accounts=[world.pu.account])
        assert len(overlaps(actions.draft(agency=world.pu.agency, wanted=wanted, by=world.analyst))) == number


def test_who_was_not_head_on_that_day_cannot_have_signed(world: World) -> None:
    old = Office.objects.get(agency=world.pu.agency, role=Role.HEAD)
    Office.objects.filter(pk=old.pk).update(until=date(2026, 2, 28))
    new = Office.objects.create(
        agency=world.pu.agency, person=person("Kepala Baru"), role=Role.HEAD, title="Kepala", since=date(2026, 3, 1)
    )
    one = drafted(world.pu, since=date(2026, 3, 1))
    with pytest.raises(BadRegister, match="adalah Kepala Baru, bukan Pu Kepala"):
        actions.sign(decree=one, signed_on=date(2026, 3, 1), copy=copy(), by=world.pu.official, signer=old)
    one.refresh_from_db()
    assert (one.state, bool(one.file)) == ("draft", False)
    actions.sign(decree=one, signed_on=date(2026, 3, 1), copy=copy(), by=world.pu.official, signer=new)
    assert one.state == "signed"


def test_a_head_of_another_agency_cannot_have_signed(world: World) -> None:
    one = drafted(world.pu, since=date(2026, 3, 1))
    foreign = Office.objects.get(agency=world.dukcapil.agency, role=Role.HEAD)
    with pytest.raises(BadRegister, match="bukan kepala instansi ini"):
        actions.sign(decree=one, signed_on=date(2026, 3, 1), copy=copy(), by=world.pu.official, signer=foreign)


def test_an_officer_may_not_draft_and_nobody_of_another_agency(world: World) -> None:
    for stranger in (world.pu.officer, world.dukcapil.official, world.other.official):
        with pytest.raises(Exception, match="tidak memegang tugas"):
            actions.draft(agency=world.pu.agency, wanted=actions.Wanted("x", date(2026, 1, 1)), by=stranger)
    assert Decree.objects.filter(agency=world.pu.agency).count() == 1


def test_an_old_paper_keeps_the_name_that_its_agency_had(world: World) -> None:
    one = drafted(world.kominfo, since=date(2026, 1, 5))
    one.paper.dated = date(2026, 1, 5)
    one.paper.save()
    rename(
        agency=world.kominfo.agency, name="Dinas Informatika Baru", short_name="Dinfo", on=date(2026, 2, 1),
        because="Perda 3/2026", by=world.analyst,
    )  # fmt: skip
    paper = Paper.objects.get(pk=one.paper.pk)
    assert "DINAS KOMUNIKASI DAN INFORMATIKA" in words_in(pdf.render(sheet_of(paper)))
    assert Agency.objects.get(pk=world.kominfo.agency.pk).name == "Dinas Informatika Baru"
    Paper.objects.filter(pk=paper.pk).update(dated=date(2026, 2, 1))
    assert "DINAS INFORMATIKA BARU" in words_in(pdf.render(sheet_of(Paper.objects.get(pk=paper.pk))))


@pytest.mark.parametrize("more", [0, 4, 5, 6, 7, 8])
def test_a_signature_never_stands_alone_on_a_page(world: World, more: int) -> None:
    one = drafted(world.other, since=date(2026, 3, 1))
    filler = "Petugas melaporkan keadaan akun setiap pekan kepada pejabat penanggung jawab dengan catatan tertulis."
    one.paper.clauses = [*one.paper.clauses[:-1], *([filler] * more), one.paper.clauses[-1]]
    pages = [
        " ".join(page.extract_text().split()) for page in PdfReader(io.BytesIO(pdf.render(sheet_of(one.paper)))).pages
    ]
    signed = next(page for page in pages if "Ditetapkan di" in page)
    assert "Keputusan ini mulai berlaku" in signed
