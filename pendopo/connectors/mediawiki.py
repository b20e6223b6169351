"""MediaWiki (Wikipedia and wikis of one's own): topics on discussion pages in, answers and new topics out.

Tried on 21 November 2026 against a real MediaWiki 1.39 (Debian) with a bot password: everything in this file (pictures,
corrections and taking down on 26 November). Not on Wikipedia, where the same calls go through more guards (captcha, edit filters) whose answers are
only known from the documentation. A changed or removed topic is not noticed as such: the page's history is what is read.
"""

from __future__ import annotations

import hashlib
import json
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any, ClassVar
from urllib.parse import quote

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
    Outgoing,
    Sent,
)
from pendopo.connectors.errors import ConnectorError, Disconnected, Refused, Retry, Unknown
from pendopo.connectors.http import Answer
from pendopo.connectors.text import clean, digest, normal, one_line, plain
from pendopo.connectors.wikitext import Change, added, between, fenced, inert, rewritten, spoken, without

# What the wiki says in a body of status 200, and what it means for us.
CODES: Mapping[str, tuple[type[ConnectorError], str]] = {
    "maxlag": (Retry, "Wiki sedang sibuk."),
    "readonly": (Retry, "Wiki sedang tidak dapat disunting."),
    "ratelimited": (Retry, "Wiki meminta jeda."),
    "editconflict": (Retry, "Halaman sedang disunting orang lain."),
    "badtoken": (Retry, "Sesi dengan wiki kedaluwarsa."),
    "assertuserfailed": (Retry, "Sesi dengan wiki berakhir."),
    "assertnameduserfailed": (Retry, "Sesi dengan wiki berakhir."),
    "blocked": (Refused, "Akun kita diblokir di wiki ini."),
    "protectedpage": (Refused, "Halaman itu dilindungi."),
    "permissiondenied": (Refused, "Akun kita tidak berhak menyunting di wiki ini."),
    "readapidenied": (Refused, "Wiki ini tertutup untuk dibaca."),
    "missingtitle": (Refused, "Halaman itu tidak ada."),
    "invalidtitle": (Refused, "Nama halaman tidak sah."),
    "spamblacklist": (Refused, "Wiki menolak tautan di dalam teks."),
    "uploaddisabled": (Refused, "Wiki ini tidak menerima berkas; kirim tanpa gambar."),
    "filetype-banned": (Refused, "Wiki ini tidak menerima jenis berkas itu."),
    "verification-error": (Refused, "Wiki menolak berkasnya."),
    "file-too-large": (Refused, "Berkas terlalu besar untuk wiki ini."),
    "contenttoobig": (Refused, "Teks terlalu panjang untuk wiki ini."),
}
PAGE = 50
HISTORY = timedelta(days=30)
_SHOWN = re.compile(r"^\[\[File:Pendopo-.*?\]\]", re.MULTILINE)
CAPTCHA = "Wiki meminta captcha; jawab dengan tangan."


@dataclass(frozen=True)
class _Page:
    """A page as it stood when it was read."""

    title: str
    revision: int
    text: str


