"""A NIP carries dates that can be checked; nothing is looked up."""

import pytest

from pendopo.regulation.nip import nip_problem


@pytest.mark.parametrize(
    ("nip", "problem"),
    [
        ("198705142010012003", ""),
        ("19870514 201001 2 003", ""),
        ("199002282023211004", ""),
        ("", "18 angka"),
        ("19870514201001200", "18 angka"),
        ("1987051420100120o3", "18 angka"),
        ("١٩٨٧٠٥١٤٢٠١٠٠١٢٠٠٣", "18 angka"),
        ("198702302010012003", "Tanggal lahir"),
        ("198705142010132003", "Bulan pengangkatan"),
        ("198705141999012003", "tidak cocok"),
        ("198705142010013003", "1 (laki-laki)"),
    ],
)
def test_nip(nip: str, problem: str) -> None:
    assert problem in nip_problem(nip)
    assert bool(problem) == bool(nip_problem(nip))
