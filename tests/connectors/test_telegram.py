"""Telegram against a server that keeps to the Bot API as documented, over real HTTP on loopback."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from pendopo.connectors.base import Account, Media, Outgoing
from pendopo.connectors.errors import ConnectorError, Disconnected, Refused, Retry, Unknown
from pendopo.connectors.http import Http
from pendopo.connectors.telegram import Telegram
from tests.connectors import rude as manners
from tests.connectors.botapi import CHANNEL, TOKEN, BotApi, Wrong, bot_api
from tests.connectors.rude import Manners

NOW = datetime(2026, 11, 26, 3, 0, tzinfo=UTC)
POST = Outgoing("k1", "Loket buka pukul 08.00. <b>& gratis</b>", NOW, title="Jam loket")
FILE = b"isi-berkas"


@pytest.fixture
def api() -> Iterator[BotApi]:
    with bot_api() as running:
        yield running


@pytest.fixture
def desk(api: BotApi) -> Telegram:
    return connect(api)


def connect(api: BotApi, token: str = TOKEN, **options: str) -> Telegram:
    given = {"channel": "@dinas_resmi", "api_url": api.url, **options}
    door = Http(allow_private=True, read_seconds=0.5, total_seconds=3)
    return Telegram(Account("@dinas_resmi", "https://t.me/dinas_resmi", given, {"token": token}), door)


def answered(code: int, words: str, **parameters: int) -> Manners:
    said = {"ok": False, "error_code": code, "description": words, "parameters": parameters}
    return manners.status(code, json.dumps(said))


def test_the_connection_tells_which_bot_it_is_and_a_wrong_token_cuts_off(api: BotApi, desk: Telegram) -> None:
    assert (desk.check().ok, desk.check().account_name) == (True, "dinas_bot")
    with pytest.raises(Disconnected):
        connect(api, "7001:salah").check()
    api.administrator = False
    with pytest.raises(Refused, match="anggota"):
        desk.check()


def test_a_post_stands_in_the_channel_as_it_was_written_with_its_link(api: BotApi, desk: Telegram) -> None:
    sent = desk.publish(POST)
    [live] = api.live.values()
    assert live["text"] == POST.text
    assert sent.external_id == f"{CHANNEL}:{live['message_id']}"
    assert sent.url == f"https://t.me/dinas_resmi/{live['message_id']}"


def test_pictures_go_with_a_caption_one_alone_or_several_as_an_album(api: BotApi, desk: Telegram) -> None:
    one = replace(POST, media=[Media("a.png", "image/png", FILE, "Loket")])
    desk.publish(one)
    [live] = api.live.values()
    assert (live["caption"], live["photo"]) == (POST.text, len(FILE))
    api.live.clear()
    film = Media("b.mp4", "video/mp4", FILE)
    sent = desk.publish(replace(POST, media=[*one.media, film]))
    assert [row["caption"] for row in api.live.values()] == [POST.text, ""]
    changed = replace(POST, text="Ralat.", media=[*one.media, film])
    desk.edit(sent.external_id, changed)
    assert next(iter(api.live.values()))["caption"] == "Ralat."
    for _twice in range(2):
        desk.delete(sent.external_id, changed)
    assert api.live == {}, "the whole album goes"


def test_what_is_too_long_is_refused_and_nothing_of_it_stands(api: BotApi, desk: Telegram) -> None:
    for long in (
        replace(POST, text="a" * 4097),
        replace(POST, text="\U0001f600" * 513, media=[Media("a.png", "image/png", FILE)]),
    ):
        with pytest.raises(Refused):
            desk.publish(long)
    assert api.live == {}


def test_a_correction_and_a_taking_down_twice_are_once(api: BotApi, desk: Telegram) -> None:
    sent = desk.publish(POST)
    changed = replace(POST, text="Loket buka pukul 09.00.\n\nRalat: jam buka.")
    for _twice in range(2):  # the second is answered "message is not modified"
        assert desk.edit(sent.external_id, changed).external_id == sent.external_id
    assert [row["text"] for row in api.live.values()] == [changed.text]
    for _twice in range(2):
        desk.delete(sent.external_id, POST)
    assert api.live == {}
    with pytest.raises(Refused):
        desk.edit(sent.external_id, POST)


def test_what_people_write_comes_once_with_its_post_and_is_answered_in_its_place(api: BotApi, desk: Telegram) -> None:
    desk.publish(POST)
    [post] = api.live.values()
    api.says("/start")
    private = api.says("Min, KTP hilang gimana?")
    below = api.comments(post, "Kapan buka?", who=5002)
    api.changes(private, "Min, KTP hilang gimana ya?")
    found = desk.collect("")
    first, second, edited = found.items
    assert (first.kind, first.author_name, first.post) == ("message", "Sri Contoh", None)
    assert (edited.external_id, edited.text) == (first.external_id, "Min, KTP hilang gimana ya?")
    assert edited.edited_at is not None
    assert second.kind == "comment"
    assert second.post is not None
    assert (second.post.url, second.post.text) == (f"https://t.me/dinas_resmi/{post['message_id']}", POST.text)
    assert found.bad == []
    assert desk.collect(found.cursor).items == []
    assert api.updates == [], "what was kept is confirmed at the next look"
    for item, number in ((first, private), (second, below)):
        sent = desk.reply(Outgoing("r", "Silakan datang.", NOW, reply_to=item.external_id))
        chat, _, mine = sent.external_id.partition(":")
        assert api.live[(int(chat), int(mine))]["above"] == number["message"]["message_id"]


def test_the_same_cursor_again_brings_the_same(api: BotApi, desk: Telegram) -> None:
    api.says("Satu")
    begun = desk.collect("")
    api.says("Dua")
    again, more = desk.collect(""), desk.collect(begun.cursor)
    assert [item.text for item in again.items] == ["Satu", "Dua"]
    assert [item.text for item in more.items] == ["Dua"]


def test_an_odd_entry_costs_no_other(api: BotApi, desk: Telegram) -> None:
    api.updates.append({"update_id": 900_050, "message": {"message_id": 3, "text": "x", "chat": {"type": "private"}}})
    api.says("Yang baik")
    found = desk.collect("")
    assert [item.text for item in found.items] == ["Yang baik"]
    assert len(found.bad) == 1


def test_where_telegram_delivers_by_itself_nothing_is_fetched(api: BotApi, desk: Telegram) -> None:
    with pytest.raises(Refused, match="https"):
        desk.subscribe("http://medsos.contoh.invalid/kait/telegram/x/")
    desk.subscribe("https://medsos.contoh.invalid/kait/telegram/x/")
    update = api.says("Lewat kait")
    assert (desk.collect("7").items, desk.collect("7").cursor) == ([], "7")
    body = json.dumps(update).encode()
    headers = {"x-telegram-bot-api-secret-token": api.webhook["secret_token"]}
    genuine = desk.verify_webhook(headers, body)
    assert genuine.key == f"7001:{update['update_id']}"
    assert [item.text for item in desk.read_webhook(body).items] == ["Lewat kait"]
    assert TOKEN not in api.webhook["secret_token"]
    for wrong in ({}, {"x-telegram-bot-api-secret-token": "tebakan"}, {"x-telegram-bot-api-secret-token": "\u00e9"}):
        with pytest.raises(Refused):
            desk.verify_webhook(wrong, body)
    for odd in (b"", b"[]", b'{"message": {}}', b"\xff"):
        with pytest.raises(Refused):
            desk.read_webhook(odd)
    desk.unsubscribe()
    assert [item.text for item in desk.collect("").items] == ["Lewat kait"]


@pytest.mark.parametrize(
    ("instead", "error", "words"),
    [
        (answered(429, "Too Many Requests: retry after 35", retry_after=35), Retry, "menunggu"),
        (answered(403, "Forbidden: bot was blocked by the user"), Refused, "memblokir"),
        (answered(403, "Forbidden: user is deactivated"), Refused, "dihapus"),
        (answered(400, "Bad Request: chat not found"), Refused, "tidak ditemukan"),
        (answered(400, "Bad Request: not enough rights to send text messages to the chat"), Refused, "admin"),
        (answered(401, "Unauthorized"), Disconnected, "Token"),
        (answered(404, "Not Found"), Disconnected, "Token"),
    ],
)
def test_what_telegram_says_names_what_to_do(
    api: BotApi, desk: Telegram, instead: Manners, error: type[ConnectorError], words: str
) -> None:
    api.instead = [(instead, False)]
    with pytest.raises(error, match=words) as caught:
        desk.publish(POST)
    assert TOKEN not in f"{caught.value!r} {caught.value.detail}"
    if isinstance(caught.value, Retry):
        assert caught.value.wait == timedelta(seconds=35)


@pytest.mark.parametrize(
    "lost", [manners.silent, manners.hangs_up, manners.half_body, manners.html_page, manners.status(502)]
)
@pytest.mark.parametrize("done", [True, False])
def test_an_answer_that_is_lost_leaves_the_sending_unknown_whether_it_stands_or_not(
    api: BotApi, desk: Telegram, lost: Manners, done: bool
) -> None:
    api.instead = [(lost, done)]
    with pytest.raises(Unknown):
        desk.publish(POST)
    assert len(api.live) == done
    assert api.calls == ["sendMessage"], "asked once"


def test_a_citizen_who_blocked_the_bot_is_told_to_the_officer(api: BotApi, desk: Telegram) -> None:
    api.says("Halo")
    [item] = desk.collect("").items
    api.blocked.add(5001)
    with pytest.raises(Refused, match="memblokir"):
        desk.reply(Outgoing("r", "Halo juga", NOW, reply_to=item.external_id))


def test_members_are_counted_and_views_are_not_made_up(desk: Telegram) -> None:
    assert [one.value for one in desk.metrics()] == [1234]
    [views] = desk.metrics(f"{CHANNEL}:5")
    assert (views.value, views.availability) == (None, "unsupported")


def test_the_server_of_these_tests_refuses_what_telegram_refuses(api: BotApi) -> None:
    with pytest.raises(Wrong):
        api.do_sendMessage({"chat_id": CHANNEL, "text": "a" * 4097})
    with pytest.raises(Wrong):
        api.do_sendMediaGroup({"chat_id": CHANNEL, "media": json.dumps([{"media": "attach://a"}]), "a": b""})
