"""Personal data is found and covered; payments, requests, decrees and hotlines are left readable."""

import itertools

import pytest

from pendopo.language.personal import find, mask


def types(text: str) -> list[tuple[str, str]]:
    return [(span.type, text[span.start : span.end]) for span in find(text)]


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("cek nik 3513064107900002 dong", [("nik", "3513064107900002")]),
        ("NIK: 6206 0112 0588 0001", [("nik", "6206 0112 0588 0001")]),
        ("no kk saya 3574010203040005 mau pecah", [("nokk", "3574010203040005")]),
        ("wa ke 0812-0000-1234 ya", [("hp", "0812-0000-1234")]),
        ("hubungi +62 857 0000 4321", [("hp", "+62 857 0000 4321")]),
        ("nomorku o81200001234", [("hp", "o81200001234")]),
        ("telepon rumah (0335) 421000", [("telp", "(0335) 421000")]),
        ("kirim ke siti.r@contoh.id", [("email", "siti.r@contoh.id")]),
        ("bpjs ibu 0001234567890 nonaktif", [("bpjs", "0001234567890")]),
        ("transfer rek bri 002401000123504", [("rek", "002401000123504")]),
        ("motor plat N 1234 ABC nyelonong", [("plat", "N 1234 ABC")]),
        ("lahir 12-05-1980 di sini", [("tgl_lahir", "12-05-1980")]),
        ("rumah saya di Jl. Melati No. 7", [("alamat", "Jl. Melati No. 7")]),
        ("nama saya Siti Aminah mau tanya", [("nama", "Siti Aminah")]),
        ("terima kasih pak Bambang sudah bantu", [("nama", "Bambang")]),
        ("jenengku Misnati pak", [("nama", "Misnati")]),
    ],
)
def test_a_personal_datum_is_found_whole(text: str, found: list[tuple[str, str]]) -> None:
    assert types(text) == found


@pytest.mark.parametrize(
    "text",
    [
        "token listrik 1234 5678 9012 3456 7890 gagal",
        "nomor permohonan 3513064107900002 belum jadi",
        "nop 35.13.060.001.002-0034.0 kok naik",
        "perda nomor 6 tahun 2021 bilang apa",
        "hubungi 112 atau 113",
        "kantor dinas 0335-421000 tidak diangkat",
        "email info@probolinggokota.go.id benar?",
        "Pak Bupati dan Bu Lurah mohon turun",
        "lampu di Jl. Ahmad Yani mati",
        "bayar 2.500.000 pada 12-05-2024",
        "di RT 3 belum ada lampu",
        "virtual account 8808 0812 0000 1234 salah",
        "Kapan KTP saya jadi? Sudah 3 bulan",
    ],
)
def test_a_look_alike_is_left_alone(text: str) -> None:
    assert find(text) == ()


def test_masking_covers_the_datum_and_keeps_the_sentence() -> None:
    assert mask("nik 3513064107900002, wa 081200001234") == "nik [NIK], wa [HP]"
    assert mask("jalan rusak") == "jalan rusak"


def test_a_sixteen_digit_number_without_a_real_province_or_day_is_no_nik() -> None:
    assert find("kode 0013064107900002") == ()
    assert find("ini 3513069907900002") == ()


def test_spans_never_overlap_and_stand_in_order() -> None:
    spans = find("a/n Siti Aminah nik 3513064107900002 Jl. Melati No. 7 RT 02 RW 03 wa 081200001234")
    assert [span.type for span in spans] == ["nama", "nik", "alamat", "hp"]
    assert all(one.end <= two.start for one, two in itertools.pairwise(spans))


@pytest.mark.parametrize("text", ["", "1" * 100_000, "0812 " * 5_000, "a@" * 20_000, "Jl " * 20_000, "\x00\ud800"])
def test_hostile_text_is_survived_in_good_time(text: str) -> None:
    assert isinstance(find(text), tuple)
