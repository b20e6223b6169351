"""WordPress on its worst days: what a real site can't be made to do, a small server on loopback does."""

from __future__ import annotations

import json
import re
import time
from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any
from urllib.parse import parse_qsl, urlsplit

import pytest

from pendopo.connectors.base import Account, Media, Outgoing
from pendopo.connectors.errors import ConnectorError, Disconnected, Refused, Retry, Unknown
from pendopo.connectors.http import Http
from pendopo.connectors.wordpress import WordPress
from tests.connectors import rude as manners
from tests.connectors.rude import Desk, Manners, Rude, rude

ME = {"id": 2, "name": "Petugas", "capabilities": {"moderate_comments": True}}
ANSWER = Outgoing("k1", "Terima kasih.", datetime(2026, 11, 21, tzinfo=UTC), reply_to="7")
ARTICLE = Outgoing("k2", "Isi berita.", datetime(2026, 11, 21, tzinfo=UTC), title="Judul Berita")


def comment(number: int, **changed: Any) -> dict[str, Any]:
    at = datetime.now(UTC).replace(microsecond=0) - timedelta(minutes=1)
    said = changed.pop("said", f"komentar {number}")
    row = {
        "id": number,
        "post": 3,
        "parent": 0,
        "author": 0,
        "author_name": "Warga",
        "author_email": "w@warga.test",
        "author_url": "",
        "date": at.replace(tzinfo=None).isoformat(),
        "date_gmt": at.replace(tzinfo=None).isoformat(),
        "content": {"raw": said, "rendered": f"<p>{said}</p>"},
        "link": f"https://situs.test/#comment-{number}",
        "status": "approved",
    }
    return {**row, **changed}


class Site:
    """A WordPress of a few lines: rows in, rows out, and manners for whatever changes something."""

    def __init__(self, rows: list[Any], on_change: Manners = manners.nothing, on_read: Manners | None = None) -> None:
        self.rows = rows
        self.on_change = on_change
        self.on_read = on_read

    def __call__(self, desk: Desk) -> None:
        if desk.command != "GET":
            self.on_change(desk)
        elif self.on_read is not None:
            self.on_read(desk)
        elif "/users/me" in desk.path:
            desk.say(200, json.dumps(ME))
        elif "/comments/" in desk.path:
            desk.say(200, json.dumps(self.rows[0]))
        elif "author=2" in desk.path:
            own = [row for row in self.rows if row["author"] == 2]
            desk.say(200, json.dumps(own))
        else:
            desk.say(200, json.dumps(self.rows if "page=1&" in f"{desk.path}&" or "page=" not in desk.path else []))


def connect(server: Rude, **changed: Any) -> WordPress:
    given = {"read_seconds": 0.5, "total_seconds": 5, **changed}
    account = Account("dinas", server.url, {"username": "petugas"}, {"password": "kunci-uji-123"})
    return WordPress(account, Http(allow_private=True, **given))


BROKEN: dict[str, Manners] = {
    "a web page": manners.html_page,
    "nothing": manners.nothing,
    "a reset": manners.hangs_up,
    "half an answer": manners.half_body,
    "silence": manners.silent,
    "500": manners.status(500),
    "502": manners.status(502),
    "504": manners.status(504),
    "other JSON": manners.status(201, '{"ok": true}'),
    "a redirect": manners.sends_to("/wp-login.php"),
}


@pytest.mark.parametrize("broken", BROKEN)
@pytest.mark.parametrize(
    "call", [lambda it: it.reply(ANSWER), lambda it: it.publish(ARTICLE)], ids=["reply", "publish"]
)
def test_an_answer_that_is_lost_leaves_the_sending_unknown(broken: str, call: Callable[[WordPress], object]) -> None:
    with rude(Site([comment(7)], BROKEN[broken])) as server, pytest.raises(Unknown):
        call(connect(server))


@pytest.mark.parametrize("broken", BROKEN)
def test_an_answer_that_is_lost_while_reading_is_asked_again_later(broken: str) -> None:
    with rude(Site([], on_read=BROKEN[broken])) as server, pytest.raises((Retry, Refused)):
        connect(server).collect("")


def test_an_unclear_step_before_the_answer_means_not_sent() -> None:
    with rude(Site([comment(7, status="hold")], manners.status(502))) as server:
        with pytest.raises(Retry):
            connect(server).reply(ANSWER)
        assert [seen.path for seen in server.seen if seen.method == "POST"] == ["/wp-json/wp/v2/comments/7"]


