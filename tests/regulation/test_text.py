"""A regulation's text comes apart into what can be cited, however the scan looks, and nothing of it is lost unsaid."""

from __future__ import annotations

from pathlib import Path

import pytest

from pendopo.regulation.articles import all_of, in_full, page_of, slug_of
from pendopo.regulation.profile import load
from pendopo.regulation.text import Parsed, parse

TEXT = (Path(__file__).parent / "texts" / "lembah-3-2024.txt").read_text(encoding="utf-8")
# The two texts themselves are no part of the project; where somebody keeps them beside it, they are read too.
SEEDS = Path(__file__).parents[3] / "shared" / "seeds"
OWN = {"probolinggo-37-2016": "000_114cf6f77349b494.txt", "katingan-55-2022": "001_f619e2b4c509e7d9.txt"}


@pytest.fixture
def parsed() -> Parsed:
    return parse(TEXT)


def said(parsed: Parsed, reference: str) -> str:
    """The words that stand at a reference."""
    return next(unit.text for each in parsed.articles for unit in each.units if unit.reference == reference)


@pytest.mark.parametrize(
    ("reference", "text"),
    [
        ("Menimbang huruf b", "bahwa sapaan perlu diatur;"),
        ("Mengingat angka 2", "Undang-Undang Nomor 2 Tahun 1901 tentang Misal;"),
        ("Pasal 1 angka 2", "Sapaan adalah kata pertama yang diucapkan petugas."),
        ("Pasal 1 angka 3", "Balai adalah tempat warga disapa."),
        ("Pasal 2", "Menyapa dilakukan dengan:"),
        ("Pasal 2 huruf a", "tersenyum;"),
        ("Pasal 3 ayat (1) huruf a angka 2", "jumlah jawaban;"),
        ("Pasal 3 ayat (1) huruf b", "setiap tahun."),
        ("Pasal 3 ayat (2)", "Laporan disampaikan kepada Bupati."),
        ("Lampiran A.1", "Selamat pagi, dipakai sebelum tengah hari."),
        ("Lampiran B.2", "Petugas menyapa."),
    ],
)
def test_every_piece_is_found_at_its_reference(parsed: Parsed, reference: str, text: str) -> None:
    assert said(parsed, reference) == text


def test_chapters_and_sections_stand_above_their_articles(parsed: Parsed) -> None:
    places = {each.reference: (each.chapter, each.section) for each in parsed.articles}
    assert places["Pasal 1"] == ("BAB I KETENTUAN UMUM", "")
    assert places["Pasal 2"] == ("BAB II SAPAAN", "Bagian Kesatu Cara")
    assert places["Pasal 3"] == ("BAB III LAPORAN", "Bagian Kedua Waktu")
    assert places["Lampiran A"] == ("", "")


def test_scan_noise_is_set_aside_and_listed(parsed: Parsed) -> None:
    assert set(parsed.dropped) == {
        "SALINAN", "Handwritten initials in the corner, including 'x'.", "- 2 -", "- 3 -", "h", "p", "ni",
        "BUPATI LEMBAH ANGIN",
    }  # fmt: skip
    assert not any("Handwritten" in unit.text for each in parsed.articles for unit in each.units)


def test_title_closing_and_the_end_of_the_annex_are_told_apart(parsed: Parsed) -> None:
    assert parsed.title.endswith("TENTANG TATA CARA MENYAPA WARGA")
    assert said(parsed, "Penutup").startswith("Agar setiap orang")
    assert "Ttd" in said(parsed, "Lampiran akhir")


@pytest.mark.parametrize(
    "text", ["", "Tidak ada pasal di sini.", "\n\n---\n\n", "Pasal delapan huruf e", "x" * 100_000]
)
def test_a_text_without_articles_has_none(text: str) -> None:
    assert not [each for each in parse(text).articles if each.reference.startswith("Pasal")]


def test_an_article_that_a_bad_scan_repeats_is_read_once() -> None:
    twice = parse("Pasal 1\n\nSatu.\n\nPasal 2\n\nDua.\n\nPasal 1\n\nSatu lagi.")
    assert [each.reference for each in twice.articles] == ["Pasal 1", "Pasal 2"]


@pytest.mark.parametrize(
    ("written", "full", "page"),
    [
        ("Pasal 15 (3) g", "Pasal 15 ayat (3) huruf g", "Pasal 15"),
        ("Pasal 8 h", "Pasal 8 huruf h", "Pasal 8"),
        ("Pasal 9", "Pasal 9", "Pasal 9"),
        ("Lampiran B.4", "Lampiran B.4", "Lampiran B"),
        ("Lampiran akhir", "Lampiran akhir", "Lampiran akhir"),
        ("Lampiran 1", "Lampiran 1", "Lampiran 1"),
        ("Mengingat angka 3", "Mengingat angka 3", "Mengingat"),
    ],
)
def test_references_lead_to_their_page(written: str, full: str, page: str) -> None:
    assert in_full(written) == full
    assert page_of(full) == page
    assert slug_of(page) == page.lower().replace(" ", "-")


@pytest.mark.parametrize("key", sorted(OWN))
def test_the_regulations_own_texts_hold_every_line_that_the_profile_knows(key: str) -> None:
    path = SEEDS / OWN[key]
    if not path.exists():
        pytest.skip(f"NOT TESTED: the text of {key} is not beside the project ({path.parent})")
    parsed = parse(path.read_text(encoding="utf-8"))
    lines = set(all_of(load(key).articles))
    assert lines - parsed.references() == set()
    whole = {page_of(line) for line in lines} | {"Menetapkan", "Lampiran"}
    assert {each.reference for each in parsed.articles} <= whole
    assert "24 (dua puluh empat) jam" in said(parsed, "Lampiran B.4")
    assert not any(text.startswith("Pasal") for text in parsed.dropped)
