"""E-mail: letters in by IMAP, answers out by SMTP, each answer with a copy to our own mailbox in the same hand-over.

Tried on 21 November 2026 against a real Postfix 3.7 with Dovecot 2.3 (Debian): everything in this file, with sign-in, in
the clear, with STARTTLS and with TLS from the first byte.
"""

from __future__ import annotations

import imaplib
import json
import re
import smtplib
import time
from collections.abc import Iterator
from contextlib import AbstractContextManager
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from typing import ClassVar

from pendopo.connectors import letters
from pendopo.connectors.base import BadEntry, Can, Collected, Connector, Field, Health, IncomingItem, Outgoing, Sent
from pendopo.connectors.errors import Refused, Retry
from pendopo.connectors.mail_lines import SECURITY, WHOLE_UP_TO, Line, hand_over, step

BATCH = 50
SEARCH_FOLDERS = 30
PART_OF_HUGE = 512 * 1024
MONTHS = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")


@dataclass(frozen=True)
class Place:
    """How far the mailbox was read: its numbering, the last number, and when the newest letter came."""

    validity: int = 0
    uid: int = 0
    at: str = ""


class Mail(Connector):
    """A mailbox that citizens write to."""

    key: ClassVar[str] = "email"
    label: ClassVar[str] = "Surat elektronik"
    can: ClassVar[frozenset[Can]] = frozenset({Can.READ, Can.REPLY, Can.PUBLISH, Can.FIND_OWN})
    poll_seconds: ClassVar[int] = 10
    fields: ClassVar[tuple[Field, ...]] = (
        Field("address", "Alamat surat", "Contoh: aduan@dinas.go.id", kind="email"),
        Field("name", "Nama pengirim", "Nama yang dilihat warga.", required=False),
        Field("username", "Nama pengguna", "Kosongkan bila sama dengan alamat surat.", required=False),
        Field("password", "Kata sandi", "Bila tersedia, pakailah kata sandi aplikasi.", kind="password", secret=True),
        Field("imap_host", "Server IMAP"),
        Field("imap_port", "Port IMAP", kind="number", default="993"),
        Field(
            "imap_security", "Pengamanan IMAP", "none hanya untuk mesin ini sendiri.", default="ssl", choices=SECURITY
        ),
        Field("smtp_host", "Server SMTP"),
        Field("smtp_port", "Port SMTP", kind="number", default="465"),
        Field(
            "smtp_security", "Pengamanan SMTP", "none hanya untuk mesin ini sendiri.", default="ssl", choices=SECURITY
        ),
        Field("folder", "Kotak yang dibaca", required=False, default="INBOX"),
        Field(
            "list_address",
            "Alamat milis",
            "Ke mana pesan siaran dikirim: satu alamat milis atau buletin dinas. Kosong: surel hanya untuk menjawab.",
            kind="email",
            required=False,
        ),
        Field(
            "history_days",
            "Ambil surat lama (hari)",
            "Saat pertama tersambung, surat berapa hari ke belakang ikut diambil.",
            kind="number",
            required=False,
            default="30",
        ),
        Field(
            "settle_seconds",
            "Tunggu salinan (detik)",
            "Sesudah sambungan putus, berapa lama salinan balasan masih dapat tiba.",
            kind="number",
            required=False,
            default="300",
        ),
    )

    @property
    def address(self) -> str:
        """Our own address."""
        return (self.account.options.get("address") or self.account.handle).strip().lower()

    @property
    def _password(self) -> str:
        return self.account.secrets.get("password", "")

    def _option(self, name: str) -> str:
        default = next(field.default for field in self.fields if field.name == name)
        return self.account.options.get(name, "").strip() or default

    def check(self) -> Health:
        with self._imap() as line:
            line.select(self._folder(), readonly=True)
        with self._smtp():
            return Health(True, "Kotak surat dapat dibaca dan server kirim menerima kita.", self.address)

    # In

    def collect(self, cursor: str) -> Collected:
        kept = Place(**json.loads(cursor)) if cursor else Place()
        with self._imap() as line:
            validity = self._select(line)
            same = kept.validity == validity
            criteria = [f"UID {kept.uid + 1}:*"] if same else ["SINCE", _since(self._begin(kept.at))]
            found = line.uid("SEARCH", *criteria)[1]
            uids = sorted(int(uid) for uid in (found[0] or b"").split() if not same or int(uid) > kept.uid)
            items: list[IncomingItem] = []
            bad: list[BadEntry] = []
            latest = kept.at or datetime.now(UTC).isoformat()
            for uid in uids[:BATCH]:
                for item in self._letter(line, uid, bad):
                    items.append(item)
                    latest = max(latest, item.posted_at.isoformat())
        last = max(uids[:BATCH], default=kept.uid if same else 0)
        gap = ""
        if cursor and not same:
            gap = "Kotak surat dibangun ulang oleh penyedianya; surat lama yang belum terbaca mungkin terlewat."
        place = Place(validity, last, latest)
        return Collected(items, json.dumps(vars(place)), more=len(uids) > BATCH, gap=gap, bad=bad)

    def _begin(self, latest: str) -> datetime:
        """Where to read from when the numbers tell nothing: our history, or two days before the newest letter we had."""
        if latest:
            return datetime.fromisoformat(latest) - timedelta(days=2)
        return datetime.now(UTC) - timedelta(days=min(_whole(self._option("history_days")), 3650))

    def _letter(self, line: imaplib.IMAP4, uid: int, bad: list[BadEntry]) -> Iterator[IncomingItem]:
        """One letter, without marking it as read; of a huge one only its beginning."""
        about = _joined(line.uid("FETCH", str(uid), "(INTERNALDATE RFC822.SIZE)")[1])
        size = re.search(rb"RFC822\.SIZE (\d+)", about)
        huge = size is not None and int(size.group(1)) > WHOLE_UP_TO
        part = f"BODY.PEEK[]<0.{PART_OF_HUGE}>" if huge else "BODY.PEEK[]"
        rows = [row for row in line.uid("FETCH", str(uid), f"({part})")[1] if isinstance(row, tuple)]
        if not rows:
            return
        raw = bytes(rows[0][1])
        try:
            yield letters.read(raw, _internal_date(about), self.address, self._password)
        except Exception:
            # Whatever a letter does to the parser, the others of the batch are read.
            bad.append(
                BadEntry("Surat tidak terbaca: bentuknya belum dikenal program ini.", raw[:10_000].decode("latin-1"))
            )

    # Out

    def publish(self, message: Outgoing) -> Sent:
        # One letter to the list's own server, which knows who reads it.
        to = self._option("list_address")
        if not to:
            raise Refused("Alamat milis belum diisi pada sambungan akun ini.", code="option")
        return self._leave(replace(message, reply_to_author=to))

    def reply(self, message: Outgoing) -> Sent:
        return self._leave(message)

    def _leave(self, message: Outgoing) -> Sent:
        now = datetime.now(UTC)
        letter = letters.compose(message, self.address, self._option("name"), self._password, now)
        raw = letter.as_bytes()
        with self._smtp() as line:
            step(line, "MAIL", f"FROM:<{self.address}>")
            step(line, "RCPT", f"TO:<{letters.receiver(message)}>")
            # The copy by which we can tell later whether this answer left; no Bcc header, so the citizen sees nothing.
            step(line, "COPY", f"TO:<{self.address}>")
            step(line, "DATA", "")
            hand_over(line, raw)
        return Sent(letters.identity(letters.parse(raw), letters.body(letters.parse(raw))), "", now)

    def find_own(self, message: Outgoing) -> Sent | None:
        number = letters.message_id(message, self.address)
        with self._imap() as line:
            for folder in self._folders(line):
                if line.select(_quoted(folder), readonly=True)[0] != "OK":
                    continue
                found = line.uid("SEARCH", "HEADER", "Message-ID", f'"{number}"')[1]
                for uid in (found[0] or b"").split()[:20]:
                    if sent := self._sealed(line, uid.decode(), number):
                        return sent
        age = (datetime.now(UTC) - message.since).total_seconds()
        left = _whole(self._option("settle_seconds")) - age
        if left > 0:
            raise Retry(
                "Salinan balasan mungkin masih dalam perjalanan.", wait=timedelta(seconds=left), code="settling"
            )
        return None

    def _sealed(self, line: imaplib.IMAP4, uid: str, number: str) -> Sent | None:
        """Our copy, if the seal on it is ours: an id alone proves nothing."""
        rows = [row for row in line.uid("FETCH", uid, "(INTERNALDATE BODY.PEEK[])")[1] if isinstance(row, tuple)]
        for row in rows:
            letter = letters.parse(bytes(row[1]))
            text = letters.body(letter)
            if letters.is_own(letter, text, self._password, self.address):
                return Sent(letters.identity(letter, text), "", _internal_date(bytes(row[0])))
        return None

    # The mailbox

    def _folder(self) -> str:
        return _quoted(self._option("folder"))

    def _folders(self, line: imaplib.IMAP4) -> list[str]:
        """The folder we read first, then the others: a rule of the mailbox may have moved our copy."""
        names = [self._option("folder")]
        for row in line.list()[1] or []:
            said = row if isinstance(row, bytes) else b""
            parts = re.match(rb'\((?P<flags>[^)]*)\) (?:"[^"]*"|NIL) "?(?P<name>[^"]+)"?$', said)
            if parts and b"\\noselect" not in parts["flags"].lower():
                names.append(parts["name"].decode("ascii", "replace"))
        return list(dict.fromkeys(names))[:SEARCH_FOLDERS]

    def _select(self, line: imaplib.IMAP4) -> int:
        if line.select(self._folder(), readonly=True)[0] != "OK":
            raise Refused("Kotak yang dibaca tidak ada di server surat.", code="folder")
        said = line.response("UIDVALIDITY")[1]
        return int(said[0]) if said and said[0] else 0

    def _line(self, which: str) -> Line:
        host, port, security = (self._option(f"{which}_{part}") for part in ("host", "port", "security"))
        username = self._option("username") or self.address
        seconds, session = self.http.read_seconds, self.http.seconds_left
        return Line(self.http.rule, host, _whole(port), security, username, self._password, seconds, session)

    def _imap(self) -> AbstractContextManager[imaplib.IMAP4]:
        return self._line("imap").imap()

    def _smtp(self) -> AbstractContextManager[smtplib.SMTP]:
        return self._line("smtp").smtp(self.address.rpartition("@")[2])


def _whole(said: str) -> int:
    if not said.isdecimal() or len(said) > 6:
        raise Refused("Isian port atau waktu harus berupa angka.", code="option")
    return int(said)


def _joined(rows: list[object]) -> bytes:
    return b" ".join(
        row if isinstance(row, bytes) else b" ".join(row) for row in rows if isinstance(row, bytes | tuple)
    )


def _internal_date(said: bytes) -> datetime:
    moment = imaplib.Internaldate2tuple(said)
    return datetime.fromtimestamp(time.mktime(moment), UTC) if moment else datetime.now(UTC)


def _since(moment: datetime) -> str:
    return f"{moment.day:02d}-{MONTHS[moment.month - 1]}-{moment.year}"


def _quoted(name: str) -> str:
    escaped = name.replace("\\", "\\\\").replace('"', '\\"')
    return f'"{escaped}"'
