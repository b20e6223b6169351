"""Letters: a raw message of the mail as an item, and an answer as a raw message. No network here.

Anybody can write any sender and any Message-ID. What is our own answer is known by a seal over its words, made with a
key that only the account's password gives; everything else, whatever it claims, is a citizen's text.
"""

from __future__ import annotations

import email
import email.policy
import email.utils
import hashlib
import hmac
import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from email.message import EmailMessage
from functools import lru_cache
from typing import Literal

from pendopo.connectors.base import IncomingItem, Media, Outgoing
from pendopo.connectors.errors import Refused
from pendopo.connectors.text import clean, digest, normal, one_line, plain

SEAL = "X-Pendopo-Seal"
MAX_RAW_TEXT = 200_000
MAX_PARTS = 100

_ID = re.compile(r"<[^<>\s]{1,180}@[^<>\s]{1,120}>")
_WROTE = re.compile(r"^\s*(On|Pada|Am|Le)\b.{3,300}\b(wrote|menulis|schrieb|écrit)\s*:\s*$", re.IGNORECASE)
_RULE = re.compile(
    r"^\s*-{2,}\s*(Original Message|Pesan Asli|Forwarded message|Pesan terusan)\s*-{2,}\s*$", re.IGNORECASE
)
_HEAD = re.compile(r"^\s*\*?(From|Dari):\*?\s.+", re.IGNORECASE)
_HEAD_NEXT = re.compile(r"^\s*\*?(Sent|Dikirim|Date|Tanggal|To|Kepada|Ke|Subject|Perihal|Subjek):", re.IGNORECASE)


@dataclass(frozen=True)
class Attachment:
    """What hung on a letter; its bytes stay in the mailbox."""

    name: str
    content_type: str
    size: int


@lru_cache(maxsize=64)
def seal_key(password: str, address: str) -> bytes:
    """The key of the seal. Slow on purpose: a seal travels to citizens and must not help to guess the password."""
    return hashlib.scrypt(password.encode(), salt=address.lower().encode(), n=2**14, r=8, p=1, dklen=32)


def message_id(message: Outgoing, address: str) -> str:
    """The same for every attempt at the same message."""
    return f"<pendopo.{digest(message.key, length=32)}@{address.rpartition('@')[2].lower()}>"


def compose(message: Outgoing, address: str, name: str, password: str, now: datetime) -> EmailMessage:
    """The letter that goes out, threaded under the one it answers, with our seal."""
    letter = EmailMessage(policy=email.policy.SMTP.clone(cte_type="7bit"))
    title = re.sub(r"^(\s*(re|bls|fw|fwd)\s*:\s*)+", "", one_line(message.title), flags=re.IGNORECASE)
    letter["From"] = email.utils.formataddr((one_line(name, 80), address)) if name else address
    letter["To"] = receiver(message)
    letter["Subject"] = f"Re: {title or 'Surat Anda'}" if message.reply_to else title or "Pengumuman"
    letter["Date"] = email.utils.format_datetime(now)
    letter["Message-ID"] = message_id(message, address)
    if answered := _ID.match(message.reply_to):
        letter["In-Reply-To"] = answered.group()
        letter["References"] = " ".join(dict.fromkeys([*_ID.findall(message.thread_id)[:1], answered.group()]))
    letter[SEAL] = _seal(letter["Message-ID"], message.text, password, address)
    letter.set_content(clean(message.text) + "\n", cte="quoted-printable")
    for media in message.media:
        kind, _, rest = media.content_type.partition("/")
        file = one_line(media.name, 120) or "berkas"
        letter.add_attachment(
            media.content, maintype=kind or "application", subtype=rest or "octet-stream", filename=file,
            headers=_described(media),
        )  # fmt: skip
    return letter


def _described(media: Media) -> list[str]:
    """What a picture shows, for mail programs that read it out."""
    words = one_line(media.alt_text, 900)
    return [f"Content-Description: {words}"] if words else []


def receiver(message: Outgoing) -> str:
    """The one address that an answer goes to; Refused where there is not exactly one sound address."""
    said = message.reply_to_author.strip()
    sound = re.fullmatch(r"[^\s@<>()\[\],;:\"\\\x00-\x1f\x7f]+@[A-Za-z0-9.-]+", said)
    if not sound or not said.isascii() or len(said) > 254:
        raise Refused("Alamat surat penerima tidak sah.", code="address")
    return said


def _seal(number: str, text: str, password: str, address: str) -> str:
    sealed = f"{number}\n{normal(text)}".encode()
    return hmac.new(seal_key(password, address), sealed, hashlib.sha256).hexdigest()


def parse(raw: bytes) -> EmailMessage:
    """The message as the standard library reads it; it forgives nearly everything, but parts in parts take it minutes."""
    if raw.count(b"boundary=") > MAX_PARTS or raw.count(b"message/rfc822") > MAX_PARTS:
        raise ValueError("too many nested parts")
    letter = email.message_from_bytes(raw, policy=email.policy.default)
    if not isinstance(letter, EmailMessage):
        raise ValueError("not a message")
    return letter


def is_own(letter: EmailMessage, text: str, password: str, address: str) -> bool:
    """Does our seal stand on these very words?"""
    given = _header(letter, SEAL)
    if not given or _sender(letter, "From")[1] != address.lower():
        return False
    return hmac.compare_digest(given.encode(), _seal(_number(letter), text, password, address).encode())


