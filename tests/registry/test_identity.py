"""Whoever asks "is this account official?" gets the right answer however they write it."""

from __future__ import annotations

import pytest

from pendopo.registry.identity import Known, distance, find, read, skeleton

ACCOUNTS = [
    Known(1, "instagram", "dishub.kotaprob", "https://www.instagram.com/dishub.kotaprob/", "official"),
    Known(2, "facebook", "kota.probolinggo", "https://www.facebook.com/kota.probolinggo", "official"),
    Known(3, "x", "kotaprob_lama", "https://x.com/kotaprob_lama", "closed"),
    Known(4, "youtube", "kotaprobolinggotv", "https://www.youtube.com/@kotaprobolinggotv", "official"),
    Known(5, "instagram", "pasar.baru", "https://www.instagram.com/pasar.baru/", "proposed"),
    Known(6, "website", "kota", "https://s.id/kota-prob", "official"),
]


@pytest.mark.parametrize(
    "text",
    [
        "dishub.kotaprob", "@dishub.kotaprob", "  @Dishub.KotaProb ", "https://instagram.com/dishub.kotaprob",
        "https://www.instagram.com/dishub.kotaprob/", "http://m.instagram.com/DISHUB.kotaprob/?igsh=abc",
        "instagram.com/dishub.kotaprob/p/XYZ", "<https://www.instagram.com/dishub.kotaprob/>", "instagr.am/dishub.kotaprob",
        "dishub.kotaprob\u200b",
    ],
)  # fmt: skip
def test_an_official_account_is_recognised_in_every_form_that_people_paste(text: str) -> None:
    assert find(read(text), ACCOUNTS).verdict == "official"
    assert find(read(text), ACCOUNTS).account_id == 1


@pytest.mark.parametrize(
    ("text", "verdict", "account"),
    [
        ("https://youtube.com/@KotaProbolinggoTV", "official", 4),
        ("m.facebook.com/kota.probolinggo", "official", 2),
        ("fb.com/kota.probolinggo/", "official", 2),
        ("https://s.id/kota-prob", "official", 6),
        ("twitter.com/kotaprob_lama", "was_official", 3),
        ("pasar.baru", "not_yet", 5),
        ("https://bit.ly/hadiah-wali", "short_link", None),
        ("warung_bu_siti", "unknown", None),
        ("", "empty", None),
        ("   ", "empty", None),
    ],
)
def test_the_answer_says_official_was_official_not_yet_or_unknown(text: str, verdict: str, account: int | None) -> None:
    found = find(read(text), ACCOUNTS)
    assert (found.verdict, found.account_id) == (verdict, account)


@pytest.mark.parametrize(
    "text",
    [
        "dishub_kotaprob", "dishub.k0taprob", "dlshub.kotaprob", "dishub.kotapr0b.resmi", "dishub.kotaporb",
        "dіshub.kotaprob", "https://www.facebook.com/dishub.kotaprob", "kota.probolinggo.giveaway",
    ],
)  # fmt: skip
def test_a_look_alike_is_warned_of(text: str) -> None:
    assert find(read(text), ACCOUNTS).verdict == "looks_like"


def test_the_same_handle_on_another_platform_is_not_official() -> None:
    assert find(read("https://x.com/dishub.kotaprob"), ACCOUNTS).verdict == "looks_like"


@pytest.mark.parametrize(
    "text", ["\x00", "a" * 100_000, "https://" + "/" * 5000, "@", "http://[::1", "🏛️🏛️", "javascript:alert(1)"]
)
def test_nonsense_is_answered_calmly(text: str) -> None:
    assert find(read(text), ACCOUNTS).verdict in {"unknown", "empty"}


def test_distance_counts_letters_and_swaps() -> None:
    assert [distance("dishub", other) for other in ("dishub", "dishup", "dihsub", "dishubb", "polisi")] == [
        0,
        1,
        1,
        1,
        6,
    ]
    assert skeleton("D1shub._K0ta") == skeleton("dishubkota")
