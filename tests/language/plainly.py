"""The same proposals the slow way, straight from what each number is meant to be: what the fast way is held against."""

from __future__ import annotations

import math
import re
from itertools import pairwise
from zlib import crc32

import numpy as np

from pendopo.language import tables, tone
from pendopo.language.linear import Linear, load
from pendopo.language.words import clean, cut, stem

WIDTH = 2**32
MARKS = ("?", "!", "...", "??", "!!", "👏", "🙏", "😡", "😍", "❤", "👍", "😭", "😊", "💙", "🔥", "😂", '"')


def shown(text: str) -> str:
    text = clean(text[:1200])[:600].lower()
    text = re.sub(r"https?://\S+|www\.\S+|\[url\]", "§", text)
    text = re.sub(r"(?<!\w)@\w+|\[username\]|xxxuserxxx", "@", text)
    text = re.sub(r"(.)\1{2,}", r"\1\1", re.sub(r"\d", "0", text))
    return " " + re.sub(r"\s+", " ", text).strip() + " "


def letter_groups(text: str) -> set[int]:
    found = set()
    for start in range(len(text)):
        held = 0
        for count, letter in enumerate(text[start : start + 5], start=1):
            held = (held * 0x01000193 + ord(letter) * 0x85EBCA6B + (count if count > 1 else 0)) % WIDTH
            found.add(spread((held ^ held >> 15) * 0x85EBCA6B % WIDTH))
    return found


def word_groups(words: list[str], marks: list[str], kind: bytes) -> set[int]:
    coded = [word.encode("utf-8", "surrogatepass") for word in words]
    seed = crc32(kind)
    hashes = [crc32(word, seed) for word in coded]
    hashes += [crc32(second, crc32(first, seed)) for first, second in pairwise(coded)]
    hashes += [crc32(mark.encode(), seed ^ 1) for mark in marks]
    hashes += [crc32(b"^" + coded[0], seed), crc32(b"$" + coded[-1], seed)] if coded else []
    return {spread(one) for one in hashes}


def spread(number: int) -> int:
    return number ^ number >> 16


def plain_words(words: list[str]) -> list[str]:
    found: list[str] = []
    for word in words:
        if word in tables.informal():
            found += [stem(part) for part in tables.informal()[word].split()]
        else:
            found.append(stem(tables.regional().get(word, (word,))[0]))
            found += [f"#{stem(part)}" for part in tables.desk_words().get(word, "").split()]
    return found


def features(text: str) -> dict[str, set[int]]:
    words, marks = cut(shown(text)), [mark for mark in MARKS if mark in text]
    plain = word_groups(plain_words(words), marks, b"p")
    return {"letters": letter_groups(shown(text)), "words": word_groups(words, marks, b"w"), "plain": plain}


def scores(model: Linear, found: dict[str, set[int]]) -> list[float]:
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
    chances["tone"] = {name: 0.75 * own[name] + 0.25 * sum(one[name] for one in heads) / 2 for name in tone.TONES}
    return chances


def close(chances: dict[str, float]) -> bool:
    """So even that the last digit decides."""
    second, first = sorted(chances.values())[-2:]
    return first - second < 1e-5
