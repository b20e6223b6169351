"""Bluesky (AT Protocol): mentions, answers and quotes in, posts and answers out, with an app password.

Not tried against a running network: requests are checked against the protocol's published lexicons (as of 21 November
2026), answers are recordings made after them. Edits do not exist there; deletions by citizens are not noticed.
"""

from __future__ import annotations

import re
import threading
import time
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
from pendopo.connectors.text import clean, digest, one_line

# The protocol's error names, and what they mean for us.
CODES: Mapping[str, tuple[type[ConnectorError], str]] = {
    "AuthenticationRequired": (Disconnected, "Kata sandi aplikasi Bluesky tidak berlaku lagi."),
    "AccountTakedown": (Disconnected, "Akun Bluesky ini ditutup oleh pengelolanya."),
    "AccountDeactivated": (Disconnected, "Akun Bluesky ini dinonaktifkan."),
    "AuthFactorTokenRequired": (Disconnected, "Bluesky meminta kode kedua; pakailah kata sandi aplikasi."),
    "RateLimitExceeded": (Retry, "Bluesky meminta menunggu."),
    "InvalidRequest": (Refused, "Bluesky menolak isinya (mungkin lebih dari 300 huruf)."),
    "BlobTooLarge": (Refused, "Berkas terlalu besar untuk Bluesky."),
}
STALE = frozenset({"ExpiredToken", "InvalidToken"})
REASONS = {"mention": "mention", "quote": "mention", "reply": "comment"}
POST = "app.bsky.feed.post"
PAGE, MAX_PAGES = 100, 10
OVERLAP = timedelta(minutes=2)
MAX_CAPTIONS = 20_000
MAX_PICTURES, MAX_MENTIONS = 4, 10
# A session may be asked for only 100 to 300 times a day, so one is kept for an hour (it lasts two).
SESSION_SECONDS = 3600
_SESSIONS: dict[str, tuple[float, str, str]] = {}
_LOCK = threading.Lock()
_LINK = re.compile(r"https?://[^\s<>\"']+[^\s<>\"'.,;:!?)\]]")
_NAME = re.compile(r"(?<!\S)@((?:[A-Za-z0-9-]{1,63}\.){1,8}[A-Za-z]{2,24})\b")
_TAG = re.compile(r"(?<!\S)#(\w{1,64})")