class MediaWiki(Connector):
    """Discussion pages of a wiki; `url` of the account is where api.php lies."""

    key: ClassVar[str] = "mediawiki"
    label: ClassVar[str] = "MediaWiki (Wikipedia)"
    can: ClassVar[frozenset[Can]] = frozenset({Can.PUBLISH, Can.READ, Can.REPLY, Can.FIND_OWN, Can.EDIT, Can.DELETE})
    poll_seconds: ClassVar[int] = 60
    fields: ClassVar[tuple[Field, ...]] = (
        Field("username", "Nama bot", "Dari halaman Istimewa:Kata sandi bot, contoh: Dinas@pendopo."),
        Field("password", "Kata sandi bot", kind="password", secret=True),
        Field(
            "pages", "Halaman pembicaraan", "Satu atau beberapa, dipisah tanda |. Topik baru dikirim ke yang pertama."
        ),
    )

    @property
    def _name(self) -> str:
        return self.account.options.get("username", "").partition("@")[0]

    @property
    def _pages(self) -> list[str]:
        pages = [one_line(page) for page in self.account.options.get("pages", "").split("|")]
        if not any(pages):
            raise Refused("Halaman pembicaraan belum diisi.", code="option")
        return [page for page in pages if page][:20]

    def check(self) -> Health:
        cookie = self._sign_in()
        me = self._ask({"action": "query", "meta": "userinfo", "uiprop": "rights"}, cookie)["query"]["userinfo"]
        if "edit" not in me.get("rights", []):
            return Health(
                False, "Kata sandi bot ini tidak boleh menyunting; beri hak sunting halaman.", str(me["name"])
            )
        return Health(True, "Tersambung ke wiki.", str(me["name"]))

    # In

    def collect(self, cursor: str) -> Collected:
        places: dict[str, int] = json.loads(cursor) if cursor else {}
        items: list[IncomingItem] = []
        bad: list[BadEntry] = []
        more = False
        for title in self._pages:
            rows, goes_on = self._history(title, places.get(title, 0))
            texts = {int(row["revid"]): _content(row) for row in rows}
            for row in rows:
                if int(row["revid"]) <= places.get(title, 0):
                    continue
                places[title] = int(row["revid"])
                try:
                    items += self._item(title, row, texts)
                except (KeyError, TypeError, ValueError):
                    bad.append(
                        BadEntry(
                            "Suntingan tidak terbaca: bentuknya belum dikenal program ini.", clean(repr(row))[:10_000]
                        )
                    )
            more = more or goes_on
        items.sort(key=lambda item: item.posted_at)
        return Collected(items, json.dumps(places), more=more, bad=bad)

    def _history(self, title: str, last: int) -> tuple[list[dict[str, Any]], bool]:
        begin = (
            {"rvstartid": last} if last else {"rvstart": (datetime.now(UTC) - HISTORY).strftime("%Y-%m-%dT%H:%M:%SZ")}
        )
        wanted = {"rvprop": "ids|timestamp|user|comment|content", "rvslots": "main", "rvdir": "newer", "rvlimit": PAGE}
        body = self._ask({"action": "query", "prop": "revisions", "titles": title, **wanted, **begin})
        page = body["query"]["pages"][0]
        return list(page.get("revisions", [])), "continue" in body

    def _item(self, title: str, row: Mapping[str, Any], texts: Mapping[int, str]) -> Iterator[IncomingItem]:
        parent = int(row["parentid"])
        before = texts[parent] if parent in texts else self._revision(parent)[1] if parent else ""
        change = added(title, before, _content(row))
        words = "\n".join(filter(None, (spoken(line) for line in change.lines)))
        if not words:
            return
        user, url = str(row["user"]), self.account.url.rstrip("/")
        yield IncomingItem(
            external_id=str(row["revid"]),
            text=words,
            kind="comment",
            author_id=f"user:{user}",
            author_name=one_line(user),
            posted_at=datetime.fromisoformat(row["timestamp"]).astimezone(UTC),
            url=f"{url}/index.php?diff={row['revid']}",
            title=one_line(change.heading),
            post=IncomingPost(title, f"{url}/index.php?title={quote(title)}", title),
            thread_id=change.thread,
            own=user == self._name,
            raw={"wikitext": clean("\n".join(change.lines)), "comment": clean(str(row.get("comment", "")))},
        )

    def _revision(self, number: int) -> tuple[dict[str, Any], str]:
        """The page and the words of one revision."""
        wanted = {"rvprop": "ids|content", "rvslots": "main"}
        query = self._ask({"action": "query", "prop": "revisions", "revids": number, **wanted})["query"]
        if not query.get("pages"):
            raise Refused("Pesan itu sudah tidak ada di wiki.", code="revision")
        page = query["pages"][0]
        return page, _content(page["revisions"][0])

    # Out

    def reply(self, message: Outgoing) -> Sent:
        if not message.reply_to.isdecimal():
            raise Refused("Pesan yang dituju tidak dikenal.", code="number")
        page, text = self._revision(int(message.reply_to))
        parent = int(page["revisions"][0]["parentid"])
        change = added(str(page["title"]), self._revision(parent)[1] if parent else "", text)
        section = self._section(change)
        words = fenced(_words(message), _mark(message))
        body = {"title": change.title, "section": section, "appendtext": f"\n\n: {words}", "nocreate": 1}
        return self._edit(message, {**body, "summary": f"/* {change.heading} */ {_mark(message)}"})

    def _section(self, change: Change) -> str:
        """Where the topic stands now; others may have added topics above it since."""
        body = self._ask({"action": "parse", "prop": "sections", "page": change.title})
        for row in reversed(body["parse"]["sections"]):
            if change.heading and normal(plain(str(row["line"]))) == normal(spoken(change.heading)):
                return str(row["index"])
        if change.heading:
            raise Refused("Topik itu sudah tidak ada di halaman.", code="section")
        return "0"

    def publish(self, message: Outgoing) -> Sent:
        text = fenced(_words(message, self._shown(message)), _mark(message))
        title = inert(one_line(message.title)) or "Pengumuman"
        body = {"title": self._pages[0], "section": "new", "sectiontitle": title, "text": text}
        return self._edit(message, {**body, "summary": f"/* {one_line(message.title)} */ {_mark(message)}"})

    def edit(self, external_id: str, message: Outgoing) -> Sent:
        standing = self._standing(external_id, message)
        there = between(standing.text, _mark(message))
        if there is None:
            raise Refused("Kata-kata kita di halaman itu sudah diubah orang; ralat di wikinya.", code="fence")
        # Pictures that stand there stay; those words again change nothing.
        shown = "\n".join(_SHOWN.findall(there))
        words = _words(message, shown)
        if not there.startswith(words.removesuffix("~~~~")):
            self._put(standing, rewritten(standing.text, _mark(message), words), message, "ralat")
        return self._sent(int(external_id), None)

    def delete(self, external_id: str, message: Outgoing) -> None:
        standing = self._standing(external_id, message)
        if between(standing.text, _mark(message)) is not None:
            self._put(standing, without(standing.text, _mark(message)), message, "hapus")

    def _standing(self, external_id: str, message: Outgoing) -> _Page:
        """The page as it stands; only where what we wrote can be told from what others did (a fence, since November 2026)."""
        if not external_id.isdecimal():
            raise Refused("Suntingan yang dituju tidak dikenal.", code="number")
        first, text = self._revision(int(external_id))
        if between(text, _mark(message)) is None:
            raise Refused("Suntingan lama ini hanya bisa diubah di wikinya.", code="fence")
        asked = {"action": "query", "prop": "revisions", "rvprop": "ids|content", "rvslots": "main"}
        page = self._ask({**asked, "titles": str(first["title"])})["query"]["pages"][0]
        rows = page.get("revisions") or []
        return _Page(str(first["title"]), int(rows[0]["revid"]) if rows else 0, _content(rows[0]) if rows else "")

    def _put(self, page: _Page, text: str, message: Outgoing, why: str) -> None:
        """The whole page, unless somebody has edited it since we read it (then: again, from what stands there)."""
        self._edit(message, {"title": page.title, "text": text, "baserevid": page.revision, "nocreate": 1,
                             "summary": f"Pendopo {why} {digest(message.key, length=12)}"})  # fmt: skip

    def _shown(self, message: Outgoing) -> str:
        """The pictures, put into the wiki under names of ours, as wikitext with their words."""
        lines = []
        for place, media in enumerate(message.media, start=1):
            try:
                name = self._upload(message, place, media)
            except Unknown as lost:
                # Nothing was said on the page yet; the same file again is known by its name.
                raise Retry(lost.sentence, code=lost.code, detail=lost.detail) from None
            words = inert(one_line(media.alt_text, 1000)).replace("|", "&#124;")
            lines.append(f"[[File:{name}|frameless|alt={words}]]" if words else f"[[File:{name}|frameless]]")
        return "\n".join(lines)

    def _upload(self, message: Outgoing, place: int, media: Media) -> str:
        ending = media.name.rsplit(".", 1)[-1][:8] if "." in media.name else "bin"
        name = f"Pendopo-{digest(message.key, length=12)}-{place}.{ending}"
        if self._holds(name, media):
            return name  # an earlier attempt brought this very file
        cookie = self._sign_in()
        token = self._ask({"action": "query", "meta": "tokens", "type": "csrf"}, cookie)["query"]["tokens"]["csrftoken"]
        words = {
            "action": "upload", "format": "json", "formatversion": "2", "assert": "user", "filename": name,
            "comment": _mark(message), "text": inert(one_line(media.alt_text, 1000)), "ignorewarnings": "1",
            "token": token,
        }  # fmt: skip
        url = f"{self.account.url.rstrip('/')}/api.php"
        answer = self.http.request(
            "POST", url, data=words, files={"file": (name, media.content, media.content_type)},
            headers={"cookie": cookie},
        )  # fmt: skip
        if self._good(answer).get("upload", {}).get("result") == "Success":
            return name
        raise answer.unclear("Jawaban wiki tidak seperti jawaban MediaWiki.", code="schema")

    def _holds(self, name: str, media: Media) -> bool:
        """Is this very file in the wiki already?"""
        asked = {"action": "query", "prop": "imageinfo", "iiprop": "sha1", "titles": f"File:{name}"}
        pages = self._ask(asked).get("query", {}).get("pages", [])
        found = pages[0].get("imageinfo", []) if pages else []
        return bool(found) and found[0].get("sha1") == hashlib.sha1(media.content, usedforsecurity=False).hexdigest()

    def _edit(self, message: Outgoing, body: Mapping[str, Any]) -> Sent:
        cookie = self._sign_in()
        token = self._ask({"action": "query", "meta": "tokens", "type": "csrf"}, cookie)["query"]["tokens"]["csrftoken"]
        answer = self._call("POST", {"action": "edit", "assert": "user", "maxlag": 10, **body, "token": token}, cookie)
        told = self._good(answer).get("edit", {})
        if told.get("result") == "Success" and told.get("newrevid"):
            return self._sent(int(told["newrevid"]), told.get("newtimestamp"))
        if told.get("result") == "Failure":
            raise Refused(
                CAPTCHA if "captcha" in told else "Wiki menolak suntingan ini.", code="failure", detail=answer.at
            )
        raise answer.unclear("Jawaban wiki tidak seperti jawaban MediaWiki.", code="schema")

    def find_own(self, message: Outgoing) -> Sent | None:
        since = (message.since - timedelta(days=1)).strftime("%Y-%m-%dT%H:%M:%SZ")
        asked = {"action": "query", "list": "usercontribs", "ucuser": self._name, "ucend": since, "uclimit": 500}
        body = self._ask({**asked, "ucprop": "ids|timestamp|comment"})
        for row in body["query"]["usercontribs"]:
            if _mark(message) in str(row.get("comment", "")):
                return self._sent(int(row["revid"]), row.get("timestamp"))
        if "continue" in body:
            raise Retry(
                "Terlalu banyak suntingan sejak itu untuk diperiksa.", wait=timedelta(minutes=10), code="too_many"
            )
        return None

    def _sent(self, number: int, at: object) -> Sent:
        moment = datetime.fromisoformat(at).astimezone(UTC) if isinstance(at, str) else None
        return Sent(str(number), f"{self.account.url.rstrip('/')}/index.php?diff={number}", moment)

    # The line to the wiki

    def _sign_in(self) -> str:
        """The cookie of a session; asked for anew at each call that needs one."""
        asked = self._call("GET", {"action": "query", "meta": "tokens", "type": "login"})
        keys = {
            "lgname": self.account.options.get("username", ""),
            "lgpassword": self.account.secrets.get("password", ""),
        }
        token = self._good(asked)["query"]["tokens"]["logintoken"]
        # Signing in changes nothing that could be sent twice.
        answer = self._call("POST", {"action": "login", **keys, "lgtoken": token}, _cookies(asked), changing=False)
        told = self._good(answer).get("login", {})
        if told.get("result") == "Success":
            return _cookies(answer)
        if told.get("result") in ("Throttled", "NeedToken", "WrongToken"):
            raise Retry("Wiki meminta jeda sebelum masuk lagi.", wait=timedelta(minutes=5), code=str(told["result"]))
        raise Disconnected("Nama bot atau kata sandi bot tidak berlaku.", code="login", detail=answer.at)

    def _call(self, method: str, words: Mapping[str, Any], cookie: str = "", changing: bool | None = None) -> Answer:
        asked = {"format": "json", "formatversion": 2, **words}
        headers = {"cookie": cookie} if cookie else {}
        url = f"{self.account.url.rstrip('/')}/api.php"
        if method == "GET":
            return self.http.request("GET", url, params=asked, headers=headers)
        return self.http.request("POST", url, data=asked, headers=headers, changing=changing)

    def _ask(self, params: Mapping[str, Any], cookie: str = "") -> dict[str, Any]:
        return self._good(self._call("GET", params, cookie))

    def _good(self, answer: Answer) -> dict[str, Any]:
        body = answer.check().json()
        if not isinstance(body, dict):
            raise answer.unclear("Jawaban wiki tidak seperti jawaban MediaWiki.", code="schema")
        if isinstance(told := body.get("error"), dict):
            code = str(told.get("code", ""))[:60]
            kind, sentence = CODES.get(code, (Refused, "Wiki menolak permintaan ini."))
            if kind is Retry:
                raise Retry(sentence, wait=timedelta(seconds=30), code=code, detail=answer.at)
            raise kind(sentence, code=code, detail=answer.at)
        return body


def _cookies(answer: Answer) -> str:
    lines = answer.headers.get("set-cookie", "").split("\n")
    return "; ".join(line.split(";")[0].strip() for line in lines if "=" in line)


def _content(row: Mapping[str, Any]) -> str:
    return str(row.get("slots", {}).get("main", {}).get("content", ""))


def _mark(message: Outgoing) -> str:
    """In the summary of the edit, where we look for it again."""
    return f"Pendopo {digest(message.key, length=12)}"


def _words(message: Outgoing, shown: str = "") -> str:
    """The words in the form of the place: paragraphs of a topic, or indented lines below what is answered."""
    lines = [inert(line) for line in clean(message.text).split("\n") if line.strip()]
    text = "\n: ".join(lines) if message.reply_to else "\n\n".join(lines)
    return f"{text}\n\n{shown} ~~~~" if shown else f"{text} ~~~~"
