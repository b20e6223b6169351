"""The Mastodon connector against a real server of its API."""

from __future__ import annotations

import time
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime

import pytest

from pendopo.connectors.base import Account, Collected, Outgoing
from pendopo.connectors.errors import Disconnected, Refused
from pendopo.connectors.http import Http
from pendopo.connectors.mastodon import Mastodon
from tests.lab.ground import LabMissing
from tests.lab.snac import Server, snac

pytestmark = pytest.mark.lab


@pytest.fixture(scope="module")
def server() -> Iterator[Server]:
    try:
        with snac() as running:
            yield running
    except LabMissing as reason:
        pytest.skip(str(reason))


@pytest.fixture
def desk(server: Server) -> Mastodon:
    return connect(server, server.token("dinas"))


def connect(server: Server, token: str) -> Mastodon:
    return Mastodon(Account("@dinas", server.url, {}, {"token": token}), Http(allow_private=True))


def outgoing(key: str, text: str, reply_to: str = "", title: str = "", tags: tuple[str, ...] = ()) -> Outgoing:
    return Outgoing(key=key, text=text, since=datetime.now(UTC), reply_to=reply_to, title=title, tags=tags)


def wait_for_items(desk: Mastodon, cursor: str) -> Collected:
    deadline = time.monotonic() + 30
    while not (found := desk.collect(cursor)).items and time.monotonic() < deadline:
        time.sleep(0.3)
    return found


def test_the_connection_tells_who_we_are_and_a_wrong_token_cuts_off(server: Server, desk: Mastodon) -> None:
    assert desk.check().account_name == "dinas"
    wrong = connect(server, "bukan-token")
    for call in (wrong.check, lambda: wrong.collect(""), lambda: wrong.publish(outgoing("w", "x"))):
        with pytest.raises(Disconnected):
            call()


def test_a_mention_is_collected_answered_and_found(server: Server, desk: Mastodon) -> None:
    before = desk.collect("").cursor
    server.says("warga", "@dinas Kapan buka & berapa biayanya?")
    found = wait_for_items(desk, before)
    [item] = found.items
    assert item.text.endswith("Kapan buka & berapa biayanya?")
    assert (item.kind, item.author_name, item.thread_id) == ("mention", "warga", item.external_id)
    assert desk.collect(found.cursor).items == []
    message = outgoing("m1", "Buka 08.00.\n\nSalam, https://contoh.go.id/a", item.external_id)
    assert desk.find_own(message) is None
    sent = desk.reply(message)
    assert desk.find_own(message) == sent
    assert {metric.name: metric.value for metric in desk.metrics(item.external_id)}["replies"] == 1


def test_an_answer_to_our_post_comes_with_the_post(server: Server, desk: Mastodon) -> None:
    post = outgoing("m2", "Layanan pindah ke gedung B. #LayananPublik", title="Pengumuman", tags=("LayananPublik",))
    sent = desk.publish(post)
    assert desk.find_own(post) == sent
    before = desk.collect("").cursor
    server.says("warga", "@dinas Sejak kapan?", in_reply_to_id=sent.external_id)
    [item] = wait_for_items(desk, before).items
    assert (item.kind, item.thread_id, item.parent_id) == ("comment", sent.external_id, sent.external_id)
    assert item.post is not None
    assert "gedung B" in item.post.text


def test_an_answer_to_what_is_gone_is_refused(desk: Mastodon) -> None:
    for target in ("999", "../accounts", ""):
        with pytest.raises(Refused):
            desk.reply(outgoing("m3", "Halo", target or "x y"))


def test_a_live_post_is_corrected_in_its_place_and_twice_is_once(server: Server, desk: Mastodon) -> None:
    message = outgoing("m8", "Loket buka 08.00.")
    sent = desk.publish(message)
    changed = replace(message, text="Loket buka 09.00.\n\nRalat 26 November 2026: jam buka.")
    for _twice in range(2):
        assert desk.edit(sent.external_id, changed).external_id == sent.external_id
    shown = server.status(sent.external_id)["content"]
    assert "09.00" in shown
    assert "08.00" not in shown
    mine = [row for row in server.of("dinas") if "Loket buka" in row["content"]]
    assert len(mine) == 1
    assert desk.find_own(changed) is not None


def test_a_live_answer_is_corrected_and_still_names_and_stands_under_who_asked(server: Server, desk: Mastodon) -> None:
    before = desk.collect("").cursor
    server.says("warga", "@dinas Loket mana?")
    [item] = wait_for_items(desk, before).items
    message = outgoing("m9", "Loket 3.", item.external_id)
    sent = desk.reply(message)
    desk.edit(sent.external_id, replace(message, text="Loket 4.\n\nRalat 26 November 2026: nomor loket."))
    changed = server.status(sent.external_id)
    assert changed["in_reply_to_id"] == item.external_id
    assert "Loket 4." in changed["content"]
    assert "warga" in changed["content"]


def test_what_this_server_can_not_take_down_is_refused_and_never_called_done(server: Server, desk: Mastodon) -> None:
    """snac answers 404 to every DELETE and keeps the post; Mastodon takes it down (tests/connectors)."""
    message = outgoing("m10", "Keliru.")
    sent = desk.publish(message)
    with pytest.raises(Refused, match="hapus di platformnya"):
        desk.delete(sent.external_id, message)
    assert "Keliru" in server.status(sent.external_id)["content"]
