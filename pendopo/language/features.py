"""One pass over messages gives the numbers that every model reads: hashed letter groups and hashed words.

Hashing instead of a vocabulary: nothing to load, nothing to look up, the same numbers on every machine. Many messages are
read at once, because what costs most is not the counting but the asking for it.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import reduce
from itertools import chain
from typing import NamedTuple, TypeVar
from zlib import crc32

import numpy as np
from numpy.typing import NDArray

from pendopo.language import tables
from pendopo.language.words import clean, cut, stem

LONGEST = 600
"""Characters read for classification; what a message is shows well before that."""
GROUPS = ("plain", "words", "letters")
"""Of each message: its words made Indonesian, its words (one and two), its letter groups (1 to 5) as written."""

One = TypeVar("One")
Hashes = NDArray[np.uint32]
Places = NDArray[np.intp]
"""Hashes as numpy wants them to look something up."""
Parts = tuple[tuple[One, ...], ...]
"""What each token of a message gives."""
_MOST_TOKENS = 20_000
_LONGEST_TOKEN = 40
_LONGEST_GROUP = 5
_LINK = re.compile(r"https?://\S+|www\.\S+|\[url\]")
_USER = re.compile(r"(?<!\w)@\w+|\[username\]|xxxuserxxx")
_DIGIT = re.compile(r"\d")
_THREE = re.compile(r"(.)\1{2,}")
_STEP = np.uint32(0x01000193)
_MIX = np.uint32(0x85EBCA6B)
_HALF, _WHOLE = np.uint32(15), np.uint32(16)
_ABOVE = np.uint64(32)
_MORE = np.arange(_LONGEST_GROUP)[:, None]
# Each letter after the first also adds how many there are by now, so that groups of different sizes differ.
_OFFSETS = np.array(
    [[reduce(lambda held, count: held * 0x01000193 + count, range(2, size + 1), 0) % 2**32] for size in range(1, 6)],
    np.uint32,
)
_ASCII_MARKS = ("?", "!", "...", "??", "!!", '"')
_MARKS = (*_ASCII_MARKS, "👏", "🙏", "😡", "😍", "❤", "👍", "😭", "😊", "💙", "🔥", "😂")
_PLAIN, _WORDS = crc32(b"p"), crc32(b"w")
_MARK_HASHES = {seed: {mark: crc32(mark.encode(), seed ^ 1) for mark in _MARKS} for seed in (_PLAIN, _WORDS)}


@dataclass(frozen=True)
class Features:
    """The features of messages, one message after the other, each once in its group. The groups stand side by side in the
    order of GROUPS: group n of a message from `places[message, n]` to `places[message, n + 1]`; where one message ends the next begins."""

    hashes: Places
    places: NDArray[np.intp]

    def __len__(self) -> int:
        return len(self.places)


def side_by_side(groups: Iterable[str]) -> tuple[int, int]:
    """The first of the groups, and the one after the last; ValueError when another stands between."""
    places = sorted(GROUPS.index(group) for group in groups)
    if len(places) != places[-1] - places[0] + 1:
        raise ValueError(f"{groups} do not stand side by side in {GROUPS}")
    return places[0], places[-1] + 1


class _Token(NamedTuple):
    """What stands between two spaces: as the models see it, and its words with their hashes."""

    shown: str
    words: tuple[bytes, ...]
    word_hashes: tuple[int, ...]
    plain: tuple[bytes, ...]
    plain_hashes: tuple[int, ...]


_tokens: dict[str, _Token] = {}
_NO_TOKENS: tuple[tuple[()], ...] = ((), (), (), (), ())


def read(text: str) -> Features:
    """The features of one message."""
    return read_all([text])


def read_all(texts: Sequence[str]) -> Features:
    """The features of many messages (some hundred at most: all their letter groups are in memory at once)."""
    shown: list[str] = []
    hashes: list[int] = []
    sizes: list[tuple[int, int]] = []
    for text in texts:
        tokens = [_tokens.get(token) or _token(token) for token in _split(text)]
        written, word_parts, word_hashes, plain_parts, plain_hashes = (
            zip(*tokens, strict=True) if tokens else _NO_TOKENS
        )
        shown.append(f" {' '.join(written)} ")
        marks = [mark for mark in (_ASCII_MARKS if text.isascii() else _MARKS) if mark in text]
        plain = _word_hashes(plain_parts, plain_hashes, marks, _PLAIN)
        words = _word_hashes(word_parts, word_hashes, marks, _WORDS)
        hashes += plain
        hashes += words
        sizes.append((len(plain), len(plain) + len(words)))
    coded = np.array(hashes, np.uint32)
    coded ^= coded >> _WHOLE
    return _joined(coded, sizes, *_letters(shown))


def _joined(words: Hashes, sizes: list[tuple[int, int]], letters: Hashes, ends: list[int]) -> Features:
    """Words and letter groups of each message beside each other."""
    hashes: Places = np.empty(len(words) + len(letters), np.intp)
    places, at, word, letter = [], 0, 0, 0
    for (plain, both), end in zip(sizes, ends, strict=True):
        begin, middle = at, at + both
        at = middle + end - letter
        hashes[begin:middle] = words[word : word + both]
        hashes[middle:at] = letters[letter:end]
        places.append((begin, begin + plain, middle, at))
        word, letter = word + both, end
    return Features(hashes, np.array(places))


def _split(text: str) -> list[str]:
    text = clean(text[: LONGEST * 2])[:LONGEST].lower()
    if "www" in text or "http" in text or "[url]" in text:
        text = _LINK.sub("§", text)
    if "@" in text or "[username]" in text or "xxxuserxxx" in text:
        text = _USER.sub("@", text)
    return text.split()


def _token(token: str) -> _Token:
    """What a token gives; most stand in many messages, and are kept."""
    shown = _THREE.sub(r"\1\1", _DIGIT.sub("0", token))
    raw = cut(shown)
    words = tuple(word.encode("utf-8", "surrogatepass") for word in raw)
    plain = tuple(word.encode("utf-8", "surrogatepass") for word in _plain(raw))
    read = _Token(
        shown, words, tuple(crc32(word, _WORDS) for word in words), plain, tuple(crc32(word, _PLAIN) for word in plain)
    )
    if len(token) <= _LONGEST_TOKEN:
        if len(_tokens) >= _MOST_TOKENS:
            _tokens.clear()
        _tokens[token] = read
    return read


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


def _word_hashes(words: Parts[bytes], known: Parts[int], marks: list[str], seed: int) -> set[int]:
    """Each word, each word after another, the marks, the first and the last word."""
    coded = [*chain.from_iterable(words)]
    hashes = [*chain.from_iterable(known)]
    found = {*hashes, *map(crc32, coded[1:], hashes)}
    if marks:
        found.update([_MARK_HASHES[seed][mark] for mark in marks])
    if coded:
        found.update((crc32(b"^" + coded[0], seed), crc32(b"$" + coded[-1], seed)))
    return found


def _letters(shown: list[str]) -> tuple[Hashes, list[int]]:
    """The groups of one to five letters of all messages, and where those of each message end."""
    codes = np.frombuffer("".join(shown).encode("utf-32-le", "surrogatepass"), np.uint32)
    held: Hashes = np.empty((_LONGEST_GROUP, len(codes)), np.uint32)
    np.multiply(codes, _MIX, out=held[0])
    for more in range(1, min(_LONGEST_GROUP, len(codes))):
        longer = held[more, :-more]
        np.multiply(held[more - 1, :-more], _STEP, out=longer)
        longer += held[0, more:]
    held += _OFFSETS
    held ^= held >> _HALF
    held *= _MIX
    held ^= held >> _WHOLE
    # The message stands above the hash: sorted, each message's groups lie together, and what it has twice side by side.
    lengths = np.array([len(one) for one in shown])
    message = np.repeat(np.arange(len(shown), dtype=np.uint64) << _ABOVE, lengths)
    left = np.repeat(lengths.cumsum(), lengths) - np.arange(len(codes))
    keys = (held | message)[left > _MORE]
    keys.sort()
    once = np.empty(len(keys), bool)
    once[:1] = True
    np.not_equal(keys[1:], keys[:-1], out=once[1:])
    keys = keys[once]
    ends = keys.searchsorted(np.arange(1, len(shown) + 1, dtype=np.uint64) << _ABOVE)
    return keys.astype(np.uint32), ends.tolist()
