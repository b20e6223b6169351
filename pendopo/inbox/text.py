"""Text from outside, made fit to be kept: the same on every database, bounded, and inert. Pure functions, no models."""

from __future__ import annotations

import re
from dataclasses import dataclass
from urllib.parse import urlsplit

import regex

# More than any platform lets a person write; a longer text is kept up to here and marked with its true length.
TEXT_LIMIT = 100_000
NAME_LIMIT = 300
EXCERPT_LIMIT = 280
URL_LIMIT = 1000
MARKS_ON_ONE_LETTER = 12

# NUL and other controls; and the marks that turn the direction of all that follows (a name could reorder our sentence).
_CONTROLS = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069\ufffe\uffff]")
_SURROGATES = re.compile("[\ud800-\udfff]")
_PILES = regex.compile(rf"(\p{{M}}{{{MARKS_ON_ONE_LETTER}}})\p{{M}}+")
_SPACES = re.compile(r"\s+")


@dataclass(frozen=True)
class Kept:
    """A text as it is kept. `full_length` is None unless it had to be cut."""

    text: str
    full_length: int | None = None


def clean(text: str) -> str:
    """Without controls, half characters and piles of accents; line ends as \\n. Letters and spaces stay as written."""
    if text.isascii() and text.isprintable():
        return text
    if "\r" in text:
        text = text.replace("\r\n", "\n").replace("\r", "\n")
    text = _SURROGATES.sub("\ufffd", _CONTROLS.sub("", text))
    return text if text.isascii() else _PILES.sub(r"\1", text)


def kept(text: str, limit: int = TEXT_LIMIT) -> Kept:
    """A text cleaned and cut at the limit (before cleaning, so that time stays bounded too)."""
    length = len(text)
    if length > limit:
        return Kept(clean(text[:limit]).rstrip() + " …", length)
    return Kept(clean(text).strip())


def line(text: str, limit: int = NAME_LIMIT) -> str:
    """A name or title: one line, cut at the limit."""
    if not text:
        return ""
    return " ".join(clean(text[: limit * 4]).split())[:limit]


def excerpt(text: str) -> str:
    """The first words, for a row of the desk."""
    words = line(text, EXCERPT_LIMIT + 1)
    return words if len(words) <= EXCERPT_LIMIT else words[: EXCERPT_LIMIT - 1].rstrip() + "…"


def link(url: str) -> str:
    """A web address that may be shown as a link, or "" for anything else (javascript:, data:, too long)."""
    if not url:
        return ""
    url = clean(url[: URL_LIMIT + 1]).strip()
    if len(url) > URL_LIMIT or _SPACES.search(url):
        return ""
    try:
        parts = urlsplit(url)
    except ValueError:
        return ""
    return url if parts.scheme in {"http", "https"} and parts.hostname else ""
