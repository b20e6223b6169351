"""References to a regulation's articles, written short ("Pasal 8 huruf a-i") and spelt out one by one."""

from __future__ import annotations

import re
from collections.abc import Iterable

RANGE = re.compile(r"^(?P<head>.*?)(?P<first>[a-z]|\d+)-(?P<last>[a-z]|\d+)$")


def spell_out(reference: str) -> tuple[str, ...]:
    """ "Pasal 2 huruf a-c" → its three letters; ValueError for a range that is none."""
    match = RANGE.match(reference)
    if match is None:
        return (reference,)
    head, first, last = match["head"], match["first"], match["last"]
    if first.isdigit() != last.isdigit():
        raise ValueError(f"{reference!r}: rentang mencampur huruf dan angka")
    low, high = (int(first), int(last)) if first.isdigit() else (ord(first), ord(last))
    if not low < high <= low + 200:
        raise ValueError(f"{reference!r}: rentang harus naik")
    return tuple(head + (str(each) if first.isdigit() else chr(each)) for each in range(low, high + 1))


def all_of(references: Iterable[str]) -> tuple[str, ...]:
    """Every reference spelt out, in order."""
    return tuple(each for reference in references for each in spell_out(reference))


# The article, annex part or opening word that a reference stands in, and so the page of the reader that shows it.
PAGE = re.compile(
    r"^(?:Pasal \d+[A-Z]?|Lampiran(?: (?:akhir|[IVX]+(?![a-z.])|\d+|[A-Z](?![a-z])))?|Menimbang|Mengingat|Memperhatikan"
    r"|Menetapkan|Penutup)"
)
SHORTHAND = re.compile(r"^(?P<article>Pasal \d+[A-Z]?)(?: \((?P<paragraph>\d+)\))?(?: (?P<letter>[a-z]))?$")


def page_of(reference: str) -> str:
    """ "Pasal 8 huruf e" → "Pasal 8", "Lampiran B.4" → "Lampiran B"; the reference itself when it is of no known form."""
    match = PAGE.match(reference)
    return match[0] if match else reference


def slug_of(reference: str) -> str:
    """The word that stands for a reference in an address: "Lampiran B.4" → "lampiran-b-4"."""
    return re.sub(r"[^a-z0-9]+", "-", reference.lower()).strip("-")


def in_full(reference: str) -> str:
    """The short way of writing spelt out: "Pasal 15 (3) g" → "Pasal 15 ayat (3) huruf g"."""
    match = SHORTHAND.match(reference)
    if match is None:
        return reference
    paragraph = f" ayat ({match['paragraph']})" if match["paragraph"] else ""
    letter = f" huruf {match['letter']}" if match["letter"] else ""
    return f"{match['article']}{paragraph}{letter}"
