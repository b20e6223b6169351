"""A small server on loopback that keeps to the Bot API as documented (core.telegram.org/bots/api): what it holds is what
is live. Requests that the documentation does not allow are refused as Telegram refuses them."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from email.parser import BytesParser
from email.policy import HTTP
from typing import Any
from urllib.parse import parse_qsl, urlsplit

from tests.connectors.rude import Desk, Manners, rude

TOKEN = "7001:AAkunci-bot-uji-yang-panjang"
CHANNEL, GROUP, NOW = -1001001, -1002002, 1_790_000_000


class Wrong(Exception):
    """What Telegram answers with a status and words."""

    def __init__(self, code: int, words: str, **parameters: int) -> None:
        super().__init__(words)
        self.code, self.words, self.parameters = code, words, parameters


@dataclass
class BotApi:
    """A channel of which the bot is an administrator, its discussion, and people who may have blocked the bot."""

    url: str = ""
    live: dict[tuple[int, int], dict[str, Any]] = field(default_factory=dict)
    updates: list[dict[str, Any]] = field(default_factory=list)
    webhook: dict[str, Any] = field(default_factory=dict)
    blocked: set[int] = field(default_factory=set)
    administrator: bool = True
    # What comes in the place of the next answers, and whether the work is done all the same.
    instead: list[tuple[Manners, bool]] = field(default_factory=list)
    calls: list[str] = field(default_factory=list)
    files: list[str] = field(default_factory=list)
    last: int = 100

    def __call__(self, desk: Desk) -> None:
        found = re.fullmatch(r"/bot([^/]+)/(\w+)", urlsplit(desk.path).path)
        method = found.group(2) if found else ""
        self.calls.append(method)
        instead, done = self.instead.pop(0) if self.instead else (None, True)
        try:
            if found is None or found.group(1) != TOKEN:
                raise Wrong(401, "Unauthorized")
            result = getattr(self, f"do_{method}")(self._asked(desk)) if done else None
        except Wrong as wrong:
            more = {"parameters": wrong.parameters} if wrong.parameters else {}
            said = {"ok": False, "error_code": wrong.code, "description": wrong.words, **more}
            return desk.say(wrong.code, json.dumps(said))
        if instead is not None:
            return instead(desk)
        return desk.say(200, json.dumps({"ok": True, "result": result}))

    def _asked(self, desk: Desk) -> dict[str, Any]:
        kind = desk.seen.headers.get("content-type", "")
        if kind.startswith("application/json"):
            return dict(json.loads(desk.seen.body))
        if kind.startswith("multipart/"):
            whole = BytesParser(policy=HTTP).parsebytes(f"content-type: {kind}\r\n\r\n".encode() + desk.seen.body)
            asked: dict[str, Any] = {}
            for part in whole.iter_parts():
                name = str(part.get_param("name", header="content-disposition"))
                if part.get_filename():
                    self.files.append(name)
                asked[name] = part.get_payload(decode=True) if part.get_filename() else part.get_content().strip()
            return asked
        return dict(parse_qsl(urlsplit(desk.path).query))

    def _chat(self, said: Any) -> dict[str, Any]:
        if said in ("@dinas_resmi", CHANNEL, str(CHANNEL)):
            if not self.administrator:
                raise Wrong(403, "Forbidden: bot is not a member of the channel chat")
            return {"id": CHANNEL, "type": "channel", "title": "Dinas", "username": "dinas_resmi"}
        if said == GROUP:
            return {"id": GROUP, "type": "supergroup", "title": "Diskusi Dinas"}
        if not isinstance(said, int) or said < 0:
            raise Wrong(400, "Bad Request: chat not found")
        if said in self.blocked:
            raise Wrong(403, "Forbidden: bot was blocked by the user")
        return {"id": said, "type": "private", "first_name": "Sri"}

    def _put(self, chat: dict[str, Any], **more: Any) -> dict[str, Any]:
        self.last += 1
        made = {"message_id": self.last, "date": NOW, "chat": chat, **more}
        self.live[(chat["id"], self.last)] = made
        return made

    def do_getMe(self, asked: dict[str, Any]) -> Any:
        return {"id": 7001, "is_bot": True, "first_name": "Dinas", "username": "dinas_bot"}

    def do_getChatMember(self, asked: dict[str, Any]) -> Any:
        self._chat(asked["chat_id"])
        return {"status": "administrator", "user": {"id": 7001}}

    def do_getChatMemberCount(self, asked: dict[str, Any]) -> Any:
        self._chat(asked["chat_id"])
        return 1234

    def do_getUpdates(self, asked: dict[str, Any]) -> Any:
        if self.webhook:
            raise Wrong(409, "Conflict: can't use getUpdates method while webhook is active; use deleteWebhook first")
        # What is asked for from a number on confirms everything before it.
        self.updates = [one for one in self.updates if one["update_id"] >= int(asked.get("offset", 0))]
        return self.updates[: int(asked.get("limit", 100))]

    def do_setWebhook(self, asked: dict[str, Any]) -> Any:
        if not re.fullmatch(r"[A-Za-z0-9_-]{1,256}", asked["secret_token"]) or not asked["url"].startswith("https://"):
            raise Wrong(400, "Bad Request: bad webhook")
        self.webhook = asked
        return True

    def do_deleteWebhook(self, asked: dict[str, Any]) -> Any:
        self.webhook = {}
        return True

    def do_sendMessage(self, asked: dict[str, Any]) -> Any:
        chat = self._chat(asked["chat_id"])
        above = asked.get("reply_parameters", {}).get("message_id")
        self._fits(asked["text"], 4096, "message")
        if above is not None and (chat["id"], above) not in self.live:
            raise Wrong(400, "Bad Request: message to be replied not found")
        return self._put(chat, text=asked["text"], above=above)

    def do_sendPhoto(self, asked: dict[str, Any]) -> Any:
        self._fits(asked["caption"], 1024, "caption", least=0)
        return self._put(self._chat(asked["chat_id"]), caption=asked["caption"], photo=len(asked["photo"]))

    def do_sendMediaGroup(self, asked: dict[str, Any]) -> Any:
        media = json.loads(asked["media"])
        if not 2 <= len(media) <= 10 or any(one["media"].removeprefix("attach://") not in asked for one in media):
            raise Wrong(400, "Bad Request: wrong media")
        return [self._put(self._chat(asked["chat_id"]), caption=one.get("caption", "")) for one in media]

    def do_editMessageText(self, asked: dict[str, Any]) -> Any:
        return self._edit(asked, "text", 4096)

    def do_editMessageCaption(self, asked: dict[str, Any]) -> Any:
        return self._edit(asked, "caption", 1024)

    def _edit(self, asked: dict[str, Any], name: str, most: int) -> Any:
        found = self.live.get((asked["chat_id"], asked["message_id"]))
        if found is None or name not in found:
            raise Wrong(400, "Bad Request: message to edit not found")
        self._fits(asked[name], most, "message")
        if found[name] == asked[name]:
            raise Wrong(400, "Bad Request: message is not modified: specified new message content is exactly the same")
        found.update({name: asked[name], "edit_date": NOW + 60})
        return found

    def do_deleteMessages(self, asked: dict[str, Any]) -> Any:
        for number in asked["message_ids"]:
            self.live.pop((asked["chat_id"], number), None)
        return True

    def _fits(self, text: str, most: int, what: str, least: int = 1) -> None:
        if len(text.encode("utf-16-le")) // 2 > most:
            raise Wrong(400, f"Bad Request: {what} is too long")
        if len(text) < least:
            raise Wrong(400, "Bad Request: message text is empty")

    # What people do

    def says(self, text: str, *, who: int = 5001, chat: dict[str, Any] | None = None, **more: Any) -> dict[str, Any]:
        """Somebody writes, to the bot itself unless another chat is named."""
        person = {"id": who, "is_bot": False, "first_name": "Sri", "last_name": "Contoh", "username": f"warga{who}"}
        said = self._put(
            chat or {"id": who, "type": "private", "first_name": "Sri"}, text=text, **{"from": person}, **more
        )
        return self._update("message", said)

    def comments(self, post: dict[str, Any], text: str, *, who: int = 5001) -> dict[str, Any]:
        """Somebody writes below a post of the channel, in its discussion."""
        group = {"id": GROUP, "type": "supergroup", "title": "Diskusi Dinas"}
        origin = {"type": "channel", "chat": post["chat"], "message_id": post["message_id"], "date": NOW}
        forward = self._put(group, text=post["text"], is_automatic_forward=True, forward_origin=origin)
        self._update("message", {**forward, "sender_chat": post["chat"]})
        return self.says(text, who=who, chat=group, reply_to_message=forward, message_thread_id=forward["message_id"])

    def _update(self, name: str, said: dict[str, Any]) -> dict[str, Any]:
        self.last += 1
        update = {"update_id": 900_000 + self.last, name: said}
        self.updates.append(update)
        return update

    def changes(self, update: dict[str, Any], text: str) -> None:
        """The same person edits it."""
        self._update("edited_message", {**update["message"], "text": text, "edit_date": NOW + 30})


@contextmanager
def bot_api() -> Iterator[BotApi]:
    """The server, while the block lasts."""
    held = BotApi()
    with rude(held) as server:
        held.url = server.url
        yield held
