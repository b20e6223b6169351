"""Telegram by its Bot API: a channel's posts out, and what people write to the bot or in the channel's discussion in.

Tried on 26 November 2026 against a small server of our own over loopback that keeps to the Bot API 10.1 as documented
(https://core.telegram.org/bots/api); not against Telegram itself. A bot can't read back what it has posted: when an answer
is lost, a person looks. Deletions by citizens are not told to bots; a picture's description has no field.
"""

from __future__ import annotations

import hashlib
import hmac
import json
import re
from collections.abc import Mapping, Sequence
from datetime import UTC, datetime, timedelta
from typing import Any, ClassVar

from pendopo.connectors.base import (
    BadEntry,
    Can,
    Collected,
    Connector,
    Field,
    Genuine,
    Health,
    IncomingItem,
    IncomingPost,
    Metric,
    Outgoing,
    Sent,
)
from pendopo.connectors.errors import ConnectorError, Disconnected, Refused, Retry
from pendopo.connectors.http import Answer
from pendopo.connectors.text import clean, one_line

# What Telegram says of a refusal, in the order in which it is looked for, and what that means for us.
SAID: Sequence[tuple[str, type[ConnectorError], str]] = (
    ("bot was blocked", Refused, "Warga ini memblokir bot kita, jadi balasan tidak bisa sampai."),
    ("user is deactivated", Refused, "Akun warga ini sudah dihapus."),
    ("can't initiate conversation", Refused, "Bot hanya boleh menulis kepada warga yang menulis lebih dulu."),
    ("chat not found", Refused, "Kanal atau percakapan itu tidak ditemukan; periksa nama kanalnya."),
    ("not enough rights", Refused, "Bot belum menjadi admin kanal dengan hak mengirim, mengubah dan menghapus."),
    (
        "need administrator rights",
        Refused,
        "Bot belum menjadi admin kanal dengan hak mengirim, mengubah dan menghapus.",
    ),
    ("not a member", Refused, "Bot bukan anggota kanal atau grup itu lagi."),
    ("was kicked", Refused, "Bot dikeluarkan dari kanal atau grup itu."),
    ("too long", Refused, "Telegram menolak: teksnya terlalu panjang."),
    ("can't be deleted", Refused, "Telegram tidak mengizinkan bot menghapus kiriman itu (mungkin lebih dari 48 jam)."),
    ("can't be edited", Refused, "Telegram tidak mengizinkan bot mengubah kiriman itu lagi."),
    ("not found", Refused, "Kiriman itu sudah tidak ada di Telegram."),
    ("upgraded to a supergroup", Refused, "Grup itu berpindah nomor; sambungkan lagi akunnya."),
)
STATUS: Mapping[int, tuple[type[ConnectorError], str]] = {
    401: (Disconnected, "Token bot tidak berlaku lagi; buat yang baru di @BotFather."),
    404: (Disconnected, "Token bot tidak dikenal Telegram; salin lagi dari @BotFather."),
    409: (Retry, "Ada program lain yang sedang mengambil kiriman bot ini."),
}
UNCHANGED = "message is not modified"
WANTED = ["message", "edited_message"]
# UTF-16 units (core.telegram.org/bots/api#sendphoto).
CAPTION = 1024
PAGE = 100