def read(raw: bytes, received: datetime, address: str, password: str) -> IncomingItem:
    """A letter as an item. Its time is the mailbox's own, not the sender's claim."""
    letter = parse(raw)
    whole = body(letter)
    name, sender = _sender(letter, "From")
    answer_to = _sender(letter, "Reply-To")[1] or sender
    own = is_own(letter, whole, password, address)
    number, subject = _number(letter), one_line(_header(letter, "Subject"), 300)
    return IncomingItem(
        external_id=identity(letter, whole),
        text=whole if own else trimmed(whole),
        kind="message",
        author_id=answer_to or "tanpa-alamat",
        author_name=one_line(name, 120) or sender or "Tanpa nama",
        posted_at=received.astimezone(UTC),
        title=subject,
        parent_id=(_ids(letter, "In-Reply-To") or [""])[0],
        thread_id=(_ids(letter, "References") or _ids(letter, "In-Reply-To") or [number])[0],
        own=own,
        automatic="" if own else automatic(letter),
        raw={
            "message_id": number,
            "from": sender,
            "reply_to": answer_to,
            "subject": subject,
            "date": one_line(_header(letter, "Date"), 80),
            "text": whole[:MAX_RAW_TEXT],
            "attachments": [vars(attachment) for attachment in attachments(letter)],
            "claims_to_be_us": not own and sender == address.lower(),
        },
    )


def identity(letter: EmailMessage, whole: str) -> str:
    """The Message-ID with a fingerprint of the words: a forged repeat of a known id is another letter, not an edit."""
    sender = _sender(letter, "From")[1]
    print_ = digest(_number(letter), sender, one_line(_header(letter, "Subject"), 300), normal(whole), length=12)
    return f"{_number(letter)}#{print_}"


def body(letter: EmailMessage) -> str:
    """The words of a letter: its plain part, or what a reader of its HTML sees."""
    part = letter.get_body(preferencelist=("plain", "html"))
    if part is None:
        return ""
    try:
        said = part.get_content()
    except (LookupError, UnicodeError, ValueError):
        payload = part.get_payload(decode=True)
        said = payload.decode("utf-8", "replace") if isinstance(payload, bytes) else ""
    if not isinstance(said, str):
        return ""
    return plain(said) if part.get_content_type() == "text/html" else clean(said).strip()


def trimmed(text: str) -> str:
    """The words without the history that mail programs quote below; all of it where nothing else is left."""
    lines = text.split("\n")
    end = next((at for at in range(len(lines)) if _history_begins(lines, at)), len(lines))
    while end and (not lines[end - 1].strip() or lines[end - 1].lstrip().startswith(">")):
        end -= 1
    return "\n".join(lines[:end]).strip() or text.strip()


def _history_begins(lines: Sequence[str], at: int) -> bool:
    line = lines[at][:400]
    if _RULE.match(line) or _WROTE.match(line) or _WROTE.match(" ".join(lines[at : at + 2])[:400]):
        return True
    return bool(_HEAD.match(line)) and any(_HEAD_NEXT.match(after) for after in lines[at + 1 : at + 4])


def automatic(letter: EmailMessage) -> Literal["", "auto-reply", "bounce", "bulk"]:
    """Was this written by a machine? (RFC 3834, RFC 3464, and what older programs do)"""
    local = _sender(letter, "From")[1].partition("@")[0]
    report = letter.get_content_type() == "multipart/report"
    if report or local in ("mailer-daemon", "postmaster") or _header(letter, "Return-Path") == "<>":
        return "bounce" if report or local in ("mailer-daemon", "postmaster") else "auto-reply"
    precedence = _header(letter, "Precedence").lower()
    submitted = _header(letter, "Auto-Submitted").lower()
    if submitted not in ("", "no") or precedence == "auto_reply" or letter["X-Autoreply"] or letter["X-Autorespond"]:
        return "auto-reply"
    return "bulk" if precedence in ("bulk", "list", "junk") or letter["List-Id"] else ""


def attachments(letter: EmailMessage) -> list[Attachment]:
    """Names, kinds and sizes of what hangs on the letter, at most fifty."""
    found = []
    for part in list(letter.iter_attachments())[:50]:
        payload = part.get_payload(decode=True)
        size = len(payload) if isinstance(payload, bytes) else 0
        found.append(Attachment(one_line(part.get_filename() or "tanpa-nama", 150), part.get_content_type(), size))
    return found


def _header(letter: EmailMessage, name: str) -> str:
    """A header as text; headers too broken to parse count as absent."""
    try:
        return clean(str(letter.get(name, ""))).strip()
    except (ValueError, LookupError, IndexError, TypeError, AttributeError):
        return ""


def _sender(letter: EmailMessage, name: str) -> tuple[str, str]:
    shown, address = email.utils.parseaddr(_header(letter, name))
    return shown, one_line(address, 254).lower()


def _ids(letter: EmailMessage, name: str) -> list[str]:
    return _ID.findall(_header(letter, name)[:20_000])


def _number(letter: EmailMessage) -> str:
    return (_ids(letter, "Message-ID") or [""])[0]
