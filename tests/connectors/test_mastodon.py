"""Mastodon where a lax test server does not show it: the documented answers, from a small server on loopback."""

from __future__ import annotations

import json
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from pendopo.connectors.base import Account, Media, Outgoing
from pendopo.connectors.errors import ConnectorError, Disconnected, Refused, Retry, Unknown
from pendopo.connectors.http import Http
from pendopo.connectors.mastodon import Mastodon
from tests.connectors import rude as manners
from tests.connectors.rude import Desk, Manners, Rude, rude

NOW = datetime(2026, 11, 21, 3, 0, tzinfo=UTC)
ANSWER = Outgoing("k1", "Terima kasih.", NOW, reply_to="7")


def status(number: str, said: str = "<p>Halo</p>", **changed: Any) -> dict[str, Any]:
    account = {
        "id": "9",
        "acct": "sri@lain.test",
        "username": "sri",
        "display_name": "Sri",
        "url": "https://lain.test/@sri",
    }
    at = NOW.isoformat().replace("+00:00", "Z")
    row = {
        "id": number,
        "content": said,
        "account": account,
        "created_at": at,
        "visibility": "public",
        "uri": f"u:{number}",
    }
    return {**row, "in_reply_to_id": None, **changed}


def connect(server: Rude) -> Mastodon:
    return Mastodon(Account("@dinas", server.url, {}, {"token": "t-123"}), Http(allow_private=True, read_seconds=0.5))


def answering(
    on_post: Manners, asked: dict[str, Any] | None = None, own: list[dict[str, Any]] | None = None
) -> Manners:
    def serve(desk: Desk) -> None:
        if desk.command == "POST":
            on_post(desk)
        elif "verify_credentials" in desk.path:
            desk.say(200, '{"id": "2", "acct": "dinas", "followers_count": 5}')
        elif "/accounts/2/statuses" in desk.path:
            desk.say(200, json.dumps(own or []))
        else:
            desk.say(200, json.dumps(asked or status("7")))

    return serve


@pytest.mark.parametrize(
    "broken", [manners.html_page, manners.hangs_up, manners.silent, manners.status(502), manners.half_body]
)
def test_an_answer_that_is_lost_leaves_the_sending_unknown(broken: Manners) -> None:
    with rude(answering(broken)) as server, pytest.raises(Unknown):
        connect(server).reply(ANSWER)


@pytest.mark.parametrize(
    ("code", "error"),
    [(401, Disconnected), (403, Refused), (404, Refused), (422, Refused), (429, Retry), (500, Unknown)],
)
def test_a_status_names_what_to_do(code: int, error: type[ConnectorError]) -> None:
    with rude(answering(manners.status(code, '{"error":"x"}'))) as server, pytest.raises(error):
        connect(server).reply(ANSWER)


def test_an_answer_keeps_the_privacy_names_the_asker_and_carries_one_key_over_every_attempt() -> None:
    made = manners.status(200, json.dumps(status("8", url="https://s.test/8")))
    with rude(answering(made, status("7", visibility="direct"))) as server:
        connect(server).reply(ANSWER)
        connect(server).reply(ANSWER)
        first, second = (seen for seen in server.seen if seen.method == "POST")
    body = json.loads(first.body)
    assert (body["status"], body["visibility"], body["in_reply_to_id"]) == (
        "@sri@lain.test Terima kasih.",
        "direct",
        "7",
    )
    assert first.headers["idempotency-key"] == second.headers["idempotency-key"]


def test_a_picture_is_waited_for_and_a_lost_upload_means_not_sent() -> None:
    message = Outgoing("k2", "Isi", NOW, media=[Media("a.png", "image/png", b"x", "Bus")])

    def uploads(desk: Desk) -> None:
        if "/v2/media" in desk.path:
            desk.say(202, '{"id": "55", "url": null}')
        else:
            desk.say(200, json.dumps(status("8")))

    looked = {"id": "55", "url": "https://s.test/a.png"}
    with rude(answering(uploads, looked)) as server:
        assert connect(server).publish(message).external_id == "8"
        assert json.loads(server.seen[-1].body)["media_ids"] == ["55"]
    with rude(answering(manners.hangs_up)) as server, pytest.raises(Retry):
        connect(server).publish(message)


