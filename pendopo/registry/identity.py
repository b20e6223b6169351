"""Is this account official? Reading a link or handle in any form that people type, and telling look-alikes apart. Pure."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Literal
from urllib.parse import unquote, urlsplit

# Hosts by platform; www., m., mobile. and web. in front don't matter.
HOSTS = {
    "instagram.com": "instagram", "instagr.am": "instagram", "facebook.com": "facebook", "fb.com": "facebook",
    "fb.me": "facebook", "x.com": "x", "twitter.com": "x", "youtube.com": "youtube", "youtu.be": "youtube",
    "tiktok.com": "tiktok", "threads.net": "threads", "threads.com": "threads", "linkedin.com": "linkedin",
    "t.me": "telegram", "telegram.me": "telegram", "plurk.com": "plurk", "flickr.com": "flickr",
    "slideshare.net": "slideshare", "kaskus.co.id": "kaskus", "goodreads.com": "goodreads", "bsky.app": "bluesky",
}  # fmt: skip
# Words that stand before the handle in a link.
BEFORE_HANDLE = {"c", "channel", "user", "company", "school", "in", "pages", "people", "photos", "profile", "s", "p"}
# Links that hide where they lead.
SHORTENERS = {"bit.ly", "s.id", "tinyurl.com", "goo.gl", "linktr.ee", "lnk.bio", "t.co", "is.gd", "rb.gy", "cutt.ly"}
# Letters that look alike to a hurried eye; Cyrillic and Greek ones that NFKC leaves alone.
ALIKE = str.maketrans({
    "0": "o", "1": "l", "i": "l", "|": "l", "3": "e", "4": "a", "5": "s", "7": "t", "8": "b", "9": "g", "!": "l", "$": "s",
    "а": "a", "е": "e", "о": "o", "р": "p", "с": "c", "у": "y", "х": "x", "і": "l", "ѕ": "s", "ӏ": "l", "ԁ": "d", "һ": "h",
    "α": "a", "ο": "o", "ι": "l", "ν": "v", "ρ": "p", "τ": "t", "κ": "k", "ı": "l",
})  # fmt: skip


@dataclass(frozen=True)
class Asked:
    """What somebody asks about: platform ("" when the text doesn't tell), handle folded, and the whole as an address."""

    platform: str
    handle: str
    address: str
    short_link: bool = False


@dataclass(frozen=True)
class Known:
    """An account of the register, as far as this question needs it."""

    id: int
    platform: str
    handle: str
    url: str
    state: str


@dataclass(frozen=True)
class Finding:
    """The answer. `account_id` is the account it is, was, or looks like."""

    verdict: Literal["official", "was_official", "not_yet", "looks_like", "short_link", "unknown", "empty"]
    account_id: int | None = None


def address_of(url: str) -> str:
    """A link without scheme, www., m., query and closing slash, in small letters."""
    try:
        parts = urlsplit(url if "//" in url else f"//{url}")
    except ValueError:
        return ""
    host = re.sub(r"^(www|m|mobile|web|id-id)\.", "", (parts.hostname or "").lower())
    return (host + unquote(parts.path).rstrip("/")).lower()


def read(text: str) -> Asked:
    """What a person pasted: a link, @handle, handle, with any capitals, spaces and closing slashes."""
    plain = unicodedata.normalize("NFKC", text).strip().strip("<>\"'.,;()[]").strip()
    plain = "".join(sign for sign in plain if unicodedata.category(sign) not in {"Cf", "Cc"})[:500]
    address = address_of(plain)
    host, _slash, rest = address.partition("/")
    if host in SHORTENERS:
        return Asked("", "", address, short_link=True)
    platform = HOSTS.get(host, "")
    if platform or (("." in host and "/" in address) or "//" in plain):
        parts = [part for part in rest.split("/") if part]
        while len(parts) > 1 and parts[0] in BEFORE_HANDLE:
            parts.pop(0)
        return Asked(platform, (parts[0] if parts else host).removeprefix("@"), address)
    return Asked("", plain.lower().removeprefix("@").rstrip("/"), address)


def skeleton(handle: str) -> str:
    """A handle as a hurried eye sees it: look-alike letters folded, dots and lines left out."""
    text = unicodedata.normalize("NFKD", handle.lower())
    text = "".join(sign for sign in text if not unicodedata.combining(sign)).translate(ALIKE)
    return re.sub(r"[\W_]+", "", text.replace("rn", "m").replace("vv", "w"))


def distance(one: str, two: str, most: int = 3) -> int:
    """Letters to add, drop, change or swap with the neighbour; `most` + 1 when the lengths alone differ by more."""
    if abs(len(one) - len(two)) > most:
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
    return row[-1]


def _alike(asked: str, known: str) -> bool:
    if len(known) < 4:
        return asked == known
    allowed = 1 if len(known) < 8 else 2
    return distance(asked, known, allowed) <= allowed or (len(known) >= 8 and known in asked)


def find(asked: Asked, accounts: Iterable[Known]) -> Finding:
    """Hold what was asked against the register: the very account first, then a look-alike."""
    if not asked.address and not asked.handle:
        return Finding("empty")
    known = list(accounts)
    verdicts: dict[str, Literal["official", "was_official", "not_yet"]] = {
        "official": "official", "suspended": "was_official", "closed": "was_official", "proposed": "not_yet",
    }  # fmt: skip
    order = {"official": 0, "suspended": 1, "closed": 2, "proposed": 3}
    for one in sorted(known, key=lambda account: order.get(account.state, 9)):
        same_handle = asked.handle == one.handle and asked.platform in {"", one.platform}
        if same_handle or (asked.address and asked.address == address_of(one.url)):
            return Finding(verdicts[one.state], one.id)
    if asked.short_link:
        return Finding("short_link")
    seen = skeleton(asked.handle)
    for one in known:
        if one.state == "official" and seen and _alike(seen, skeleton(one.handle)):
            return Finding("looks_like", one.id)
    return Finding("unknown")
