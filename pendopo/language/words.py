"""Words of a message: cutting, folding, and a light stem for Indonesian and its neighbours. No meaning here."""

from __future__ import annotations

import re
import unicodedata
from functools import cache, lru_cache

from pendopo.language import tables

LONGEST = 4_000
"""Characters of a message that are looked at; a longer one says what it wants before that."""

_WORD = re.compile(r"[^\W\d_]+(?:['’`][^\W\d_]+)*['’`]?|\d+")
_REPEATED = re.compile(r"(.)\1{2,}")
_INVISIBLE = re.compile(
    r"[\u0000-\u0008\u000b\u000c\u000e-\u001f\u007f\u00ad\u200b-\u200f"
    r"\u2028-\u202e\u2060-\u206f\ufeff\ud800-\udfff]"
)
_VOWELS = frozenset("aiueo")


def clean(text: str) -> str:
    """The text in one normal form, without characters nobody can see, cut to what is looked at."""
    if text.isascii() and text.isprintable():
        return text[:LONGEST]
    text = _INVISIBLE.sub("", text[: LONGEST * 2])
    return unicodedata.normalize("NFKC", text)[:LONGEST]


def cut(text: str) -> list[str]:
    """Lower-case words and numbers in the order they stand."""
    return _WORD.findall(text.casefold())


def squeeze(word: str) -> str:
    """Make "bangeeet" "banget": nobody means three equal letters in a row."""
    return _REPEATED.sub(r"\1", word)


@cache
def _whole() -> frozenset[str]:
    return tables.word_list("whole-words.txt")


@cache
def _k_roots() -> frozenset[str]:
    """ "meng-" swallows a k; only these common roots get it back, everything else starts with a vowel."""
    return tables.word_list("k-roots.txt")


@lru_cache(maxsize=50_000)
def stem(word: str) -> str:
    """A short common form of a word: endings, then beginnings. Wrong at times, but the same way on both sides."""
    word = word.strip("'’`")
    if len(word) <= 4 or word in _whole() or not word.isascii():
        return word
    return _without_beginning(_without_ending(word))


def _without_ending(word: str) -> str:
    for ending in ("lah", "kah", "pun", "nya", "ku", "mu"):
        if word.endswith(ending) and len(word) - len(ending) >= 3 and ending not in ("ku", "mu"):
            word = word[: -len(ending)]
            break
    for ending in ("kan", "an", "in", "i"):
        if word.endswith(ending) and len(word) - len(ending) >= 4 and word not in _whole():
            return word[: -len(ending)]
    return word


def _without_beginning(word: str) -> str:
    if word in _whole():
        return word
    for beginning, gives in _BEGINNINGS:
        if not word.startswith(beginning):
            continue
        rest = word[len(beginning) :]
        if len(rest) < 3 or not _VOWELS & set(rest):
            continue
        if beginning in _NASAL:
            return _root_after_nasal(beginning, rest, gives)
        if beginning in ("di", "ke", "se", "ku") and len(rest) < 4:
            continue
        return rest
    return word


def _root_after_nasal(beginning: str, rest: str, gives: str) -> str:
    if rest[0] not in _VOWELS:
        return rest
    if gives == "k":
        return "k" + rest if rest in _k_roots() else rest
    return gives + rest


_BEGINNINGS: tuple[tuple[str, str], ...] = (
    ("meny", "s"),
    ("peny", "s"),
    ("meng", "k"),
    ("peng", "k"),
    ("mem", "p"),
    ("pem", "p"),
    ("men", "t"),
    ("pen", "t"),
    ("nge", ""),
    ("ng", "k"),
    ("ny", "s"),
    ("ber", ""),
    ("ter", ""),
    ("per", ""),
    ("me", ""),
    ("pe", ""),
    ("di", ""),
    ("ke", ""),
    ("se", ""),
)
_NASAL = frozenset({"meny", "peny", "meng", "peng", "mem", "pem", "men", "pen", "ng", "ny"})