class Telegram(Connector):
    """A bot that is an administrator of the agency's channel."""

    key: ClassVar[str] = "telegram"
    label: ClassVar[str] = "Telegram (bot)"
    can: ClassVar[frozenset[Can]] = frozenset(
        {Can.PUBLISH, Can.READ, Can.REPLY, Can.METRICS, Can.EDIT, Can.DELETE, Can.WEBHOOK}
    )
    blind_because: ClassVar[str] = "Bot Telegram tidak bisa membaca kembali kirimannya sendiri."
    poll_seconds: ClassVar[int] = 10
    fields: ClassVar[tuple[Field, ...]] = (
        Field("token", "Token bot", "Dari @BotFather, misalnya 123456:ABC-…", kind="password", secret=True),
        Field("channel", "Kanal", "Misalnya @dinas_resmi, atau nomor kanal (-100…). Bot harus menjadi adminnya."),
        Field(
            "api_url", "Alamat Bot API", "Biarkan, kecuali memakai server Bot API sendiri.", kind="url",
            required=False, default="https://api.telegram.org",
        ),
    )  # fmt: skip

    @property
    def _token(self) -> str:
        return self.account.secrets.get("token", "")

    @property
    def _bot(self) -> str:
        """The bot's own number, which its token begins with."""
        return self._token.partition(":")[0]

    def check(self) -> Health:
        me = self._object("getMe")
        name = one_line(str(me.get("username") or ""))
        member = self._object("getChatMember", chat_id=self._channel, user_id=me["id"])
        if member.get("status") not in ("administrator", "creator"):
            return Health(False, "Jadikan bot ini admin kanal, dengan hak mengirim, mengubah dan menghapus.", name)
        return Health(True, "Tersambung ke Telegram.", name)

    @property
    def _channel(self) -> str:
        said = self.account.options.get("channel", "").strip()
        if not said:
            raise Refused("Kanal belum diisi.", code="option")
        return said

    # In

    def collect(self, cursor: str) -> Collected:
        asked = {"limit": PAGE, "allowed_updates": json.dumps(WANTED), **({"offset": cursor} if cursor else {})}
        answer = self._call("getUpdates", read=asked)
        if answer.status == 409 and "webhook" in _told(answer):
            return Collected([], cursor)  # Telegram delivers by itself (a hook is open): there is nothing to fetch.
        rows = self._result(answer)
        if not isinstance(rows, list):
            raise answer.unclear("Jawaban tidak seperti jawaban Telegram.", code="schema")
        items, bad = self._read(rows)
        last = max((int(row["update_id"]) for row in rows if _is_update(row)), default=None)
        return Collected(items, str(last + 1) if last is not None else cursor, more=len(rows) >= PAGE, bad=bad)

    def _read(self, rows: Sequence[Any]) -> tuple[list[IncomingItem], list[BadEntry]]:
        items: list[IncomingItem] = []
        bad: list[BadEntry] = []
        for row in rows:
            try:
                said = row.get("message") or row.get("edited_message")
                if said is not None and (item := self._item(said)) is not None:
                    items.append(item)
            except (KeyError, TypeError, ValueError, AttributeError):
                bad.append(
                    BadEntry("Kiriman tidak terbaca: bentuknya belum dikenal program ini.", clean(repr(row))[:10_000])
                )
        return items, bad

    def _item(self, said: Mapping[str, Any]) -> IncomingItem | None:
        """What a person wrote; None for what nobody wrote (joined, pinned, the channel's own post in its discussion)."""
        chat, author = said["chat"], said.get("from") or said.get("sender_chat") or {}
        words = str(said.get("text") or said.get("caption") or "")
        shown = any(name in said for name in ("photo", "video", "document", "voice", "audio", "sticker", "location"))
        if said.get("is_automatic_forward") or words == "/start" or not (words or shown):
            return None
        private = chat["type"] == "private"
        number = f"{int(chat['id'])}:{int(said['message_id'])}"
        above, edited = said.get("reply_to_message") or {}, said.get("edit_date")
        thread = said.get("message_thread_id") or above.get("message_id") or said["message_id"]
        name = " ".join(filter(None, (str(author.get(part) or "") for part in ("first_name", "last_name", "title"))))
        handle = str(author.get("username") or "")
        return IncomingItem(
            external_id=number, text=clean(words), kind="message" if private else "comment",
            author_id=str(int(author["id"])), author_name=one_line(name or handle),
            posted_at=_moment(said["date"]), url=_link(chat, said["message_id"]),
            author_url=f"https://t.me/{handle}" if handle else "", post=_post(above),
            parent_id=f"{int(chat['id'])}:{int(above['message_id'])}" if above else "",
            thread_id="" if private else f"{int(chat['id'])}:{int(thread)}",
            edited_at=_moment(edited) if edited else None, own=str(author["id"]) == self._bot,
            raw={"chat": str(chat["type"]), "language": str(author.get("language_code") or "")},
        )  # fmt: skip

    # In, delivered by Telegram itself

    @property
    def _proof(self) -> str:
        """What Telegram puts into the header of each delivery: made of the token, so that nothing more must be kept."""
        return hmac.new(self._token.encode(), b"pendopo-kait", hashlib.sha256).hexdigest()

    def verify_webhook(self, headers: Mapping[str, str], body: bytes) -> Genuine:
        given = headers.get("x-telegram-bot-api-secret-token", "")
        if not self._token or not hmac.compare_digest(given.encode(), self._proof.encode()):
            raise Refused("Kiriman ini bukan dari Telegram.", code="signature")
        found = re.search(rb'"update_id"\s*:\s*(\d{1,18})\b', body[:200])
        return Genuine(f"{self._bot}:{found.group(1).decode()}" if found else hashlib.sha256(body).hexdigest())

    def read_webhook(self, body: bytes) -> Collected:
        try:
            update = json.loads(body)
        except (ValueError, RecursionError):
            update = None
        if not _is_update(update):
            raise Refused("Isi kiriman Telegram tidak terbaca.", code="schema")
        items, bad = self._read([update])
        return Collected(items, "", bad=bad)

    def subscribe(self, address: str) -> str:
        if not address.startswith("https://"):
            raise Refused("Telegram hanya mengantar ke alamat https:// yang terbuka untuk umum.", code="https")
        self._object("setWebhook", url=address, secret_token=self._proof, allowed_updates=WANTED)
        return "Telegram kini mengantar sendiri apa yang ditulis warga."

    def unsubscribe(self) -> str:
        self._object("deleteWebhook")
        return "Telegram tidak mengantar lagi; program kembali menjemput."

    # Out

    def publish(self, message: Outgoing) -> Sent:
        if message.media:
            return self._with_media(message)
        return self._sent([self._object("sendMessage", chat_id=self._channel, text=clean(message.text))])

    def reply(self, message: Outgoing) -> Sent:
        chat, numbers = _numbers(message.reply_to)
        under = {"message_id": numbers[0]}
        return self._sent([self._object("sendMessage", chat_id=chat, text=clean(message.text), reply_parameters=under)])

    def _with_media(self, message: Outgoing) -> Sent:
        """One picture or film with its caption, or an album of up to ten with the caption at the first."""
        words = clean(message.text)
        if len(words.encode("utf-16-le")) // 2 > CAPTION:
            raise Refused(
                f"Di Telegram teks bersama gambar paling panjang {CAPTION} karakter; ringkas.", code="caption"
            )
        files = {
            f"file{place}": (one_line(one.name, 100) or "berkas", one.content, one.content_type)
            for place, one in enumerate(message.media)
        }
        album = [
            {"type": "video" if one.content_type.startswith("video/") else "photo", "media": f"attach://file{place}",
             **({"caption": words} if place == 0 else {})}
            for place, one in enumerate(message.media)
        ]  # fmt: skip
        if len(album) > 1:
            form = {"chat_id": self._channel, "media": json.dumps(album)}
            rows = self._result(answer := self._call("sendMediaGroup", form=form, files=files))
            if not isinstance(rows, list) or not rows:
                raise answer.unclear("Jawaban tidak seperti jawaban Telegram.", code="schema")
            return self._sent(rows)
        kind = album[0]["type"]
        form = {"chat_id": self._channel, "caption": words}
        answer = self._call(f"send{kind.capitalize()}", form=form, files={kind: files["file0"]})
        return self._sent([self._whole(answer)])

    def edit(self, external_id: str, message: Outgoing) -> Sent:
        chat, numbers = _numbers(external_id)
        method, words = ("editMessageCaption", "caption") if message.media else ("editMessageText", "text")
        body = {"chat_id": chat, "message_id": numbers[0], words: clean(message.text)}
        answer = self._call(method, json=body)
        if not (answer.status == 400 and UNCHANGED in _told(answer)):
            self._whole(answer)
        return Sent(external_id, _link({"id": chat, "username": self._username(chat)}, numbers[0]))

    def delete(self, external_id: str, message: Outgoing) -> None:
        # Messages that are gone already are passed over (core.telegram.org/bots/api#deletemessages).
        chat, numbers = _numbers(external_id)
        answer = self._call("deleteMessages", json={"chat_id": chat, "message_ids": numbers})
        if self._result(answer) is not True:
            raise answer.unclear("Jawaban tidak seperti jawaban Telegram.", code="schema")

    def metrics(self, external_id: str = "") -> Sequence[Metric]:
        if external_id:
            return [Metric("views", None, "Berapa kali dilihat.", "unsupported")]
        count = self._result(self._call("getChatMemberCount", read={"chat_id": self._channel}))
        return [Metric("followers", count if isinstance(count, int) else None, "Anggota kanal.")]

    # The line to Telegram

    def _username(self, chat: object) -> str:
        named = self.account.options.get("channel", "").strip()
        return named.removeprefix("@") if named.startswith("@") and str(chat).startswith("-100") else ""

    def _sent(self, rows: Sequence[Any]) -> Sent:
        chat, first = rows[0]["chat"], rows[0]
        numbers = ",".join(str(int(row["message_id"])) for row in rows)
        return Sent(f"{int(chat['id'])}:{numbers}", _link(chat, first["message_id"]), _moment(first["date"]))

    def _call(
        self,
        method: str,
        *,
        read: Mapping[str, Any] | None = None,
        json: Any = None,
        form: Any = None,
        files: Any = None,
    ) -> Answer:
        base = self.account.options.get("api_url") or "https://api.telegram.org"
        url = f"{base.rstrip('/')}/bot{self._token}/{method}"
        if read is not None:
            return self.http.request("GET", url, params=read)
        return self.http.request("POST", url, json=json, data=form, files=files, changing=method not in REPEATABLE)

    def _object(self, method: str, **body: Any) -> dict[str, Any]:
        reading = method.startswith("get")
        answer = self._call(method, read=body) if reading else self._call(method, json=body)
        told = self._result(answer)
        return told if isinstance(told, dict) else {} if told is True else self._whole(answer)

    def _whole(self, answer: Answer) -> dict[str, Any]:
        told = self._result(answer)
        if not isinstance(told, dict):
            raise answer.unclear("Jawaban tidak seperti jawaban Telegram.", code="schema")
        return told

    def _result(self, answer: Answer) -> Any:
        """What a good answer holds; Telegram says with every other in words what is wrong."""
        if answer.status == 429:
            raise _too_many(answer)
        if 400 <= answer.status < 500 and not answer.moved:
            self._refuse(answer)
        body = answer.check().json()
        if not isinstance(body, dict) or body.get("ok") is not True or "result" not in body:
            raise answer.unclear("Jawaban tidak seperti jawaban Telegram.", code="schema")
        return body["result"]

    def _refuse(self, answer: Answer) -> None:
        words = _told(answer)
        if answer.status not in STATUS:
            for part, kind, sentence in SAID:
                if part in words:
                    raise kind(sentence, code=str(answer.status), detail=f"{answer.at}: {words[:120]}")
        elif words or answer.status == 401:
            kind, sentence = STATUS[answer.status]
            raise kind(sentence, code=str(answer.status), detail=answer.at)


