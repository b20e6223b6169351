"""The only door to HTTP: checked addresses, bounded time and size, redirects by hand, failures named by what to do.

What went wrong before a byte was sent is `Retry`; after it, a call that changes something is `Unknown`, a call that
only reads is `Retry`. Nothing here knows a platform.
"""

from __future__ import annotations

import base64
import email.utils
import json
import logging
import ssl
import time
import zlib
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, Any

from pendopo.connectors.address import AddressRule, Resolve, look_up
from pendopo.connectors.errors import ConnectorError, Disconnected, Refused, Retry, Unknown
from pendopo.later import later

if TYPE_CHECKING:
    import httpcore
    import httpx

    from pendopo.connectors import line
else:
    httpcore, httpx, line = later("httpcore"), later("httpx"), later("pendopo.connectors.line")

log = logging.getLogger("pendopo.connectors")
# httpcore logs whole header lists when set to DEBUG; cookies and tokens do not belong in a log.
logging.getLogger("httpcore").setLevel(logging.INFO)

READING = frozenset({"GET", "HEAD", "OPTIONS"})
MAX_HOPS = 5
MAX_WAIT = timedelta(hours=1)
# What may follow a redirect to another site; whatever else a connector sent could be a key.
HARMLESS = frozenset({"accept", "accept-language", "user-agent"})


def retry_after(value: str | None, now: datetime) -> timedelta | None:
    """Seconds or a date, held between one second and one hour; None where it says nothing."""
    if not value or not (said := value.strip()):
        return None
    try:
        wait = timedelta(seconds=min(float(said), 1e9))
    except (ValueError, OverflowError):
        try:
            until = email.utils.parsedate_to_datetime(said)
        except (ValueError, TypeError, IndexError):
            return None
        wait = (until if until.tzinfo else until.replace(tzinfo=UTC)) - now
    return min(max(wait, timedelta(seconds=1)), MAX_WAIT)


@dataclass(frozen=True)
class Answer:
    """What came back. `url` is where the last hop ended; header names are lower-case."""

    status: int
    headers: Mapping[str, str] = field(repr=False)
    content: bytes = field(repr=False)
    url: str = field(repr=False)
    changing: bool = False
    at: str = ""
    moved: bool = False

    def text(self) -> str:
        """The body as text; what can't be read becomes the replacement character."""
        return self.content.decode("utf-8", "replace")

    def json(self) -> Any:
        """The body as JSON. Something else (a login page, a PHP warning) on a changing call leaves it Unknown."""
        try:
            return json.loads(self.content.decode("utf-8-sig"))
        except (ValueError, RecursionError):
            kind = self.headers.get("content-type", "?")[:60]
        detail = f"{self.at}: {self.status}, {kind}, {len(self.content)} B"
        raise self.unclear("Situs menjawab dengan isi yang bukan data.", code="not_json", detail=detail)

    def unclear(self, sentence: str, *, code: str = "", detail: str = "") -> Retry | Unknown:
        """An answer that says nothing: Unknown where something may have changed, else Retry."""
        wait = retry_after(self.headers.get("retry-after"), datetime.now(UTC))
        if self.changing:
            return Unknown(sentence, code=code, detail=detail or self.at)
        return Retry(sentence, wait=wait, code=code, detail=detail or self.at)

    def check(self) -> Answer:
        """This answer when it is a success (2xx, 304); else the error that the bare status means anywhere."""
        if 200 <= self.status < 300 or self.status == 304:
            return self
        raise self.error()

    def error(self) -> ConnectorError:
        """The error of a status, where the platform says nothing more precise."""
        code, detail = str(self.status), f"{self.at}: {self.status}"
        if self.moved and self.status in (401, 403):
            return Refused("Alamat situs sudah pindah; perbarui alamat akun.", code="moved", detail=detail)
        wait = retry_after(self.headers.get("retry-after"), datetime.now(UTC))
        if self.status == 429:
            return Retry("Platform meminta menunggu.", wait=wait, code=code, detail=detail)
        if self.status == 401:
            return Disconnected("Sambungan ditolak: kata sandi atau izin tidak berlaku lagi.", code=code, detail=detail)
        if self.status == 503 and wait is not None:
            return Retry("Situs sedang dalam perawatan.", wait=wait, code=code, detail=detail)
        if self.status in (408, 425) or self.status >= 500 or self.status < 200:
            return self.unclear(f"Situs sedang bermasalah (jawaban {self.status}).", code=code, detail=detail)
        if self.changing and 300 <= self.status < 400:
            return _moved(self, code, detail)
        return Refused(f"Permintaan ditolak (jawaban {self.status}).", code=code, detail=detail)


