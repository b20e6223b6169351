"""MediaWiki where a test wiki is too friendly: lost answers, guards, and words that would be markup."""

from __future__ import annotations

import hashlib
import json
import re
from dataclasses import replace
from datetime import UTC, datetime
from typing import Any
from urllib.parse import parse_qs, urlsplit

import pytest

from pendopo.connectors.base import Account, Media, Outgoing
from pendopo.connectors.errors import ConnectorError, Disconnected, Refused, Retry, Unknown
from pendopo.connectors.http import Http
from pendopo.connectors.mediawiki import MediaWiki
from pendopo.connectors.wikitext import added, between, fenced, inert, rewritten, spoken, without
from tests.connectors import rude as manners
from tests.connectors.rude import Desk, Manners, Rude, rude

TOPIC = Outgoing("k1", "Isi.", datetime(2026, 11, 21, tzinfo=UTC), title="Judul")


def connect(server: Rude) -> MediaWiki:
    options = {"username": "Dinas@pendopo", "pages": "Pembicaraan:Dinas"}
    return MediaWiki(
        Account("Dinas", server.url, options, {"password": "bot-123"}), Http(allow_private=True, read_seconds=0.5)
    )


def wiki(on_edit: Manners, login: str = "Success") -> Manners:
    def serve(desk: Desk) -> None:
        said = desk.seen.body.decode()
        if desk.command == "POST" and "action=edit" in said:
            on_edit(desk)
        elif desk.command == "POST":
            desk.say(200, json.dumps({"login": {"result": login}}), set_cookie="s=2; path=/")
        else:
            tokens = {"logintoken": "a+\\", "csrftoken": "b+\\"}
            desk.say(200, json.dumps({"query": {"tokens": tokens}}), set_cookie="s=1; path=/")

    return serve


def says(**body: Any) -> Manners:
    return manners.status(200, json.dumps(body))


@pytest.mark.parametrize(
    "broken", [manners.html_page, manners.hangs_up, manners.silent, manners.status(502), says(edit={})]
)
def test_an_answer_that_is_lost_leaves_the_edit_unknown(broken: Manners) -> None:
    with rude(wiki(broken)) as server, pytest.raises(Unknown):
        connect(server).publish(TOPIC)


@pytest.mark.parametrize(
    ("body", "error"),
    [
        ({"error": {"code": "maxlag"}}, Retry),
        ({"error": {"code": "editconflict"}}, Retry),
        ({"error": {"code": "ratelimited"}}, Retry),
        ({"error": {"code": "blocked"}}, Refused),
        ({"error": {"code": "protectedpage"}}, Refused),
        ({"error": {"code": "abusefilter-disallowed"}}, Refused),
        ({"edit": {"result": "Failure", "captcha": {}}}, Refused),
    ],
)
def test_what_the_wiki_says_names_what_to_do(body: dict[str, Any], error: type[ConnectorError]) -> None:
    with rude(wiki(says(**body))) as server, pytest.raises(error):
        connect(server).publish(TOPIC)


@pytest.mark.parametrize(
    ("result", "error"), [("Failed", Disconnected), ("Aborted", Disconnected), ("Throttled", Retry)]
)
def test_a_refused_sign_in_is_no_edit(result: str, error: type[ConnectorError]) -> None:
    with rude(wiki(manners.status(500), result)) as server, pytest.raises(error):
        connect(server).publish(TOPIC)


def test_the_edit_carries_session_token_and_the_mark_it_is_found_by() -> None:
    made = says(edit={"result": "Success", "newrevid": 12, "newtimestamp": "2026-11-21T03:00:00Z"})
    with rude(wiki(made)) as server:
        sent = connect(server).publish(TOPIC)
        edit = parse_qs(server.seen[-1].body.decode())
        assert server.seen[-1].headers["cookie"] == "s=2"
        assert edit["token"] == ["b+\\"]
        assert urlsplit(server.seen[-1].path).query == ""
    found = says(
        query={"usercontribs": [{"revid": 12, "comment": edit["summary"][0], "timestamp": "2026-11-21T03:00:00Z"}]}
    )
    with rude(found) as server:
        again = connect(server).find_own(TOPIC)
        assert again is not None
        assert again.external_id == sent.external_id == "12"
        assert connect(server).find_own(Outgoing("k9", "Isi.", TOPIC.since)) is None


PICTURE = Media("gambar-1.png", "image/png", b"\x89PNG", "Bus | di [halte]")


