"""A kept picture drawn for one platform: its kind, its longest side, its weight. What fits already goes as it is."""

from __future__ import annotations

import io
from dataclasses import dataclass
from typing import TYPE_CHECKING

from pendopo.later import later
from pendopo.publishing.media.prove import flat, redrawn
from pendopo.regulation.media import JPEG, MediaRule

if TYPE_CHECKING:
    from PIL import Image
else:
    Image = later("PIL.Image")

ENDINGS = {"image/jpeg": "jpg", "image/png": "png", "image/webp": "webp", "image/gif": "gif", "video/mp4": "mp4"}
QUALITIES = (88, 80, 72, 64)
SMALLEST = 320


@dataclass(frozen=True)
class Drawn:
    """The bytes that go out."""

    content: bytes
    content_type: str
    width: int
    height: int


def for_platform(content: bytes, content_type: str, width: int, height: int, rule: MediaRule) -> Drawn:
    """The picture as the platform takes it; the same bytes in give the same bytes out."""
    fits = content_type in rule.kinds and len(content) <= rule.picture_bytes and max(width, height) <= rule.side
    if fits:
        return Drawn(content, content_type, width, height)
    with Image.open(io.BytesIO(content), formats=["PNG", "JPEG", "WEBP", "GIF"]) as image:
        picture = redrawn(image, rule.side)
    if content_type in rule.kinds and content_type != "image/gif":
        kept = _saved(picture, content_type, QUALITIES[0])
        if len(kept) <= rule.picture_bytes:
            return Drawn(kept, content_type, picture.width, picture.height)
    return _as_jpeg(flat(picture), rule.picture_bytes)


def _as_jpeg(picture: Image.Image, most: int) -> Drawn:
    """JPEG is taken everywhere: a little coarser first, then smaller, until it is light enough."""
    while True:
        for quality in QUALITIES:
            content = _saved(picture, JPEG, quality)
            if len(content) <= most or (quality == QUALITIES[-1] and max(picture.size) <= SMALLEST):
                return Drawn(content, JPEG, picture.width, picture.height)
        picture = picture.resize((picture.width * 4 // 5, picture.height * 4 // 5), Image.Resampling.LANCZOS)


def _saved(picture: Image.Image, content_type: str, quality: int) -> bytes:
    out = io.BytesIO()
    form = {"image/jpeg": "JPEG", "image/png": "PNG", "image/webp": "WEBP"}[content_type]
    (flat(picture) if form == "JPEG" else picture).save(out, format=form, quality=quality, optimize=form == "PNG")
    return out.getvalue()
