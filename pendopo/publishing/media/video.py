"""MP4 films, looked through box by box and not drawn anew: what they are, how long, and nothing in them that tells a place."""

from __future__ import annotations

import struct
from collections.abc import Iterator
from dataclasses import dataclass

# The top level of an honest MP4; anything else there is a reason to refuse.
TOP = frozenset(
    {
        b"ftyp",
        b"moov",
        b"mdat",
        b"free",
        b"skip",
        b"wide",
        b"moof",
        b"mfra",
        b"sidx",
        b"styp",
        b"uuid",
        b"meta",
        b"udta",
        b"pdin",
    }
)
BRANDS = frozenset(
    {b"isom", b"iso2", b"iso4", b"iso5", b"iso6", b"mp41", b"mp42", b"avc1", b"M4V ", b"dash", b"MSNV", b"f4v "}
)
# Where cameras write the place, the device and its owner. Emptied in place, so that no offset moves.
TELLING = frozenset({b"udta", b"meta", b"uuid", b"free", b"skip"})
INSIDE = frozenset({b"moov", b"trak", b"mdia"})
MOST_BOXES = 20_000


class NotAFilm(ValueError):
    """These bytes are no MP4 that can be used; the message is an Indonesian sentence part."""


@dataclass(frozen=True)
class Film:
    """A film without its tell-tale parts."""

    content: bytes
    seconds: float
    width: int
    height: int


@dataclass(frozen=True)
class Box:
    """A box: its kind, where its content begins, and where it ends."""

    kind: bytes
    start: int
    end: int


def looks_like_film(content: bytes) -> bool:
    """Does it begin as ISO media do?"""
    return content[4:8] == b"ftyp"


def read(content: bytes) -> Film:
    """The film in these bytes; NotAFilm says why there is none."""
    tops = list(_boxes(content, 0, len(content)))
    if not tops or tops[0].kind != b"ftyp" or tops[-1].end != len(content):
        raise NotAFilm("tidak utuh")
    brands = content[tops[0].start : tops[0].end]
    if not {brands[at : at + 4] for at in (0, *range(8, len(brands), 4))} & BRANDS:
        raise NotAFilm("bukan MP4")
    if odd := {one.kind for one in tops} - TOP:
        raise NotAFilm(f"berisi bagian yang tidak dikenal ({', '.join(sorted(one.decode('latin-1') for one in odd))})")
    moov = next((one for one in tops if one.kind == b"moov"), None)
    if moov is None or not any(one.kind == b"mdat" for one in tops):
        raise NotAFilm("tidak berisi gambar bergerak")
    seconds = _seconds(content, moov)
    width, height = _sides(content, moov)
    if not seconds or not width or not height:
        raise NotAFilm("durasi atau ukurannya tidak terbaca")
    return Film(_silenced(content, tops), seconds, width, height)


def _boxes(content: bytes, start: int, end: int) -> Iterator[Box]:
    at, count = start, 0
    while at + 8 <= end:
        size, kind = struct.unpack(">I4s", content[at : at + 8])
        head = 8
        if size == 1 and at + 16 <= end:
            size, head = struct.unpack(">Q", content[at + 8 : at + 16])[0], 16
        elif size == 0:
            size = end - at
        count += 1
        if size < head or at + size > end or count > MOST_BOXES:
            raise NotAFilm("tidak utuh")
        yield Box(kind, at + head, at + size)
        at += size
    if at != end:
        raise NotAFilm("tidak utuh")


def _inside(content: bytes, box: Box, kind: bytes) -> Iterator[Box]:
    return (one for one in _boxes(content, box.start, box.end) if one.kind == kind)


def _seconds(content: bytes, moov: Box) -> float:
    head = next(_inside(content, moov, b"mvhd"), None)
    if head is None:
        return 0.0
    try:
        if content[head.start] == 1:
            scale, length = struct.unpack(">IQ", content[head.start + 20 : head.start + 32])
        else:
            scale, length = struct.unpack(">II", content[head.start + 12 : head.start + 20])
    except (struct.error, IndexError):
        return 0.0
    return length / scale if scale else 0.0


def _sides(content: bytes, moov: Box) -> tuple[int, int]:
    """Width and height of the first track that holds pictures."""
    for track in _inside(content, moov, b"trak"):
        media = next(_inside(content, track, b"mdia"), None)
        told = next(_inside(content, media, b"hdlr"), None) if media else None
        head = next(_inside(content, track, b"tkhd"), None)
        if told and head and content[told.start + 8 : told.start + 12] == b"vide" and head.end - head.start >= 84:
            width, height = struct.unpack(">II", content[head.end - 8 : head.end])
            return width >> 16, height >> 16
    return 0, 0


def _silenced(content: bytes, tops: list[Box]) -> bytes:
    """The same bytes with everything that tells of place, device and owner overwritten by nothing."""
    quiet = bytearray(content)
    _silence(content, quiet, tops)
    return bytes(quiet)


def _silence(content: bytes, quiet: bytearray, boxes: list[Box]) -> None:
    for box in boxes:
        if box.kind in TELLING:
            name = content.rindex(box.kind, max(0, box.start - 16), box.start)
            quiet[name : name + 4] = b"free"
            quiet[box.start : box.end] = bytes(box.end - box.start)
        elif box.kind in INSIDE:
            _silence(content, quiet, list(_boxes(content, box.start, box.end)))
