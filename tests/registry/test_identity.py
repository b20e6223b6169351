"""Whoever asks "is this account official?" gets the right answer however they write it."""

from __future__ import annotations

import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pendopo.registry.book import Book, Known, find
from pendopo.registry.identity import read
from pendopo.registry.lookalikes import distance, look_of, skeleton

ACCOUNTS = [
    Known(1, "instagram", "dishub.kotaprob", "https://www.instagram.com/dishub.kotaprob/", "official"),
    Known(2, "facebook", "kota.probolinggo", "https://www.facebook.com/kota.probolinggo", "official"),
    Known(3, "x", "kotaprob_lama", "https://x.com/kotaprob_lama", "closed"),
    Known(4, "youtube", "kotaprobolinggotv", "https://www.youtube.com/@kotaprobolinggotv", "official"),
    Known(5, "instagram", "pasar.baru", "https://www.instagram.com/pasar.baru/", "proposed"),
    Known(6, "website", "kota", "https://s.id/kota-prob", "official"),
    Known(7, "facebook", "Kelurahan Jati", "https://www.facebook.com/profile.php?id=100064123456789", "official"),
    Known(8, "wordpress", "dinkes-kota.contoh.id", "https://dinkes-kota.contoh.id/", "official"),
    Known(9, "mastodon", "@kominfo@sosial.contoh.id", "https://sosial.contoh.id/@kominfo", "official"),
    Known(10, "whatsapp_channel", "0029VaKotaProb", "https://whatsapp.com/channel/0029VaKotaProb", "official"),
    Known(11, "tiktok", "dishub.kotaprob", "https://www.tiktok.com/@dishub.kotaprob", "suspended"),
    Known(12, "x", "tak_pernah", "https://x.com/tak_pernah", "closed", was=False),
    Known(13, "threads", "kotaprobolinggo", "https://www.threads.net/@kotaprobolinggo", "official"),
]
BOOK = Book(ACCOUNTS)


@pytest.mark.parametrize(
    ("text", "account"),
    [
        ("dishub.kotaprob", 1),
        ("@dishub.kotaprob", 1),
        ("  @Dishub.KotaProb ", 1),
        ("＠dishub.kotaprob", 1),
        ("dishub.kotaprob/", 1),
        ("«dishub.kotaprob»", 1),
        ("dishub.kotaprob\u200b", 1),
        ("dis\u00adhub.kotaprob", 1),
        ("ig: dishub.kotaprob", 1),
        ("IG @dishub.kotaprob", 1),
        ("instagram dishub.kotaprob", 1),
        ("dishub.kotaprob (Instagram)", 1),
        ("akun ig @dishub.kotaprob", 1),
        ("https://instagram.com/dishub.kotaprob", 1),
        ("https://www.instagram.com/dishub.kotaprob/", 1),
        ("HTTPS://WWW.INSTAGRAM.COM/DISHUB.KOTAPROB", 1),
        ("http://m.instagram.com/DISHUB.kotaprob/?igsh=abc", 1),
        ("instagram.com/dishub.kotaprob/p/XYZ", 1),
        ("www.instagram.com/dishub.kotaprob/reel/C9_x/", 1),
        ("<https://www.instagram.com/dishub.kotaprob/>", 1),
        ("(https://www.instagram.com/dishub.kotaprob).", 1),
        ("instagr.am/dishub.kotaprob", 1),
        ("https://www.instagram.com:443/dishub.kotaprob#tentang", 1),
        ("https:/instagram.com/dishub.kotaprob", 1),
        ("https://instagram.com//dishub.kotaprob//", 1),
        ("https://www.instagram.com/_u/dishub.kotaprob", 1),
        ("https://www.instagram.com/stories/dishub.kotaprob/31234567/", 1),
        ("https://www.instagram.com/dishub%2Ekotaprob?utm_source=qr&hl=id", 1),
        ("instagram://user?username=dishub.kotaprob", 1),
        ("https://l.instagram.com/?u=https%3A%2F%2Fwww.instagram.com%2Fdishub.kotaprob%2F&e=AT0", 1),
        ("Ikuti kami di https://www.instagram.com/dishub.kotaprob?igsh=MW terima kasih", 1),
        ("Apakah ini resmi? @dishub.kotaprob", 1),
        ("https://www.google.com/url?q=https://instagram.com/dishub.kotaprob&sa=D", 1),
        ("m.facebook.com/kota.probolinggo", 2),
        ("fb.com/kota.probolinggo/", 2),
        ("fb.me/kotaprobolinggo", 2),
        ("https://mbasic.facebook.com/kotaprobolinggo?refid=17", 2),
        ("https://id-id.facebook.com/Kota.Probolinggo/", 2),
        ("https://web.facebook.com/pg/kota.probolinggo/posts/?ref=page", 2),
        ("https://www.facebook.com/kota.probolinggo/posts/pfbid02a?comment_id=9", 2),
        ("fb kota.probolinggo", 2),
        ("https://youtube.com/@KotaProbolinggoTV", 4),
        ("https://m.youtube.com/@kotaprobolinggotv/videos", 4),
        ("youtube.com/c/kotaprobolinggotv?sub_confirmation=1", 4),
        ("https://www.youtube.com/user/KotaProbolinggoTV", 4),
        ("https://s.id/kota-prob", 6),
        ("S.ID/kota-prob/", 6),
        ("https://www.facebook.com/profile.php?id=100064123456789&mibextid=ZbWKwL", 7),
        ("https://m.facebook.com/people/Kelurahan-Jati/100064123456789/", 7),
        ("facebook.com/p/Kelurahan-Jati-100064123456789", 7),
        ("http://dinkes-kota.contoh.id", 8),
        ("dinkes-kota.contoh.id/2026/03/jadwal-imunisasi/", 8),
        ("https://www.dinkes-kota.contoh.id/?p=12", 8),
        ("@kominfo@sosial.contoh.id", 9),
        ("https://sosial.contoh.id/@kominfo/112233445566778899", 9),
        ("acct:kominfo@sosial.contoh.id", 9),
        ("https://sosial.contoh.id/users/kominfo", 9),
        ("https://www.whatsapp.com/channel/0029VaKotaProb/123", 10),
        ("https://threads.com/@kotaprobolinggo/post/C0abc", 13),
    ],
)
def test_an_official_account_is_recognised_in_every_form_that_people_paste(text: str, account: int) -> None:
    found = BOOK.find(read(text))
    assert (found.verdict, found.account_id) == ("official", account)


