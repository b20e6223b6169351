"""Signed copies of decrees: only a real, plain PDF is kept, with its hash. Whatever is looked into is bounded."""

from __future__ import annotations

import hashlib
import re
import zlib
from typing import Protocol

from pendopo.journal.machine import Said

MAX_BYTES = 10 * 1024 * 1024
# What may be unpacked while looking for hidden things; a bomb is refused long before memory is.
MAX_UNPACKED = 24 * 1024 * 1024
ACTIVE = (b"/JavaScript", b"/Launch", b"/EmbeddedFile", b"/RichMedia", b"/XFA", b"/SubmitForm", b"/ImportData")
ESCAPED = re.compile(rb"#([0-9A-Fa-f]{2})")
PACKED = re.compile(rb"stream\r?\n")


class BadFile(Said):
    """The file can't be kept; the sentence says what to bring instead."""


class Upload(Protocol):
    """What a form gives: a name, a size, and bytes."""

    @property
    def name(self) -> str | None: ...

    @property
    def size(self) -> int | None: ...

    def read(self, num_bytes: int = ..., /) -> bytes: ...


def signed_copy(upload: Upload) -> tuple[bytes, str]:
    """Bytes and SHA-256 (hex) of an uploaded PDF. The content decides, never the name or the browser's word."""
    if (upload.size or 0) > MAX_BYTES:
        raise BadFile(f"Berkas lebih dari {MAX_BYTES // 1024 // 1024} MB. Pindai ulang dengan mutu lebih rendah.")
    content = upload.read(MAX_BYTES + 1)
    if not content.startswith(b"%PDF-") or b"%%EOF" not in content[-2048:]:
        raise BadFile("Salinan keputusan harus berkas PDF utuh. Simpan pindaian sebagai PDF, lalu unggah lagi.")
    if b"/Encrypt" in content:
        raise BadFile(
            "PDF ini terkunci kata sandi, jadi tidak bisa diperiksa. Simpan tanpa kata sandi, lalu unggah lagi."
        )
    if any(has_active(part) for part in (content, *packed_objects(content))):
        raise BadFile("PDF ini berisi program atau lampiran tersembunyi. Cetak lalu pindai ulang menjadi PDF biasa.")
    return content, hashlib.sha256(content).hexdigest()


def has_active(part: bytes) -> bool:
    """Does it name anything that acts or hides, also when letters are written as #4a?"""
    plain = ESCAPED.sub(lambda found: bytes([int(found[1], 16)]), part)
    return any(mark in plain for mark in ACTIVE)


def packed_objects(content: bytes) -> list[bytes]:
    """The object streams of a PDF, unpacked: dictionaries hide there from a plain look."""
    found: list[bytes] = []
    left = MAX_UNPACKED
    for start in PACKED.finditer(content):
        # The dictionary stands right before its stream; no real one is longer than this.
        if b"ObjStm" not in ESCAPED.sub(
            lambda one: bytes([int(one[1], 16)]), content[max(0, start.start() - 600) : start.start()]
        ):
            continue
        unpacker = zlib.decompressobj()
        try:
            part = unpacker.decompress(content[start.end() :], left)
        except zlib.error as error:
            raise BadFile("PDF ini tidak bisa diperiksa isinya. Cetak lalu pindai ulang menjadi PDF biasa.") from error
        left -= len(part)
        if (unpacker.unconsumed_tail and not unpacker.eof) or left <= 0:
            raise BadFile("PDF ini membengkak jauh melebihi ukurannya. Cetak lalu pindai ulang menjadi PDF biasa.")
        found.append(part)
    return found