@pytest.mark.parametrize("there", [False, True], ids=["new", "again"])
def test_a_picture_is_put_into_the_wiki_first_and_shown_with_its_words(there: bool) -> None:
    made = says(edit={"result": "Success", "newrevid": 12, "newtimestamp": "2026-11-21T03:00:00Z"})
    sha1 = hashlib.sha1(PICTURE.content, usedforsecurity=False).hexdigest()

    def serve(desk: Desk) -> None:
        if b'name="action"\r\n\r\nupload' in desk.seen.body:
            desk.say(200, json.dumps({"upload": {"result": "Success"}}))
        elif "imageinfo" in desk.path:
            held = {"imageinfo": [{"sha1": sha1}]} if there else {"missing": True}
            desk.say(200, json.dumps({"query": {"pages": [held]}}))
        else:
            wiki(made)(desk)

    with rude(serve) as server:
        connect(server).publish(replace(TOPIC, media=[PICTURE]))
        text = parse_qs(server.seen[-1].body.decode())["text"][0]
        files = [seen for seen in server.seen if b"\x89PNG" in seen.body]
    assert len(files) == (0 if there else 1)
    assert re.search(r"\[\[File:Pendopo-[0-9a-f]{12}-1\.png\|frameless\|alt=Bus &#124; di &#91;halte&#93;\]\]", text)


@pytest.mark.parametrize(
    ("body", "error"),
    [({"error": {"code": "uploaddisabled"}}, Refused), ({"error": {"code": "ratelimited"}}, Retry), ({}, Retry)],
)
def test_a_picture_that_is_not_taken_means_that_nothing_was_said(
    body: dict[str, Any], error: type[ConnectorError]
) -> None:
    def serve(desk: Desk) -> None:
        if b'name="action"\r\n\r\nupload' in desk.seen.body:
            desk.say(200, json.dumps(body))
        else:
            wiki(manners.status(500))(desk)

    with rude(serve) as server:
        with pytest.raises(error):
            connect(server).publish(replace(TOPIC, media=[PICTURE]))
        assert not [seen for seen in server.seen if b"action=edit" in seen.body]


@pytest.mark.parametrize(
    ("wikitext", "words"),
    [
        (
            ":: Setuju '''sekali''' [[Pengguna:Sri|Sri]] ([[Pembicaraan Pengguna:Sri|bicara]]) 21 November 2026 20.51 (UTC)",
            "Setuju sekali Sri",
        ),
        ("Kapan buka? [[Istimewa:Kontribusi pengguna/1.2.3.4|1.2.3.4]] 21 November 2026 20.51 (UTC)", "Kapan buka?"),
        ("* Lihat [https://contoh.test sini] ya", "Lihat sini ya"),
        ("<script>x</script>teks", "teks"),
    ],
)
def test_a_line_is_read_as_it_was_meant(wikitext: str, words: str) -> None:
    assert spoken(wikitext).startswith(words.split(" Sri")[0])
    assert "[[" not in spoken(wikitext)


def test_only_what_an_edit_added_is_taken_under_its_heading() -> None:
    before = "== A ==\nsatu\n\n== B ==\ndua"
    change = added("H", before, "== A ==\nsatu\n: baru\n\n== B ==\ndua")
    assert (change.heading, change.lines) == ("A", (": baru",))
    assert added("H", before, "== A ==\n\n== B ==\ndua").lines == ()


@pytest.mark.parametrize(
    "said", ["{{hapus}}", "[[Halaman]]", "~~~~", "== Judul ==", "<nowiki>", "'''tebal'''", "__NOTOC__"]
)
def test_plain_text_stays_plain_text(said: str) -> None:
    written = inert(said)
    for markup in ("{{", "[[", "~~~", "<", "''", "__"):
        assert markup not in written
    assert not written.startswith("=")


def test_a_fence_finds_our_words_and_takes_nothing_of_others_along() -> None:
    page = f"== A ==\nTanya\n\n: {fenced('Jawab', 'm')}\n== B ==\n{fenced('Topik', 'n')}\n\n== C ==\nLain"
    assert (between(page, "m"), between(page, "n"), between(page, "x")) == ("Jawab", "Topik", None)
    assert rewritten(page, "m", r"\1 baru") == page.replace("Jawab", r"\1 baru")
    assert without(page, "m") == f"== A ==\nTanya\n\n== B ==\n{fenced('Topik', 'n')}\n\n== C ==\nLain"
    assert without(page, "n") == f"== A ==\nTanya\n\n: {fenced('Jawab', 'm')}\n\n== C ==\nLain"