@pytest.mark.parametrize(
    ("status", "code", "error"),
    [
        (403, "rest_comment_closed", Refused),
        (403, "rest_cannot_create", Refused),
        (404, "rest_comment_invalid_id", Refused),
        (400, "rest_comment_content_invalid", Refused),
        (400, "comment_content_column_length", Refused),
        (401, "rest_not_logged_in", Disconnected),
        (401, "rest_cannot_create", Disconnected),
        (429, "comment_flood", Retry),
        (409, "something_else", Refused),
        (418, "kode_baru", Refused),
    ],
)
def test_what_wordpress_says_names_what_to_do(status: int, code: str, error: type[ConnectorError]) -> None:
    with rude(Site([comment(7)], manners.status(status, json.dumps({"code": code})))) as server:
        with pytest.raises(error) as caught:
            connect(server).reply(ANSWER)
        assert "rest_" not in caught.value.sentence


@pytest.mark.parametrize("wait", ["-5", "0", "315360000", "Wed, 21 Nov 2046 00:00:00 GMT", "sebentar"])
def test_an_absurd_wait_is_bounded(wait: str) -> None:
    with rude(Site([], on_read=manners.too_many(wait))) as server, pytest.raises(Retry) as caught:
        connect(server).collect("")
    assert caught.value.wait is None or timedelta(0) < caught.value.wait <= timedelta(hours=1)


def test_a_duplicate_is_looked_up_and_given_as_sent() -> None:
    rows = [comment(7)]

    def refuse(desk: Desk) -> None:
        rows.append(comment(8, author=2, parent=7, said="Terima&#32;kasih."))
        desk.say(409, '{"code":"comment_duplicate"}')

    with rude(Site(rows, refuse)) as server:
        assert connect(server).reply(ANSWER).external_id == "8"


def test_a_duplicate_that_cannot_be_found_stays_unknown() -> None:
    duplicate = manners.status(409, '{"code":"comment_duplicate"}')
    with rude(Site([comment(7)], duplicate)) as server, pytest.raises(Unknown):
        connect(server).reply(ANSWER)


def test_what_already_stands_is_not_sent_again() -> None:
    with rude(Site([comment(7), comment(8, author=2, parent=7, said="Terima  kasih.")])) as server:
        assert connect(server).reply(ANSWER).external_id == "8"
        assert {seen.method for seen in server.seen} == {"GET"}


def test_a_bad_entry_does_not_hold_up_the_good_and_is_told_once() -> None:
    rows = [comment(1), None, {"id": 2}, comment(3, date_gmt="kemarin"), comment(4, content=None), comment(5)]
    with rude(Site(rows)) as server:
        first = connect(server).collect("")
        again = connect(server).collect(first.cursor)
    assert [item.external_id for item in first.items] == ["1", "5"]
    assert len(first.bad) == 4
    assert (list(again.items), list(again.bad)) == ([], [])


def test_strange_words_arrive_fit_to_be_stored() -> None:
    said = (
        "NUL\x00 lone\ud800 rtl\u202eabc \u0644\u0627 e"
        + "\u0301" * 10_000
        + ' <img src=x onerror="alert(1)" alt="foto"> 👩‍👩‍👧'
    )
    with rude(Site([comment(1, said=said, author_name="<b>Budi</b>\r\nBcc: x")])) as server:
        [item] = connect(server).collect("").items
    item.text.encode("utf-8")
    assert "\x00" not in item.text
    assert "onerror" not in item.text
    assert item.text.count("\u0301") == 10_000
    assert item.text.endswith("foto 👩‍👩‍👧")
    assert item.author_name == "Budi Bcc: x"


def test_ten_megabytes_of_comment_pass_whole() -> None:
    with rude(Site([comment(1, said="a" * 10_000_000)])) as server:
        assert len(connect(server, read_seconds=10).collect("").items[0].text) == 10_000_000


def test_a_comment_dated_in_the_future_does_not_hide_the_next() -> None:
    rows = [comment(1, date_gmt="2046-01-01T00:00:00", date="2046-01-01T00:00:00")]
    with rude(Site(rows)) as server:
        cursor = connect(server).collect("").cursor
        rows.append(comment(2))
        found = connect(server).collect(cursor)
        asked = next(seen.path for seen in reversed(server.seen) if "after=" in seen.path)
    assert [item.external_id for item in found.items] == ["2"]
    assert "after=2046" not in asked


@pytest.mark.parametrize("days", [0, 3, 8, 29])
def test_a_quiet_site_brings_nothing_and_moves_no_cursor(days: int) -> None:
    at = (datetime.now(UTC) - timedelta(days=days, minutes=1)).replace(microsecond=0, tzinfo=None).isoformat()
    for rows in ([], [comment(1, date_gmt=at, date=at), comment(2, date_gmt=at, date=at)]):
        with rude(Site(rows)) as server:
            first = connect(server).collect("")
            second = connect(server).collect(first.cursor)
            third = connect(server).collect(second.cursor)
        assert len(first.items) == len(rows)
        assert (list(second.items), list(third.items)) == ([], [])
        assert first.cursor == second.cursor == third.cursor


