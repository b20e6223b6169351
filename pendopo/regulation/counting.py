"""How platforms count characters: plain functions from a text to a number. Which platform counts how is in `lengths.py`."""

from __future__ import annotations

import unicodedata

import regex

from pendopo.regulation.links import links

LINK_COUNTS = 23
GRAPHEME = regex.compile(r"\X")
# Regions that have a flag: the first letter of a code, then every second one that goes with it.
REGIONS = (
    "ACDEFGILMOQRSTUWXZ BABDEFGHIJLMNOQRSTVWYZ CACDFGHIKLMNOPQRUVWXYZ DEGJKMOZ EACEGHRSTU FIJKMOR GABDEFGHILMNPQRSTUWY "
    "HKMNRTU ICDELMNOQRST JEMOP KEGHIMNPRWYZ LABCIKRSTUVY MACDEFGHKLMNOPQRSTUVWXYZ NACEFGILOPRUZ OM PAEFGHKLMNRSTWY QA "
    "REOSUW SABCDEGHIJKLMNORSTVXYZ TACDFGHJKLMNORTVWZ UAGMNSYZ VACEGINU WFS XK YET ZAMW"
)
INDICATOR = {letter: chr(0x1F1E6 + number) for number, letter in enumerate("ABCDEFGHIJKLMNOPQRSTUVWXYZ")}
FLAG = "|".join(f"{INDICATOR[row[0]]}[{''.join(INDICATOR[each] for each in row[1:])}]" for row in REGIONS.split())
ELEMENT = (
    r"(?:\p{Emoji_Modifier_Base}\uFE0F?\p{Emoji_Modifier}"
    r"|[\u00A9\u00AE]\uFE0F"
    r"|(?=\p{Extended_Pictographic})(?![\u0000-\uFFFF\U0001F004\U0001F21A\U0001F22F])\p{Emoji_Presentation}"
    r"|(?![\u00A9\u00AE])(?=\p{Extended_Pictographic})\p{Emoji}(?:\uFE0F|(?!\uFE0E)))"
)
EMOJI = regex.compile(
    r"[0-9#*]\uFE0F?\u20E3"
    rf"|{FLAG}"
    r"|\U0001F3F4[\U000E0020-\U000E007E]+\U000E007F"
    rf"|{ELEMENT}(?:\u200D{ELEMENT})*"
)
# X: these code points weigh one, all others two (as the platform's counting configuration has it).
LIGHT = regex.compile(r"[\u0000-\u10FF\u2000-\u200D\u2010-\u201F\u2032-\u2037]+")
X_REFUSES = regex.compile(r"[\uFFFE\uFEFF\uFFFF]")
MENTION = regex.compile(r"(?<![=/\w])@([a-z0-9_]+(?:[a-z0-9_.-]+[a-z0-9_]+)?)@[\w.-]*\w", regex.IGNORECASE)
# LinkedIn's "little" text format: each of these is sent with a backslash before it.
LINKEDIN_RESERVED = regex.compile(r"[|{}@\[\]()<>#\\*_~]")
INVISIBLE = regex.compile(r"[\p{Cf}\p{Cc}\p{Default_Ignorable_Code_Point}]+")
BREAKS = regex.compile(r"\r\n|[\n\r\t]")


def code_points(text: str) -> int:
    return len(text)


def graphemes(text: str) -> int:
    """Characters as a reader sees them: a letter with its marks, a family emoji, a flag are one each."""
    return sum(1 for _ in GRAPHEME.finditer(text))


def utf16(text: str) -> int:
    """UTF-16 code units: what JavaScript and Java call length."""
    return len(text.encode("utf-16-le", "surrogatepass")) // 2


def utf8(text: str) -> int:
    return len(text.encode("utf-8", "surrogatepass"))


def visible(text: str) -> int:
    """The annex's 140: visible characters with spaces, after normalising; a line break is one, edges are trimmed."""
    whole = unicodedata.normalize("NFC", text).strip()
    return sum(1 for each in GRAPHEME.finditer(whole) if BREAKS.fullmatch(each[0]) or not INVISIBLE.fullmatch(each[0]))


def weighted(text: str) -> int:
    """X: normalised, a link is 23, an emoji two, Latin and its neighbours one, everything else two."""
    whole = unicodedata.normalize("NFC", text)
    total, done = 0, 0
    for link in links(whole):
        total += _weight(whole[done : link.start]) + LINK_COUNTS
        done = link.end
    return total + _weight(whole[done:])


def _weight(text: str) -> int:
    total, done = 0, 0
    for emoji in EMOJI.finditer(text):
        total += _plain_weight(text[done : emoji.start()]) + 2
        done = emoji.end()
    return total + _plain_weight(text[done:])


def _plain_weight(text: str) -> int:
    return 2 * len(text) - sum(len(light[0]) for light in LIGHT.finditer(text))


def refused_by_x(text: str) -> str:
    """Why X takes a text of no length, or "" when it does take it."""
    if not unicodedata.normalize("NFC", text):
        return "Teks kosong."
    return "Memuat karakter yang ditolak X." if X_REFUSES.search(text) else ""


def mastodon(text: str) -> int:
    """Graphemes, with a link as 23 and @name@server as @name."""
    total, done = 0, 0
    for link in links(text, scheme_needed=True):
        total += _local_names(text[done : link.start]) + LINK_COUNTS
        done = link.end
    return total + _local_names(text[done:])


def _local_names(text: str) -> int:
    return graphemes(MENTION.sub(r"@\1", text))


def threads(text: str) -> int:
    """Characters, but every emoji as many as its UTF-8 bytes."""
    return len(text) + sum(utf8(emoji[0]) - len(emoji[0]) for emoji in EMOJI.finditer(text))


def linkedin(text: str) -> int:
    """UTF-16 units of what is sent: a reserved character costs its backslash too."""
    return utf16(text) + len(LINKEDIN_RESERVED.findall(text))
