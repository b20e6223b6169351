"""Characters are counted as each platform counts them; the annex's 140 counts what a reader sees."""

import json
import time

import pytest

from pendopo.regulation.lengths import (
    ANNEX,
    RULES,
    UnknownPlatform,
    alt_text,
    count,
    run_lines,
)
from pendopo.regulation.profile import available, load

FAMILY = "\U0001f468\u200d\U0001f469\u200d\U0001f467\u200d\U0001f466"
FLAG = "\U0001f1ee\U0001f1e9"
WAVE = "\U0001f44b\U0001f3fd"


@pytest.mark.parametrize(
    ("text", "size"),
    [
        ("a" * 140, 140),
        ("a" * 141, 141),
        ("kata " * 27 + "lima!", 140),
        ("a b", 3),
        ("baris\nbaris", 11),
        ("baris\r\nbaris", 11),
        (FAMILY, 1),
        (FLAG, 1),
        (WAVE, 1),
        ("e\u0301", 1),
        ("\u00e9", 1),
        ("q\u0301\u0323", 1),
        ("a" + "\u0301" * 10_000, 1),
        ("  \t halo \n ", 4),
        ("a  b", 4),
        ("https://example.go.id/berita/panjang", 36),
        ("", 0),
        ("   ", 0),
        ("hal\u200bo\ufeff", 4),
        ("\u202ahalo\u202c", 4),
    ],
)
def test_140_counts_visible_characters_with_spaces(text: str, size: int) -> None:
    length = count(ANNEX, text)
    assert (length.count, length.limit, length.ok) == (size, 140, size <= 140)


@pytest.mark.parametrize(
    ("text", "size"),
    [
        ("Halo warga", 10),
        ("http://contoh.id", 23),
        ("https://contoh.go.id/a/b?c=d#e", 23),
        ("contoh.go.id", 23),
        ("Info: contoh.go.id/jadwal, segera.", 6 + 23 + 9),
        ("x" * 5 + " https://contoh.id " + "contoh.com", 5 + 1 + 23 + 1 + 23),
        ("(https://id.wikipedia.org/wiki/Kota_(Jawa))", 25),
        ("pukul 08.00 dsb.dll", 19),
        ("petugas@contoh.go.id", 20),
        ("@contoh.id", 10),
        ("#contoh.id", 10),
        ("htp.contohtanpatld", 18),
        ("https://contoh.tidakadatld", 26),
        ("https://" + "a" * 64 + ".com", 8 + 64 + 4),
        ("https://t.co/abc.def", 23 + 4),
        ("\u00e9", 1),
        ("e\u0301", 1),
        ("\u6c49\u5b57", 4),
        ("\ud55c\uad6d", 4),
        ("\u2014\u2019\u2026", 1 + 1 + 2),
        ("\U0001f431", 2),
        (FAMILY, 2),
        (FLAG, 2),
        (WAVE, 2),
        ("1\ufe0f\u20e3", 2),
        ("\u00a9", 1),
        ("\u00a9\ufe0f", 2),
        ("\u263a", 2),
        ("\U00010000", 2),
        ("http://\u2603.net/", 23),
        ("a" * 280, 280),
        ("a" * 281, 281),
        ("\u6c49" * 140, 280),
        (FAMILY * 140, 280),
    ],
)
def test_x_counts_weights_links_and_emoji(text: str, size: int) -> None:
    length = count("x", text)
    assert (length.count, length.limit, length.ok) == (size, 280, size <= 280)


@pytest.mark.parametrize("text", ["", "abc\ufffe", "\ufeffabc"])
def test_x_refuses_some_texts_of_any_length(text: str) -> None:
    length = count("x", text)
    assert not length.ok
    assert length.because


def test_bluesky_counts_graphemes_and_bytes() -> None:
    assert count("bluesky", "a" * 300).ok
    assert not count("bluesky", "a" * 301).ok
    assert count("bluesky", FAMILY).count == 1
    heavy = count("bluesky", FAMILY * 121)
    assert (heavy.count, heavy.ok) == (121, False)
    assert "bita" in heavy.because
    assert count("bluesky", FAMILY * 120).ok, "exactly 3,000 bytes"


