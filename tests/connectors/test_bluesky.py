"""Bluesky: every request fits the protocol's lexicons, and a message has one name however often it is sent."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any
from urllib.parse import parse_qsl, urlsplit

import pytest

from pendopo.connectors import bluesky
from pendopo.connectors.base import Account, Media, Outgoing
from pendopo.connectors.bluesky import Bluesky, record_key
from pendopo.connectors.errors import ConnectorError, Disconnected, Refused, Retry, Unknown
from pendopo.connectors.http import Http
from tests.connectors import rude as manners
from tests.connectors.rude import Desk, Manners, Rude, Seen, rude

LEXICONS = json.loads(Path(__file__).with_name("lexicons.json").read_text())["lexicons"]
DID = "did:plc:dinas"
ASKED = "at://did:plc:sri/app.bsky.feed.post/3kabc"
ROOT = {"uri": "at://did:plc:dinas/app.bsky.feed.post/3kaaa", "cid": "bafyroot"}
NOW = datetime(2026, 11, 21, 3, 0, tzinfo=UTC)
ANSWER = Outgoing("k1", "Terima kasih, lihat https://contoh.go.id/ktp 🙏 #KTP", NOW, reply_to=ASKED)
TYPES: dict[str, type | tuple[type, ...]] = {
    "string": str,
    "integer": int,
    "boolean": bool,
    "array": list,
    "object": dict,
}


@pytest.fixture(autouse=True)
def _no_session_is_left_over() -> None:
    bluesky._SESSIONS.clear()


def faults(value: Any, shape: dict[str, Any], where: str, home: str) -> Iterator[str]:
    """What does not fit the lexicon."""
    kind = shape["type"]
    if kind == "ref":
        lexicon, _, name = shape["ref"].removeprefix("lex:").partition("#")
        yield from faults(value, LEXICONS[lexicon or home][name or "main"], where, lexicon or home)
    elif kind == "union":
        named = {ref.removeprefix("lex:").removesuffix("#main"): ref for ref in shape["refs"]}
        if value.get("$type") not in named:
            yield f"{where}: {value.get('$type')} is none of {sorted(named)}"
        else:
            yield from faults(value, {"type": "ref", "ref": named[value["$type"]]}, where, home)
    elif kind in TYPES and not isinstance(value, TYPES[kind]):
        yield f"{where}: {value!r} is no {kind}"
    elif kind == "object":
        yield from (f"{where}: {name} is missing" for name in shape.get("required", []) if name not in value)
        for name, inner in value.items():
            if name in shape["properties"]:
                yield from faults(inner, shape["properties"][name], f"{where}.{name}", home)
            elif name != "$type":
                yield f"{where}: {name} is unknown"
    elif kind == "array":
        for inner in value:
            yield from faults(inner, shape["items"], where, home)
    elif kind == "string" and len(value.encode()) > shape.get("maxLength", 1e9):
        yield f"{where}: too long"


def check(seen: Seen) -> list[str]:
    """A request against the lexicon of its name."""
    name = urlsplit(seen.path).path.removeprefix("/xrpc/")
    main = LEXICONS[name]["main"]
    if main["type"] == "query":
        given = dict(parse_qsl(urlsplit(seen.path).query))
        known = main["parameters"]["properties"]
        lacking = [word for word in main["parameters"].get("required", []) if word not in given]
        return [f"{name}: {word}" for word in [*lacking, *(set(given) - set(known))]] + ["GET"] * (seen.method != "GET")
    if main["input"].get("encoding") != "application/json":
        return []
    body = json.loads(seen.body)
    wrong = list(faults(body, main["input"]["schema"], name, name))
    if name == "com.atproto.repo.createRecord":
        post = LEXICONS["app.bsky.feed.post"]["main"]
        wrong += faults(body["record"], post["record"], "record", "app.bsky.feed.post")
        if not re.fullmatch(r"[2-7a-j][2-7a-z]{12}", body["rkey"]):
            wrong.append("rkey is no TID")
    return wrong


def network(
    on_create: Manners | None = None, own: dict[str, Any] | None = None, notices: list[Any] | None = None
) -> Manners:
    def serve(desk: Desk) -> None:
        name = urlsplit(desk.path).path.removeprefix("/xrpc/")
        if name.endswith("createSession"):
            desk.say(
                200, json.dumps({"accessJwt": "jwt-rahasia", "refreshJwt": "r", "did": DID, "handle": "dinas.test"})
            )
        elif name.endswith("getRecord"):
            desk.say(200 if own else 400, json.dumps(own or {"error": "RecordNotFound"}))
        elif name.endswith("getPosts"):
            record = {"text": "?", "reply": {"root": ROOT, "parent": ROOT}}
            desk.say(200, json.dumps({"posts": [{"uri": ASKED, "cid": "bafyasked", "record": record, "likeCount": 3}]}))
        elif name.endswith("listNotifications"):
            desk.say(200, json.dumps({"notifications": notices or []}))
        elif name.endswith("uploadBlob"):
            blob = {"$type": "blob", "ref": {"$link": "bafyblob"}, "mimeType": "image/png", "size": 1}
            desk.say(200, json.dumps({"blob": blob}))
        elif name.endswith("createRecord") and on_create:
            on_create(desk)
        else:
            desk.say(
                200, json.dumps({"uri": f"at://{DID}/app.bsky.feed.post/3kown", "cid": "c", "handle": "dinas.test"})
            )

    return serve


def connect(server: Rude) -> Bluesky:
    options = {"identifier": "dinas.test"}
    return Bluesky(
        Account("dinas.test", server.url, options, {"password": "kata-123"}), Http(allow_private=True, read_seconds=0.5)
    )


def notice(number: int, reason: str = "reply", **record: Any) -> dict[str, Any]:
    said = {"text": f"Pesan {number}", "createdAt": "1999-01-01T00:00:00Z", **record}
    author = {"did": "did:plc:sri", "handle": "sri.test", "displayName": "Sri"}
    at = (datetime.now(UTC) - timedelta(minutes=10 - number)).isoformat()
    uri = f"at://did:plc:sri/app.bsky.feed.post/{number}"
    return {"uri": uri, "cid": "c", "author": author, "reason": reason, "record": said, "indexedAt": at}


def test_every_request_fits_the_lexicons() -> None:
    with rude(network()) as server:
        it = connect(server)
        it.check()
        it.collect("")
        it.reply(ANSWER)
        it.publish(
            Outgoing(
                "k2",
                "Isi",
                NOW,
                title="Judul",
                tags=["Layanan Publik"],
                media=[Media("a.png", "image/png", b"x", "Bus")],
            )
        )
        it.metrics(ASKED)
        it.metrics()
        names = {urlsplit(seen.path).path.removeprefix("/xrpc/") for seen in server.seen}
        assert [wrong for seen in server.seen for wrong in check(seen)] == []
        assert names == {
            name for name, lexicon in LEXICONS.items() if lexicon.get("main", {}).get("type") in ("query", "procedure")
        }


def test_an_answer_stands_under_the_root_and_its_links_are_counted_in_bytes() -> None:
    with rude(network()) as server:
        connect(server).reply(ANSWER)
        record = next(json.loads(seen.body)["record"] for seen in server.seen if seen.path.endswith("createRecord"))
    assert record["reply"] == {"root": ROOT, "parent": {"uri": ASKED, "cid": "bafyasked"}}
    told = record["text"].encode()
    cut = [told[facet["index"]["byteStart"] : facet["index"]["byteEnd"]].decode() for facet in record["facets"]]
    assert cut == ["https://contoh.go.id/ktp", "#KTP"]


def _record_of(server: Rude) -> dict[str, Any]:
    bodies = [json.loads(seen.body) for seen in server.seen if seen.path.endswith("createRecord")]
    return dict(bodies[-1]["record"])


def test_a_post_is_its_text_alone_in_its_language_with_described_pictures() -> None:
    picture = Media("a.jpg", "image/jpeg", b"x", "Bus di halte", 1600, 900)
    post = Outgoing("k4", "Isi #KTP", NOW, title="Judul", tags=["KTP"], media=[picture], language="jv")
    with rude(network()) as server:
        connect(server).publish(post)
        assert [wrong for seen in server.seen for wrong in check(seen)] == []
        record = _record_of(server)
    assert (record["text"], record["langs"]) == ("Isi #KTP", ["jv"])
    [shown] = record["embed"]["images"]
    assert (shown["alt"], shown["aspectRatio"]) == ("Bus di halte", {"width": 1600, "height": 900})


def test_a_film_goes_alone_and_with_its_words() -> None:
    film = Media("a.mp4", "video/mp4", b"x", "Petugas menjelaskan syarat.", 1280, 720)
    with rude(network()) as server:
        connect(server).publish(Outgoing("k5", "Isi", NOW, media=[film]))
        assert [wrong for seen in server.seen for wrong in check(seen)] == []
        embed = _record_of(server)["embed"]
        assert (embed["$type"], embed["alt"]) == ("app.bsky.embed.video", "Petugas menjelaskan syarat.")
        with pytest.raises(Refused, match="satu video"):
            connect(server).publish(Outgoing("k6", "Isi", NOW, media=[film, film]))


def test_a_name_that_the_network_knows_becomes_a_mention_and_any_other_stays_a_word() -> None:
    def known(desk: Desk) -> None:
        if "resolveHandle" not in desk.path:
            network()(desk)
        elif "dinas.bsky.social" in desk.path:
            desk.say(200, json.dumps({"did": "did:plc:lain"}))
        else:
            desk.say(400, json.dumps({"error": "InvalidRequest"}))

    with rude(known) as server:
        connect(server).publish(Outgoing("k7", "Halo @Dinas.bsky.social dan @entah.contoh.test, a@b.test", NOW))
        facets = _record_of(server)["facets"]
    assert [facet["features"][0].get("did") for facet in facets] == ["did:plc:lain"]
    assert facets[0]["index"] == {"byteStart": 5, "byteEnd": 23}


def test_one_session_serves_many_calls_and_an_expired_one_is_asked_for_again() -> None:
    said = [manners.status(400, '{"error":"ExpiredToken"}')]
    with rude(lambda desk: said.pop()(desk) if "getProfile" in desk.path and said else network()(desk)) as server:
        with pytest.raises(Retry):
            connect(server).check()
        for _again in range(3):
            connect(server).check()
        assert sum(seen.path.endswith("createSession") for seen in server.seen) == 2


def test_what_stands_already_is_not_sent_again() -> None:
    uri = f"at://{DID}/app.bsky.feed.post/{record_key(ANSWER)}"
    with rude(network(own={"uri": uri, "value": {"createdAt": "2026-11-21T03:00:00Z"}})) as server:
        assert connect(server).reply(ANSWER).external_id == uri
        assert not [seen for seen in server.seen if seen.path.endswith("createRecord")]


def test_a_message_has_one_name_and_no_two_share_it() -> None:
    assert record_key(ANSWER) == record_key(Outgoing("k1", "lain", NOW))
    assert len({record_key(Outgoing(f"k{n}", "x", NOW)) for n in range(5000)}) == 5000


@pytest.mark.parametrize(
    "broken", [manners.html_page, manners.hangs_up, manners.silent, manners.status(502), manners.status(200)]
)
def test_an_answer_that_is_lost_leaves_the_sending_unknown(broken: Manners) -> None:
    with rude(network(broken)) as server, pytest.raises(Unknown):
        connect(server).reply(ANSWER)


@pytest.mark.parametrize(
    ("status", "name", "error"),
    [
        (400, "InvalidRequest", Refused),
        (401, "AuthenticationRequired", Disconnected),
        (400, "AccountTakedown", Disconnected),
        (429, "RateLimitExceeded", Retry),
        (400, "NamaBaru", Refused),
        (500, "InternalServerError", Unknown),
    ],
)
def test_what_the_network_says_names_what_to_do(status: int, name: str, error: type[ConnectorError]) -> None:
    with rude(network(manners.status(status, json.dumps({"error": name})))) as server, pytest.raises(error):
        connect(server).reply(ANSWER)


def test_notices_arrive_oldest_first_once_dated_by_the_network() -> None:
    below = {"root": ROOT, "parent": ROOT}
    rows = [notice(3, reply=below), None, {**notice(5), "indexedAt": "x"}, notice(2, "like"), notice(1, "mention")]
    with rude(network(notices=rows)) as server:
        found = connect(server).collect("")
        again = connect(server).collect(found.cursor)
    assert [(item.text, item.kind) for item in found.items] == [("Pesan 1", "mention"), ("Pesan 3", "comment")]
    assert found.items[1].thread_id == ROOT["uri"]
    assert found.items[0].posted_at.year == datetime.now(UTC).year
    assert len(found.bad) == 2
    assert (list(again.items), list(again.bad)) == ([], [])
    assert again.cursor == found.cursor


def test_a_film_s_captions_go_along_in_its_tongue_and_not_more_than_the_network_takes() -> None:
    film = Media(
        "a.mp4", "video/mp4", b"x", "Loket.", 1280, 720, captions=b"WEBVTT\n\n00:01.000 --> 00:02.000\nSugeng\n"
    )
    with rude(network()) as server:
        connect(server).publish(Outgoing("k8", "Isi", NOW, media=[film], language="jv"))
        blobs = [seen for seen in server.seen if seen.path.endswith("uploadBlob")]
        made = json.loads(next(seen for seen in server.seen if seen.path.endswith("createRecord")).body)
        assert [(seen.headers["content-type"], seen.body) for seen in blobs] == [
            ("video/mp4", b"x"), ("text/vtt", film.captions),
        ]  # fmt: skip
        assert [wrong for seen in server.seen for wrong in check(seen)] == []
        [caption] = made["record"]["embed"]["captions"]
        assert (caption["lang"], caption["file"]["$type"]) == ("jv", "blob")
        long = replace(film, captions=b"x" * 20_001)
        with pytest.raises(Refused, match="20 KB"):
            connect(server).publish(Outgoing("k9", "Isi", NOW, media=[long]))
