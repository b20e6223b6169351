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
