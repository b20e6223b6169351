"""Finds the links in a text as X does, since X and Mastodon count every link as 23 characters however long it is.

A link is a domain under a real top-level domain, with or without "https://". Written from what the platform's public
counting library accepts; a link without a scheme must be plain ASCII or accented Latin.
"""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

import regex

TLDS = frozenset(
    word
    for line in Path(__file__).with_name("tlds.txt").read_text(encoding="utf-8").splitlines()
    if not line.startswith("#")
    for word in line.split()
)

LONGEST_URL = 4096
LONGEST_LABEL = 63
LONGEST_SLUG = 40  # of a t.co link
MOST_LABELS = 127  # more do not fit into a name
MOST_STARTS = 8  # tries in one run, so that the search stays linear

DIRECTION = r"\u202A-\u202E\u061C\u200E\u200F\u2066-\u2069"
NEVER = r"\uFFFE\uFEFF\uFFFF"
SPACES = r"\t-\r \x85\xA0\u1680\u180E\u2000-\u200A\u2028\u2029\u202F\u205F\u3000"
LATIN = (
    r"\xC0-\xD6\xD8-\xF6\xF8-\u024F\u0253\u0254\u0256\u0257\u0259\u025B\u0263\u0268\u026F\u0272\u0289\u028B\u02BB"
    r"\u0300-\u036F\u1E00-\u1EFF"
)
PATH_CHAR = rf"[a-z0-9!*';:=+,.$/%#\[\]\-\u2013_~@|&\u0400-\u04FF{LATIN}]"
PARENS = rf"\((?:{PATH_CHAR}++\)|{PATH_CHAR}*+\({PATH_CHAR}++\){PATH_CHAR}*+\))"
PATH_END = rf"(?:[a-z0-9+\-=_#/\u0400-\u04FF{LATIN}]|{PARENS})"

# What a domain is made of, dots and all: everything that is not punctuation, space or a direction mark.
RUN = regex.compile(rf"[^!'#%&()*+,\\/:;<=>?@\[\]^{{|}}~$\s{SPACES}{NEVER}{DIRECTION}]+")
PLAIN_TLD = regex.compile(r"[a-z0-9]+")
PLAIN_RUN = regex.compile(rf"[\-a-z0-9{LATIN}][\-a-z0-9.{LATIN}]*", regex.IGNORECASE)
SCHEME_HERE = regex.compile(r"https?://", regex.IGNORECASE)
SCHEME = regex.compile(r"https?://\Z", regex.IGNORECASE)
PATH = regex.compile(
    rf"(?::[0-9]+)?(?P<path>/(?:(?:{PATH_CHAR}|{PARENS})*{PATH_END})?)?"
    r"(?:\?[a-z0-9!?*'@();:&=+$/%#\[\]\-_.,~|]*[a-z0-9\-_&=#/])?",
    regex.IGNORECASE,
)
SHORT_LINK = regex.compile(
    r"https?://t\.co/([a-z0-9]+)(?:\?[a-z0-9!?*'@();:&=+$/%#\[\]\-_.,~|]*[a-z0-9\-_&=#/])?", regex.IGNORECASE
)
LETTER = frozenset("abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789")
NO_LINK_AFTER = LETTER | frozenset("@＠$#＃\ufffe\ufeff\uffff")
NO_BARE_LINK_AFTER = frozenset("-_./")
LONGEST_TLD = max(map(len, TLDS))


@dataclass(frozen=True)
class Link:
    """Where a link stands: from `start` (included) to `end` (excluded)."""

    start: int
    end: int


def links(text: str, *, scheme_needed: bool = False) -> list[Link]:
    """All links of `text`, in order. Mastodon takes only those with a scheme; X also bare domains."""
    found: list[Link] = []
    position, used = 0, 0
    while "." in text and (run := RUN.search(text, position)) is not None:
        used, more = _in_run(text, run.start(), run.end(), used)
        found += [link for link in more if not scheme_needed or SCHEME_HERE.match(text, link.start)]
        position = used if used > run.start() else run.end()
    return found


