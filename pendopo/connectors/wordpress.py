"""WordPress: comments in, answers and articles out, by its REST interface (v2) with an application password.

Tried on 21 November 2026 against a real WordPress 6.1.9 and 7.1.3 (Debian): everything in this file. The site must offer
/wp-json/ (any permalink form but "plain"); the officer needs the editor's role.
"""

from __future__ import annotations

import html
import json
from collections.abc import Iterator, Mapping, Sequence
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
    Media,
    Metric,
    Outgoing,
    Sent,
)
from pendopo.connectors.errors import ConnectorError, Refused, Retry, Unknown
from pendopo.connectors.http import Answer
from pendopo.connectors.text import digest, escaped, normal, one_line, paragraphs, plain
from pendopo.connectors.wordpress_comments import GONE, Cursor, Known, fingerprint, item_of, moment

NO_RIGHT = "Pengguna WordPress ini tidak berhak; beri peran Editor."
NO_REST = "Situs tidak menjawab di /wp-json/: periksa alamatnya, dan pilih bentuk permalink selain Polos."
# What WordPress says, and what it means for us. Whatever is not listed goes by its status.
CODES: Mapping[str, tuple[type[ConnectorError], str]] = {
    "rest_comment_closed": (Refused, "Kolom komentar artikel ini sudah ditutup."),
    "rest_comment_trash_post": (Refused, "Artikelnya sudah dibuang dari situs."),
    "rest_comment_draft_post": (Refused, "Artikelnya belum terbit di situs."),
    "rest_comment_invalid_id": (Refused, "Komentar itu sudah tidak ada di situs."),
    "rest_comment_invalid_post_id": (Refused, "Artikel itu sudah tidak ada di situs."),
    "rest_post_invalid_id": (Refused, "Artikel itu sudah tidak ada di situs."),
    "comment_content_column_length": (Refused, "Balasan terlalu panjang untuk situs ini."),
    "rest_comment_content_invalid": (Refused, "Situs menolak isi balasan."),
    "comment_flood": (Retry, "Situs meminta jeda sebelum komentar berikutnya."),
    "rest_cannot_create": (Refused, NO_RIGHT),
    "rest_cannot_edit": (Refused, NO_RIGHT),
    "rest_cannot_publish": (Refused, NO_RIGHT),
    "rest_forbidden_context": (Refused, NO_RIGHT),
    "rest_forbidden_param": (Refused, NO_RIGHT),
    "rest_no_route": (Refused, NO_REST),
}
PAGE = 100
MAX_PAGES = 10


