"""Screenshots: proven by their bytes, drawn anew so that nothing rides along, kept under our own name."""

from __future__ import annotations

import hashlib
import io
import warnings
from dataclasses import dataclass
from typing import TYPE_CHECKING
from uuid import uuid4

from django.conf import settings
from django.core.files.base import ContentFile

from pendopo.inbox.models import Capture, Item
from pendopo.inbox.rules import BadInput
from pendopo.inbox.text import line
from pendopo.later import later

if TYPE_CHECKING:
    import PIL
    from PIL import Image, ImageOps
else:
    PIL = later("PIL")
    Image, ImageOps = later("PIL.Image"), later("PIL.ImageOps")

MAX_PIXELS = 40_000_000
FORMATS = {"PNG": ("image/png", "png"), "JPEG": ("image/jpeg", "jpg"), "WEBP": ("image/webp", "webp")}
PDF = b"%PDF-1."
MAX_CAPTURES = 6


@dataclass(frozen=True)
class Proven:
    """A file whose content is what it says: safe to keep."""

    content: bytes
    content_type: str
    ending: str
    name: str


def prove(name: str, content: bytes) -> Proven:
    """PNG, JPEG and WebP are drawn anew (no EXIF, nothing appended); a PDF is taken as it is, without scripts."""
    shown = line(name.replace("\\", "/").rsplit("/", 1)[-1], 120) or "tangkapan layar"
    if len(content) > settings.MAX_UPLOAD_BYTES:
        raise BadInput(f"Berkas «{shown}» terlalu besar: paling banyak {settings.MAX_UPLOAD_BYTES // 1024 // 1024} MB.")
    if content.startswith(PDF):
        return _pdf(shown, content)
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("error", Image.DecompressionBombWarning)
            with Image.open(io.BytesIO(content), formats=list(FORMATS)) as image:
                return _drawn_anew(shown, image)
    except (PIL.UnidentifiedImageError, Image.DecompressionBombError, Image.DecompressionBombWarning) as error:
        raise _refused(shown) from error
    except (OSError, SyntaxError, ValueError) as error:
        raise BadInput(f"Gambar «{shown}» rusak dan tidak bisa dibuka. Ambil tangkapan layar sekali lagi.") from error


def _refused(shown: str) -> BadInput:
    return BadInput(f"Berkas «{shown}» bukan gambar PNG, JPEG, atau WebP, dan bukan PDF: pilih tangkapan layarnya.")


def _drawn_anew(shown: str, image: Image.Image) -> Proven:
    if image.width * image.height > MAX_PIXELS:
        raise BadInput(f"Gambar «{shown}» terlalu besar: {image.width}×{image.height} titik.")
    content_type, ending = FORMATS[str(image.format)]
    upright = ImageOps.exif_transpose(image)
    drawn = upright.convert(
        "RGB" if ending == "jpg" or ("A" not in upright.getbands() and "transparency" not in upright.info) else "RGBA"
    )
    clean_copy = Image.new(drawn.mode, drawn.size)
    clean_copy.paste(drawn)
    out = io.BytesIO()
    clean_copy.save(out, format=str(image.format), quality=90)
    return Proven(out.getvalue(), content_type, ending, shown)


def _pdf(shown: str, content: bytes) -> Proven:
    lowered = content.lower()
    active = (b"/javascript", b"/js ", b"/js(", b"/launch", b"/embeddedfile", b"<script", b"<html", b"<svg")
    if any(word in lowered for word in active) or b"%%eof" not in lowered[-2048:]:
        raise BadInput(f"PDF «{shown}» tidak utuh atau berisi skrip atau lampiran: simpan ulang sebagai gambar.")
    return Proven(content, "application/pdf", "pdf", shown)


def keep(item: Item, proven: Proven) -> Capture:
    """Keep a proven file with an item; its name on the disk is ours."""
    digest = hashlib.sha256(proven.content).hexdigest()
    made = Capture(
        item=item, name=proven.name, content_type=proven.content_type, sha256=digest, size=len(proven.content)
    )
    made.file.save(f"{uuid4().hex}.{proven.ending}", ContentFile(proven.content), save=False)
    made.save()
    return made