def test_a_post_is_its_text_alone_in_its_language_with_described_pictures() -> None:
    picture = Media("a.png", "image/png", b"x", "Bus di halte")
    post = Outgoing("k3", "Isi #KTP", NOW, title="Judul", tags=["KTP"], media=[picture], language="jv")

    def uploads(desk: Desk) -> None:
        body = '{"id": "55", "url": "https://s.test/a.png"}' if "/v2/media" in desk.path else json.dumps(status("8"))
        desk.say(200, body)

    with rude(answering(uploads)) as server:
        connect(server).publish(post)
        upload = next(seen for seen in server.seen if "/v2/media" in seen.path)
        sent = json.loads(server.seen[-1].body)
    assert b"Bus di halte" in upload.body
    assert (sent["status"], sent["language"], sent["media_ids"]) == ("Isi #KTP", "jv", ["55"])


@pytest.mark.parametrize(
    ("said", "limit"),
    [
        ('{"configuration": {"statuses": {"max_characters": 11000}}}', 11000), ("{}", 0), ("[]", 0), ("<html>", 0),
        ('{"configuration": {"statuses": {"max_characters": "banyak"}}}', 0),
    ],
)  # fmt: skip
def test_a_server_tells_its_own_length(said: str, limit: int) -> None:
    def serve(desk: Desk) -> None:
        desk.say(200, said if "/v2/instance" in desk.path else '{"id": "1", "acct": "dinas"}')

    with rude(serve) as server:
        health = connect(server).check()
    assert (health.ok, health.text_limit) == (True, limit)


def test_our_words_are_known_again_however_the_server_wrote_the_name() -> None:
    said = '<p><span class="h-card"><a href="x">@<span>sri</span></a></span> Terima&nbsp;kasih.</p>'
    own = [status("6", said), status("8", said, in_reply_to_id="7", url="https://s.test/8")]
    with rude(answering(manners.status(500), own=own)) as server:
        found = connect(server).find_own(ANSWER)
    assert found is not None
    assert found.external_id == "8"


def test_nothing_is_said_absent_before_all_of_it_was_read() -> None:
    page = [status(str(n), created_at=(NOW + timedelta(hours=1)).isoformat()) for n in range(40)]
    with rude(answering(manners.status(500), own=page)) as server, pytest.raises(Retry):
        connect(server).find_own(ANSWER)


def test_mentions_come_in_order_with_the_bad_ones_apart() -> None:
    rows = [
        {"id": "11", "type": "mention", "status": status("71", visibility="direct")},
        {"id": "9", "type": "mention", "status": status("70")},
        {"id": "10", "type": "mention", "status": None},
        {"id": "12", "type": "favourite", "status": status("72")},
        None,
    ]
    with rude(manners.status(200, json.dumps(rows))) as server:
        found = connect(server).collect("")
    assert [(item.external_id, item.kind) for item in found.items] == [("70", "mention"), ("71", "message")]
    assert len(found.bad) == 2
    assert found.cursor == "12"


def test_a_correction_names_the_pictures_again_and_who_was_asked() -> None:
    """What an edit does not name is taken off the post (https://docs.joinmastodon.org/methods/statuses/#edit)."""
    standing = status("7", media_attachments=[{"id": "31"}, {"id": "32"}], language="jv")

    def serve(desk: Desk) -> None:
        desk.say(200, json.dumps(standing))

    with rude(serve) as server:
        connect(server).edit("7", Outgoing("k", "Buka 09.00.", NOW, reply_to="5"))
        put = json.loads(next(one for one in server.seen if one.method == "PUT").body)
    assert put == {"status": "@sri@lain.test Buka 09.00.", "media_ids": ["31", "32"], "language": "jv"}
