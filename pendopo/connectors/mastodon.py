"""Mastodon (and servers that speak its API): mentions in, posts and answers out, with an access token.

Tried on 21 November 2026 against a real server of this API (snac 2.75): everything but pictures. Mastodon itself differs
where snac is lax (repeated Idempotency-Key, 422 for a text too long); that part only against recordings of the
documented answers. Edits and deletions by citizens are not noticed: the API has no list of them.
"""

from __future__ import annotations

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
    Health,
    IncomingItem,
    IncomingPost,
    Media,
    Metric,
    Outgoing,
    Sent,
)
from pendopo.connectors.errors import ConnectorError, Disconnected, Refused, Retry, Unknown
from pendopo.connectors.http import Answer
from pendopo.connectors.text import clean, digest, normal, one_line, plain

# What the server's status means for us, where it is not what the bare status means anywhere.
STATUS: Mapping[int, tuple[type[ConnectorError], str]] = {
    401: (Disconnected, "Token akses Mastodon tidak berlaku lagi."),
    403: (Refused, "Token akses ini tidak berhak melakukan itu, atau akun dibatasi."),
    404: (Refused, "Kiriman itu sudah tidak ada di server."),
    410: (Refused, "Kiriman itu sudah tidak ada di server."),
    413: (Refused, "Berkas terlalu besar untuk server ini."),
    422: (Refused, "Server menolak isinya (mungkin terlalu panjang)."),
}
PAGE = 40
MAX_PAGES = 5
# A picture is worked on after the upload; while it is, a post may not name it.
PICTURE_LOOKS = 10