def _moved(answer: Answer, code: str, detail: str) -> ConnectorError:
    # 302 and 303 may come after the work was done; the others are given by a door-keeper before it.
    if answer.status in (302, 303):
        return Unknown("Situs mengalihkan jawaban ke halaman lain.", code=code, detail=detail)
    return Refused("Alamat situs sudah pindah; perbarui alamat akun.", code=code, detail=detail)


@dataclass(frozen=True)
class Http:
    """The door. `hiding()` gives the same door with more words that must never stand in a log or an error."""

    allow_private: bool = False
    allowed_hosts: Collection[str] = ()
    connect_seconds: float = 10
    read_seconds: float = 20
    total_seconds: float = 60
    max_bytes: int = 32 * 1024 * 1024
    user_agent: str = "Pendopo"
    resolve: Resolve = field(default=look_up, repr=False)
    hidden: frozenset[str] = field(default=frozenset(), repr=False)
    deadline: float | None = field(default=None, repr=False)

    def started(self) -> Http:
        """The same door with its clock running: all that one call of a connector asks for shares `total_seconds`."""
        return self if self.deadline is not None else replace(self, deadline=time.monotonic() + self.total_seconds)

    @property
    def seconds_left(self) -> float:
        """How long may still be spent; all of it where no clock runs."""
        return self.total_seconds if self.deadline is None else max(0.0, self.deadline - time.monotonic())

    def hiding(self, words: Iterable[str]) -> Http:
        """The same door that also keeps these words to itself."""
        return replace(self, hidden=self.hidden | {word for word in words if len(word) > 3})

    def redact(self, text: str) -> str:
        """The text without any secret that this door knows."""
        for word in sorted(self.hidden, key=len, reverse=True):
            text = text.replace(word, "•••")
        return text

    @property
    def rule(self) -> AddressRule:
        """Who may be spoken to, for SMTP and IMAP too."""
        return AddressRule(self.allow_private, self.allowed_hosts, self.resolve)

    def request(
        self,
        method: str,
        url: str,
        *,
        params: Mapping[str, Any] | None = None,
        headers: Mapping[str, str] | None = None,
        auth: tuple[str, str] | None = None,
        json: Any = None,
        data: Mapping[str, Any] | None = None,
        content: bytes | None = None,
        files: Any = None,
        changing: bool | None = None,
    ) -> Answer:
        """Call once and give any answer back; reads follow up to five redirects, changing calls none."""
        changes = method.upper() not in READING if changing is None else changing
        try:
            request = httpx.Request(
                method.upper(),
                _sound_url(url),
                params=params,
                headers={"user-agent": self.user_agent, "accept": "application/json, */*;q=0.5", **(headers or {})},
                json=json,
                data=data,
                content=content,
                files=files,
            )
        except (httpx.InvalidURL, UnicodeError, ValueError, TypeError):
            request = None
        if request is None:
            raise Refused("Alamat atau isi permintaan tidak dapat dikirim.", code="request")
        if auth is not None:
            self._refuse_clear_text(request)
            pair = base64.b64encode(":".join(auth).encode()).decode()
            request.headers["authorization"] = f"Basic {pair}"
        return self._follow(request, changes)

    def _refuse_clear_text(self, request: httpx.Request) -> None:
        url = request.url
        if url.scheme == "http" and not self.rule.may_be_inside(url.host, url.port or 80):
            raise Refused("Kata sandi hanya boleh dikirim lewat https; perbarui alamat akun.", code="clear_text")

    def _follow(self, request: httpx.Request, changes: bool) -> Answer:
        deadline = time.monotonic() + self.seconds_left
        first = _origin(request.url)
        for _hop in range(MAX_HOPS + 1):
            answer = replace(self._once(request, changes, deadline), moved=_origin(request.url) != first)
            target = answer.headers.get("location", "")
            if changes or answer.status not in (301, 302, 303, 307, 308) or not target:
                return answer
            request = _next_hop(request, target)
        raise Refused("Situs mengalihkan terlalu sering.", code="redirects")

    def _once(self, request: httpx.Request, changes: bool, deadline: float) -> Answer:
        """One exchange on a connection of its own, so that a failure tells whether anything had been sent."""
        began, at = time.monotonic(), self._shown(request)
        door = line.Door(self.rule, deadline)
        answer: Answer | None = None
        failure = ""
        try:
            answer = self._exchange(request, changes, door, at)
        except (httpcore.TimeoutException, TimeoutError):
            failure = "timeout"
        except (httpcore.NetworkError, httpcore.ProtocolError, OSError, zlib.error) as broken:
            failure = type(broken).__name__
            if isinstance(broken.__cause__, ssl.SSLCertVerificationError):
                failure = "certificate"
        log.info("%s %s in %d ms", at, answer.status if answer else failure, (time.monotonic() - began) * 1000)
        if answer is None:
            raise _transport_error(failure, door.sent and changes, at)
        return answer

    def _exchange(self, request: httpx.Request, changes: bool, door: line.Door, at: str) -> Answer:
        url, body = request.url, request.read()
        seconds = {"connect": self.connect_seconds, "read": self.read_seconds, "write": self.read_seconds}
        request.headers["accept-encoding"] = "gzip"
        request.headers["connection"] = "close"
        plain = httpcore.Request(
            request.method,
            httpcore.URL(scheme=url.raw_scheme, host=url.raw_host, port=url.port, target=url.raw_path),
            headers=request.headers.raw,
            content=body,
            extensions={"timeout": seconds},
        )
        origin = httpcore.Origin(url.raw_scheme, url.raw_host, url.port or (443 if url.scheme == "https" else 80))
        with httpcore.HTTPConnection(origin, ssl_context=line.TLS, network_backend=door) as open_line:
            response = open_line.handle_request(plain)
            try:
                headers = _joined(response.headers)
                content = self._bounded(response.iter_stream(), headers, changes, at)
            finally:
                response.close()
        return Answer(response.status, headers, content, str(url), changes, at)

    def _bounded(self, chunks: Iterable[bytes], headers: Mapping[str, str], changes: bool, at: str) -> bytes:
        """The body, unpacked, up to the limit; a bomb is cut before it unfolds."""
        coding = headers.get("content-encoding", "identity").strip().lower()
        unpack = zlib.decompressobj(47) if coding in ("gzip", "x-gzip", "deflate") else None
        if unpack is None and coding not in ("identity", ""):
            raise _size_error("Situs menjawab dengan pengodean yang tidak dikenal.", "encoding", changes, at)
        whole = bytearray()
        for chunk in chunks:
            whole += unpack.decompress(chunk, self.max_bytes + 1 - len(whole)) if unpack else chunk
            if len(whole) > self.max_bytes:
                raise _size_error("Jawaban situs terlalu besar.", "too_large", changes, at)
        if unpack and whole and not unpack.eof:
            raise httpcore.RemoteProtocolError("body ends early")
        return bytes(whole)

    def _shown(self, request: httpx.Request) -> str:
        url = request.url
        port = f":{url.port}" if url.port else ""
        path = self.redact(url.path)[:120].encode("unicode_escape").decode()
        return f"{request.method} {url.scheme}://{url.host}{port}{path}"


