"""Captions of a film (WebVTT or SubRip): read line by line, cleaned, and kept as WebVTT (https://www.w3.org/TR/webvtt1/)."""

from __future__ import annotations

import html
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from pendopo.connectors.text import clean
from pendopo.publishing.media.prove import BadMedia

MAX_BYTES = 512 * 1024
MAX_CUES = 5_000
_TIME = r"(?:(\d{1,3}):)?([0-5]\d):([0-5]\d)[.,](\d{3})"
_TIMING = re.compile(rf"\s*{_TIME}[ \t]+-->[ \t]+{_TIME}(?:[ \t].*)?")
_TAG = re.compile(r"</?[a-zA-Z][^<>]{0,200}>|<\d[\d:.]*>|\{\\[^{}]{0,100}\}")
_ASIDE = re.compile(r"(NOTE|STYLE|REGION)\b")


@dataclass(frozen=True)
class Cue:
    """Words and from when to when they stand, in milliseconds."""

    begin: int
    end: int
    words: str


def read(name: str, content: bytes, *, film_seconds: float = 0) -> bytes:
    """The captions as WebVTT, without colours, places or scripts; BadMedia names the line that can't be used."""
    if len(content) > MAX_BYTES:
        raise BadMedia(f"Takarir «{name}» terlalu besar; paling besar {MAX_BYTES // 1024} KB.")
    try:
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise BadMedia(f"Takarir «{name}» bukan teks UTF-8. Simpan ulang dengan pengodean UTF-8.") from error
    if "\x00" in text:
        raise BadMedia(f"Takarir «{name}» bukan berkas teks. Unggah berkas .vtt atau .srt.")
    cues = list(_cues(name, clean(text).split("\n")))
    if not cues:
        raise BadMedia(
            f"Takarir «{name}» tidak memuat satu baris pun yang berwaktu. Unggah berkas .vtt atau .srt, misalnya "
            "«00:00:01.000 --> 00:00:04.000» lalu teksnya di baris berikut."
        )
    if film_seconds and cues[-1].begin > film_seconds * 1000:
        raise BadMedia(f"Takarir «{name}» lebih panjang daripada videonya. Periksa apakah berkasnya untuk video ini.")
    return written(cues).encode()


def written(cues: Sequence[Cue]) -> str:
    """As WebVTT."""
    blocks = [f"{_clock(one.begin)} --> {_clock(one.end)}\n{html.escape(one.words, quote=False)}" for one in cues]
    return "WEBVTT\n\n" + "\n\n".join(blocks) + "\n"


def _cues(name: str, lines: Sequence[str]) -> Iterator[Cue]:
    last, count = -1, 0
    for number, block in _blocks(lines):
        at = next((place for place, line in enumerate(block[:2]) if "-->" in line), None)
        if at is None:
            if block[0].startswith("WEBVTT") or _ASIDE.match(block[0]):
                continue
            raise BadMedia(
                f"Takarir «{name}», baris {number}: tidak ada waktunya. Tulis «mulai --> selesai» di atas teks."
            )
        timing = _TIMING.fullmatch(block[at])
        if timing is None:
            raise BadMedia(
                f"Takarir «{name}», baris {number + at}: waktunya tidak terbaca. Tulis misalnya "
                "«00:00:01.000 --> 00:00:04.000»."
            )
        begin, end = _moment(timing.groups()[:4]), _moment(timing.groups()[4:])
        if end <= begin:
            raise BadMedia(
                f"Takarir «{name}», baris {number + at}: selesainya tidak sesudah mulainya. Betulkan waktunya."
            )
        if begin < last:
            raise BadMedia(f"Takarir «{name}», baris {number + at}: lebih awal daripada sebelumnya. Urutkan waktunya.")
        words = "\n".join(filter(None, (_words(line) for line in block[at + 1 :])))
        last, count = begin, count + 1
        if count > MAX_CUES:
            raise BadMedia(f"Takarir «{name}» lebih dari {MAX_CUES} baris berwaktu. Bagi videonya.")
        if words:
            yield Cue(begin, end, words)


def _blocks(lines: Sequence[str]) -> Iterator[tuple[int, list[str]]]:
    """What stands between empty lines, with the number of its first line."""
    block: list[str] = []
    for number, line in enumerate([*lines, ""], start=1):
        if line.strip():
            block.append(line)
        elif block:
            yield number - len(block), block
            block = []


def _words(line: str) -> str:
    """What is read: no tags, entities as their signs; an arrow would be taken for a time."""
    return html.unescape(_TAG.sub("", line)).replace("-->", "→").strip()


def _moment(parts: Sequence[str | None]) -> int:
    hours, minutes, seconds, rest = (int(part or 0) for part in parts)
    return ((hours * 60 + minutes) * 60 + seconds) * 1000 + rest


def _clock(moment: int) -> str:
    seconds, rest = divmod(moment, 1000)
    return f"{seconds // 3600:02}:{seconds // 60 % 60:02}:{seconds % 60:02}.{rest:03}"
