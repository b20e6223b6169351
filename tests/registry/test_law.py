"""A government's own text and its legal bases: kept as they came, looked at by those who may, and never rewritten."""

from __future__ import annotations

import hashlib
from datetime import date, timedelta
from pathlib import Path

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.core.management import CommandError, call_command

from pendopo.journal.actor import Actor
from pendopo.journal.models import Entry
from pendopo.registry.law.actions import LawRefused, add_basis, load_text, load_upload, look_at_basis
from pendopo.registry.law.models import BasisLook, RegulationText
from pendopo.registry.law.queries import bases_of, lacking, text_of
from pendopo.registry.law.reader import contents, page
from pendopo.registry.queries import NotAllowed
from pendopo.regulation.profile import load
from pendopo.regulation.text import parse
from tests.world import NOW, World, two_governments

pytestmark = pytest.mark.django_db
FILE = Path(__file__).parents[1] / "regulation" / "texts" / "lembah-3-2024.txt"
CONTENT = FILE.read_bytes()
BY = Actor.system("uji")


@pytest.fixture
def world() -> World:
    return two_governments()


def upload(content: bytes = CONTENT, name: str = "naskah.txt") -> SimpleUploadedFile:
    return SimpleUploadedFile(name, content, content_type="text/plain")


def test_the_file_is_kept_as_it_came_with_its_hash(world: World) -> None:
    kept, parsed = load_upload(home=world.kominfo.agency, upload=upload(), by=world.analyst)
    assert kept.raw == CONTENT.decode()
    assert kept.sha256 == hashlib.sha256(CONTENT).hexdigest()
    assert "Pasal 3 ayat (2)" in parsed.references()
    assert text_of(world.other_government) is None
    assert Entry.objects.filter(doing="law.text_loaded", chain="probolinggo").count() == 1


def test_the_same_file_twice_is_one_text_and_a_newer_one_is_read_while_the_old_stays(world: World) -> None:
    for content in (CONTENT, CONTENT, CONTENT.replace(b"Pasal 4\n", b"Pasal 5\n")):
        load_text(government=world.government, content=content, name="a.txt", actor=BY)
    assert RegulationText.objects.count() == 2
    newest = text_of(world.government)
    assert newest is not None
    assert "Pasal 5" in parse(newest.raw).references()


@pytest.mark.parametrize(
    ("content", "why"),
    [
        (b"", "pasal"),
        (b"Tidak ada apa-apa.", "pasal"),
        (b"%PDF-1.7 Pasal 1", "teks biasa"),
        (b"PK\x03\x04 Pasal 1", "teks biasa"),
        (b"Pasal 1\n\0\n", "teks biasa"),
        (b"\xff\xfe\x00P", "teks biasa"),
        (b"Pasal 1\n" + b"x" * (2 * 1024 * 1024), "2 MB"),
    ],
)
def test_what_is_no_text_of_a_regulation_is_refused_with_what_to_do(world: World, content: bytes, why: str) -> None:
    with pytest.raises(LawRefused, match=why):
        load_text(government=world.government, content=content, name="a.txt", actor=BY)
    assert not RegulationText.objects.exists()


def test_only_those_who_keep_the_whole_register_load_a_text(world: World) -> None:
    with pytest.raises(NotAllowed):
        load_upload(home=world.kominfo.agency, upload=upload(), by=world.dukcapil.officer)
    with pytest.raises(NotAllowed):
        load_upload(home=world.kominfo.agency, upload=upload(), by=world.other.head)


def test_the_command_loads_for_one_government_and_says_what_it_found(
    world: World, capsys: pytest.CaptureFixture[str]
) -> None:
    call_command("load_text", str(FILE), government="katingan")
    out = capsys.readouterr().out
    assert hashlib.sha256(CONTENT).hexdigest() in out
    assert "disisihkan" in out
    assert "Tidak ditemukan dalam naskah: Menimbang huruf c" in out
    for wrong in ({"government": "tidak-ada"}, {"file": "/tidak/ada.txt"}):
        with pytest.raises(CommandError):
            call_command("load_text", wrong.get("file", str(FILE)), government=wrong.get("government", "katingan"))