class Mastodon(Connector):
    """An account on a Mastodon server; `url` of the account is the server."""

    key: ClassVar[str] = "mastodon"
    label: ClassVar[str] = "Mastodon"
    can: ClassVar[frozenset[Can]] = frozenset(
        {Can.PUBLISH, Can.READ, Can.REPLY, Can.FOLLOW, Can.METRICS, Can.FIND_OWN, Can.EDIT, Can.DELETE}
    )
    poll_seconds: ClassVar[int] = 30
    fields: ClassVar[tuple[Field, ...]] = (
        Field(
            "token",
            "Token akses",
            "Dibuat di Preferensi → Pengembangan → Aplikasi baru, dengan izin read dan write.",
            kind="password",
            secret=True,
        ),
    )

    def check(self) -> Health:
        me = self._me()
        name = one_line(str(me.get("acct") or me.get("username") or ""))
        return Health(True, "Tersambung ke server Mastodon.", name, self._text_limit())

    def _text_limit(self) -> int:
        """What this very server allows; many allow more than the usual 500. 0 where it does not say."""
        try:
            told = self._call("GET", "v2/instance")
            said = told.json()["configuration"]["statuses"]["max_characters"] if told.status == 200 else 0
        except (ConnectorError, KeyError, TypeError):
            return 0
        return said if isinstance(said, int) and said > 0 else 0

    # In

    def collect(self, cursor: str) -> Collected:
        asked = {"types[]": "mention", "limit": PAGE, **({"min_id": cursor} if cursor else {})}
        rows = self._list("notifications", **asked)
        items: list[IncomingItem] = []
        bad: list[BadEntry] = []
        newest = cursor
        for row in sorted(rows, key=_order):
            try:
                # Servers that take no filter send likes and follows too.
                if row["type"] == "mention":
                    items.append(self._item(row["status"]))
            except (KeyError, TypeError, ValueError, AttributeError):
                bad.append(
                    BadEntry("Sebutan tidak terbaca: bentuknya belum dikenal program ini.", clean(repr(row))[:10_000])
                )
            newest = max(newest, _id(row), key=_size)
        return Collected(items, newest, more=bool(cursor) and len(rows) >= PAGE and newest != cursor, bad=bad)

    def _item(self, status: Mapping[str, Any]) -> IncomingItem:
        author = status["account"]
        above = self._above(status)
        root = above[0] if above else status
        edited = status.get("edited_at")
        return IncomingItem(
            external_id=str(status["id"]),
            text=plain(str(status["content"])),
            kind="message" if status.get("visibility") == "direct" else "comment" if above else "mention",
            author_id=str(author["url"] or author["acct"]),
            author_name=one_line(plain(str(author.get("display_name") or author["username"]))),
            posted_at=_moment(status["created_at"]),
            url=str(status.get("url") or status["uri"]),
            author_url=str(author.get("url") or ""),
            post=_post(root) if above else None,
            parent_id=str(status.get("in_reply_to_id") or ""),
            thread_id=str(root["id"]),
            edited_at=_moment(edited) if edited else None,
            raw={"content": clean(str(status["content"])), "visibility": str(status.get("visibility", ""))},
        )

    def _above(self, status: Mapping[str, Any]) -> list[Any]:
        """What the status answers, from the root down; nothing where the server does not have it any more."""
        if not status.get("in_reply_to_id"):
            return []
        try:
            return list(self._object(f"statuses/{_safe(status['id'])}/context")["ancestors"])
        except Refused:
            return []

    # Out

    def reply(self, message: Outgoing) -> Sent:
        asked = self._object(f"statuses/{_safe(message.reply_to)}")
        # Private stays private.
        body = {"in_reply_to_id": str(asked["id"]), "visibility": asked.get("visibility") or "public"}
        return self._post_status(message, {**body, "status": self._answer_words(message, asked)})

    def _answer_words(self, message: Outgoing, asked: Mapping[str, Any] | None = None) -> str:
        """An answer without the name of the one asked reaches nobody, corrected or not (tried on snac); a thread of our
        own goes on without our own name before it."""
        if message.follows_own:
            return clean(message.text)
        asked = asked or self._object(f"statuses/{_safe(message.reply_to)}")
        return f"@{asked['account']['acct']} {clean(message.text)}"

    def edit(self, external_id: str, message: Outgoing) -> Sent:
        words = self._answer_words(message) if message.reply_to else _words(message)
        where = f"statuses/{_safe(external_id)}"
        # What an edit does not name is taken off the post: its pictures are named again, with its tongue.
        standing = self._object(where)
        kept = {"media_ids": [str(one["id"]) for one in standing.get("media_attachments") or []]}
        more = {**(kept if kept["media_ids"] else {}), "language": message.language or standing.get("language") or "id"}
        return _sent(self._good(self._call("PUT", f"v1/{where}", json={"status": words, **more})))

    def delete(self, external_id: str, message: Outgoing) -> None:
        number = _safe(external_id)
        answer = self._call("DELETE", f"v1/statuses/{number}")
        if answer.status != 404:
            self._checked(answer)
        # "Done" and "not found" may both be said by a server that can't: only looking tells.
        if self._call("GET", f"v1/statuses/{number}").status != 404:
            raise Refused("Server ini tidak bisa menghapus lewat program; hapus di platformnya.", code="404")

    def publish(self, message: Outgoing) -> Sent:
        return self._post_status(message, {"status": _words(message), "visibility": "public"})

    def _post_status(self, message: Outgoing, body: Mapping[str, Any]) -> Sent:
        try:
            pictures = [self._picture(media) for media in message.media]
        except Unknown as lost:
            # The post itself was not sent yet; a picture without a post is seen by nobody.
            raise Retry(lost.sentence, code=lost.code, detail=lost.detail) from None
        headers = {"idempotency-key": digest(message.key, length=40)}
        more = {"media_ids": pictures} if pictures else {}
        answer = self._call(
            "POST", "v1/statuses", json={**body, **more, "language": message.language or "id"}, headers=headers
        )
        return _sent(self._good(answer))

    def _picture(self, media: Media) -> str:
        file = (one_line(media.name, 100) or "berkas", media.content, media.content_type)
        data = {"description": clean(media.alt_text)} if media.alt_text else None
        made = self._good(self._call("POST", "v2/media", files={"file": file}, data=data))
        number = _safe(made["id"])
        for _look in range(PICTURE_LOOKS):
            if made.get("url") or made.get("preview_url"):
                return number
            made = self._good(self._call("GET", f"v1/media/{number}"))
        raise Retry("Server masih mengolah gambar.", wait=timedelta(seconds=20), code="processing")

    def find_own(self, message: Outgoing) -> Sent | None:
        wanted = _said(message.text if message.reply_to else _words(message))
        me, oldest = _safe(self._me()["id"]), message.since - timedelta(days=1)
        page: dict[str, Any] = {"limit": PAGE}
        for _page in range(MAX_PAGES):
            rows = self._list(f"accounts/{me}/statuses", **page)
            for row in rows:
                below = str(row.get("in_reply_to_id") or "") == message.reply_to
                if below and _said(plain(str(row.get("content") or ""))) == wanted:
                    return _sent(row)
            if len(rows) < PAGE or _moment(rows[-1]["created_at"]) < oldest:
                return None
            page["max_id"] = str(rows[-1]["id"])
        raise Retry("Terlalu banyak kiriman sejak itu untuk diperiksa.", wait=timedelta(minutes=10), code="too_many")

    def metrics(self, external_id: str = "") -> Sequence[Metric]:
        if not external_id:
            return [Metric("followers", _count(self._me(), "followers_count"), "Pengikut akun.")]
        row = self._object(f"statuses/{_safe(external_id)}")
        told = {"replies": "Balasan.", "reblogs": "Dibagikan ulang.", "favourites": "Disukai."}
        return [Metric(name, _count(row, f"{name}_count"), definition) for name, definition in told.items()]

    # The line to the server

    def _me(self) -> dict[str, Any]:
        answer = self._call("GET", "v1/accounts/verify_credentials")
        if answer.status == 422:
            # Some servers say so of a token that they do not know.
            raise Disconnected(STATUS[401][1], code="422", detail=answer.at)
        return self._good(answer)

    def _call(self, method: str, path: str, **how: Any) -> Answer:
        headers = {"authorization": f"Bearer {self.account.secrets.get('token', '')}", **how.pop("headers", {})}
        return self.http.request(method, f"{self.account.url.rstrip('/')}/api/{path}", headers=headers, **how)

    def _checked(self, answer: Answer) -> Any:
        known = STATUS.get(answer.status) if not answer.moved else None
        if known is not None:
            raise known[0](known[1], code=str(answer.status), detail=answer.at)
        return answer.check().json()

    def _good(self, answer: Answer) -> dict[str, Any]:
        body = self._checked(answer)
        if not isinstance(body, dict) or not body.get("id"):
            raise answer.unclear("Jawaban server tidak seperti jawaban Mastodon.", code="schema")
        return body

    def _object(self, path: str) -> dict[str, Any]:
        answer = self._call("GET", f"v1/{path}")
        body = self._checked(answer)
        if not isinstance(body, dict):
            raise answer.unclear("Jawaban server tidak seperti jawaban Mastodon.", code="schema")
        return body

    def _list(self, path: str, **params: Any) -> list[Any]:
        answer = self._call("GET", f"v1/{path}", params=params)
        body = self._checked(answer)
        if not isinstance(body, list):
            raise answer.unclear("Jawaban server tidak seperti jawaban Mastodon.", code="schema")
        return body


