"""Files for tests, made here: a JPEG with GPS, an animation, a film of bare boxes, and files that pretend."""

from __future__ import annotations

import io
import struct

from PIL import Image


def jpeg_with_place(width: int = 800, height: int = 600) -> bytes:
    """A photograph as a phone makes it: with the place, the device and the owner in its EXIF."""
    image = Image.new("RGB", (width, height), (40, 90, 160))
    exif = Image.Exif()
    exif[0x010F], exif[0x013B], exif[0x0112] = "Gawai Rahasia", "Pemilik Gawai", 6
    gps = exif.get_ifd(0x8825)
    gps[1], gps[2], gps[3], gps[4] = "S", (7.0, 45.0, 12.5), "E", (113.0, 12.0, 44.1)
    out = io.BytesIO()
    image.save(out, format="JPEG", exif=exif, comment=b"dibuat di rumah")
    return out.getvalue()


def png(width: int = 400, height: int = 300, mode: str = "RGB") -> bytes:
    """A plain picture."""
    out = io.BytesIO()
    Image.new(mode, (width, height), 90 if mode == "L" else (200, 30, 30, 128)[: len(mode)]).save(out, format="PNG")
    return out.getvalue()


def gif(frames: int = 3, side: int = 40) -> bytes:
    """An animation."""
    colours = [(number * 37 % 256, number * 91 % 256, number * 13 % 256) for number in range(frames)]
    images = [Image.new("RGB", (side, side), colour) for colour in colours]
    out = io.BytesIO()
    images[0].save(out, format="GIF", save_all=True, append_images=images[1:], duration=80)
    return out.getvalue()


def box(kind: bytes, *content: bytes) -> bytes:
    """One box of an MP4."""
    body = b"".join(content)
    return struct.pack(">I4s", len(body) + 8, kind) + body


def mp4(seconds: int = 12, width: int = 1280, height: int = 720, *, place: bytes = b"", more: bytes = b"") -> bytes:
    """The boxes of a film: enough to say what it is, without moving pictures."""
    head = box(b"mvhd", struct.pack(">IIIII", 0, 0, 0, 1000, seconds * 1000), bytes(80))
    sides = box(b"tkhd", bytes(76), struct.pack(">II", width << 16, height << 16))
    told = box(b"hdlr", bytes(8), b"vide", bytes(13))
    track = box(b"trak", sides, box(b"mdia", told))
    where = box(b"udta", box(b"\xa9xyz", place)) if place else b""
    return (
        box(b"ftyp", b"isom", bytes(4), b"isommp42") + box(b"moov", head, track, where) + box(b"mdat", bytes(64)) + more
    )
