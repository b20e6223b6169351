"""Which approved answers fit a message: words, office vocabulary and likeness of subject, fused; and whether any fits at all.

An `Index` lives in memory and is fed answers one by one. It knows nothing of where they are kept.
"""

from __future__ import annotations

import hashlib
import json
import math
import sys
from array import array
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import cache

import numpy as np
from numpy.typing import NDArray

from pendopo.language import desk, subject
from pendopo.language.features import Features, read
from pendopo.language.query import Term, query_terms
from pendopo.language.tables import MODELS

FITS = 0.5
"""A score under this says: probably no answer fits."""

_K1, _B = 1.2, 0.6
_TITLE, _TAGS, _TEXT = 2.0, 2.0, 1.0
_COMPACT_AT = 0.25
_AT_ONCE = 1_000

EVIDENCE = (
    "words",
    "likeness",
    "elsewhere",
    "nothing",
    "outside",
    "asks",
    "criticises",
    "proposes",
    "remarks",
)
"""What speaks for an answer: shared words, likeness of subject; and against any answer: a message that
resembles only things without an answer, or that does not ask."""

Scores = NDArray[np.float32]
Slots = NDArray[np.int32]


@dataclass(frozen=True)
class Answer:
    """An approved answer as the index needs it."""

    id: str
    title: str
    text: str
    tags: tuple[str, ...] = ()
    topic: str = ""
    agency: str = ""


@dataclass(frozen=True)
class Reading:
    """What reading an answer found: its words with their weights, and what it resembles. Costs a millisecond to find, and
    is worth keeping: `edition()` says by which tables and weights it was read."""

    words: dict[str, float]
    likeness: bytes


@cache
def edition() -> str:
    """Changes with every table and every weight that a reading depends on, and by hand when the code reads differently."""
    digest = hashlib.sha256(b"reading 1")
    for path in sorted(MODELS.rglob("*")):
        if path.suffix in {".tsv", ".txt", ".npz"}:
            digest.update(path.name.encode() + path.read_bytes())
    return digest.hexdigest()[:16]


def read_answer(answer: Answer) -> Reading:
    """Read an answer for the index."""
    whole = f"{answer.title} {' '.join(answer.tags)} {answer.text}"
    return Reading(_answer_words(answer), subject.look(read(whole)).likeness.tobytes())


@dataclass(frozen=True)
class Match:
    """A proposed answer, how surely it fits (0..1), and the words of the message that point to it."""

    id: str
    score: float
    matched_words: tuple[str, ...]


class _Postings:
    """For each term: in which answers it stands, and how heavily. Appended to, read as numpy arrays."""

    def __init__(self) -> None:
        # A term's slots and weights take turns in one array (a float holds a slot exactly up to 16 million): most terms
        # stand in one answer only, and every array costs more than what it holds.
        self._held: dict[str, array[float]] = {}
        self._read: dict[str, tuple[Slots, Scores]] = {}

    def add(self, slot: int, terms: dict[str, float]) -> None:
        """Slots come in rising order."""
        for term, weight in terms.items():
            held = self._held.get(term)
            if held is None:
                held = self._held[sys.intern(term)] = array("f")
            held.extend((slot, weight))
            self._read.pop(term, None)

    def get(self, term: str) -> tuple[Slots, Scores] | None:
        found = self._read.get(term)
        if found is None and term in self._held:
            slots, weights = np.array(self._held[term], np.float32).reshape(-1, 2).T
            found = self._read[term] = slots.astype(np.int32), np.ascontiguousarray(weights)
        return found

    def holds(self, term: str, slot: int) -> bool:
        """Does the term stand in the answer?"""
        found = self.get(term)
        if found is None:
            return False
        at = int(found[0].searchsorted(slot))
        return at < len(found[0]) and int(found[0][at]) == slot

    def move(self, places: Slots) -> None:
        """Each slot becomes the one that stands at its place; what is less than nothing is forgotten."""
        before, self._held, self._read = self._held, {}, {}
        for term, held in before.items():
            pairs = np.array(held, np.float32).reshape(-1, 2)
            now = places[pairs[:, 0].astype(np.int32)]
            stays = now >= 0
            if stays.any():
                pairs[:, 0] = now
                self._held[term] = array("f", pairs[stays].tobytes())

    def __contains__(self, term: str) -> bool:
        return term in self._held