def _safe(number: object) -> str:
    said = str(number)
    if not re.fullmatch(r"[A-Za-z0-9_-]{1,100}", said):
        raise Refused("Kiriman yang dituju tidak dikenal.", code="number")
    return said


def _id(row: object) -> str:
    return str(row.get("id") or "") if isinstance(row, dict) else ""


def _size(number: str) -> tuple[int, str]:
    """Numbers as text: the longer, then the later, is the greater."""
    return len(number), number


def _order(row: object) -> tuple[int, str]:
    return _size(_id(row))


def _moment(said: str) -> datetime:
    moment = datetime.fromisoformat(said)
    return moment if moment.tzinfo else moment.replace(tzinfo=UTC)


def _sent(row: Mapping[str, Any]) -> Sent:
    at = row.get("created_at")
    return Sent(str(row["id"]), str(row.get("url") or row.get("uri") or ""), _moment(at) if at else None)


def _post(status: Mapping[str, Any]) -> IncomingPost:
    said = plain(str(status.get("content") or ""))
    url = str(status.get("url") or status.get("uri") or "")
    return IncomingPost(str(status["id"]), url, one_line(said, 100), said, _moment(status["created_at"]))


def _words(message: Outgoing) -> str:
    """A message of ours: there are no titles here, and its tags stand in its text."""
    return clean(message.text).strip()


def _said(text: str) -> str:
    """The words to compare: servers write the leading names each in their own way."""
    return re.sub(r"^(@\S+\s+)+", "", normal(text) + " ").strip()


def _count(row: Mapping[str, Any], name: str) -> int | None:
    said = row.get(name)
    return said if isinstance(said, int) else None
