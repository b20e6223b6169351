"""The feed connector against the feeds of a real WordPress."""

from __future__ import annotations

import pytest

from pendopo.connectors.base import Account
from pendopo.connectors.feed import Feed
from pendopo.connectors.http import Http
from tests.lab.wordpress import Site

pytestmark = pytest.mark.lab


def connect(site: Site, path: str) -> Feed:
    return Feed(Account("situs", site.url + path, {"own_authors": "admin"}), Http(allow_private=True))


def test_comments_of_a_site_arrive_by_its_feed(wordpress_site: Site) -> None:
    comments = connect(wordpress_site, "/comments/feed/")
    assert comments.check().ok
    before = comments.collect("").cursor
    number = wordpress_site.citizen_comments("Kapan <b>buka</b> & berapa?", name="Sri Contoh")
    wordpress_site.approve(number)
    found = comments.collect(before)
    [item] = found.items
    assert (item.text, item.author_name, item.own) == ("Kapan buka & berapa?", "Sri Contoh", False)
    assert item.url.endswith(f"#comment-{number}")
    assert comments.collect(found.cursor).items == []


def test_a_comment_let_through_later_than_a_newer_one_still_arrives(wordpress_site: Site) -> None:
    comments = connect(wordpress_site, "/comments/feed/")
    held = wordpress_site.citizen_comments("Saya menunggu moderator.", name="Ani Contoh")
    newer = wordpress_site.citizen_comments("Saya langsung tampil.", name="Budi Contoh")
    wordpress_site.approve(newer)
    first = comments.collect("")
    said = [item.text for item in first.items]
    assert "Saya langsung tampil." in said
    assert "Saya menunggu moderator." not in said
    wordpress_site.approve(held)
    assert [item.text for item in comments.collect(first.cursor).items] == ["Saya menunggu moderator."]


@pytest.mark.parametrize("path", ["/feed/", "/feed/atom/"])
def test_articles_of_a_site_arrive_by_either_kind_of_feed(wordpress_site: Site, path: str) -> None:
    wordpress_site.write_post(f"Berita dari {path}", "<p>Isi berita.</p>")
    # Two articles of the same second have no order of their own.
    [item] = [one for one in connect(wordpress_site, path).collect("").items if one.title == f"Berita dari {path}"]
    assert "Isi berita." in item.text