class Bluesky(Connector):
    """An account on Bluesky; `url` of the account is its server, mostly https://bsky.social."""

    key: ClassVar[str] = "bluesky"
    label: ClassVar[str] = "Bluesky"
    can: ClassVar[frozenset[Can]] = frozenset(
        {Can.PUBLISH, Can.READ, Can.REPLY, Can.FOLLOW, Can.METRICS, Can.FIND_OWN, Can.DELETE}
    )
    poll_seconds: ClassVar[int] = 30
    fields: ClassVar[tuple[Field, ...]] = (
        Field("identifier", "Nama akun", "Contoh: dinas.bsky.social"),
        Field(
            "password", "Kata sandi aplikasi", "Dari Pengaturan → Kata sandi aplikasi.", kind="password", secret=True
        ),
    )

    def check(self) -> Health:
        _token, did = self._session()
        me = self._ask("app.bsky.actor.getProfile", actor=did)
        return Health(True, "Tersambung ke Bluesky.", one_line(str(me.get("handle") or "")))

    # In

    def collect(self, cursor: str) -> Collected:
        # Notices may appear a little out of order: the last two minutes are read again and known by these marks.
        at, *known = cursor.split("\n")
        since = datetime.fromisoformat(at) if at else datetime.now(UTC) - timedelta(days=30)
        rows, complete = self._since(since - OVERLAP)
        items: list[IncomingItem] = []
        bad: list[BadEntry] = []
        marks: dict[str, datetime] = {}
        for row in reversed(rows):
            mark, told = digest(repr(row.get("uri", row) if isinstance(row, dict) else row)), since
            try:
                told = min(_moment(row["indexedAt"]), datetime.now(UTC))
                if row["reason"] in REASONS and mark not in known:
                    items.append(_item(row))
            except (KeyError, TypeError, ValueError, AttributeError):
                if mark not in known:
                    said = clean(repr(row))[:10_000]
                    bad.append(BadEntry("Kiriman tidak terbaca: bentuknya belum dikenal program ini.", said))
            marks[mark] = told
        newest = max([since, *marks.values()])
        kept = [mark for mark, told in marks.items() if told >= newest - OVERLAP or told == since]
        gap = "" if complete else "Terlalu banyak pemberitahuan sejak terakhir dibaca; yang lama terlewat."
        return Collected(items, "\n".join([newest.isoformat(), *kept]), gap=gap, bad=bad)

    def _since(self, since: datetime) -> tuple[list[Any], bool]:
        """Notices since a moment, newest first as the network gives them; False where there are more than we read."""
        rows: list[Any] = []
        more: dict[str, str] = {}
        for _page in range(MAX_PAGES):
            body = self._ask("app.bsky.notification.listNotifications", limit=PAGE, **more)
            for row in body["notifications"]:
                if _older(row, since):
                    return rows, True
                rows.append(row)
            if not body.get("cursor") or not body["notifications"]:
                return rows, True
            more = {"cursor": str(body["cursor"])}
        return rows, False

    # Out

    def reply(self, message: Outgoing) -> Sent:
        asked = self._post(message.reply_to)
        parent = {"uri": asked["uri"], "cid": asked["cid"]}
        root = (asked["record"].get("reply") or {}).get("root") or parent
        return self._create(message, clean(message.text), {"reply": {"root": root, "parent": parent}})

    def publish(self, message: Outgoing) -> Sent:
        return self._create(message, _words(message), {})

    def delete(self, external_id: str, message: Outgoing) -> None:
        # The server says the same whether the record was there or not.
        _token, did = self._session()
        body = {"repo": did, "collection": POST, "rkey": external_id.rsplit("/", 1)[-1]}
        self._good(self._call("POST", "com.atproto.repo.deleteRecord", json=body))
        if self._record(body["rkey"]) is not None:
            raise Retry("Bluesky belum menghapusnya.", code="still_there")

    def _create(self, message: Outgoing, text: str, more: Mapping[str, Any]) -> Sent:
        if found := self.find_own(message):
            return found
        try:
            embed = self._embed(message.media, message.language or "id")
            facets = [*_facets(text), *self._mentions(text)]
        except Unknown as lost:
            # The post itself was not sent yet; a picture without a post is seen by nobody.
            raise Retry(lost.sentence, code=lost.code, detail=lost.detail) from None
        now = datetime.now(UTC).isoformat(timespec="milliseconds").replace("+00:00", "Z")
        record = {
            "$type": POST,
            "text": text,
            "createdAt": now,
            "langs": [message.language or "id"],
            "facets": facets,
            **embed,
            **more,
        }
        _token, did = self._session()
        body = {"repo": did, "collection": POST, "rkey": record_key(message), "record": record}
        made = self._good(self._call("POST", "com.atproto.repo.createRecord", json=body))
        if not made.get("uri"):
            raise Unknown("Jawaban Bluesky tidak seperti yang dijanjikan.", code="schema")
        return _sent(str(made["uri"]), now)

    def _embed(self, media: Sequence[Media], language: str) -> dict[str, Any]:
        """Pictures with their words, or one film; the network shows no mixture."""
        films = [one for one in media if one.content_type.startswith("video/")]
        if len(media) > MAX_PICTURES or (films and len(media) > 1):
            raise Refused("Bluesky menerima paling banyak empat gambar, atau satu video.", code="pictures")
        if films:
            alt = {"alt": clean(films[0].alt_text)} if films[0].alt_text else {}
            film = {"$type": "app.bsky.embed.video", "video": self._blob(films[0]), **alt, **_ratio(films[0])}
            if films[0].captions:
                if len(films[0].captions) > MAX_CAPTIONS:
                    raise Refused("Takarir di Bluesky paling besar 20 KB; ringkas.", code="captions")
                text = self._blob(Media("takarir.vtt", "text/vtt", films[0].captions))
                film["captions"] = [{"lang": language, "file": text}]
            return {"embed": film}
        pictures = [{"image": self._blob(one), "alt": clean(one.alt_text), **_ratio(one)} for one in media]
        return {"embed": {"$type": "app.bsky.embed.images", "images": pictures}} if pictures else {}

    def _blob(self, media: Media) -> dict[str, Any]:
        headers = {"content-type": media.content_type}
        made = self._good(self._call("POST", "com.atproto.repo.uploadBlob", content=media.content, headers=headers))
        return dict(made["blob"])

    def _mentions(self, text: str) -> list[dict[str, Any]]:
        """Names that this network knows become mentions; any other stays a word."""
        found = []
        for match in list(_NAME.finditer(text))[:MAX_MENTIONS]:
            answer = self._call("GET", "com.atproto.identity.resolveHandle", params={"handle": match.group(1).lower()})
            if answer.status == 400:
                continue
            did = str(self._good(answer)["did"])
            found.append(_facet(text, match, {"$type": "app.bsky.richtext.facet#mention", "did": did}))
        return found

    def find_own(self, message: Outgoing) -> Sent | None:
        body = self._record(record_key(message))
        return _sent(str(body["uri"]), body["value"].get("createdAt")) if body is not None else None

    def _record(self, rkey: str) -> dict[str, Any] | None:
        _token, did = self._session()
        answer = self._call("GET", "com.atproto.repo.getRecord", params={"repo": did, "collection": POST, "rkey": rkey})
        # Older servers call it an invalid request and tell the rest in words.
        if answer.status == 400 and (_code(answer) == "RecordNotFound" or "locate record" in answer.text()):
            return None
        return self._good(answer)

    def metrics(self, external_id: str = "") -> Sequence[Metric]:
        if not external_id:
            _token, did = self._session()
            me = self._ask("app.bsky.actor.getProfile", actor=did)
            return [Metric("followers", me.get("followersCount"), "Pengikut akun.")]
        row = self._post(external_id)
        told = {"reply": "Balasan.", "repost": "Dibagikan ulang.", "like": "Disukai.", "quote": "Dikutip."}
        return [Metric(name, row.get(f"{name}Count"), definition) for name, definition in told.items()]

    def _post(self, uri: str) -> dict[str, Any]:
        if not re.fullmatch(r"at://[\w.:%-]+/app\.bsky\.feed\.post/[\w.~:-]+", uri):
            raise Refused("Kiriman yang dituju tidak dikenal.", code="uri")
        found = self._ask("app.bsky.feed.getPosts", uris=uri)["posts"]
        if not found:
            raise Refused("Kiriman itu sudah tidak ada di Bluesky.", code="gone")
        return dict(found[0])

    # The line to the server

    def _session(self) -> tuple[str, str]:
        """Token and our own identity; shared by all calls of this process."""
        identifier, password = self.account.options.get("identifier", ""), self.account.secrets.get("password", "")
        name = digest(self.account.url, identifier, password, length=32)
        with _LOCK:
            until, token, did = _SESSIONS.get(name, (0.0, "", ""))
        if until > time.monotonic():
            return token, did
        asked = {"identifier": identifier, "password": password}
        url = f"{self.account.url.rstrip('/')}/xrpc/com.atproto.server.createSession"
        body = self._good(self.http.request("POST", url, json=asked, changing=False))
        token, did = str(body["accessJwt"]), str(body["did"])
        with _LOCK:
            _SESSIONS[name] = (time.monotonic() + SESSION_SECONDS, token, did)
        return token, did

    def _call(self, method: str, name: str, **how: Any) -> Answer:
        token, _did = self._session()
        headers = {"authorization": f"Bearer {token}", **how.pop("headers", {})}
        url = f"{self.account.url.rstrip('/')}/xrpc/{name}"
        answer = self.http.hiding([token]).request(method, url, headers=headers, **how)
        if answer.status in (400, 401) and _code(answer) in STALE:
            with _LOCK:
                for key in [key for key, kept in _SESSIONS.items() if kept[1] == token]:
                    del _SESSIONS[key]
            raise Retry("Sesi Bluesky kedaluwarsa.", wait=timedelta(seconds=1), code=_code(answer), detail=answer.at)
        return answer

    def _ask(self, name: str, **params: Any) -> dict[str, Any]:
        return self._good(self._call("GET", name, params=params))

    def _good(self, answer: Answer) -> dict[str, Any]:
        known = CODES.get(_code(answer)) if answer.status >= 400 and not answer.moved else None
        if known is not None and known[0] is not Retry:
            raise known[0](known[1], code=_code(answer), detail=answer.at)
        body = answer.check().json()
        if not isinstance(body, dict):
            raise answer.unclear("Jawaban Bluesky tidak seperti yang dijanjikan.", code="schema")
        return body


