"""Word tables from parallel text: regional word → Indonesian word, informal phrase → formal phrase."""

from __future__ import annotations

from collections import Counter, defaultdict
from difflib import SequenceMatcher

from sources import table

from pendopo.language import tables
from pendopo.language.words import cut, squeeze

LANGUAGES = ("jav", "mad", "bjn", "nij", "sun", "eng", "min", "ban", "ace", "bbc", "bug")
_ROUNDS = 4
_MOST_PAIRS = 3000


def indonesian() -> Counter[str]:
    """How often a word stands in Indonesian text."""
    counts: Counter[str] = Counter()
    for row in table("nusax-senti/ind-train.csv"):
        counts.update(cut(row["text"]))
    for row in table("stif/train.csv"):
        counts.update(cut(row["formal"]))
    for language in ("jav", "mad", "sun"):
        for row in table(f"nusatranslation-mt/{language}-train.csv"):
            counts.update(set(cut(row["ind_text"])))
    return counts


def _pairs(language: str) -> list[tuple[list[str], list[str]]]:
    indonesian_text = {row["id"]: row["text"] for row in table("nusax-senti/ind-train.csv")}
    rows = [
        (row["text"], indonesian_text[row["id"]])
        for row in table(f"nusax-senti/{language}-train.csv")
        if row["id"] in indonesian_text
    ]
    if language in ("jav", "mad", "sun"):
        rows += [
            (row["tgt_text"], row["ind_text"])
            for row in table(f"nusatranslation-mt/{language}-train.csv")[:_MOST_PAIRS]
        ]
    return [(_words(local), _words(other)) for local, other in rows]


def _words(text: str) -> list[str]:
    informal = tables.informal()
    return [part for word in cut(text)[:40] for part in informal.get(squeeze(word), squeeze(word)).split()]


def _aligned(pairs: list[tuple[list[str], list[str]]]) -> dict[str, Counter[str]]:
    """IBM model 1: which Indonesian words a local word stands for; expected counts after a few rounds."""
    chance: dict[tuple[str, str], float] = defaultdict(lambda: 1.0)
    counts: dict[str, Counter[str]] = {}
    for _ in range(_ROUNDS):
        counts = defaultdict(Counter)
        for local, other in pairs:
            for word in other:
                weights = [chance[(source, word)] for source in local]
                total = sum(weights) or 1.0
                for source, weight in zip(local, weights, strict=True):
                    counts[source][word] += weight / total  # type: ignore[assignment]  # expected counts
        chance = defaultdict(float)
        for source, targets in counts.items():
            total = sum(targets.values())
            for word, count in targets.items():
                if count / total > 0.01:
                    chance[(source, word)] = count / total
    return counts


def regional() -> dict[str, list[str]]:
    """A word that is not Indonesian → at most three Indonesian words, likeliest first."""
    known = indonesian()
    votes: dict[str, Counter[str]] = defaultdict(Counter)
    for order, language in enumerate(LANGUAGES):
        for row in table(f"nusax-lexicon/{language}.csv"):
            target, source = (value.strip().lower() for value in list(row.values())[:2])
            if " " not in source and len(target.split()) <= 2 and source != target:
                votes[source][target] += 1.0 if order < 6 else 0.5  # type: ignore[assignment]
        for source, targets in _aligned(_pairs(language)).items():
            total = sum(targets.values())
            for target, count in targets.most_common(2):
                if count >= 1.5 and count / total >= 0.3 and target != source:
                    votes[source][target] += (2.0 if order < 6 else 0.5) * count / total  # type: ignore[assignment]
    return {
        source: [target for target, _ in targets.most_common(3)]
        for source, targets in sorted(votes.items())
        if len(source) > 2 and known[source] < 4 and not source.isdigit()
    }


def informal() -> dict[str, str]:
    """Informal word → formal words, from STIF and IndoCollex, when most of its uses agree."""
    seen: Counter[str] = Counter()
    becomes: dict[str, Counter[str]] = defaultdict(Counter)
    for row in table("stif/train.csv"):
        for before, after in _changes(row["informal"].split(), row["formal"].split()):
            becomes[before][after] += 1
        seen.update(row["informal"].split())
    for name in ("indocollex/train.csv",):
        for row in table(name):
            becomes[row["transformed"].strip().lower()][row["original-for"].strip().lower()] += 2
            seen[row["transformed"].strip().lower()] += 2
    for row in table("indocollex/dictionary.csv"):
        word = row["informal"].strip().lower()
        becomes[word][row["formal"].strip().lower()] += 1
        seen[word] += 1
    formal = Counter(word for row in table("stif/train.csv") for word in row["formal"].split())
    found = {}
    for before, afters in sorted(becomes.items()):
        after, count = afters.most_common(1)[0]
        if _sound(before, after) and count / seen[before] >= 0.5 and formal[before] <= count:
            found[before] = after
    return found


def _sound(before: str, after: str) -> bool:
    return (
        before.isalpha()
        and all(part.isalpha() for part in after.split())
        and before != after
        and bool(after)
        and len(after.split()) <= 3
    )


def _changes(before: list[str], after: list[str]) -> list[tuple[str, str]]:
    """One word replaced by one to three words, where the sentences otherwise agree."""
    found = []
    for tag, i, j, k, end in SequenceMatcher(a=before, b=after, autojunk=False).get_opcodes():
        if tag == "equal":
            found += [(word, word) for word in before[i:j]]
        elif tag == "replace" and j - i == 1 and end - k <= 3:
            found.append((before[i], " ".join(after[k:end])))
        elif tag == "replace" and j - i == end - k:
            found += list(zip(before[i:j], after[k:end], strict=True))
    return found
