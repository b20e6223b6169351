"""The models made from public text (CC BY-SA 4.0): language of a message, tone in twelve languages."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable
from typing import Any

import fit
import numpy as np
from sources import table

LANGUAGES = ("ace", "ban", "bbc", "bjn", "bug", "eng", "ind", "jav", "mad", "min", "nij", "sun")
TONGUE_GROUPS, TONGUE_SIZE = ("letters", "words"), 1 << 17
_SMOOTHING = 0.15
TONE_GROUPS, TONE_SIZE = ("words", "plain", "letters"), 1 << 16
_TONES = {"positive": "positif", "neutral": "netral", "negative": "negatif"}


def tongue_texts() -> list[tuple[str, str]]:
    """Sentences, tweets and single words with their language."""
    rows: list[tuple[str, str]] = []
    for language in LANGUAGES:
        rows += [(row["text"], language) for row in table(f"nusax-senti/{language}-train.csv")]
    for language in ("jav", "mad", "sun", "min"):
        rows += [(row["text"], language) for row in table(f"nusatranslation-senti/{language}-train.csv")[:2000]]
    for name, column in (("emot/train.csv", "text"), ("stif/train.csv", "informal")):
        rows += [(row[column], "ind") for row in table(name)[:1500]]
    for name, column in (("stif/unlabelled.csv", "informal"), ("smsa/train.csv", "text")):
        rows += [(row[column], "ind") for row in table(name)[:1500]]
    words: dict[tuple[str, str], None] = {}
    for language in LANGUAGES:
        if language != "ind":
            for row in table(f"nusax-lexicon/{language}.csv"):
                meaning, word = (value.strip() for value in list(row.values())[:2])
                if meaning != word:
                    words[(word, language)] = words[(meaning, "ind")] = None
    return [*rows, *words]


def tongue_model() -> tuple[Any, dict[str, Any]]:
    """Naive Bayes: how likely each language uses a letter group or word, against the average of all languages."""
    rows = tongue_texts()
    counted = fit.matrix(fit.features([text for text, _ in rows]), TONGUE_GROUPS, TONGUE_SIZE)
    belongs = np.array([[language == one for one in LANGUAGES] for _, language in rows], np.float32)
    used = (counted.T @ belongs) + _SMOOTHING
    weights = np.log(used / used.sum(axis=0))
    weights -= weights.mean(axis=1, keepdims=True)
    rare = np.ones(TONGUE_SIZE, np.float16)
    return rare, {"tongue": (list(LANGUAGES), weights, np.zeros(len(LANGUAGES)))}


def tone_texts() -> list[tuple[str, str, str]]:
    """Text, tone, language: NusaX in twelve languages, and SmSA without the originals NusaX was translated from."""
    rows: list[tuple[str, str, str]] = []
    for language in LANGUAGES:
        rows += [(row["text"], _TONES[row["label"]], language) for row in table(f"nusax-senti/{language}-train.csv")]
    copied = _copies("nusax-senti/ind-valid.csv")
    rows += [(row["text"], _TONES[row["label"]], "") for row in table("smsa/train.csv") if not copied(row["text"])]
    return rows


def _copies(name: str) -> Callable[[str], bool]:
    """Whether a text is (nearly) one of a file's: NusaX was made out of SmSA, and we measure on NusaX."""
    held = [_fours(row["text"]) for row in table(name)]
    where: dict[str, set[int]] = {}
    for number, groups in enumerate(held):
        for group in groups:
            where.setdefault(group, set()).add(number)

    def copied(text: str) -> bool:
        shared = Counter(number for group in _fours(text) for number in where.get(group, ()))
        return any(count >= 0.4 * len(held[number]) for number, count in shared.items())

    return copied


def _fours(text: str) -> set[str]:
    words = re.sub(r"\W+", " ", text.lower()).split()
    return {" ".join(words[start : start + 4]) for start in range(len(words) - 3)} or {text}


def tone_model() -> tuple[Any, dict[str, Any]]:
    """Rarity, one head for everything together and one for each language alone."""
    rows = tone_texts()
    counted = fit.matrix(fit.features([text for text, _, _ in rows]), TONE_GROUPS, TONE_SIZE)
    rare = fit.rarity(counted)
    weighed = fit.weighed(counted, rare)
    tones = [tone for _, tone, _ in rows]
    heads = {"tone": fit.logistic(weighed, tones, strength=20)}
    for language in LANGUAGES:
        mine = [number for number, row in enumerate(rows) if row[2] == language]
        heads[language] = fit.logistic(weighed[mine], [tones[number] for number in mine], strength=5)
    return rare, heads