def test_a_text_that_lacks_a_page_is_told(world: World) -> None:
    profile = load("katingan-55-2022")
    whole = "\n\n".join(f"Pasal {number}\n\nIsi." for number in range(1, 19))
    assert "Pasal 8 huruf e" in lacking(profile, parse(whole))
    assert "Pasal 14" not in lacking(profile, parse(whole))


def test_without_a_text_the_reader_shows_our_own_wording_of_every_line() -> None:
    for key in ("probolinggo-37-2016", "katingan-55-2022"):
        profile = load(key)
        pages = [page(profile, None, entry.slug) for chapter in contents(profile, None) for entry in chapter.entries]
        lines = [line for each in pages if each for line in each.lines]
        assert {line.reference for line in lines if line.said or line.duties or line.pairs} == {
            line.reference for line in lines
        }
        assert not any(line.text for line in lines)
        assert sum(len(line.pairs) for line in lines) == len(profile.citation_pairs)


def test_with_a_text_each_line_has_its_words_and_the_duties_drawn_from_it() -> None:
    profile = load("katingan-55-2022")
    text = "Pasal 8\n\nLangkahnya:\n\n- a. menentukan sasaran;\n- e. mengunggah;\n\nPasal 9\n\n- (2) Jenis akun.\n"
    found = page(profile, parse(text), "pasal-8")
    assert found is not None
    assert found.loaded
    tagging = next(line for line in found.lines if line.reference == "Pasal 8 huruf e")
    assert tagging.text == "mengunggah;"
    assert [duty.code for duty in tagging.duties] == ["unggah-pesan"]
    assert found.after is not None
    assert found.after.reference == "Pasal 9"
    nine = page(profile, parse(text), "pasal-9")
    assert nine is not None
    assert {pair.as_read for line in nine.lines for pair in line.pairs} == {"Lampiran huruf A"}
    unread = page(profile, parse(text), "pasal-14")
    assert unread is not None
    assert not unread.loaded


def test_the_profile_gives_the_start_set_and_a_look_makes_history(world: World) -> None:
    before = {one.code: one for one in bases_of(world.government)}
    assert set(before) == {one.code for one in load("probolinggo-37-2016").legal_bases}
    code = next(iter(before))
    for days, status in ((400, "berlaku"), (3, "diubah")):
        look_at_basis(
            home=world.kominfo.agency, code=code, status=status, on=NOW.date() - timedelta(days=days), by=world.analyst,
            words="" if status == "berlaku" else "diubah UU 99/2099", at=NOW,
        )  # fmt: skip
    one = next(each for each in bases_of(world.government) if each.code == code)
    assert (one.status, one.note, len(one.looks)) == ("diubah", "diubah UU 99/2099", 2)
    assert [each.status for each in one.looks] == ["diubah", "berlaku"]
    assert len(bases_of(world.government)) == len(before)
    assert not BasisLook.objects.exclude(basis__government=world.government).exists()


def test_a_look_without_its_reason_in_the_future_or_by_others_is_refused(world: World) -> None:
    def look(**changes: object) -> None:
        given = {
            "home": world.kominfo.agency, "code": "uu-14-2008", "status": "berlaku", "on": NOW.date(), "words": "",
            "by": world.analyst, "at": NOW,
        }  # fmt: skip
        look_at_basis(**{**given, **changes})  # type: ignore[arg-type]

    look()
    for changes in (
        {"status": "dicabut"}, {"status": "belum_diperiksa"}, {"status": "x"}, {"on": date(2030, 1, 1)}, {"code": "x"},
    ):  # fmt: skip
        with pytest.raises(LawRefused):
            look(**changes)
    with pytest.raises(NotAllowed):
        look(by=world.dukcapil.officer)
    assert BasisLook.objects.count() == 1


def test_a_later_law_is_added_once(world: World) -> None:
    home = world.kominfo.agency
    made = add_basis(home=home, label="UU 27/2022", title="Pelindungan data pribadi", by=world.analyst)
    assert made.code == "uu-27-2022"
    assert bases_of(world.government)[-1].in_profile is False
    for label, title in (("UU 27/2022", "lagi"), ("", "x"), ("UU 14/2008", "sudah dalam profil"), ("UU 1/1", " ")):
        with pytest.raises(LawRefused):
            add_basis(home=home, label=label, title=title, by=world.analyst)
