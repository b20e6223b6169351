"""RSS and Atom in: nothing twice, nothing lost, nothing believed that could hurt."""

from __future__ import annotations

import json

import pytest

from pendopo.connectors.base import Account
from pendopo.connectors.errors import ConnectorError, Refused
from pendopo.connectors.feed import Feed
from pendopo.connectors.http import Http
from tests.connectors import rude as manners
from tests.connectors.rude import Desk, Rude, rude

HEAD = '<?xml version="1.0" encoding="UTF-8"?><rss version="2.0"><channel><title>Ulasan</title><link>https://s.test/</link>'

LAST = "Sat, 21 Nov 2026 03:00:00 GMT"


def entry(number: int, said: str = "Bagus &amp; cepat", date: str = "Sat, 21 Nov 2026 03:00:00 +0000") -> str:
    return (
        f"<item><title>Ulasan {number}</title><link>https://s.test/{number}</link><guid>https://s.test/{number}</guid>"
        f"<author>warga@s.test (Warga)</author><pubDate>{date}</pubDate><description>{said}</description></item>"
    )


def rss(*entries: str) -> str:
    return HEAD + "".join(entries) + "</channel></rss>"


ATOM = """<?xml version="1.0"?><feed xmlns="http://www.w3.org/2005/Atom"><title>A</title><entry><id>tag:s.test,2026:1</id>
<title>Judul</title><author><name>Sri</name></author><updated>2026-11-21T10:00:00+07:00</updated>
<link href="javascript:alert(1)"/><content type="html">&lt;p&gt;Isi &lt;b&gt;tebal&lt;/b&gt;&lt;/p&gt;&lt;script&gt;x&lt;/script&gt;</content>
</entry></feed>"""


def connect(server: Rude, **options: str) -> Feed:
    return Feed(Account("umpan", server.url + "/feed", options), Http(allow_private=True, read_seconds=1))


def test_new_entries_come_once_oldest_first() -> None:
    said = [rss(entry(2, date="Sat, 21 Nov 2026 04:00:00 +0000"), entry(1))]
    with rude(lambda desk: desk.say(200, said[-1], "application/rss+xml")) as server:
        first = connect(server).collect("")
        assert [item.external_id for item in first.items] == ["https://s.test/1", "https://s.test/2"]
        assert (first.items[0].text, first.items[0].author_name) == ("Bagus & cepat", "Warga")
        assert first.items[0].posted_at.isoformat() == "2026-11-21T03:00:00+00:00"
        said.append(rss(entry(3), entry(2, date="Sat, 21 Nov 2026 04:00:00 +0000"), entry(1, "Berubah")))
        second = connect(server).collect(first.cursor)
        assert {(item.external_id, item.text) for item in second.items} == {
            ("https://s.test/3", "Bagus & cepat"),
            ("https://s.test/1", "Berubah"),
        }
        assert not second.gap
        assert connect(server).collect(second.cursor).items == []


def test_a_site_that_wrongly_says_nothing_changed_hides_no_comment() -> None:
    said = [rss(entry(1))]

    def wordpress(desk: Desk) -> None:
        """The mark of the second of the newest comment: the same for one let through later."""
        if desk.seen.headers.get("if-none-match") or desk.seen.headers.get("if-modified-since"):
            desk.say(304)
        else:
            desk.say(200, said[-1], "application/rss+xml", ETag='"v1"', **{"Last-Modified": LAST})

    with rude(wordpress) as server:
        cursor = connect(server).collect("").cursor
        said.append(rss(entry(1), entry(2, date="Sat, 21 Nov 2026 02:00:00 +0000")))
        assert [item.external_id for item in connect(server).collect(cursor).items] == ["https://s.test/2"]


def test_a_place_kept_by_an_earlier_version_is_still_read() -> None:
    with rude(lambda desk: desk.say(200, rss(entry(1)), "application/rss+xml")) as server:
        seen = json.loads(connect(server).collect("").cursor)["seen"]
        old = json.dumps({"etag": '"v1"', "modified": LAST, "seen": seen})
        assert connect(server).collect(old).items == []


def test_two_comments_of_the_same_second_keep_their_order() -> None:
    with rude(lambda desk: desk.say(200, rss(entry(2), entry(1)), "application/rss+xml")) as server:
        assert [item.title for item in connect(server).collect("").items] == ["Ulasan 1", "Ulasan 2"]


def test_a_feed_that_moved_on_entirely_tells_the_gap() -> None:
    said = [rss(entry(1))]
    with rude(lambda desk: desk.say(200, said[-1], "application/rss+xml")) as server:
        cursor = connect(server).collect("").cursor
        said.append(rss(entry(90)))
        assert connect(server).collect(cursor).gap


def test_atom_is_read_and_made_harmless() -> None:
    with rude(lambda desk: desk.say(200, ATOM, "application/atom+xml")) as server:
        [item] = connect(server, own_authors="dinas, SRI").collect("").items
    assert (item.text, item.url, item.own) == ("Isi tebal", "", True)


@pytest.mark.parametrize(
    "said",
    [
        "<!doctype html><p>bukan umpan</p>",
        "",
        '<?xml version="1.0"?><!DOCTYPE r [<!ENTITY a "aaaa"><!ENTITY b "&a;&a;">]>' + rss(entry(1, "&b;"))[38:],
        '<?xml version="1.0"?><!DOCTYPE r [<!entity x SYSTEM "file:///etc/passwd">]>' + rss(entry(1, "&x;"))[38:],
    ],
)
def test_what_is_no_sound_feed_is_an_error(said: str) -> None:
    with rude(lambda desk: desk.say(200, said, "application/rss+xml")) as server, pytest.raises(ConnectorError):
        connect(server).collect("")


def test_an_address_inside_is_not_fetched() -> None:
    with rude(manners.status(200)) as server:
        with pytest.raises(Refused):
            Feed(Account("umpan", server.url), Http()).collect("")
        assert server.seen == []