class WordPress(Connector):
    """A site of its own, with comments under its articles."""

    key: ClassVar[str] = "wordpress"
    label: ClassVar[str] = "WordPress"
    can: ClassVar[frozenset[Can]] = frozenset(
        {Can.PUBLISH, Can.READ, Can.REPLY, Can.FOLLOW, Can.METRICS, Can.FIND_OWN, Can.EDIT, Can.DELETE}
    )
    poll_seconds: ClassVar[int] = 5
    fields: ClassVar[tuple[Field, ...]] = (
        Field("username", "Nama pengguna", "Pengguna WordPress dengan peran Editor atau Administrator."),
        Field(
            "password",
            "Kata sandi aplikasi",
            "Dibuat di WordPress: Pengguna → Profil → Kata Sandi Aplikasi. Bukan kata sandi masuk.",
            kind="password",
            secret=True,
        ),
        Field(
            "history_days",
            "Ambil komentar lama (hari)",
            "Saat pertama tersambung, komentar berapa hari ke belakang ikut diambil.",
            kind="number",
            required=False,
            default="30",
        ),
    )

    def check(self) -> Health:
        me = self._read("users/me", context="edit")
        name = one_line(str(me.get("name") or ""))
        if not (me.get("capabilities") or {}).get("moderate_comments"):
            return Health(False, "Pengguna ini tidak boleh mengurus komentar; beri peran Editor.", name)
        return Health(True, "Tersambung ke situs WordPress.", name)

    # In

    def collect(self, cursor: str) -> Collected:
        now = datetime.now(UTC)
        place = Cursor.read(cursor, self.account.options.get("username", ""), now - self._history())
        place.me = place.me or self._me()
        begun, sweeping = place.begin(now), place.sweeps(now)
        rows, complete = self._comments(begun)
        items: list[IncomingItem] = []
        bad: list[BadEntry] = []
        for row in rows:
            try:
                items += self._news(row, place)
            except (KeyError, TypeError, ValueError, AttributeError) as reason:
                bad += place.bad(row, reason, now)
            except Retry:
                # A slow site: what was understood so far is kept, the rest is asked for next.
                if not items:
                    raise
                complete = False
                break
        if complete and sweeping:
            items += self._vanished({str(row.get("id")) for row in rows if isinstance(row, dict)}, begun, place)
        gap = place.advance(begun, complete, now)
        return Collected(items, place.write(), more=not complete, gap=gap, bad=bad)

    def _history(self) -> timedelta:
        days = self.account.options.get("history_days", "")
        return timedelta(days=min(int(days), 3650) if days.isdecimal() else 30)

    def _comments(self, since: datetime) -> tuple[list[Any], bool]:
        """Comments of every standing since a moment, oldest first; False when there are more than we read at once."""
        rows: list[Any] = []
        asked = {"context": "edit", "status": "any", "type": "comment", "orderby": "date_gmt", "order": "asc"}
        after = since.isoformat(timespec="seconds")
        for page in range(1, MAX_PAGES + 1):
            try:
                found = self._read_list("comments", **asked, after=after, per_page=PAGE, page=page, _embed="up")
            except Retry:
                if not rows:
                    raise
                break
            rows += found
            if len(found) < PAGE:
                return rows, True
        return rows, False

    def _news(self, row: dict[str, Any], place: Cursor) -> list[IncomingItem]:
        """The comment, if it is new or changed since we last saw it."""
        number, print_ = str(int(row["id"])), fingerprint(row)
        known = place.seen.get(number)
        if (known is None and row["status"] in GONE) or (known is not None and known.print == print_):
            return []
        posted = moment(row["date_gmt"])
        root = known.root if known else self._root(str(row["parent"] or ""), number, place)
        item = item_of(row, posted, root, own=int(row["author"]) == place.me, edited=known is not None)
        place.seen[number] = Known(print_, posted.timestamp(), root)
        return [item]

    def _root(self, parent: str, number: str, place: Cursor) -> str:
        """The first comment of the thread; looked up where it lies before what we remember."""
        for _depth in range(10):
            if not parent:
                break
            if parent in place.seen:
                return place.seen[parent].root
            found = self._read_list("comments", include=parent, status="any", context="edit")
            number, parent = parent, str((found[0]["parent"] if found else 0) or "")
        return number

    def _vanished(self, there: set[str], begun: datetime, place: Cursor) -> Iterator[IncomingItem]:
        """Comments of this window that the site does not have any more."""
        window = [number for number, known in place.seen.items() if known.at > begun.timestamp() + 1 and known.root]
        for number in (number for number in window if number not in there):
            if not self._read_list("comments", include=number, status="any", context="edit"):
                known = place.seen.pop(number)
                posted = datetime.fromtimestamp(known.at, UTC)
                yield IncomingItem(number, "", "comment", "", "", posted, thread_id=known.root, deleted=True)

    # Out

    def reply(self, message: Outgoing) -> Sent:
        if message.follows_own:
            return self._first_comment(message)
        parent = _number(message.reply_to)
        standing = self._read(f"comments/{parent}", context="edit")
        # WordPress's own guard against a second copy misses words with a backslash (seen on 6.1.9), so we look first.
        if found := self.find_own(message):
            return found
        if standing.get("status") == "hold":
            # An answer under a comment that nobody can see would be seen by nobody.
            self._before(self._call("POST", f"comments/{parent}", json={"status": "approved"}))
        body = {"post": int(standing["post"]), "parent": parent, "content": escaped(message.text), "status": "approve"}
        answer = self._call("POST", "comments", json=body)
        if answer.status == 409 and _code(answer) == "comment_duplicate":
            # These very words of ours stand there already: another attempt got through meanwhile.
            if found := self.find_own(message):
                return found
            raise Unknown("Situs menyebut balasan ini sudah ada, tetapi belum ditemukan.", code="comment_duplicate")
        return _sent(self._good(answer))

    def _first_comment(self, message: Outgoing) -> Sent:
        if found := self.find_own(message):
            return found
        body = {"post": _number(message.reply_to), "content": escaped(message.text), "status": "approve"}
        return _sent(self._good(self._call("POST", "comments", json=body)))

    def edit(self, external_id: str, message: Outgoing) -> Sent:
        # Written over as a whole: doing it twice leaves the same.
        where = f"{'comments' if message.reply_to else 'posts'}/{_number(external_id)}"
        words = {"content": escaped(message.text) if message.reply_to else self._content(message)[0]}
        title = {} if message.reply_to else {"title": escaped(one_line(message.title))}
        return _sent(self._good(self._call("POST", where, json={**words, **title})))

    def delete(self, external_id: str, message: Outgoing) -> None:
        # Into the site's bin, from where its keepers can still bring it back as a record.
        where = f"{'comments' if message.reply_to else 'posts'}/{_number(external_id)}"
        answer = self._call("DELETE", where)
        if answer.status in (404, 410) and _code(answer):
            return
        self._good(answer)

    def publish(self, message: Outgoing) -> Sent:
        try:
            tags = [self._tag(name) for name in message.tags]
            content, first = self._content(message)
        except Unknown as lost:
            # The article itself was not sent yet; tags and pictures are looked up again by name.
            raise Retry(lost.sentence, code=lost.code, detail=lost.detail) from None
        body = {
            "title": escaped(one_line(message.title)),
            "content": content,
            "slug": _slug(message),
            "status": "publish",
            "tags": tags,
            **({"featured_media": first} if first else {}),
        }
        return _sent(self._good(self._call("POST", "posts", json=body)))

    def find_own(self, message: Outgoing) -> Sent | None:
        if not message.reply_to:
            found = self._read_list("posts", slug=_slug(message), status="publish", context="edit")
            return _sent(found[0]) if found else None
        me = self._me()
        wanted = normal(message.text)
        number = _number(message.reply_to)
        where = {"post": number, "parent": 0} if message.follows_own else {"parent": number}
        for page in range(1, MAX_PAGES + 1):
            rows = self._read_list(
                "comments",
                author=me,
                **where,
                status="all",
                context="edit",
                per_page=PAGE,
                page=page,
            )
            for row in rows:
                if normal(plain(row["content"]["raw"], keep_lines=True)) == wanted:
                    return _sent(row)
            if len(rows) < PAGE:
                break
        return None

    def metrics(self, external_id: str = "") -> Sequence[Metric]:
        only = {"post": _number(external_id)} if external_id else {}
        answer = self._good_answer(self._call("GET", "comments", params={"per_page": 1, "status": "approve", **only}))
        total = answer.headers.get("x-wp-total", "")
        count = int(total) if total.isdigit() else None
        return [Metric("comments", count, "Komentar yang tampil di situs.", "available" if total else "unsupported")]

    def _tag(self, name: str) -> int:
        wanted = one_line(name, 190)
        for row in self._read_list("tags", search=wanted, per_page=PAGE):
            if normal(plain(str(row["name"]))).casefold() == normal(wanted).casefold():
                return int(row["id"])
        answer = self._call("POST", "tags", json={"name": wanted})
        if answer.status == 400 and _code(answer) == "term_exists":
            return int(answer.json()["data"]["term_id"])
        return int(self._good(answer)["id"])

    def _content(self, message: Outgoing) -> tuple[str, int]:
        """The article with its pictures and films below, described; and which picture stands above it (0: none)."""
        first, shown = 0, []
        for place, media in enumerate(message.media):
            kept = self._file(message, place, media)
            if media.content_type.startswith("image/") and not first:
                first = int(kept["id"])
            else:
                track = self._track(message, place, media)
                shown.append(_figure(str(kept["source_url"]), media, track))
        return "\n".join([paragraphs(message.text), *shown]), first

    def _track(self, message: Outgoing, place: int, media: Media) -> str:
        """A film's captions, kept on the site beside it."""
        if not media.captions:
            return ""
        text = Media("takarir.vtt", "text/vtt", media.captions)
        slug = f"{digest(message.key)}-{place}-takarir"
        found = self._read_list("media", slug=slug)
        where = str((found[0] if found else self._upload(slug, text))["source_url"])
        language = html.escape(message.language or "id")
        return f'<track kind="captions" src="{html.escape(where)}" srclang="{language}" default>'

    def _file(self, message: Outgoing, place: int, media: Media) -> dict[str, Any]:
        slug = f"{digest(message.key)}-{place}"
        found = self._read_list("media", slug=slug)
        made = dict(found[0]) if found else self._upload(slug, media)
        # Also where an earlier attempt was cut off between the file and its words.
        if media.alt_text and made.get("alt_text") != media.alt_text:
            self._good(self._call("POST", f"media/{int(made['id'])}", json={"alt_text": media.alt_text}))
        return made

    def _upload(self, slug: str, media: Media) -> dict[str, Any]:
        ending = media.name.rsplit(".", 1)[-1][:8] if "." in media.name else "bin"
        headers = {
            "content-type": media.content_type,
            "content-disposition": f'attachment; filename="{slug}.{quote(ending)}"',
        }
        return self._good(self._call("POST", "media", content=media.content, headers=headers))

    # The line to the site

    def _me(self) -> int:
        return int(self._read("users/me")["id"])

    def _call(self, method: str, path: str, **how: Any) -> Answer:
        pair = (self.account.options.get("username", ""), self.account.secrets.get("password", ""))
        return self.http.request(method, f"{self.account.url.rstrip('/')}/wp-json/wp/v2/{path}", auth=pair, **how)

    def _good_answer(self, answer: Answer) -> Answer:
        known = CODES.get(_code(answer)) if answer.status >= 400 and answer.status != 401 and not answer.moved else None
        if known is None and answer.status == 404 and not _code(answer):
            raise Refused(NO_REST, code="404", detail=answer.at)
        if known is None:
            return answer.check()
        kind, sentence = known
        if kind is Retry:
            raise Retry(sentence, wait=timedelta(seconds=20), code=_code(answer), detail=answer.at)
        raise kind(sentence, code=_code(answer), detail=answer.at)

    def _good(self, answer: Answer) -> dict[str, Any]:
        """The object of a successful answer; without its id nobody knows what was done."""
        body = self._good_answer(answer).json()
        if not isinstance(body, dict) or not isinstance(body.get("id"), int):
            raise answer.unclear("Jawaban situs tidak seperti jawaban WordPress.", code="schema")
        return body

    def _before(self, answer: Answer) -> None:
        """A step before the one that counts: whatever is unclear about it, our message was certainly not sent."""
        try:
            self._good(answer)
        except Unknown as lost:
            raise Retry(lost.sentence, code=lost.code, detail=lost.detail) from None

    def _read(self, path: str, **params: Any) -> dict[str, Any]:
        return self._good(self._call("GET", path, params=params))

    def _read_list(self, path: str, **params: Any) -> list[Any]:
        answer = self._call("GET", path, params=params)
        if answer.status == 400 and _code(answer) == "rest_post_invalid_page_number":
            return []
        body = self._good_answer(answer).json()
        if not isinstance(body, list):
            raise answer.unclear("Jawaban situs tidak seperti jawaban WordPress.", code="schema")
        return body


