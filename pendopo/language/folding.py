"""Undoes what people do to slip a word past a filter: "S L O T", "g4c0r", "b*ngs*t", letters from other alphabets."""

from __future__ import annotations

import re
import unicodedata

from pendopo.language.words import clean

_LEET = str.maketrans("013457@$!|", "oieastasii")
_LOOKALIKES = str.maketrans(
    "аеорсухіӏкмнтвԁѕјɡαοερτυκνιβμηωԛɑɩʟɴʀꜱʙᴀᴄᴅᴇɢʜᴊᴋᴍᴏᴘᴛᴜᴠᴡᴢɪ",
    "aeopcyxilkmhtbdsjgaoeptukvibmnwqailnrsbacdeghjkmoptuvwzi",
)
_SPACED = re.compile(r"(?<![^\W_])(?:[^\W_][ ._\-*~|/•·]{1,2}){2,}[^\W_](?![^\W_])")
_INSIDE = re.compile(r"(?<=[a-z])[._\-~|•·'’]+(?=[a-z])")
_MIXED = re.compile(r"\b(?=\w*[a-z])(?=\w*[\d@$!|])[\w@$!|]{3,}")
_SIGN = re.compile(r"[\d@$!|]")
_ANY = re.compile(r"[\d@$!|._\-*~/•·'’]")
_REPEATED = re.compile(r"(.)\1+")


def fold(text: str) -> str:
    """The text in plain lower-case letters, with disguises taken off; single stars inside words are kept."""
    text = clean(text).casefold()
    if not text.isascii():
        text = unicodedata.normalize("NFKD", text).casefold().translate(_LOOKALIKES)
        text = "".join(sign for sign in text if not unicodedata.combining(sign))
    # Most messages carry no disguise, and that shows at a glance: no sign of one, and no letter alone.
    if _ANY.search(text) is None and 1 not in map(len, text.split()):
        return text
    text = _SPACED.sub(lambda found: re.sub(r"[^\w*]|_", "", found.group()), text)
    if _SIGN.search(text):
        text = _MIXED.sub(lambda found: _unleet(found.group()), text)
    return _INSIDE.sub("", text)


def _unleet(word: str) -> str:
    """ "g4c0r" → "gacor", but "rp50000" and "rt3" stay."""
    letters = sum(sign.isalpha() for sign in word)
    return word.translate(_LEET) if letters * 2 >= len(word) and not word[-2:].isdigit() else word


def thin(word: str) -> str:
    """Every run of equal letters as one letter: "annjiiing" → "anjing"."""
    return _REPEATED.sub(r"\1", word)
