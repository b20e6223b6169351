"""Whether a file may be kept: by its content, never by its name. Pictures are drawn anew, so nothing rides along."""

from __future__ import annotations

import io
import warnings
from dataclasses import dataclass
from typing import TYPE_CHECKING

from pendopo.connectors.text import one_line
from pendopo.journal.machine import Said
from pendopo.later import later
from pendopo.publishing.media import video

if TYPE_CHECKING:
    import PIL
    from PIL import Image, ImageOps, ImageSequence
else:
    PIL = later("PIL")
    Image, ImageOps, ImageSequence = later("PIL.Image"), later("PIL.ImageOps"), later("PIL.ImageSequence")

MB = 1024 * 1024
MAX_PICTURE_BYTES, MAX_VIDEO_BYTES = 20 * MB, 64 * MB
MAX_PIXELS, MAX_SIDE, MAX_FRAMES = 50_000_000, 12_000, 200
KEPT_SIDE = 4096
THUMB = 640
FORMATS = {"PNG": "png", "JPEG": "jpg", "WEBP": "webp", "GIF": "gif"}
TYPES = {
    "png": "image/png",
    "jpg": "image/jpeg",
    "webp": "image/webp",
    "gif": "image/gif",
    "mp4": "video/mp4",
    "vtt": "text/vtt",
}
# What people may have in hand instead, by its first bytes.
OTHERS = (
    (b"%PDF-", "PDF"), (b"PK\x03\x04", "arsip ZIP atau dokumen kantor"), (b"MZ", "program Windows"),
    (b"\x7fELF", "program"), (b"\xd0\xcf\x11\xe0", "dokumen kantor lama"), (b"BM", "gambar BMP"), (b"II*\x00", "gambar TIFF"),
    (b"MM\x00*", "gambar TIFF"), (b"\x1aE\xdf\xa3", "video MKV atau WebM"), (b"Rar!", "arsip RAR"), (b"#!", "skrip"),
)  # fmt: skip


class BadMedia(Said):
    """The file can't be kept; the sentence says what it is and what to bring instead."""


@dataclass(frozen=True)
class Proven:
    """A file whose content is what it says, cleaned. `thumb` is a small JPEG of a picture."""

    kind: str
    content: bytes
    ending: str
    name: str
    width: int
    height: int
    seconds: float = 0.0
    thumb: bytes = b""

    @property
    def content_type(self) -> str:
        """By the content."""
        return TYPES[self.ending]


def prove(name: str, content: bytes) -> Proven:
    """PNG, JPEG, WebP and GIF, drawn anew; MP4, looked through. BadMedia for anything else, whatever it is called."""
    shown = one_line(name.replace("\\", "/").rsplit("/", 1)[-1], 120) or "berkas"
    if not content:
        raise BadMedia(f"Berkas «{shown}» kosong. Pilih lagi berkasnya.")
    if video.looks_like_film(content):
        return _film(shown, content)
    if len(content) > MAX_PICTURE_BYTES:
        raise BadMedia(f"Gambar «{shown}» {len(content) // MB} MB; paling besar {MAX_PICTURE_BYTES // MB} MB.")
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("error", Image.DecompressionBombWarning)
            with Image.open(io.BytesIO(content), formats=list(FORMATS)) as image:
                return _picture(shown, image)
    except PIL.UnidentifiedImageError as error:
        raise BadMedia(
            f"Berkas «{shown}» {_said_of(content)}, bukan gambar PNG, JPEG, WebP, GIF, atau video MP4. "
            "Namanya tidak menentukan; simpan ulang sebagai salah satunya."
        ) from error
    except (Image.DecompressionBombError, Image.DecompressionBombWarning) as error:
        raise BadMedia(f"Gambar «{shown}» terlalu besar ukurannya dalam titik. Kecilkan dulu.") from error
    except (OSError, SyntaxError, ValueError, EOFError) as error:
        raise BadMedia(f"Gambar «{shown}» rusak dan tidak bisa dibuka. Simpan ulang, lalu unggah lagi.") from error