def test_an_address_that_is_no_wordpress_is_told_plainly() -> None:
    with rude(manners.status(404, "<h1>Not Found</h1>")) as server, pytest.raises(Refused, match="wp-json"):
        connect(server).check()


def test_a_flood_of_comments_is_read_in_portions_and_ends() -> None:
    start = datetime(2026, 11, 20, tzinfo=UTC)
    rows = [
        comment(n, date_gmt=(start + timedelta(seconds=n)).replace(tzinfo=None).isoformat(), date="2026-11-20T07:00:00")
        for n in range(1, 2501)
    ]

    def listed(desk: Desk) -> None:
        if "/users/me" in desk.path:
            desk.say(200, json.dumps(ME))
            return
        asked = query_of(desk.path)
        after = datetime.fromisoformat(asked["after"]).replace(tzinfo=None).isoformat()
        found = [row for row in rows if row["date_gmt"] > after]
        page = int(asked["page"])
        desk.say(200, json.dumps(found[(page - 1) * 100 : page * 100]))

    with rude(listed) as server:
        it, cursor, seen, more, looks = connect(server), "", set[str](), True, 0
        while more:
            found = it.collect(cursor)
            seen |= {item.external_id for item in found.items}
            cursor, more, looks = found.cursor, found.more, looks + 1
            assert looks < 10
    assert len(seen) == 2500


def test_a_site_that_grows_slow_half_way_loses_nothing() -> None:
    rows = [comment(n) for n in range(1, 151)]

    def tired(desk: Desk) -> None:
        if "/users/me" in desk.path:
            desk.say(200, json.dumps(ME))
        elif "page=2" in desk.path:
            desk.say(503, "{}")
        else:
            desk.say(200, json.dumps(rows[:100]))

    with rude(tired) as server:
        found = connect(server).collect("")
    assert (len(found.items), found.more) == (100, True)


def test_all_requests_of_one_call_share_its_time() -> None:
    def slow(desk: Desk) -> None:
        time.sleep(0.4)
        Site([comment(7)])(desk)

    with rude(slow) as server:
        began = time.monotonic()
        with pytest.raises(ConnectorError):
            connect(server, read_seconds=1, total_seconds=1).reply(ANSWER)
        assert time.monotonic() - began < 2


def query_of(path: str) -> dict[str, str]:
    return dict(parse_qsl(urlsplit(path).query))


def test_a_user_without_the_right_is_told_which_role_it_needs() -> None:
    poor = {**ME, "capabilities": {"read": True}}
    with rude(Site([], on_read=manners.status(200, json.dumps(poor)))) as server:
        health = connect(server).check()
    assert not health.ok
    assert "Editor" in health.sentence


def test_pictures_and_films_stand_in_the_article_with_their_words() -> None:
    media = [
        Media("gambar-1.jpg", "image/jpeg", b"a", "Loket"),
        Media("gambar-2.jpg", "image/jpeg", b"b", 'Antrean "pendek" <b>'),
        Media("video-3.mp4", "video/mp4", b"c", "Petugas menjelaskan syarat."),
    ]

    def changes(desk: Desk) -> None:
        number = sum(seen.method == "POST" for seen in desk.server.seen)
        row = {
            "id": number,
            "source_url": f"https://situs.test/{number}",
            "alt_text": "",
            "link": "x",
            "date_gmt": None,
        }
        desk.say(201, json.dumps(row))

    def reads(desk: Desk) -> None:
        desk.say(200, "[]")

    with rude(Site([], changes, reads)) as server:
        connect(server).publish(replace(ARTICLE, media=media))
        alts = [json.loads(seen.body)["alt_text"] for seen in server.seen if re.search(r"/media/\d+$", seen.path)]
        body = json.loads(server.seen[-1].body)
    assert alts == ["Loket", 'Antrean "pendek" <b>', "Petugas menjelaskan syarat."]
    assert body["featured_media"] == 1
    assert 'alt="Antrean &quot;pendek&quot; &lt;b&gt;"' in body["content"]
    assert "<figcaption>Petugas menjelaskan syarat.</figcaption>" in body["content"]


def test_a_file_of_an_earlier_attempt_gets_its_words_and_is_not_brought_twice() -> None:
    there = [{"id": 9, "source_url": "https://situs.test/9", "alt_text": ""}]

    def reads(desk: Desk) -> None:
        desk.say(200, json.dumps(there) if "/media" in desk.path else "[]")

    made = manners.status(201, '{"id": 9, "link": "x", "date_gmt": null}')
    with rude(Site([], made, reads)) as server:
        connect(server).publish(replace(ARTICLE, media=[Media("a.jpg", "image/jpeg", b"a", "Loket")]))
        posts = [seen.path for seen in server.seen if seen.method == "POST"]
    assert [path.rsplit("/wp/v2/", 1)[-1] for path in posts] == ["media/9", "posts"]