@pytest.mark.parametrize(
    ("text", "verdict", "account"),
    [
        ("twitter.com/kotaprob_lama", "was_official", 3),
        ("https://mobile.twitter.com/KotaProb_Lama/status/12345?s=20", "was_official", 3),
        ("https://x.com/intent/follow?screen_name=kotaprob_lama", "was_official", 3),
        ("twitter://user?screen_name=kotaprob_lama", "was_official", 3),
        ("https://www.tiktok.com/@dishub.kotaprob?_t=8x&_r=1", "was_official", 11),
        ("pasar.baru", "not_yet", 5),
        ("https://bit.ly/hadiah-wali", "short_link", None),
        ("https://vt.tiktok.com/ZS8abc/", "short_link", None),
        ("linktr.ee/kotaprob", "short_link", None),
        ("https://www.facebook.com/share/1AbCdEf/", "short_link", None),
        ("https://t.me/+AbCdEf", "short_link", None),
        ("https://www.instagram.com/p/Cabc123/", "post_link", None),
        ("https://youtu.be/dQw4w9WgXcQ?si=x", "post_link", None),
        ("https://www.youtube.com/watch?v=dQw4w9WgXcQ", "post_link", None),
        ("https://www.instagram.com/", "post_link", None),
        ("https://x.com/tak_pernah", "unknown", None),
        ("https://www.facebook.com/profile.php?id=100000000000001", "unknown", None),
        ("warung_bu_siti", "unknown", None),
        ("https://www.instagram.com/warung.bu.siti/", "unknown", None),
        ("https://berita.contoh.id/dishub", "unknown", None),
        ("", "empty", None),
        ("   ", "empty", None),
        ("\u200b\u200b", "empty", None),
        ("@", "empty", None),
    ],
)
def test_the_answer_says_official_was_official_not_yet_or_unknown(text: str, verdict: str, account: int | None) -> None:
    found = BOOK.find(read(text))
    assert (found.verdict, found.account_id) == (verdict, account)