def _code(answer: Answer) -> str:
    try:
        body = json.loads(answer.content)
    except (ValueError, RecursionError):
        return ""
    return str(body.get("code", ""))[:60] if isinstance(body, dict) else ""


def _number(said: str) -> int:
    if not said.isascii() or not said.isdecimal():
        raise Refused("Komentar atau artikel yang dituju tidak dikenal.", code="number")
    return int(said)


def _sent(row: Mapping[str, Any]) -> Sent:
    at = row.get("date_gmt")
    return Sent(str(row["id"]), str(row.get("link", "")), moment(at) if isinstance(at, str) else None)


def _figure(url: str, media: Media, track: str = "") -> str:
    """A picture or film in the article, with its words for those who can't see it."""
    where, words = html.escape(url), html.escape(media.alt_text)
    if media.content_type.startswith("video/"):
        told = f"<figcaption>{words}</figcaption>" if words else ""
        return f'<figure><video controls src="{where}">{track}</video>{told}</figure>'
    return f'<figure><img src="{where}" alt="{words}"></figure>'


def _slug(message: Outgoing) -> str:
    """The address of an article, found again by our key whatever became of the answer."""
    words = "".join(sign if sign.isascii() and sign.isalnum() else " " for sign in message.title.lower()).split()
    return f"{'-'.join(words)[:60].strip('-')}-{digest(message.key, length=10)}".strip("-")