def _sound_url(url: str) -> httpx.URL:
    """A URL that every reader reads alike: http or https, no user part, nothing invisible, no backslash."""
    if any(ord(sign) < 0x21 or ord(sign) == 0x7F or sign in "\\\u2028\u2029" for sign in url) or len(url) > 8000:
        raise httpx.InvalidURL("unseen characters")
    sound = httpx.URL(url).copy_with(fragment=None)
    if sound.scheme not in ("http", "https") or not sound.host or sound.userinfo or "@" in sound.netloc.decode():
        raise httpx.InvalidURL("scheme or user part")
    return sound


def _joined(pairs: Iterable[tuple[bytes, bytes]]) -> dict[str, str]:
    """Headers by name; what is said twice stands on lines of its own (cookies may hold commas)."""
    headers: dict[str, str] = {}
    for name, value in pairs:
        key, said = name.decode("latin-1").lower(), value.decode("latin-1")
        headers[key] = f"{headers[key]}\n{said}" if key == "set-cookie" and key in headers else said
    return headers


def _origin(url: httpx.URL) -> tuple[str, str, int | None]:
    return url.scheme, url.host, url.port


def _next_hop(request: httpx.Request, target: str) -> httpx.Request:
    """The request for where a redirect points; to another origin nothing goes along that could be a key."""
    try:
        url = _sound_url(str(request.url.join(target)))
    except (httpx.InvalidURL, ValueError):
        raise Refused("Situs mengalihkan ke alamat yang tidak dapat dipakai.", code="address") from None
    same = _origin(url) == _origin(request.url)
    headers = {name: value for name, value in request.headers.items() if name != "host" and (same or name in HARMLESS)}
    return httpx.Request(request.method, url, headers=headers)


def _transport_error(failure: str, sent: bool, at: str) -> ConnectorError:
    if sent:
        return Unknown("Sambungan putus sebelum platform menjawab.", code=failure, detail=at)
    if failure == "certificate":
        return Retry("Sertifikat keamanan (TLS) situs tidak sah.", code=failure, detail=at)
    if failure == "timeout":
        return Retry("Platform terlalu lama menjawab.", code=failure, detail=at)
    return Retry("Platform tidak dapat dihubungi.", code=failure, detail=at)


def _size_error(sentence: str, code: str, changes: bool, at: str) -> ConnectorError:
    return Unknown(sentence, code=code, detail=at) if changes else Refused(sentence, code=code, detail=at)
