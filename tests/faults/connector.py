"""The connector of the platform that keeps the truth. `offer()` makes it known; it is not found by itself."""

from __future__ import annotations

import hashlib
import hmac
import json
import time
from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Any, ClassVar

from pendopo.connectors import discover
from pendopo.connectors.base import (
    Can,
    Collected,
    Connector,
    Field,
    Genuine,
    Health,
    IncomingItem,
    IncomingPost,
    Media,
    Outgoing,
    Sent,
)
from pendopo.connectors.errors import Refused, Retry, Unknown


class _Named:
    key: ClassVar[str] = "truth"
    label: ClassVar[str] = "Kebenaran (uji)"


class TruthConnector(_Named, Connector):
    """Posts, reads back by key, and collects what people said."""

    can = frozenset(
        {Can.PUBLISH, Can.REPLY, Can.FOLLOW, Can.FIND_OWN, Can.READ, Can.POLL, Can.EDIT, Can.DELETE, Can.WEBHOOK}
    )
    fields = (Field("token", "Kunci", secret=True, kind="password", required=False),)
    poll_seconds = 1
    at_once = 16

    def check(self) -> Health:
        self.http.request("GET", f"{self.account.url}/posts", params={"key": "-"}).check()
        return Health(True, "Terhubung.", self.account.handle)

    def publish(self, message: Outgoing) -> Sent:
        body = {
            "key": message.key, "text": message.text, "account": self.account.handle, "under": message.reply_to,
            "pictures": [self._upload(one) for one in message.media],
        }  # fmt: skip
        answer = self.http.request("POST", f"{self.account.url}/posts", json=body).check().json()
        if "id" not in answer:
            raise Unknown("Platform tidak menyebut nomor kiriman.")
        return self._sent(answer)

    def _upload(self, media: Media) -> str:
        """A picture goes up first and is worked on for a while; without the post it is seen by nobody."""
        try:
            body = {"name": media.name, "account": self.account.handle}
            made = self.http.request("POST", f"{self.account.url}/media", json=body).check().json()
            for _look in range(4):
                if made["ready"]:
                    return str(made["id"])
                made = self.http.request("GET", f"{self.account.url}/media", params={"id": made["id"]}).check().json()
        except (Unknown, KeyError) as lost:
            raise Retry("Gambar belum terunggah.", code="media") from lost
        raise Retry("Platform masih mengolah gambar.", code="processing")

    def poll(self, external_id: str) -> Sent:
        one = (
            self.http.request("GET", f"{self.account.url}/posts", params={"id": external_id}).check().json()["posts"][0]
        )
        if one.get("verdict") == "no":
            raise Refused("Platform menghapusnya sesudah ditinjau: dianggap melanggar aturan komunitas.", code="review")
        return self._sent(one)

    def edit(self, external_id: str, message: Outgoing) -> Sent:
        body = {"id": external_id, "text": message.text, "account": self.account.handle}
        return self._sent(self.http.request("PUT", f"{self.account.url}/posts", json=body).check().json())

    def delete(self, external_id: str, message: Outgoing) -> None:
        body = {"id": external_id, "account": self.account.handle}
        self.http.request("DELETE", f"{self.account.url}/posts", json=body).check()

    reply = publish

    def find_own(self, message: Outgoing) -> Sent | None:
        found = self.http.request("GET", f"{self.account.url}/posts", params={"key": message.key}).check().json()
        return self._sent(found["posts"][0]) if found["posts"] else None

    def collect(self, cursor: str) -> Collected:
        after = int(cursor or 0)
        got = self.http.request("GET", f"{self.account.url}/said", params={"after": str(after)}).check().json()
        items = [_item(one) for one in got["said"]]
        end = after + len(items)
        return Collected(items, str(end), more=end < got["all"])

    def verify_webhook(self, headers: Mapping[str, str], body: bytes) -> Genuine:
        said = dict(part.split("=", 1) for part in headers.get("x-truth-signature", "").split(",") if "=" in part)
        at, given = said.get("t", ""), said.get("v1", "")
        right = signature(self.account.secrets.get("token", ""), at, body)
        if not at.isdigit() or not hmac.compare_digest(given.encode(), right.encode()):
            raise Refused("Tanda tangan tidak cocok.", code="signature")
        return Genuine(hashlib.sha256(body).hexdigest(), datetime.fromtimestamp(int(at), UTC))

    def read_webhook(self, body: bytes) -> Collected:
        try:
            return Collected([_item(one) for one in json.loads(body)["said"]], "")
        except (ValueError, KeyError, TypeError) as broken:
            raise Refused("Isi kait tidak terbaca.", code=type(broken).__name__) from broken

    def answer_challenge(self, query: Mapping[str, str]) -> str:
        if not hmac.compare_digest(query.get("verify", "").encode(), self.account.secrets.get("token", "").encode()):
            raise Refused("Bukan rahasia akun ini.", code="challenge")
        return query.get("challenge", "")

    def _sent(self, post: dict[str, Any]) -> Sent:
        settled = post.get("verdict", "yes") != "waiting"
        return Sent(post["id"], f"{self.account.url}/posts/{post['id']}", settled=settled)


def _item(one: dict[str, Any]) -> IncomingItem:
    return IncomingItem(
        external_id=one["id"], text=one["text"], kind="comment", author_id=one["who"], author_name=one["who"],
        posted_at=datetime.fromtimestamp(one["at"], UTC), post=IncomingPost("post-1"),
    )  # fmt: skip


def signature(secret: str, at: str, body: bytes) -> str:
    """What the platform puts beside a delivery: over the time and the very bytes."""
    return hmac.new(secret.encode(), at.encode() + b"." + body, hashlib.sha256).hexdigest()


def delivery(secret: str, said: list[dict[str, Any]], at: float | None = None) -> tuple[bytes, dict[str, str]]:
    """A body as the platform delivers it, and the headers that prove it."""
    body, moment = json.dumps({"said": said}).encode(), str(int(time.time() if at is None else at))
    return body, {"x-truth-signature": f"t={moment},v1={signature(secret, moment, body)}"}


class BlindConnector(TruthConnector):
    """The same platform through a connector that can't read its own posts back."""

    can = frozenset({Can.PUBLISH, Can.REPLY, Can.FOLLOW})


def offer() -> None:
    """Make both known to the program, in this process."""
    discover()["truth"] = TruthConnector
    discover()["blind"] = BlindConnector
