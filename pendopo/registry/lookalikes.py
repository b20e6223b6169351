"""Handles that a hurried eye takes for another: look-alike letters, digits for letters, an extra word, a letter or two. Pure."""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from typing import Literal

Reason = Literal["letters", "digits", "marks", "words", "near", "inside", "platform", "host"]


def _pairs(text: str) -> dict[int, str]:
    """ "oо0" says that о and 0 are read as o."""
    return {ord(sign): group[0] for group in text.split() for sign in group[1:]}


# Letters that look alike and that no compatibility form makes equal: Cyrillic, Greek, Armenian, Latin of other tongues.
ALIKE = _pairs(
    "aаαɑ4 bЬƅв8 cсϲᴄⅽ dԁժⅾɗ eеɛҽєё3 fғſ gɡցɢ9 hһհհн lі1iıӏ|!ιɩɪⅼⅰǀłí jјʝ kκкᴋ mмᴍⅿ nոпղηɴ oоοօ0ᴏөσø pрρᴘ qԛզ rгᴦʀ "
    "sѕꜱ5$ tтτᴛ7 uυսцᴜ vνѵⅴᴠ wԝωшᴡա xхχⅹ× yуγʏүყ zᴢʐ2"
)
# What impostors, and sometimes agencies, put before or behind a name.
EXTRA = (
    "resmi", "official", "ofisial", "officiall", "oficial", "ofc", "ofcl", "asli", "real", "admin", "cs", "care",
    "center", "centre", "info", "informasi", "layanan", "pelayanan", "bantuan", "help", "indonesia", "id", "idn", "ri",
    "humas", "pusat", "call", "aduan", "pengaduan", "terbaru", "baru", "new", "backup", "kedua", "hadiah", "giveaway",
    "verified", "promo", "undian", "bansos", "the", "its", "my",
)  # fmt: skip


def plain(text: str) -> str:
    """Small letters without accents and without what cannot be seen."""
    parts = unicodedata.normalize("NFKD", text.lower())
    return "".join(sign for sign in parts if not unicodedata.combining(sign))


def skeleton(handle: str) -> str:
    """A handle as a hurried eye sees it: look-alike letters folded, dots and lines left out."""
    text = re.sub(r"[\W_]+", "", plain(handle).translate(ALIKE))
    return text.replace("rn", "m").replace("vv", "w").replace("cl", "d").replace("i", "l")


_EXTRA = tuple(sorted((skeleton(word) for word in EXTRA), key=len, reverse=True))


@dataclass(frozen=True)
class Look:
    """A handle as written, as it looks, and what is left of it without a year and the words that anybody adds."""

    text: str
    seen: str
    heart: str


def look_of(handle: str) -> Look:
    """How a handle looks."""
    text = handle.strip().lower().removeprefix("@")
    return Look(text, skeleton(text), _heart(text))


def _heart(text: str) -> str:
    rest = skeleton(re.sub(r"[\W\d_]+$", "", text) or text)
    while True:
        shorter = rest
        for word in _EXTRA:
            shorter = shorter.removeprefix(word).removesuffix(word)
        if shorter == rest or len(shorter) < 4:
            return rest
        rest = shorter


def distance(one: str, two: str, most: int = 3) -> int:
    """Letters to add, drop, change or swap with the neighbour; `most` + 1 when the lengths alone differ by more."""
    # One change gives or takes at most two letters of the alphabet that a name uses: most names end here.
    if abs(len(one) - len(two)) > most or len(set(one) ^ set(two)) > 2 * most:
        return most + 1
    before: list[int] = []
    row = list(range(len(two) + 1))
    for i, left in enumerate(one, start=1):
        older, before, row = before, row, [i]
        for j, right in enumerate(two, start=1):
            cost = min(before[j] + 1, row[j - 1] + 1, before[j - 1] + (left != right))
            if older and j > 1 and left == two[j - 2] and one[i - 2] == right:
                cost = min(cost, older[j - 2] + 1)
            row.append(cost)
        if min(row) > most and len(one) > most:
            return most + 1
    return row[-1]


def allowed(length: int) -> int:
    """How many letters may differ before two names are simply two names."""
    return 0 if length < 4 else 1 if length < 8 else 2


def likeness(asked: Look, known: Look) -> tuple[Reason, ...]:
    """Why `asked` is taken for `known`; empty when it isn't. The same handle is no likeness."""
    if asked.text == known.text or len(asked.seen) < 3 or len(known.seen) < 3:
        return ()
    foreign: tuple[Reason, ...] = () if asked.text.isascii() else ("letters",)
    if asked.seen == known.seen:
        return _drawn(asked.text, known.text)
    if asked.heart == known.heart and len(known.heart) >= 4:
        return ("words", *foreign)
    mine, theirs = _apart(asked.seen, known.seen)
    most = allowed(len(theirs))
    if most and distance(mine, theirs, most) <= most:
        return ("near", *foreign)
    few = allowed(len(known.heart)) - 1
    if few > 0 and distance(asked.heart, known.heart, few) <= few:
        return ("words", "near", *foreign)
    return ("inside", *foreign) if len(known.seen) >= 8 and known.seen in asked.seen else ()


def _apart(one: str, two: str) -> tuple[str, str]:
    """Two skeletons without the everyday words that both carry: "pu_resmi" and "duk_resmi" are two short names."""
    for word in _EXTRA:
        if one.endswith(word) and two.endswith(word):
            one, two = one.removesuffix(word), two.removesuffix(word)
        if one.startswith(word) and two.startswith(word):
            one, two = one.removeprefix(word), two.removeprefix(word)
    return one, two


def _drawn(asked: str, known: str) -> tuple[Reason, ...]:
    """The same to the eye: by which means."""
    reasons: list[Reason] = []
    if not asked.isascii():
        reasons.append("letters")
    if re.sub(r"[\W_]+", "", asked) == re.sub(r"[\W_]+", "", known):
        return (*reasons, "marks")
    if re.sub(r"\D", "", asked) != re.sub(r"\D", "", known):
        reasons.append("digits")
    return tuple(reasons) or ("near",)
