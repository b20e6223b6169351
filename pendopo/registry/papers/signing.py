"""Electronic signatures: the contract that an adapter keeps (`Signer`), and what can be read from a signed PDF without one.

No adapter is shipped: the complete way is to sign outside and upload. A passphrase lives in one call and is kept nowhere.
"""

from __future__ import annotations

import hashlib
import re
from dataclasses import dataclass
from typing import Protocol, cast

from cryptography.hazmat.primitives.serialization import pkcs7
from cryptography.x509.oid import NameOID
from django.conf import settings
from django.utils.module_loading import import_string

from pendopo.journal.machine import Said

RANGE = re.compile(rb"/ByteRange\s*\[\s*(\d{1,9})\s+(\d{1,9})\s+(\d{1,9})\s+(\d{1,9})\s*\]")
HASHES = ("sha256", "sha384", "sha512")


class SigningFailed(Said):
    """The service did not sign; the sentence says what to do. Nothing was kept."""


@dataclass(frozen=True)
class Identity:
    """Who signs, as the signing service knows them."""

    name: str
    nip: str
    office: str


@dataclass(frozen=True)
class Verified:
    """What a service says of a signed file."""

    valid: bool
    sentence: str


class Signer(Protocol):
    """What an adapter does. It is given everything and keeps nothing.

    `sign` returns the signed PDF or raises SigningFailed; `passphrase` must not be logged, stored or put into an error.
    """

    name: str

    def sign(self, pdf: bytes, *, by: Identity, passphrase: str) -> bytes: ...

    def verify(self, pdf: bytes) -> Verified: ...


@dataclass(frozen=True)
class Seen:
    """What stands in a file: signatures, the names in their certificates, and whether it was changed since.

    This is no verdict on the certificate: who issued it, and whether it was revoked, only a service can tell.
    """

    signatures: int
    names: tuple[str, ...]
    intact: bool


def configured() -> Signer | None:
    """The adapter that the settings name, or None."""
    path = settings.SIGNER
    return cast(Signer, import_string(path)()) if path else None


def look(pdf: bytes) -> Seen:
    """Read the signatures of a PDF."""
    names: list[str] = []
    whole, last = True, 0
    found = list(RANGE.finditer(pdf))
    for one in found:
        first, length, second, rest = (int(number) for number in one.groups())
        der = _container(pdf[first + length : second])
        signed = pdf[first : first + length] + pdf[second : second + rest]
        # The container holds the digest of what was signed; a changed byte gives another one.
        whole &= first == 0 and bool(der) and any(hashlib.new(name, signed).digest() in der for name in HASHES)
        last = max(last, second + rest)
        names += _names(der)
    return Seen(len(found), tuple(dict.fromkeys(names)), bool(found) and whole and last >= len(pdf.rstrip(b"\r\n")))


def _container(text: bytes) -> bytes:
    """The signature's bytes from its hexadecimal form, without the zeros that fill its place."""
    try:
        data = bytes.fromhex(text.strip().strip(b"<>").decode("ascii"))
    except (ValueError, UnicodeDecodeError):
        return b""
    if len(data) < 4 or data[0] != 0x30:
        return b""
    size = data[1]
    if size < 0x80:
        return data[: 2 + size]
    octets = size & 0x7F
    return data[: 2 + octets + int.from_bytes(data[2 : 2 + octets], "big")]


def _names(der: bytes) -> list[str]:
    try:
        certificates = pkcs7.load_der_pkcs7_certificates(der) if der else []
    except ValueError:
        return []
    return [
        str(value.value) for one in certificates for value in one.subject.get_attributes_for_oid(NameOID.COMMON_NAME)
    ]
