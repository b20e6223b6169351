"""Signed copies of decrees: only a real PDF is kept, with its hash."""

from __future__ import annotations

import hashlib
from typing import Protocol

from pendopo.journal.machine import Said

MAX_BYTES = 10 * 1024 * 1024


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
    if any(mark in content for mark in (b"/JavaScript", b"/Launch", b"/EmbeddedFile")):
        raise BadFile("PDF ini berisi program atau lampiran tersembunyi. Cetak lalu pindai ulang menjadi PDF biasa.")
    return content, hashlib.sha256(content).hexdigest()
