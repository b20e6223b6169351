"""One pass over a message gives the numbers that every model reads: hashed letter groups and hashed words.

Hashing instead of a vocabulary: nothing to load, nothing to look up, the same numbers on every machine.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from zlib import crc32

import numpy as np
from numpy.typing import NDArray

from pendopo.language import tables
from pendopo.language.words import clean, cut, stem

LONGEST = 600
"""Characters read for classification; what a message is shows well before that."""

Hashes = NDArray[np.uint32]
_LINK = re.compile(r"https?://\S+|www\.\S+|\[url\]")
_USER = re.compile(r"(?<!\w)@\w+|\[username\]|xxxuserxxx")
_DIGIT = re.compile(r"\d")
_SPACE = re.compile(r"\s+")
_THREE = re.compile(r"(.)\1{2,}")
_STEP = np.uint32(0x01000193)
_MIX = np.uint32(0x85EBCA6B)
_MARKS = ("?", "!", "...", "??", "!!", "👏", "🙏", "😡", "😍", "❤", "👍", "😭", "😊", "💙", "🔥", "😂", '"')


@dataclass(frozen=True)
class Features:
    """Letter groups (1 to 5) of the message as written, its words (one and two), and its words made Indonesian."""

    letters: Hashes
    words: Hashes
    plain: Hashes


def read(text: str) -> Features:
    """The features of a message."""
    shown = _shown(text)
    raw = cut(shown)
    marks = [mark for mark in _MARKS if mark in text]
    plain = _plain(raw)
    return Features(_letters(shown), _words(raw, marks, b"w"), _words(plain, marks, b"p"))


def _shown(text: str) -> str:
    text = clean(text[: LONGEST * 2])[:LONGEST].lower()
    if "www" in text or "http" in text or "[url]" in text:
        text = _LINK.sub("§", text)
    if "@" in text or "[username]" in text or "xxxuserxxx" in text:
        text = _USER.sub("@", text)
    text = _THREE.sub(r"\1\1", _DIGIT.sub("0", text))
    return f" {_SPACE.sub(' ', text).strip()} "


def _plain(raw: list[str]) -> list[str]:
    """Words folded to formal spelling, regional words to Indonesian, then to stems."""
    informal, regional, desk = tables.informal(), tables.regional(), tables.desk_words()
    found: list[str] = []
    for word in raw:
        if word in informal:
            found.extend(stem(part) for part in informal[word].split())
            continue
        meanings = regional.get(word)
        found.append(stem(meanings[0] if meanings else word))
        if word in desk:
            found.extend(f"#{stem(part)}" for part in desk[word].split())
    return found


def _letters(shown: str) -> Hashes:
    codes = np.frombuffer(shown.encode("utf-32-le", "surrogatepass"), np.uint32)
    groups, held = [], codes * _MIX
    for size in range(1, 6):
        if size > 1:
            held = held[:-1] * _STEP + codes[size - 1 :] * _MIX + np.uint32(size)
        groups.append(held ^ (held >> np.uint32(15)))
        if len(held) < 2:
            break
    return _once(np.concatenate(groups) * _MIX)


def _words(words: list[str], marks: list[str], kind: bytes) -> Hashes:
    coded = [word.encode("utf-8", "surrogatepass") for word in words]
    seed = crc32(kind)
    hashes = [crc32(word, seed) for word in coded]
    hashes += [crc32(second, first) for first, second in zip(hashes, coded[1:], strict=False)]
    hashes += [crc32(mark.encode(), seed ^ 1) for mark in marks]
    if coded:
        hashes += [crc32(b"^" + coded[0], seed), crc32(b"$" + coded[-1], seed)]
    return _once(np.array(hashes, np.uint32))


def _once(hashes: Hashes) -> Hashes:
    spread = np.sort(hashes ^ (hashes >> np.uint32(16)))
    kept = np.empty(len(spread), bool)
    kept[:1] = True
    np.not_equal(spread[1:], spread[:-1], out=kept[1:])
    return spread[kept]
