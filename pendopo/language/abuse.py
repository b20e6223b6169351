"""Abuse and hate in a message, by an own word list and the way the words are used. Rough praise is not abuse."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache, lru_cache

from pendopo.language import tables
from pendopo.language.folding import fold, thin
from pendopo.language.gate import Gate, words_of

_WORD = re.compile(r"[a-z*]+(?:'[a-z]+)?")
_GROUPS = r"(?:cina|cino|c\*na|aseng|kafir|yahudi|pki|komunis|arab|papua|madura|dayak|jawa|batak|kristen|islam|lgbt)"
_HATE = re.compile(
    rf"\b(?:usir|bunuh|bakar|gantung|habisi|basmi|ganyang|musnahkan|bantai|perkosa|tembak|hajar|bacok)\b.{{0,30}}"
    rf"\b(?:{_GROUPS}|mereka|keluarganya|anaknya|pejabatnya|kades\w*|lurah\w*|bupati\w*|petugas\w*)\b"
    rf"|\bdasar\s+(?:orang\s+)?{_GROUPS}\b|\b{_GROUPS}\s+(?:anjing|babi|jorok|maling|laknat|pulang|balik|pergi|sampah|pelit|bau|pemalas|penipu)\b"
    r"|\bpulang (?:aja |saja |sana )?ke negara(?:mu|nya)\b"
    r"|\bdasar (?:orang|wong|oreng) (?!tua|baik)\w+|\busir\w* (?:\w+ ){0,2}(?:pendatang|orang|wong|mereka)\b"
    r"|\b(?:semoga|moga|mugo)\b.{0,40}\b(?:azab|mati|mampus|celaka|laknat|kecelakaan|stroke|neraka|modar|matek|cacat)\b"
)
_AIMED = re.compile(
    r"\b(?:dasar|kowe|koen|kon|awakmu|lu|lo|elu|kamu|kau|mu|matamu|pejabat\w*|petugas\w*|bupati\w*|walikota\w*|kades\w*|lurah\w*|"
    r"dinas\w*|admin\w*|min|pemerintah\w*|dprd?|wong|oreng|be'en|ikam|kalian|pegawai\w*|pns|asn|otak\w*|kelakuan\w*)\b"
)
_ANIMAL = re.compile(
    r"\b(?:gigit\w*|digigit|nyokot|dicokot|liar|rabies|vaksin\w*|ternak\w*|peliharaan|kucing|kandang|daging|evakuasi|gonggong\w*|ayam|"
    r"sapi|sawah|galak|penyakit|kejar\w*|dikejar|tabrak\w*|kurban|pupuk|limbah|hama|got|selokan|sungai|pmk)\b"
)
_ANIMALS = r"(?:anjing|asu|babi|monyet|ketek|tikus|celeng|kirik|lintah|bangkai|tai|taik|taek)"
_THROWN = re.compile(
    rf"\b(?:dasar|matamu|raimu|ndasmu|emang|dinas|pdam|pln|pejabat\w*|petugas\w*) ?\w{{0,9}} {_ANIMALS}"
    rf"|\b(?:dasar|pdam|pln|dinas) {_ANIMALS}|\b{_ANIMALS} (?:kabeh|semua|kabbhi|lah|kalian|kowe|koen|lu|lo)\b"
)
_LITERAL = re.compile(r"\b(?:wong|orang|oreng|urang|oloh) (?:edan|gila|gendeng|sinting)\b")
_PRAISE = re.compile(
    r"\b(?:apik|mantap|mantab|keren|sip|joss?|jos|top|bagus|hebat|enak|cakep|ciamik|mantul|josgandos|luar biasa|bangga|salut|"
    r"nyaman|resik|uapik|suwun|terima kasih|makasih|kasih|wow|asik|asyik|bhaghus|bungas|rancak|gacor)\b"
)
_NOT_PRAISE = re.compile(
    r"\b(?:gak|ga|nggak|ora|kada|tidak|tak|belum|durung|rusak|jelek|elek|lambat|suwe|lelet|parah|ancur|bosok)\b"
)


@dataclass(frozen=True)
class Abuse:
    """Whether a message is abusive, how surely (0..1), and the words that say so."""

    found: bool
    score: float
    words: tuple[str, ...] = ()


NOTHING = Abuse(False, 0.0)


@cache
def _weights() -> dict[str, int]:
    rows = tables.rows("abuse-words.tsv")
    return {thin(word): int(weight) for weight, words in rows for word in words.split()}


def look(text: str) -> Abuse:
    """The abuse in one message."""
    plain = fold(text)
    return look_folded(plain, words_of(plain))


def look_folded(plain: str, words: Sequence[str]) -> Abuse:
    """The same for a text whose disguises are already taken off, and its words."""
    open_ = _GATE.open(words)
    hits = []
    if open_ & _LISTED or "*" in plain or "'" in plain:
        hits = _hits(_LITERAL.sub(" ", plain) if open_ & _MEANT else plain, plain)
    hate = _HATE.search(plain) if open_ & _HATEFUL else None
    if not hits and not hate:
        return NOTHING
    score = _score(plain, hits, hate is not None)
    found = tuple(dict.fromkeys([word for word, _ in hits] + ([hate.group()] if hate else [])))
    return Abuse(score >= 0.5, round(score, 3), found)


def _hits(meant: str, plain: str) -> list[tuple[str, int]]:
    """The listed words with their weights; an animal is one until it is thrown at somebody."""
    weighed = [(word, weight) for word in _WORD.findall(meant) if (weight := _weight(word)) is not None]
    found = [(word, weight) for word, weight in weighed if weight]
    animals = [word for word, weight in weighed if weight == 0]
    thrown = bool(animals) and _THROWN.search(plain) is not None
    if animals and (found or thrown or not _ANIMAL.search(plain)):
        aimed = 2 if found or thrown or _AIMED.search(plain) else 1
        found += [(word, 3 if _animal_alone(word, plain) else aimed) for word in animals]
    return found


def _animal_alone(word: str, plain: str) -> bool:
    return re.search(rf"(?:^|[,.!?] *|dasar ){re.escape(word)}\w*(?: *[,.!?]| *$)", plain) is not None


def _score(plain: str, hits: list[tuple[str, int]], hate: bool) -> float:
    heaviest = max((weight for _, weight in hits), default=0)
    aimed = _AIMED.search(plain) is not None
    if hate:
        return 0.95
    if _PRAISE.search(plain) and not _NOT_PRAISE.search(plain) and heaviest < 3:
        return 0.2
    if heaviest == 3:
        return 0.9
    if heaviest == 2:
        return 0.8 if aimed or len(hits) > 1 else 0.6
    return 0.55 if aimed else 0.35


@lru_cache(maxsize=20_000)
def _weight(word: str) -> int | None:
    """The listed weight of a word, None when it is not listed."""
    if "*" in word:
        return _masked_weight(word)
    weights = _weights()
    short = thin(word)
    for form in (short, short.removesuffix("nya"), short.removesuffix("e"), short.removesuffix("lah")):
        if form in weights:
            return weights[form]
    return None


def _masked_weight(word: str) -> int | None:
    """A starred word ("b*ngs*t") is held against the list letter by letter."""
    if sum(sign != "*" for sign in word) < 2 or len(word) < 4:
        return None
    shape = re.compile("".join("[a-z]" if sign == "*" else sign for sign in word) + "$")
    return max((max(weight, 2) for listed, weight in _weights().items() if shape.match(listed)), default=None)


def _listed(word: str) -> bool:
    """Whether a part of a word is on the list."""
    return any(_weight(part) is not None for part in _WORD.findall(word))


_HATEFUL, _MEANT, _LISTED = 1, 2, 4
_GATE = Gate([_HATE.pattern, _LITERAL.pattern, ""], {2: _listed})