def record_key(message: Outgoing) -> str:
    """The name of the record: a TID made of our key, so that the same message can be looked up and never stands twice."""
    mixed = int(digest(message.key, length=12), 16)
    number = ((int(message.since.timestamp()) * 1_000_000 + mixed % 1_000_000) << 10) | (mixed >> 24) % 1024
    letters = "234567abcdefghijklmnopqrstuvwxyz"
    return "".join(letters[(number >> shift) & 31] for shift in range(60, -1, -5))


def _code(answer: Answer) -> str:
    try:
        body = answer.json()
    except ConnectorError:
        return ""
    return str(body.get("error", ""))[:60] if isinstance(body, dict) else ""


def _moment(said: str) -> datetime:
    moment = datetime.fromisoformat(said)
    return moment if moment.tzinfo else moment.replace(tzinfo=UTC)


def _older(row: Any, since: datetime) -> bool:
    """Is it from before? What can't be read is not: it shall be told."""
    try:
        return _moment(row["indexedAt"]) < since
    except (KeyError, TypeError, ValueError):
        return False


def _web(uri: str, who: str) -> str:
    return f"https://bsky.app/profile/{who}/post/{uri.rsplit('/', 1)[-1]}"


def _sent(uri: str, at: object) -> Sent:
    return Sent(uri, _web(uri, uri.split("/")[2]), _moment(at) if isinstance(at, str) else None)


