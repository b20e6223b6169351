"""One pass over messages gives the numbers that every model reads: hashed words and hashed letter groups.

A message is cut at its spaces into tokens. What a token says by itself (its words, the same made Indonesian, its letter
groups) is worked out once and kept in a vocabulary, since most tokens of most messages were seen before; what stands beside
what is worked out anew. Models add up what they know of a token once as well (`linear.py`).

Hashing instead of a fixed vocabulary: nothing to load, nothing to look up, the same numbers on every machine.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import reduce
from itertools import chain, pairwise
from threading import Lock
from typing import Any, NamedTuple, TypeVar, cast
from zlib import crc32

import numpy as np
from numpy.typing import NDArray

from pendopo.language import tables
from pendopo.language.words import clean, cut, stem

LONGEST = 600
"""Characters read for classification; what a message is shows well before that."""
AT_ONCE = 100
"""So many messages are read together at most; more of them gain nothing and only fill the memory."""
GROUPS = ("plain", "words", "letters")
"""Of each message: its words made Indonesian, its words, its letter groups (1 to 5, inside a token) as written."""
PAIRS = 2
"""What two tokens give in each group: as neighbours and with one between them; of the letters where two neighbours meet, once
with two letters of each side and once with three."""
Hashes = NDArray[np.uint32]
Places = NDArray[np.intp]
Rows = TypeVar("Rows", bound=NDArray[Any])
# With so many tokens a vocabulary is put away and a new one begun.
_ENOUGH_TOKENS = 10_000
_LONGEST_TOKEN = 30
_LONGEST_GROUP = 5
_LINK = re.compile(r"https?://\S+|www\.\S+|\[url\]")
_USER = re.compile(r"(?<!\w)@\w+|\[username\]|xxxuserxxx")
_DIGITS = bytes.maketrans(b"123456789", b"000000000")
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
_MARKS = ("?", "!", "...", "??", "!!", '"', "👏", "🙏", "😡", "😍", "❤", "👍", "😭", "😊", "💙", "🔥", "😂")
_PLAIN, _WORDS, _LETTERS = crc32(b"p"), crc32(b"w"), crc32(b"l")
# One column for each pair of each group; these are of tokens with one between them.
_COLUMNS = np.arange(1, len(GROUPS) * PAIRS + 1, dtype=np.uint32) * _MIX
_SKIPPING = (1, 3)
# Stands twice before and after each message: what begins or ends it has a neighbour too.
_OUTSIDE = 0


class _Token(NamedTuple):
    """What stands between two spaces: as the models see it, the hashes of its words, and what its neighbours see of it."""

    shown: str
    hashes: tuple[set[int], set[int]]
    first: tuple[int, ...] = ()
    last: tuple[int, ...] = ()


class Vocabulary:
    """The tokens met so far: a number for each (0 is none), and what each says by itself and to its neighbours."""

    def __init__(self) -> None:
        self.numbers: dict[str, int] = {"": _OUTSIDE}
        # Token after token, in each group after group: group n of a token from `places[token, n]` to `places[token, n + 1]`.
        self.hashes: Hashes = np.zeros(1, np.uint32)
        self.places: Places = np.zeros((1, len(GROUPS) + 1), np.intp)
        self.first: Hashes = np.zeros((1, len(_COLUMNS)), np.uint32)
        self.last: Hashes = np.zeros((1, len(_COLUMNS)), np.uint32)
        # Tokens without a word: their neighbours see past them.
        self.wordless: set[int] = set()
        self._learning = Lock()

    def __len__(self) -> int:
        return len(self.numbers)

    @property
    def full(self) -> bool:
        """Are there so many that a new vocabulary should begin?"""
        return len(self) > _ENOUGH_TOKENS

    def learn(self, tokens: Iterable[str]) -> None:
        """Take in tokens; those that are known already cost nothing."""
        with self._learning:
            new = [token for token in tokens if token not in self.numbers]
            if not new:
                return
            read, start = [_token(token) for token in new], len(self)
            letters, begin = _letters([f" {one.shown} " for one in read])
            at = int(self.places[start - 1, -1])
            self.hashes = with_room(
                self.hashes, at + len(letters) + sum(len(each) for one in read for each in one.hashes)
            )
            self.places = with_room(self.places, start + len(new))
            self.first, self.last = with_room(self.first, start + len(new)), with_room(self.last, start + len(new))
            for number, (one, bounds) in enumerate(zip(read, pairwise(begin), strict=True), start):
                groups = [*(np.array([*each], np.uint32) for each in one.hashes), letters[slice(*bounds)]]
                self.places[number] = [at, *(at := at + len(group) for group in groups)]
                self.hashes[self.places[number, 0] : at] = np.concatenate(groups)
                if one.first:
                    self.first[number], self.last[number] = one.first, one.last
                else:
                    self.wordless.add(number)
            # Last of all: whoever finds a number finds all that belongs to it.
            self.numbers.update(zip(new, range(start, start + len(new)), strict=True))


@dataclass(frozen=True)
class Features:
    """The features of messages: the different tokens of each by their number, and the hashes of its pairs of tokens (a row for
    each token with words and two more, a column for each pair of each group). The ends say where those of each message end."""

    vocabulary: Vocabulary
    tokens: Places
    token_ends: Sequence[int]
    pairs: Hashes
    pair_ends: Sequence[int]

    def __len__(self) -> int:
        return len(self.token_ends)


def with_room(rows: Rows, count: int) -> Rows:
    """The rows, or a larger copy when they are fewer than that. Whoever reads the old ones meanwhile is not disturbed."""
    if len(rows) >= count:
        return rows
    more = np.zeros((max(count, 2 * len(rows)), *rows.shape[1:]), rows.dtype)
    more[: len(rows)] = rows
    return cast(Rows, more)


def side_by_side(groups: Iterable[str]) -> tuple[int, int]:
    """The first of the groups, and the one after the last; ValueError when another stands between."""
    places = sorted(GROUPS.index(group) for group in groups)
    if len(places) != places[-1] - places[0] + 1:
        raise ValueError(f"{groups} do not stand side by side in {GROUPS}")
    return places[0], places[-1] + 1


def read(text: str) -> Features:
    """The features of one message."""
    return read_all([text])


def read_all(texts: Sequence[str]) -> Features:
    """The features of many messages (`AT_ONCE` at most; ValueError)."""
    if len(texts) > AT_ONCE:
        raise ValueError(f"{len(texts)} messages at once, more than {AT_ONCE}")
    said = [_split(text) for text in texts]
    vocabulary = _knowing(said)
    numbers, wordless = vocabulary.numbers, vocabulary.wordless
    spoken, different = [_OUTSIDE, _OUTSIDE], list[int]()
    token_ends, pair_ends = list[int](), list[int]()
    for tokens in said:
        found = [numbers[token] for token in tokens]
        different += dict.fromkeys(found)
        spoken += found if wordless.isdisjoint(found) else [one for one in found if one not in wordless]
        pair_ends.append(len(spoken))
        spoken += (_OUTSIDE, _OUTSIDE)
        token_ends.append(len(different))
    pairs = _pairs(vocabulary, np.array(spoken, np.intp))
    return Features(vocabulary, np.array(different, np.intp), token_ends, pairs, pair_ends)


_held = [Vocabulary()]


def _knowing(said: Iterable[Iterable[str]]) -> Vocabulary:
    """A vocabulary that knows every one of these tokens."""
    tokens, held = set(chain.from_iterable(said)), _held[0]
    unknown = tokens - held.numbers.keys()
    if unknown and held.full:
        held = _held[0] = Vocabulary()
        unknown = tokens
    if unknown:
        held.learn(sorted(unknown))
    return held


def _pairs(held: Vocabulary, spoken: Places) -> Hashes:
    """What each token gives with the one after it and the one after that."""
    following = held.first.take(spoken[1:], 0)
    after = following[:-1]
    after[:, _SKIPPING] = following[1:, _SKIPPING]
    pairs: Hashes = held.last.take(spoken[:-2], 0)
    pairs *= _STEP
    pairs += after
    pairs += _COLUMNS
    pairs ^= pairs >> _HALF
    pairs *= _MIX
    pairs ^= pairs >> _WHOLE
    # Neighbours say where a message begins and ends; with one between them tokens are only looked at inside it.
    pairs[np.ix_((spoken[:-2] == _OUTSIDE) | (spoken[2:] == _OUTSIDE), _SKIPPING)] = 0
    return pairs


def _split(text: str) -> list[str]:
    text = clean(text[: LONGEST * 2])[:LONGEST].lower()
    # As bytes, which is four times as fast.
    text = text.encode("utf-8", "surrogatepass").translate(_DIGITS).decode("utf-8", "surrogatepass")
    if "www" in text or "http" in text or "[url]" in text:
        text = _LINK.sub("§", text)
    if "@" in text or "[username]" in text or "xxxuserxxx" in text:
        text = _USER.sub("@", text)
    tokens = text.split()
    if tokens and len(max(tokens, key=len)) > _LONGEST_TOKEN:
        return [one[at : at + _LONGEST_TOKEN] for one in tokens for at in range(0, len(one), _LONGEST_TOKEN)]
    return tokens


def _token(token: str) -> _Token:
    shown = _THREE.sub(r"\1\1", token)
    written = cut(shown)
    words, plain = _coded(written), _coded(_plain(written))
    marks = _coded(mark for mark in _MARKS if mark in shown)
    hashes = _hashes(plain, marks, _PLAIN), _hashes(words, marks, _WORDS)
    if not words or not plain:
        return _Token(shown, hashes)
    before, after = written[0], written[-1]
    return _Token(
        shown, hashes, _side(plain[0], words[0], before[:2], before[:3]), _side(plain[-1], words[-1], after[-2:], after[-3:])
    )  # fmt: skip


def _coded(words: Iterable[str]) -> list[bytes]:
    return [word.encode("utf-8", "surrogatepass") for word in words]


def _plain(written: Iterable[str]) -> list[str]:
    """Words folded to formal spelling, regional words to Indonesian, then to stems."""
    informal, regional, desk = tables.informal(), tables.regional(), tables.desk_words()
    found: list[str] = []
    for word in written:
        if word in informal:
            found.extend(stem(part) for part in informal[word].split())
            continue
        meanings = regional.get(word)
        found.append(stem(meanings[0] if meanings else word))
        if word in desk:
            found.extend(f"#{stem(part)}" for part in desk[word].split())
    return found


def _hashes(words: Sequence[bytes], marks: Iterable[bytes], seed: int) -> set[int]:
    """Each word, each word after another inside the token, and the marks."""
    alone = {crc32(word, seed) for word in words} | {crc32(mark, seed ^ 1) for mark in marks}
    found = alone | {crc32(second, crc32(first, seed)) for first, second in pairwise(words)}
    return {one ^ one >> 16 for one in found}


def _side(plain: bytes, word: bytes, two: str, three: str) -> tuple[int, ...]:
    """What a neighbour sees of a token, in the order of the columns of pairs."""
    seen, said = crc32(plain, _PLAIN), crc32(word, _WORDS)
    return seen, seen, said, said, *(crc32(letters, _LETTERS) for letters in _coded((two, three)))


def _letters(shown: Sequence[str]) -> tuple[Hashes, list[int]]:
    """The groups of one to five letters of each text, each once, text after text; where each begins, and where the last ends."""
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
    # The text stands above the hash: sorted, each text's groups lie together, and what it has twice side by side.
    lengths = np.array([len(one) for one in shown])
    text = np.repeat(np.arange(len(shown), dtype=np.uint64) << _ABOVE, lengths)
    left = np.repeat(lengths.cumsum(), lengths) - np.arange(len(codes))
    keys = (held | text)[left > _MORE]
    keys.sort()
    once = np.empty(len(keys), bool)
    once[:1] = True
    np.not_equal(keys[1:], keys[:-1], out=once[1:])
    keys = keys[once]
    ends = keys.searchsorted(np.arange(len(shown) + 1, dtype=np.uint64) << _ABOVE)
    return keys.astype(np.uint32), ends.tolist()