@pytest.mark.parametrize(
    ("text", "size"),
    [
        ("https://contoh.go.id/" + "a" * 100, 23),
        ("contoh.go.id", 12),
        ("@warga@contoh.social halo", 11),
        ("@warga halo", 11),
        ("surel warga@contoh.id", 21),
        (FAMILY + FLAG, 2),
        ("k" * 476 + " https://" + "b" * 30 + ".com/contoh", 500),
        ("a" * 493 + " @budi@" + "b" * 30 + ".com", 499),
        ("Ikuti https://contoh.social/@warga/1", 6 + 23),
    ],
)
def test_mastodon_counts_links_as_23_and_local_names(text: str, size: int) -> None:
    assert count("mastodon", text).count == size


def test_a_server_s_own_limit_goes_first() -> None:
    assert not count("mastodon", "a" * 600).ok
    assert count("mastodon", "a" * 600, limit=1000).ok
    assert count("mastodon", "a" * 600, limit=1000).limit == 1000


@pytest.mark.parametrize(
    ("platform", "text", "size"),
    [
        ("threads", "halo", 4),
        ("threads", "\u00e9", 1),
        ("threads", "\U0001f431", 4),
        ("threads", FAMILY, 25),
        ("threads", FLAG, 8),
        ("linkedin", "a(b)", 6),
        ("linkedin", "#tagar @nama", 14),
        ("linkedin", "\U0001f431", 2),
        ("linkedin", "a_b*c~d|e{f}g[h]i<j>k\\l", 23 + 11),
        ("telegram", "\U0001f431", 2),
        ("telegram", FAMILY, 11),
        ("youtube", "\u00e9", 2),
        ("tiktok", "\U0001f431", 2),
        ("wordpress", FAMILY, 7),
        ("discourse", "a" * 10, 10),
        ("twitter", "contoh.id", 23),
    ],
)
def test_units_of_the_others(platform: str, text: str, size: int) -> None:
    assert count(platform, text).count == size


@pytest.mark.parametrize("platform", sorted(RULES))
def test_every_limit_is_met_exactly_and_missed_by_one(platform: str) -> None:
    most = RULES[platform].limit
    assert count(platform, "a" * most).ok
    over = count(platform, "a" * (most + 1))
    assert (over.ok, over.count) == (False, most + 1)
    assert str(most) in over.because


@pytest.mark.parametrize(
    "text",
    [
        "\0",
        "\ud800",
        "\udfff\ud800",
        "\u202e" * 50,
        "a" + "\u0301" * 10_000,
        "<script>",
        "\r\n\r\n",
        "." * 2000,
        "a." * 9000,
    ],
)
def test_hostile_texts_are_counted_without_harm(text: str) -> None:
    for platform in RULES:
        length = count(platform, text)
        assert not length.ok or 0 <= length.count <= length.limit


@pytest.mark.parametrize(
    "text", ["a." * 50_000, "\u3042" * 50_000 + ".x", "http://a.b/" + "(" * 50_000, "a@" * 50_000 + "."]
)
def test_no_text_makes_the_search_for_links_slow(text: str) -> None:
    start = time.perf_counter()
    count("x", text)
    count("mastodon", text)
    assert time.perf_counter() - start < 5


@pytest.mark.parametrize("key", available())
def test_every_platform_of_a_profile_that_may_be_official_has_a_rule(key: str) -> None:
    for platform, rule in load(key).platforms.items():
        if rule.verdict in ("explicit", "interpretation") and platform != "technorati":
            assert count(platform, "halo").count > 0


def test_alt_text_has_its_own_limit() -> None:
    assert alt_text("bluesky", "a" * 2000).ok
    assert not alt_text("mastodon", "a" * 5000).ok


def test_an_unknown_platform_is_named() -> None:
    with pytest.raises(UnknownPlatform, match="friendster"):
        count("friendster", "halo")


def test_json_lines_in_and_out_and_bad_lines_hold_up_no_other() -> None:
    lines = [
        '{"id": 1, "platform": "x", "text": "https://contoh.id"}',
        "",
        "bukan json",
        '{"id": "a", "platform": "friendster", "text": "halo"}',
        '{"id": "b", "platform": "x"}',
        '{"id": "c", "platform": "x", "text": 5}',
        "[1]",
        '{"id": "d", "platform": "microblog-140", "text": "' + "a" * 141 + '"}',
        '{"id": "e", "platform": "threads", "text": "\\ud800"}',
    ]
    out = [json.loads(line) for line in run_lines(lines)]
    assert out[0] == {"id": 1, "count": 23, "limit": 280, "unit": "karakter berbobot", "ok": True}
    assert ["error" in each for each in out] == [False, True, True, True, True, True, False, False]
    assert [each["id"] for each in out] == [1, None, "a", "b", "c", None, "d", "e"]
    assert (out[6]["count"], out[6]["ok"]) == (141, False)
