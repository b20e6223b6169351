"""A profile can be read as sentences, and the sentences say what differs."""

from dataclasses import replace

from pendopo.regulation.explain import sentences, series
from pendopo.regulation.profile import load

P, K = load("probolinggo-37-2016"), load("katingan-55-2022")


def test_the_sentences_say_what_the_regulations_differ_in() -> None:
    p, k = " ".join(sentences(P)), " ".join(sentences(K))
    assert p.startswith("Peraturan Walikota Probolinggo Nomor 37 Tahun 2016 ")
    assert (
        "Langkah 1: Instansi menyampaikan kepada Walikota paling lambat 31 Maret tahun berikutnya, tembusan Dinas." in p
    )
    assert "Langkah 2: Dinas menyampaikan kepada Bupati" in k
    assert "Akun tanpa keputusan hanya menjadi peringatan." in p
    assert "Akun tanpa keputusan hanya menjadi peringatan." not in k
    assert "Naskah merujuk Pasal 13; dibaca Pasal 15." in p
    assert "Tidak tercantum, perlu keputusan beralasan: Halaman Facebook" in k


def test_only_the_24_hours_are_said_to_be_law() -> None:
    for profile in (P, K):
        law = [each for each in sentences(profile) if "ditetapkan peraturan" in each]
        assert len(law) == 1
        assert law[0].startswith("T2,")
        assert "24 jam berturut-turut, termasuk malam dan hari libur" in law[0]
        assert "pengingat pada jam ke-12, 20, dan 24" in law[0]


def test_a_profile_without_duties_says_so() -> None:
    other = replace(K, key="ranu-5-2025")
    assert sentences(other)[-1].startswith("Belum ada kewajiban yang dipetakan")


def test_a_series_reads_well() -> None:
    assert [series(list("abc"[:size])) for size in range(4)] == ["", "a", "a dan b", "a, b, dan c"]
