"""Words that may take a side: found however they are written, and not in ordinary announcements."""

from __future__ import annotations

import time

import pytest

from pendopo.language.neutrality import one_sided


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("Ayo dukung paslon nomor urut 2!", ("dukung", "paslon", "nomor urut 2")),
        ("C O B L O S nomor satu", ("coblos nomor",)),
        ("Lanjutkan dua periode", ("lanjutkan", "dua periode")),
        ("#2periode", ("2periode",)),
        ("Salam dua jari dari relawan", ("salam dua jari", "relawan")),
        ("Loket KTP-el buka Sabtu pukul 08.00.", ()),
        ("Ambil nomor antrean di loket dua.", ()),
        ("Pasangan lansia menerima kartu keluarga.", ()),
        ("Calon pengantin mengurus surat di kelurahan.", ()),
        ("", ()),
    ],
)
def test_listed_forms_are_found(text: str, found: tuple[str, ...]) -> None:
    assert one_sided(text) == found


def test_names_of_the_window_are_found_whole_only() -> None:
    assert one_sided("Bersama BUDI   contoh!", ("Budi Contoh",)) == ("Budi Contoh",)
    assert one_sided("Berbudi contohnya", ("Budi Contoh",)) == ()
    assert one_sided("Budi", ("", "  ", "Bu")) == ()


def test_a_huge_text_is_read_in_time() -> None:
    began = time.monotonic()
    one_sided("dukung paslon " * 7_000, ("Budi Contoh",))
    assert time.monotonic() - began < 3