def _item(row: Mapping[str, Any]) -> IncomingItem:
    author, record, uri = row["author"], row["record"], str(row["uri"])
    above = record.get("reply") or {}
    root = str((above.get("root") or {}).get("uri") or uri)
    return IncomingItem(
        external_id=uri,
        text=clean(str(record["text"])),
        kind="comment" if REASONS[row["reason"]] == "comment" else "mention",
        author_id=str(author["did"]),
        author_name=one_line(str(author.get("displayName") or author["handle"])),
        # The time that the network saw it; createdAt is the sender's claim.
        posted_at=_moment(row["indexedAt"]),
        url=_web(uri, str(author["handle"])),
        author_url=f"https://bsky.app/profile/{author['handle']}",
        post=IncomingPost(root, _web(root, root.split("/")[2])) if above else None,
        parent_id=str((above.get("parent") or {}).get("uri") or ""),
        thread_id=root,
        raw={
            "cid": str(row.get("cid", "")),
            "reason": str(row["reason"]),
            "createdAt": str(record.get("createdAt", "")),
        },
    )


def _words(message: Outgoing) -> str:
    """A message of ours: there are no titles here, and its tags stand in its text."""
    return clean(message.text).strip()


def _ratio(media: Media) -> dict[str, Any]:
    """So that the place for a picture is kept while it loads."""
    if not media.width or not media.height:
        return {}
    return {"aspectRatio": {"width": media.width, "height": media.height}}


def _facet(text: str, match: re.Match[str], feature: Mapping[str, Any]) -> dict[str, Any]:
    start, end = len(text[: match.start()].encode()), len(text[: match.end()].encode())
    return {"index": {"byteStart": start, "byteEnd": end}, "features": [feature]}


def _facets(text: str) -> list[dict[str, Any]]:
    """Links and tags by their place in bytes: nothing becomes one by itself."""
    found = [(match, {"$type": "app.bsky.richtext.facet#link", "uri": match.group()}) for match in _LINK.finditer(text)]
    found += [(match, {"$type": "app.bsky.richtext.facet#tag", "tag": match.group(1)}) for match in _TAG.finditer(text)]
    return [_facet(text, match, feature) for match, feature in found]
