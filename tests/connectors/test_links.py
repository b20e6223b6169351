"""A pasted link is read from its form alone."""

from __future__ import annotations

import pytest

from pendopo.connectors.assisted import PLATFORMS, Assisted, read_link
from pendopo.connectors.base import Account, Outgoing
from pendopo.connectors.http import Http
from tests.connectors.test_contract import MESSAGE


@pytest.mark.parametrize(
    ("url", "platform", "handle", "number", "comment"),
    [
        ("https://www.instagram.com/p/Cabc123_-/?igsh=xx", "instagram", "", "Cabc123_-", False),
        ("https://www.instagram.com/dinas.kab/reel/C9/", "instagram", "dinas.kab", "C9", False),
        ("https://www.facebook.com/dinas/posts/pfbid02a?comment_id=99", "facebook", "dinas", "99", True),
        ("https://m.facebook.com/story.php?story_fbid=123&id=4", "facebook", "", "123", False),
        ("https://twitter.com/warga/status/123456?s=20", "x", "warga", "123456", False),
        ("https://x.com/warga/status/123456", "x", "warga", "123456", False),
        ("https://www.tiktok.com/@dinas.kom/video/7301?_r=1", "tiktok", "dinas.kom", "7301", False),
        ("https://youtu.be/dQw4w9WgXcQ?si=x", "youtube", "", "dQw4w9WgXcQ", False),
        ("https://www.youtube.com/watch?v=dQw&lc=Ugx1", "youtube", "", "Ugx1", True),
        ("https://www.threads.net/@dinas/post/C0abc", "threads", "dinas", "C0abc", False),
        ("https://www.kaskus.co.id/thread/5f12ab/judul", "kaskus", "", "5f12ab", False),
        ("https://maps.app.goo.gl/AbCd", "google", "", "AbCd", False),
        ("https://www.google.co.id/maps/place/Dinas/@-7,113z", "google", "", "", False),
        ("https://www.goodreads.com/review/show/123", "goodreads", "", "123", False),
        ("https://www.yelp.com/biz/dinas?hrid=abc", "yelp", "dinas", "abc", True),
        ("https://www.slideshare.net/slideshow/judul/12345", "slideshare", "", "12345", False),
        ("https://www.plurk.com/p/abc12", "plurk", "", "abc12", False),
        ("https://www.linkedin.com/posts/dinas_j-activity-712-ab", "linkedin", "dinas", "712", False),
        ("https://sosial.test/@warga/112233445566778899", "mastodon", "warga", "112233445566778899", False),
        ("https://dinas.blogspot.co.id/2026/01/j.html", "blogger", "dinas", "", False),
        ("www.instagram.com/p/Cabc/", "instagram", "", "Cabc", False),
    ],
)
def test_the_platform_account_and_id_of_a_link(
    url: str, platform: str, handle: str, number: str, comment: bool
) -> None:
    info = read_link(url)
    assert (info.platform, info.handle, info.comment) == (platform, handle, comment)
    assert info.external_id == number or (not number and info.external_id.startswith("link:"))


@pytest.mark.parametrize(
    "url",
    ["https://evilinstagram.com/p/a", "https://instagram.com.evil.test/p/a", "https://contoh.go.id/?instagram.com"],
)
def test_a_look_alike_is_not_the_platform(url: str) -> None:
    assert read_link(url).platform == ""


@pytest.mark.parametrize(
    "url", ["", "halo", "javascript:alert(1)", "https://u@instagram.com/p/x", "https://[::1", "ftp://x/"]
)
def test_what_is_no_link_gives_none(url: str) -> None:
    assert read_link(url).url == ""


def test_the_same_page_shared_twice_has_one_id() -> None:
    assert (
        read_link("https://contoh.go.id/b/?utm_source=wa").external_id
        == read_link("https://www.contoh.go.id/b").external_id
    )


@pytest.mark.parametrize("platform", [*PLATFORMS, "belum dikenal"])
def test_every_platform_served_by_hand_gets_a_whole_package(platform: str) -> None:
    desk = Assisted(Account("dinas", "https://contoh.test/dinas", {"platform": platform}), Http())
    answer = desk.package(MESSAGE, "https://contoh.test/komentar/5")
    assert answer.text == MESSAGE.text
    assert answer.where == "https://contoh.test/komentar/5"
    assert len(answer.steps) == 4
    post = desk.package(Outgoing("k", "Isi", MESSAGE.since, title="Judul", tags=["Layanan Publik", "KTP"]))
    assert post.text == "Judul\n\nIsi\n\n#LayananPublik #KTP"
    assert post.where == "https://contoh.test/dinas"