@pytest.mark.parametrize(
    ("text", "reason", "account"),
    [
        ("dishub_kotaprob", "marks", 1),
        ("dishubkotaprob", "marks", 1),
        ("dishub.kotaprob_", "marks", 1),
        ("dishub.k0taprob", "digits", 1),
        ("d1shub.kotaprob", "digits", 1),
        ("dlshub.kotaprob", "near", 1),
        ("dіshub.kotaprob", "letters", 1),
        ("ԁishub.kotaprоb", "letters", 1),
        ("dıshub.kotaprob", "letters", 1),
        ("dishub.kοtaprob", "letters", 1),
        ("dishub.kotapr0b.resmi", "words", 1),
        ("dishub.kotaprob.official", "words", 1),
        ("official_dishub.kotaprob", "words", 1),
        ("dishubkotaprob2026", "words", 1),
        ("admin.dishub.kotaprob", "words", 1),
        ("dishub.kotaporb", "near", 1),
        ("dishub.kotapro", "near", 1),
        ("dishubb.kotaprob", "near", 1),
        ("https://www.facebook.com/dishub.kotaprob", "platform", 1),
        ("https://x.com/dishub.kotaprob", "platform", 1),
        ("kota.probolinggo.giveaway", "words", 2),
        ("berbagi.kota.probolinggo.kita", "inside", 2),
        ("https://www.instagram.com.masuk.contoh.id/dishub.kotaprob", "host", 1),
        ("https://www.instаgram.com/dishub.kotaprob", "host", 1),
        (f"https://{'instаgram'.encode('idna').decode()}.com/dishub.kotaprob", "host", 1),
        ("https://instagram.com@jahat.contoh.id/dishub.kotaprob", "host", 1),
        ("https://instagram-verifikasi.contoh.id/masuk", "host", None),
    ],
)
def test_a_look_alike_is_warned_of_and_the_true_one_is_named(text: str, reason: str, account: int | None) -> None:
    found = BOOK.find(read(text))
    assert found.verdict == "looks_like"
    assert reason in found.reasons
    if account:
        assert account in found.account_ids


@pytest.mark.parametrize("text", ["prob", "polisi", "kotamalang", "dinas.sosial.malang", "rsud.kita"])
def test_another_name_is_no_look_alike(text: str) -> None:
    assert BOOK.find(read(text)).verdict == "unknown"


@pytest.mark.parametrize(
    "text",
    [
        "\x00", "a" * 100_000, "https://" + "/" * 5000, "http://[::1", "🏛️🏛️", "javascript:alert(1)", "@@@@", "https://",
        "https://l.instagram.com/?u=https://l.instagram.com/?u=https://l.instagram.com/", "xn--", "https://xn--/a",
        "." * 400, "a." * 200, "@a@b", "://", "\ud800", "<script>alert(1)</script>", "‮moc.margatsni",
    ],
)  # fmt: skip
def test_nonsense_is_answered_calmly(text: str) -> None:
    assert BOOK.find(read(text)).verdict in {"unknown", "empty", "post_link"}


@given(st.text(max_size=200))
def test_no_text_breaks_the_reading_and_none_is_official_by_chance(text: str) -> None:
    found = BOOK.find(read(text))
    assert found.verdict != "official" or found.account_id is not None


def test_a_thousand_accounts_are_looked_through_within_the_patience_of_a_page() -> None:
    many = [
        Known(n, "instagram", f"dinas{n}.kabupaten", f"https://instagram.com/dinas{n}.kabupaten", "official")
        for n in range(1000)
    ]
    book = Book(many)
    begun = time.perf_counter()
    book.find(read("x" * 18))
    assert time.perf_counter() - begun < 1


def test_distance_counts_letters_and_swaps() -> None:
    assert [distance("dishub", other) for other in ("dishub", "dishup", "dihsub", "dishubb")] == [0, 1, 1, 1]
    assert distance("dishub", "polisi") > 3
    assert skeleton("D1shub._K0ta") == skeleton("dishubkota")
    assert look_of("pemkot.contoh.resmi2026").heart == look_of("pemkot.contoh").heart


def test_one_question_may_be_held_against_a_list() -> None:
    assert find(read("@dishub.kotaprob"), ACCOUNTS[:1]).account_id == 1
