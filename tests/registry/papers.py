"""Pieces for tests of decrees: copies of every sort, a signed PDF with a certificate of our own."""

from __future__ import annotations

import io
import zlib
from datetime import UTC, date, datetime, timedelta

from cryptography import x509
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.serialization import Encoding, pkcs7
from cryptography.x509.oid import NameOID
from django.core.files.uploadedfile import SimpleUploadedFile

from pendopo.registry.models import Decree
from pendopo.registry.papers import actions
from pendopo.registry.papers.actions import Named, Wanted
from pendopo.registry.papers.signing import Verified
from tests.world import Desk

PDF = b"%PDF-1.7\n1 0 obj <<>> endobj\n%%EOF\n"


def copy(content: bytes = PDF, name: str = "sk.pdf") -> SimpleUploadedFile:
    """An upload."""
    return SimpleUploadedFile(name, io.BytesIO(content).read())


def drafted(desk: Desk, *, since: date, until: date | None = None, **more: object) -> Decree:
    """A draft of an agency that names its account, its official and its officer."""
    people = [Named(desk.official, "official", "Sekretaris"), Named(desk.officer, "officer", "Pranata Humas")]
    wanted = Wanted("Pengelola media sosial", since, until, accounts=[desk.account], people=people, **more)  # type: ignore[arg-type]
    return actions.draft(agency=desk.agency, wanted=wanted, by=desk.official)


def packed(content: bytes) -> bytes:
    """A PDF that hides `content` in a compressed object stream."""
    body = zlib.compress(content, 9)
    head = b"%%PDF-1.7\n1 0 obj <</Type /ObjStm /N 1 /First 4 /Filter /FlateDecode /Length %d>>\nstream\n" % len(body)
    return head + body + b"\nendstream endobj\n%%EOF\n"


class OwnSigner:
    """A signer that really signs: CMS over the byte range, with a key and certificate made for the test."""

    name = "Uji"
    asked: list[str] = []

    def __init__(self) -> None:
        self.key = ec.generate_private_key(ec.SECP256R1())
        name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "Kepala Uji")])
        now = datetime.now(UTC)
        self.certificate = (
            x509.CertificateBuilder().subject_name(name).issuer_name(name).public_key(self.key.public_key())
            .serial_number(1).not_valid_before(now - timedelta(days=1)).not_valid_after(now + timedelta(days=1))
            .sign(self.key, hashes.SHA256())
        )  # fmt: skip

    def sign(self, pdf: bytes, *, by: object, passphrase: str) -> bytes:
        """An incremental update with a signature dictionary, as signing services write it."""
        OwnSigner.asked.append(passphrase)
        room = 8192
        before = pdf.rstrip(b"\r\n") + b"\n9000 0 obj <</Type /Sig /SubFilter /adbe.pkcs7.detached /ByteRange "
        tail = b">> endobj\nstartxref\n0\n%%EOF\n"
        start = len(before) + 48
        end = start + room + 2
        # Numbers with zeros in front are whole numbers too.
        text = (before + b"[0 %09d %09d %09d] /Contents" % (start, end, len(tail))).ljust(start)
        data = text + tail
        der = (
            pkcs7.PKCS7SignatureBuilder().set_data(data).add_signer(self.certificate, self.key, hashes.SHA256())
            .sign(Encoding.DER, [pkcs7.PKCS7Options.DetachedSignature, pkcs7.PKCS7Options.Binary])
        )  # fmt: skip
        return text + b"<" + der.hex().encode().ljust(room, b"0") + b">" + tail

    def verify(self, pdf: bytes) -> Verified:
        """What the test's own service says."""
        return Verified(True, "Sah menurut layanan uji.")
