"""How long a text is on each platform, and how long it may be: one table for composer, schedule, API and sending.

The keys are the connectors'; `microblog-140` is the length in the annexes' definition of a microblog. A text that is
too long is refused, never cut. What an account's own server tells (`limit=`) goes before the table.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass

from pendopo.regulation import counting

ANNEX = "microblog-140"


@dataclass(frozen=True)
class Rule:
    """How one platform counts. `bytes_too` is a second limit in UTF-8 bytes; `alt` is that of a picture's description."""

    limit: int
    unit: str
    measure: Callable[[str], int]
    bytes_too: int = 0
    alt: int = 0


@dataclass(frozen=True)
class Length:
    """The length of one text. `because` says in Indonesian why it is not ok."""

    count: int
    limit: int
    unit: str
    ok: bool
    because: str = ""


class UnknownPlatform(KeyError):
    """No rule for this key."""

    def __str__(self) -> str:
        return f"platform {self.args[0]!r} tidak dikenal; yang dikenal: {', '.join(sorted(RULES))}"


POINT, GRAPHEME, UTF16, BYTE = "karakter", "grafem", "satuan UTF-16", "bita UTF-8"

RULES: Mapping[str, Rule] = {
    ANNEX: Rule(140, "karakter terlihat", counting.visible),
    "x": Rule(280, "karakter berbobot", counting.weighted, alt=1000),
    "bluesky": Rule(300, GRAPHEME, counting.graphemes, bytes_too=3000, alt=2000),
    "mastodon": Rule(500, "grafem (tautan 23)", counting.mastodon, alt=1500),
    "threads": Rule(500, "karakter (emoji per bita)", counting.threads, alt=1000),
    "plurk": Rule(360, POINT, counting.code_points),
    "facebook": Rule(63_206, UTF16, counting.utf16),
    "facebook-comment": Rule(8_000, UTF16, counting.utf16),
    "messenger": Rule(2_000, UTF16, counting.utf16),
    "instagram": Rule(2_200, UTF16, counting.utf16, alt=1000),
    "instagram-message": Rule(1_000, BYTE, counting.utf8),
    "youtube": Rule(5_000, BYTE, counting.utf8),
    "youtube-title": Rule(100, UTF16, counting.utf16),
    "youtube-comment": Rule(10_000, UTF16, counting.utf16),
    "tiktok": Rule(2_200, UTF16, counting.utf16),
    "tiktok-title": Rule(90, UTF16, counting.utf16),
    "tiktok-message": Rule(950, UTF16, counting.utf16),
    "linkedin": Rule(3_000, "satuan UTF-16 (tanda khusus dua)", counting.linkedin, alt=4086),
    "linkedin-comment": Rule(1_250, "satuan UTF-16 (tanda khusus dua)", counting.linkedin),
    "telegram": Rule(4_096, UTF16, counting.utf16),
    "telegram-caption": Rule(1_024, UTF16, counting.utf16),
    "whatsapp": Rule(4_096, UTF16, counting.utf16),
    "wordpress": Rule(100_000, POINT, counting.code_points),
    "blogger": Rule(100_000, POINT, counting.code_points),
    "website": Rule(100_000, POINT, counting.code_points),
    "mediawiki": Rule(2_097_152, BYTE, counting.utf8),
    "wikipedia": Rule(2_097_152, BYTE, counting.utf8),
    "discourse": Rule(32_000, POINT, counting.code_points),
    "kaskus": Rule(20_000, POINT, counting.code_points),
    "email": Rule(100_000, POINT, counting.code_points),
    "flickr": Rule(65_535, POINT, counting.code_points),
    "slideshare": Rule(3_000, POINT, counting.code_points),
    "goodreads": Rule(20_000, POINT, counting.code_points),
    "yelp": Rule(5_000, POINT, counting.code_points),
    "google_business": Rule(1_500, UTF16, counting.utf16),
    "google_business-reply": Rule(4_096, BYTE, counting.utf8),
    "assisted": Rule(100_000, POINT, counting.code_points),
}
# Names by which the same table is asked.
SAME = {
    "twitter": "x",
    "telegram_channel": "telegram",
    "whatsapp_channel": "whatsapp",
    "widget": "website",
    "rss": "website",
}
# What is answered → how the table calls the answer.
ANSWERS = {"message": "message", "review": "reply"}


def rule(platform: str) -> Rule:
    """The rule of a platform; UnknownPlatform when there is none."""
    found = RULES.get(SAME.get(platform, platform))
    if found is None:
        raise UnknownPlatform(platform)
    return found


def beside_media(platform: str) -> str:
    """By which rule words are counted that stand below a picture or film: Telegram takes fewer there."""
    known = SAME.get(platform, platform)
    return f"{known}-caption" if f"{known}-caption" in RULES else platform


def answering(platform: str, kind: str) -> str:
    """By which rule an answer is counted: many platforms take fewer letters below a post, in a message or a review than in
    a post. `kind` is that of what is answered; a platform that the table does not know is as long as we keep texts."""
    known = SAME.get(platform, platform)
    special = f"{known}-{ANSWERS.get(kind, 'comment')}"
    return special if special in RULES else known if known in RULES else "assisted"


def count(platform: str, text: str, *, limit: int | None = None) -> Length:
    """How long `text` is on `platform`, and whether it fits. `limit` is what the account's own server tells."""
    each = rule(platform)
    most = each.limit if limit is None else limit
    size = each.measure(text)
    because = _why_not(platform, text, size, most, each)
    return Length(size, most, each.unit, not because, because)


def _why_not(platform: str, text: str, size: int, most: int, each: Rule) -> str:
    if size > most:
        return f"{size} {each.unit}; paling banyak {most}."
    if each.bytes_too and (weight := counting.utf8(text)) > each.bytes_too:
        return f"{weight} bita; paling banyak {each.bytes_too} bita."
    if platform in ("x", "twitter"):
        return counting.refused_by_x(text)
    return ""


def alt_text(platform: str, text: str) -> Length:
    """How long a picture's description is; where a platform tells no limit, 1,500 characters."""
    most = rule(platform).alt or 1_500
    size = counting.utf16(text)
    return Length(size, most, UTF16, size <= most, "" if size <= most else f"{size} {UTF16}; paling banyak {most}.")


def run_lines(lines: Iterable[str]) -> Iterator[str]:
    """JSON lines in, JSON lines out; a line that can't be counted says why and holds up no other."""
    for line in lines:
        if line.strip():
            yield json.dumps(_answer(line), ensure_ascii=True)


def _answer(line: str) -> dict[str, object]:
    try:
        item = json.loads(line)
    except (ValueError, RecursionError) as error:
        return {"id": None, "error": f"bukan JSON: {error}"}
    if not isinstance(item, dict):
        return {"id": None, "error": "baris harus berupa objek JSON"}
    key, platform, text = item.get("id"), item.get("platform"), item.get("text")
    if not isinstance(platform, str) or not isinstance(text, str):
        return {"id": key, "error": "platform dan text harus berupa teks"}
    try:
        length = count(platform, text)
    except UnknownPlatform as error:
        return {"id": key, "error": str(error)}
    return {"id": key, "count": length.count, "limit": length.limit, "unit": length.unit, "ok": length.ok}