@dataclass(frozen=True)
class _Asked:
    """A message held against all answers: two rows of evidence, and what the message itself says."""

    terms: Sequence[Term]
    parts: Scores
    message: Scores


class Index:
    """The answers, ready to be asked. Adding or removing one answer costs about as much as reading it."""

    def __init__(self, answers: Iterable[Answer] = ()) -> None:
        self._ids: list[str | None] = []
        self._slot: dict[str, int] = {}
        self._words = _Postings()
        self._lengths: array[float] = array("f")
        # Row for row a byte a number, and what to multiply the row by: a quarter of the memory, and as good.
        self._likeness: NDArray[np.uint8] = np.zeros((0, 0), np.uint8)
        self._scales: array[float] = array("f")
        for answer in answers:
            self.add(answer)

    def __len__(self) -> int:
        return len(self._slot)

    def add(self, answer: Answer, reading: Reading | None = None) -> None:
        """Take in an answer (read before, or now); one with the same id is replaced."""
        found = reading or read_answer(answer)
        self.remove(answer.id)
        slot = len(self._ids)
        self._ids.append(answer.id)
        self._slot[answer.id] = slot
        self._words.add(slot, found.words)
        self._lengths.append(sum(found.words.values()))
        likeness = np.frombuffer(found.likeness, np.float32)
        if slot >= len(self._likeness):
            more = np.zeros((max(64, 2 * slot), len(likeness)), np.uint8)
            if slot:
                more[:slot] = self._likeness
            self._likeness = more
        scale = float(likeness.max()) / 255 or 1.0
        self._likeness[slot] = np.rint(likeness / scale)
        self._scales.append(scale)

    def remove(self, id: str) -> None:
        """Forget an answer; an unknown id is no error."""
        slot = self._slot.pop(id, None)
        if slot is None:
            return
        self._ids[slot] = None
        if len(self._ids) > 50 and len(self._slot) < len(self._ids) * (1 - _COMPACT_AT):
            self._compact()

    def _compact(self) -> None:
        """What was forgotten takes no room any more."""
        alive = self._alive()
        self._words.move(np.where(alive, alive.cumsum() - 1, -1))
        self._ids = [id for id in self._ids if id is not None]
        self._slot = {id: slot for slot, id in enumerate(self._ids) if id is not None}
        self._lengths = array("f", np.array(self._lengths, np.float32)[alive].tobytes())
        self._scales = array("f", np.array(self._scales, np.float32)[alive].tobytes())
        self._likeness = self._likeness[: len(alive)][alive]

    def _alive(self) -> NDArray[np.bool_]:
        return np.array([id is not None for id in self._ids], bool)

    def suggest(self, text: str, top: int = 3) -> list[Match]:
        """The likeliest answers, best first; fewer than `top` when nothing else has to do with the message."""
        return list(self.ranked(text, top))

    def ranked(self, text: str, most: int) -> Iterator[Match]:
        """The same one by one, for who may not use every answer and stops when enough were found."""
        asked = self._ask(text)
        if asked is None:
            return
        weights, bias = _weights()
        scores = (
            bias
            + asked.message @ weights[2:]
            + sum(weight * part for weight, part in zip(weights[:2], asked.parts, strict=True))
        )
        for slot in self._best(scores, most):
            if asked.parts[:, slot].sum() > 0.02:
                yield self._match(slot, float(scores[slot]), asked)

    def evidence(self, text: str, top: int) -> list[tuple[str, tuple[float, ...]]]:
        """The raw evidence for the likeliest answers: what the weights are learnt from."""
        asked = self._ask(text)
        if asked is None:
            return []
        slots = self._best(asked.parts.sum(axis=0), top)
        return [
            (id, (*map(float, asked.parts[:, slot]), *map(float, asked.message)))
            for slot in slots
            if (id := self._ids[slot]) is not None
        ]

    def _ask(self, text: str) -> _Asked | None:
        terms = query_terms(text, known=self._words.__contains__)
        if not terms or not self._slot:
            return None
        features = read(text)
        about = subject.look(features)
        full = self._ceiling(terms)
        parts = np.zeros((2, len(self._ids)), np.float32)
        parts[0] = self._bm25(self._words, self._lengths, [(term.stem, term.weight) for term in terms]) / full
        parts[1] = self._alike(about.likeness)
        return _Asked(terms, parts, _message_evidence(features, about))

    def _alike(self, likeness: Scores) -> Scores:
        """How alike each answer is to a message: 1 where both resemble the same known questions equally."""
        count = len(self._ids)
        rows = (self._likeness[at : min(at + _AT_ONCE, count)] for at in range(0, count, _AT_ONCE))
        found: Scores = np.concatenate([some.astype(np.float32) @ likeness for some in rows])
        found *= np.array(self._scales, np.float32)
        return found

    def _best(self, scores: Scores, top: int) -> list[int]:
        ranked = np.where(self._alive(), scores, -np.inf)
        count = min(top, len(self._slot))
        best = np.argpartition(-ranked, count - 1)[:count]
        return [int(slot) for slot in best[np.argsort(-ranked[best], kind="stable")]]

    def _match(self, slot: int, score: float, asked: _Asked) -> Match:
        id = self._ids[slot]
        if id is None:
            raise LookupError(slot)
        surface = tuple(dict.fromkeys(term.surface for term in asked.terms if self._words.holds(term.stem, slot)))
        return Match(id, round(1 / (1 + math.exp(-score)), 4), surface)

    def _ceiling(self, terms: Sequence[Term]) -> float:
        rarest = math.log(1 + len(self._ids))
        return max(1e-6, sum(term.weight for term in terms) * rarest * 1.2)

    def _bm25(
        self, postings: _Postings, lengths: array[float], terms: Iterable[tuple[str, float]]
    ) -> NDArray[np.float32]:
        scores = np.zeros(len(self._ids), np.float32)
        all_lengths = np.array(lengths, np.float32)
        base = _K1 * (1 - _B + _B * all_lengths / max(1e-6, float(all_lengths.mean())))
        total = len(self._ids)
        for term, weight in terms:
            found = postings.get(term)
            if found is None:
                continue
            slots, counts = found
            rarity = math.log(1 + (total - len(slots) + 0.5) / (len(slots) + 0.5))
            scores[slots] += weight * rarity * counts * (_K1 + 1) / (counts + base[slots])
        return scores


@cache
def _weights() -> tuple[Scores, float]:
    held = json.loads((MODELS / "evidence.json").read_text(encoding="utf-8"))
    return np.array(held["weights"], np.float32), float(held["bias"])


def _message_evidence(features: Features, about: subject.Subject) -> Scores:
    seen = desk.look(features)
    kinds = (seen.kinds[0, desk.KINDS.index(name)] for name in ("pertanyaan", "kritik", "saran", "komentar"))
    return np.array([about.elsewhere, about.nothing, seen.outside[0], *kinds], np.float32)


def _answer_words(answer: Answer) -> dict[str, float]:
    words: dict[str, float] = {}
    for text, weight in ((answer.title, _TITLE), (" ".join(answer.tags), _TAGS), (answer.text, _TEXT)):
        for term in query_terms(text, expand=False):
            words[term.stem] = words.get(term.stem, 0.0) + weight
    return words
