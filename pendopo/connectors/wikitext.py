"""The text of a wiki's pages: what an edit added, how plain words are written so that nothing in them is markup, and a fence
around words of ours. Not a platform; tried with MediaWiki (2026)."""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import dataclass

from pendopo.connectors.text import plain

_HEADING = re.compile(r"^(=+)\s*(.+?)\s*\1\s*$")
# A signature: link to the writer, then a time in whatever language, then the zone.
_SIGNED = re.compile(r"(\s*(--|—)?\s*\[\[[^\]]*\]\])?[^\[\]\n]{0,80}\d{1,2}[.:]\d{2}[^\[\]\n]{0,40}\(\w{2,5}\)\s*$")


@dataclass(frozen=True)
class Change:
    """What one edit added to a page, and under which heading."""

    title: str
    heading: str
    lines: tuple[str, ...]

    @property
    def thread(self) -> str:
        return f"{self.title}#{self.heading}"


def added(title: str, before: str, after: str) -> Change:
    """The lines that an edit added, in their order, with the heading they stand under."""
    known = Counter(before.split("\n"))
    heading, under = "", ""
    new: list[str] = []
    for line in after.split("\n"):
        is_heading = _HEADING.match(line)
        heading = is_heading.group(2) if is_heading else heading
        known[line] -= 1
        if known[line] < 0 and line.strip() and not is_heading:
            under = under if new else heading
            new.append(line)
    return Change(title, under, tuple(new))


def spoken(line: str) -> str:
    """A line of wikitext as a person wrote it: no indent, no markup, no signature."""
    said = _SIGNED.sub("", re.sub(r"^[:*#;\s]+", "", line))
    said = re.sub(r"\[\[(?:[^\]|]*\|)?([^\]|]*)\]\]", r"\1", said)
    said = re.sub(r"\[(?:https?://\S+)\s+([^\]]+)\]", r"\1", said)
    return plain(re.sub(r"'{2,}", "", said)).strip()


def inert(line: str) -> str:
    """A line of plain text that the wiki shows as it is: no templates, links of brackets, tags or signatures."""
    for sign, written in {"&": "&amp;", "<": "&lt;", "{": "&#123;", "}": "&#125;", "[": "&#91;", "]": "&#93;"}.items():
        line = line.replace(sign, written)
    line = line.replace("~~~", "&#126;&#126;&#126;").replace("''", "&#39;&#39;").replace("__", "&#95;&#95;")
    return re.sub(r"^[=*#:;|!\-]", lambda found: f"&#{ord(found.group())};", line.strip())


def fenced(text: str, mark: str) -> str:
    """Words of ours with an unseen fence around them, by which they are found again to be corrected or taken away."""
    return f"<!--{mark}-->{text}<!--/{mark}-->"


def between(page: str, mark: str) -> str | None:
    """What stands on the page within that fence now, without its fence; None where there is no such fence."""
    found = _fence(mark).search(page)
    return found.group(1) if found else None


def rewritten(page: str, mark: str, text: str) -> str:
    """The page with these words within the fence, and everything that others wrote as it was."""
    return _fence(mark).sub(lambda _found: fenced(text, mark), page, count=1)


def without(page: str, mark: str) -> str:
    """The page without the fenced words and their lines; a heading that was theirs alone goes along."""
    before, _, after = _fence(mark).sub("\x00", page, count=1).partition("\x00")
    above, rest = before.rstrip(" :*#").rstrip("\n").split("\n"), after.lstrip("\n")
    nothing_follows = not rest.strip() or bool(_HEADING.match(rest.split("\n")[0].strip()))
    if nothing_follows and _HEADING.match(above[-1].strip()):
        above.pop()
    return "\n\n".join(part for part in ("\n".join(above).rstrip("\n"), rest) if part)


def _fence(mark: str) -> re.Pattern[str]:
    known = re.escape(mark)
    return re.compile(f"<!--{known}-->(.*?)<!--/{known}-->", re.DOTALL)