def _said_of(content: bytes) -> str:
    for begin, label in OTHERS:
        if content.startswith(begin):
            return f"sebenarnya {label}"
    head = content[:2048].lstrip(b"\xef\xbb\xbf \t\r\n").lower()
    if b"<svg" in head:
        return "sebenarnya gambar SVG yang dapat memuat skrip"
    if head.startswith((b"<!doctype", b"<html", b"<?xml", b"<script")) or b"<script" in head:
        return "sebenarnya halaman web"
    return "isinya tidak dikenal"


def _film(shown: str, content: bytes) -> Proven:
    if len(content) > MAX_VIDEO_BYTES:
        raise BadMedia(f"Video «{shown}» {len(content) // MB} MB; paling besar {MAX_VIDEO_BYTES // MB} MB.")
    try:
        film = video.read(content)
    except video.NotAFilm as why:
        raise BadMedia(f"Video «{shown}» {why}. Simpan ulang sebagai MP4 (H.264), lalu unggah lagi.") from why
    return Proven("video", film.content, "mp4", shown, film.width, film.height, film.seconds)


def _picture(shown: str, image: Image.Image) -> Proven:
    if image.width * image.height > MAX_PIXELS or max(image.size) > MAX_SIDE:
        raise BadMedia(f"Gambar «{shown}» {image.width}×{image.height} titik; terlalu besar. Kecilkan dulu.")
    ending = FORMATS[str(image.format)]
    if ending == "gif" and getattr(image, "is_animated", False):
        return _moving(shown, image)
    drawn = redrawn(image, KEPT_SIDE)
    ending = "png" if ending == "gif" else ending
    if ending == "jpg" and drawn.mode == "RGBA":
        drawn = drawn.convert("RGB")
    out = io.BytesIO()
    drawn.save(out, format={"jpg": "JPEG"}.get(ending, ending.upper()), quality=90)
    return Proven("image", out.getvalue(), ending, shown, drawn.width, drawn.height, thumb=thumb_of(drawn))


def redrawn(image: Image.Image, side: int) -> Image.Image:
    """Upright, in plain colours, no larger than `side`, on a new canvas: only what is seen comes along."""
    upright = ImageOps.exif_transpose(image)
    see_through = "A" in upright.getbands() or "transparency" in upright.info
    plain = upright.convert("RGBA" if see_through else "RGB")
    if max(plain.size) > side:
        plain.thumbnail((side, side), Image.Resampling.LANCZOS)
    canvas = Image.new(plain.mode, plain.size)
    canvas.paste(plain)
    return canvas


def _moving(shown: str, image: Image.Image) -> Proven:
    frames: list[Image.Image] = []
    lengths: list[int] = []
    for frame in ImageSequence.Iterator(image):
        if len(frames) >= MAX_FRAMES or len(frames) * image.width * image.height > MAX_PIXELS * 2:
            raise BadMedia(f"GIF «{shown}» terlalu panjang. Simpan sebagai video MP4, lalu unggah lagi.")
        lengths.append(min(max(int(frame.info.get("duration", 100)), 20), 10_000))
        frames.append(redrawn(frame, 1280))
    out = io.BytesIO()
    frames[0].save(out, format="GIF", save_all=True, append_images=frames[1:], duration=lengths, loop=0)
    return Proven("image", out.getvalue(), "gif", shown, frames[0].width, frames[0].height, thumb=thumb_of(frames[0]))


def flat(image: Image.Image) -> Image.Image:
    """On white where it was see-through."""
    if image.mode != "RGBA":
        return image.convert("RGB")
    ground = Image.new("RGB", image.size, "white")
    ground.paste(image, mask=image.getchannel("A"))
    return ground


def thumb_of(image: Image.Image) -> bytes:
    """A small JPEG for our own pages."""
    small = flat(image)
    small.thumbnail((THUMB, THUMB), Image.Resampling.LANCZOS)
    out = io.BytesIO()
    small.save(out, format="JPEG", quality=80)
    return out.getvalue()