def _in_run(text: str, start: int, end: int, used: int) -> tuple[int, list[Link]]:
    """The links that begin in text[start:end], and up to where the text is used up by them."""
    scheme = SCHEME.search(text, max(used, start - len("https://")), start)
    if scheme is not None and (scheme.start() == 0 or text[scheme.start() - 1] not in NO_LINK_AFTER):
        stop = _domain_end(text, start, end)
        if stop:
            return _with_scheme(text, scheme.start(), start, stop)
    first, stop = _first_domain(text, start, end, used)
    if not stop:
        return used, []
    tail = PATH.match(text, stop)
    assert tail is not None  # every part of it may be missing
    barred = first and text[first - 1] in NO_BARE_LINK_AFTER
    if barred or not _sound(text[first:stop], tail.end() - first + len("https://")):
        return tail.end(), []
    return tail.end(), _bare(text, first, stop, tail)


def _first_domain(text: str, start: int, end: int, used: int) -> tuple[int, int]:
    """From where to where the first domain of a run goes; a domain begins after something that is no letter or digit."""
    starts = [start] if not start or (start > used and text[start - 1] not in NO_LINK_AFTER) else []
    for at in range(start, end):
        if len(starts) >= MOST_STARTS:
            break
        if text[at] not in NO_LINK_AFTER:
            starts.append(at + 1)
    if starts[:2] == [0, 1]:
        # The very first character of a text is rather what stands before a link than a part of it.
        starts[:2] = [1, 0]
    return next(((at, stop) for at in starts if (stop := _domain_end(text, at, end))), (start, 0))


def _with_scheme(text: str, whole: int, start: int, stop: int) -> tuple[int, list[Link]]:
    tail = PATH.match(text, stop)
    assert tail is not None  # every part of it may be missing
    if not _sound(text[start:stop], tail.end() - whole + (start - whole)):
        return tail.end(), []
    short = SHORT_LINK.match(text, whole, tail.end())
    if short is None:
        return tail.end(), [Link(whole, tail.end())]
    return tail.end(), [Link(whole, short.end())] if len(short[1]) <= LONGEST_SLUG else []


def _bare(text: str, start: int, stop: int, tail: regex.Match[str]) -> list[Link]:
    """Without a scheme only the plain parts of a domain are links; the path belongs to the last of them."""
    found: list[Link] = []
    for part in PLAIN_RUN.finditer(text, start, stop):
        end = _domain_end(text, part.start(), part.end(), stop)
        if end:
            found.append(Link(part.start(), end))
    if found and tail["path"]:
        found[-1] = Link(found[-1].start, tail.end())
    return found


def _domain_end(text: str, start: int, end: int, plain_until: int = 0) -> int:
    """Where the longest domain that begins at `start` ends, or 0. Its labels end by `end`; in the plain part of a domain
    that was already looked at, its top-level domain may reach to `plain_until`."""
    longest, at, before = 0, start, start
    for _ in range(MOST_LABELS):
        dot = text.find(".", at, end)
        label = text[at:dot] if dot >= 0 else text[at:end]
        if at > start and (size := _tld(text, at, plain_until or end)) and "_" not in text[before:at]:
            longest = at + size
        if dot < 0 or not label or (not plain_until and (label[0] in "-_" or label[-1] in "-_")):
            return longest
        before, at = at, dot + 1
    return longest


def _tld(text: str, at: int, end: int) -> int:
    """How long the top-level domain is that stands at `at`; 0 when none does, or when it goes on."""
    head = text[at : min(end, at + LONGEST_TLD)].lower()
    if head.startswith("xn--"):
        rest = regex.match(r"xn--[\-0-9a-z]+", text, regex.IGNORECASE, at, end)
        return rest.end() - at if rest else 0
    # A plain one ends where its letters end; in other scripts the next word may follow at once.
    plain = PLAIN_TLD.match(head)
    for size in [plain.end()] if plain else range(len(head), 1, -1):
        follows = text[at + size : at + size + 1]
        if head[:size] in TLDS and follows not in LETTER and follows not in ("@", "+", "-"):
            return size
    return 0


def _sound(domain: str, length: int) -> bool:
    """Every label fits into the name system, and the whole is no longer than X takes."""
    for label in domain.split("."):
        size = len(label) if label.isascii() else len("xn--") + len(label.encode("punycode", "surrogatepass"))
        if size > LONGEST_LABEL:
            return False
    return length <= LONGEST_URL
