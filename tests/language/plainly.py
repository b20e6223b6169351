"""The same proposals the slow way, straight from what each number is meant to be: what the fast way is held against."""

from __future__ import annotations

import math
import re
from itertools import pairwise
from zlib import crc32

import numpy as np

from pendopo.language import tables
from pendopo.language.desk import TONES
from pendopo.language.linear import Linear, load
from pendopo.language.words import clean, cut, stem

WIDTH, STEP, MIX = 2**32, 0x01000193, 0x85EBCA6B
MARKS = ("?", "!", "...", "??", "!!", "👏", "🙏", "😡", "😍", "❤", "👍", "😭", "😊", "💙", "🔥", "😂", '"')


def tokens_of(text: str) -> list[str]:
    text = re.sub(r"[0-9]", "0", clean(text[:1200])[:600].lower())
    text = re.sub(r"https?://\S+|www\.\S+|\[url\]", "§", text)
    text = re.sub(r"(?<!\w)@\w+|\[username\]|xxxuserxxx", "@", text)
    return [token[at : at + 30] for token in text.split() for at in range(0, len(token), 30)]


def shown(token: str) -> str:
    return re.sub(r"(.)\1{2,}", r"\1\1", token)


def letter_groups(token: str) -> set[int]:
    found, text = set(), f" {shown(token)} "
    for start in range(len(text)):
        held = 0
        for count, letter in enumerate(text[start : start + 5], start=1):
            held = (held * STEP + ord(letter) * MIX + (count if count > 1 else 0)) % WIDTH
            found.add(mixed(held))
    return found


def word_groups(words: list[str], token: str, kind: bytes) -> set[int]:
    coded, seed = [as_bytes(word) for word in words], crc32(kind)
    hashes = [crc32(word, seed) for word in coded]
    hashes += [crc32(second, crc32(first, seed)) for first, second in pairwise(coded)]
    hashes += [crc32(mark.encode(), seed ^ 1) for mark in MARKS if mark in shown(token)]
    return {one ^ one >> 16 for one in hashes}


def mixed(number: int) -> int:
    number = (number ^ number >> 15) * MIX % WIDTH
    return number ^ number >> 16


def as_bytes(text: str) -> bytes:
    return text.encode("utf-8", "surrogatepass")


def plain_words(words: list[str]) -> list[str]:
    found: list[str] = []
    for word in words:
        if word in tables.informal():
            found += [stem(part) for part in tables.informal()[word].split()]
        else:
            found.append(stem(tables.regional().get(word, (word,))[0]))
            found += [f"#{stem(part)}" for part in tables.desk_words().get(word, "").split()]
    return found


def side(words: list[str], last: bool) -> list[int]:
    """What a neighbour sees of a token: its last or first word, made Indonesian, as written, and two and three letters of it."""
    at, word = -last, words[-last]
    letters = (word[-2:], word[-3:]) if last else (word[:2], word[:3])
    plain = crc32(as_bytes(plain_words(words)[at]), crc32(b"p"))
    said = crc32(as_bytes(word), crc32(b"w"))
    return [plain, plain, said, said, *(crc32(as_bytes(one), crc32(b"l")) for one in letters)]


def pair(before: list[int], after: list[int], column: int) -> int:
    return mixed((before[column] * STEP + after[column] + (column + 1) * MIX) % WIDTH)


def features(text: str) -> dict[str, list[int]]:
    """Every hash, as often as it counts."""
    found: dict[str, list[int]] = {"plain": [], "words": [], "letters": []}
    tokens, outside = tokens_of(text), [0] * 6
    for token in dict.fromkeys(tokens):
        words = cut(shown(token))
        found["plain"] += word_groups(plain_words(words), token, b"p")
        found["words"] += word_groups(words, token, b"w")
        found["letters"] += letter_groups(token)
    spoken = [words for token in tokens if (words := cut(shown(token)))]
    lasts = [outside, outside, *(side(words, last=True) for words in spoken)]
    firsts = [*(side(words, last=False) for words in spoken), outside, outside]
    for number, before in enumerate(lasts):
        beside = outside if number == 0 else firsts[number - 1]
        for column, group in ((0, "plain"), (2, "words"), (4, "letters"), (5, "letters")):
            found[group].append(pair(before, beside, column))
        inside = 2 <= number < len(spoken)
        for column, group in ((1, "plain"), (3, "words")):
            found[group].append(pair(before, firsts[number], column) if inside else 0)
    return found


def scores(model: Linear, found: dict[str, list[int]]) -> list[float]:
    at = [number % len(model.table) for group in model.groups for number in found[group]]
    norm = math.sqrt(np.square(model.rarity[at], dtype=np.float64).sum())
    rows: list[float] = (model.table[at].astype(np.int64).sum(axis=0) * model.scale / norm + model.bias).tolist()
    return rows


def head(model: Linear, name: str, found: list[float]) -> dict[str, float]:
    first, labels = model.heads[name]
    lifted = [math.exp(one) for one in found[first : first + len(labels)]]
    return dict(zip(labels, (one / sum(lifted) for one in lifted), strict=True))


def likeliest(chances: dict[str, float]) -> str:
    return max(chances, key=chances.__getitem__)


def read(text: str) -> dict[str, dict[str, float]]:
    """The chances of language, kind, topic, agency and tone."""
    found = features(text)
    desk, public, speech = (load(name) for name in ("desk.npz", "cc-by-sa/tone.npz", "cc-by-sa/tongue.npz"))
    seen, said = scores(desk, found), scores(public, found)
    spoken = head(speech, "tongue", scores(speech, found))
    chances = {name: head(desk, name, seen) for name in ("kind", "topic", "agency")} | {"lang": spoken}
    heads = [head(public, "tone", said), head(public, likeliest(spoken), said)]
    own = head(desk, "tone", seen)
    chances["tone"] = {name: 0.75 * own[name] + 0.25 * sum(one[name] for one in heads) / 2 for name in TONES}
    return chances


def close(chances: dict[str, float]) -> bool:
    """So even that the last digit decides."""
    second, first = sorted(chances.values())[-2:]
    return first - second < 1e-5