# These leave the same however often they are made.
REPEATABLE = frozenset({"setWebhook", "deleteWebhook"})


def _told(answer: Answer) -> str:
    try:
        body = json.loads(answer.content)
    except (ValueError, RecursionError):
        return ""
    return str(body.get("description") or "").lower() if isinstance(body, dict) else ""


def _too_many(answer: Answer) -> ConnectorError:
    """Telegram says in the body how long to wait; a server in between says it in a header."""
    try:
        seconds = int(json.loads(answer.content)["parameters"]["retry_after"])
    except (ValueError, RecursionError, KeyError, TypeError, OverflowError):
        return answer.error()
    wait = timedelta(seconds=min(max(seconds, 1), 3600))
    return Retry("Telegram meminta menunggu.", wait=wait, code="429", detail=answer.at)


def _is_update(row: object) -> bool:
    return isinstance(row, dict) and isinstance(row.get("update_id"), int)


def _numbers(external_id: str) -> tuple[int, list[int]]:
    """The chat, and the messages in it (an album is several)."""
    found = re.fullmatch(r"(-?\d{1,18}):(\d{1,12}(?:,\d{1,12}){0,9})", external_id)
    if found is None:
        raise Refused("Kiriman yang dituju tidak dikenal.", code="number")
    return int(found.group(1)), [int(number) for number in found.group(2).split(",")]


def _moment(said: object) -> datetime:
    if not isinstance(said, int):
        raise TypeError("date")
    return datetime.fromtimestamp(said, UTC)


def _link(chat: Mapping[str, Any], number: object) -> str:
    """The address of a message: public by the name, else by the number (for members); a private talk has none."""
    if name := str(chat.get("username") or ""):
        return f"https://t.me/{name}/{number}" if chat.get("type") != "private" else ""
    said = str(chat.get("id") or "")
    return f"https://t.me/c/{said.removeprefix('-100')}/{number}" if said.startswith("-100") else ""


def _post(above: Mapping[str, Any]) -> IncomingPost | None:
    """The channel's post that a comment stands under: in the discussion it is a message forwarded by itself."""
    origin = above.get("forward_origin") or {}
    if not above.get("is_automatic_forward") or origin.get("type") != "channel":
        return None
    words = clean(str(above.get("text") or above.get("caption") or ""))
    number = f"{int(origin['chat']['id'])}:{int(origin['message_id'])}"
    return IncomingPost(
        number, _link(origin["chat"], origin["message_id"]), one_line(words, 100), words, _moment(origin["date"])
    )
