"""A regulation's own text, as a government loads it: split into articles, paragraphs and letters, scan noise set aside.

The project holds no such text. What is set aside is listed; whoever keeps the text keeps the raw file as well.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from functools import lru_cache

from pendopo.regulation.articles import slug_of

OPENING = re.compile(r"^(Menimbang|Mengingat|Memperhatikan|Menetapkan)\s*:?\s*(.*)$")
CHAPTER = re.compile(r"^BAB\s+[IVXLC]+\b")
SECTION = re.compile(r"^(Bagian\s+Ke\w+|Paragraf\s+\w+)\b")
ARTICLE = re.compile(r"^Pasal\s+(\d+[A-Z]?)$")
CLOSING = re.compile(r"^(Agar setiap orang|Ditetapkan di|Diundangkan di)", re.IGNORECASE)
ANNEX = re.compile(r"^(?:SALINAN\s+)?LAMPIRAN(?:\s+([IVX]+))?\b(?!.*[a-z])")
PART = re.compile(r"^([A-Z])\.\s+(\S.*)$")
SIGNED = re.compile(r"^(?:BUPATI|WALI\s?KOTA|GUBERNUR)\b[^a-z]*,")
MARKS = (
    ("ayat", re.compile(r"^\((\d{1,3})\)\s+(\S.*)$")),
    ("huruf", re.compile(r"^([a-z])\.\s+(\S.*)$")),
    ("angka", re.compile(r"^(\d{1,3})\.\s+(\S.*)$")),
)
# Headings that a converter put on one line: each begins a line of its own again.
RUN_TOGETHER = re.compile(r"\s+(?=Bagian\s+Ke\w+\s)|\s+(?=Pasal\s+\d+[A-Z]?$)")
PAGE_NUMBER = re.compile(r"^[-–—]?\s*\d{1,3}\s*[-–—]?$")
HANDWRITTEN = re.compile(r"^Handwritten\b", re.IGNORECASE)
MOST_OFTEN = 3  # a line in capitals that stands so often is the head or foot of pages


@dataclass(frozen=True)
class Unit:
    """A piece that can be cited. `label` is its mark ("e.", "(2)"), `depth` how deep it stands in its article."""

    reference: str
    label: str
    text: str
    depth: int


@dataclass(frozen=True)
class Article:
    """An article, an opening word (Menimbang …), a part of the annex, or the closing formula."""

    reference: str
    chapter: str
    section: str
    units: tuple[Unit, ...]

    @property
    def slug(self) -> str:
        """Its word in the reader's address."""
        return slug_of(self.reference)


@dataclass(frozen=True)
class Parsed:
    """A whole text. `dropped` are the lines that were set aside as noise, in order."""

    title: str
    articles: tuple[Article, ...]
    dropped: tuple[str, ...]

    def references(self) -> frozenset[str]:
        """Everything that can be cited."""
        return frozenset(unit.reference for article in self.articles for unit in article.units)

    def article(self, slug: str) -> Article | None:
        """The article of that word."""
        return next((each for each in self.articles if each.slug == slug), None)


@dataclass(frozen=True)
class _Line:
    text: str
    bullet: bool
    gap: bool


@dataclass
class _Entry:
    """A piece before its reference is known. `kind` "" is running text, "?" a list item whose mark the scan lost."""

    kind: str
    mark: str
    text: str


@dataclass
class _Open:
    """The article that is being read."""

    reference: str
    chapter: str = ""
    section: str = ""
    entries: list[_Entry] = field(default_factory=list)


@lru_cache(maxsize=16)
def parse(raw: str) -> Parsed:
    """The text in pieces; it need not be clean, and a text without any article gives none."""
    lines, dropped = _cleaned(raw)
    reader = _Reader()
    for line in lines:
        reader.take(line)
    title = " ".join(reader.title).partition("DENGAN RAHMAT")[0].strip()
    return Parsed(title, tuple(reader.finished()), tuple(dropped))


def _cleaned(raw: str) -> tuple[list[_Line], list[str]]:
    kept: list[_Line] = []
    dropped: list[str] = []
    bare = [_bare(line) for line in raw.replace("\r\n", "\n").replace("\f", "\n").split("\n")]
    often = Counter(text for text, _bullet in bare if text)
    gap = True
    for text, bullet in bare:
        if not text:
            gap = True
        elif _is_noise(text) or (often[text] >= MOST_OFTEN and _is_page_head(text)):
            dropped.append(text)
            gap = True
        else:
            for piece in _pieces(text):
                kept.append(_Line(piece, bullet, gap))
                gap = False
    return kept, dropped


def _bare(line: str) -> tuple[str, bool]:
    """A line without the marks of a converter (#, >, *, leading dash), and whether it was a list item."""
    text = re.sub(r"^\s*[#>]+\s*", "", line).replace("**", "")
    text = re.sub(r"(?<!\w)\*([^*]+)\*(?!\w)", r"\1", text)
    text = re.sub(r"\s+", " ", text).strip()
    bullet = re.match(r"^[-•·]\s+(?=\S)", text)
    if bullet and not PAGE_NUMBER.match(text):
        return text[bullet.end() :], True
    return ("" if text in {"-", "–", "—", "•"} else text), False


def _is_noise(text: str) -> bool:
    """Page numbers, the stamp of a copy, initials on the margin, and what a machine said of handwriting."""
    initials = re.fullmatch(r"[A-Za-z]{1,3}", text) is not None and text.lower() != "ttd"
    return bool(PAGE_NUMBER.match(text) or HANDWRITTEN.match(text) or text == "SALINAN" or initials)


def _is_page_head(text: str) -> bool:
    """Could it stand at the head of every page? A short line in capitals that begins nothing."""
    return len(text) <= 60 and text == text.upper() and not _structure(text)


def _structure(text: str) -> bool:
    return any(pattern.match(text) for pattern in (CHAPTER, SECTION, ARTICLE, OPENING, ANNEX, CLOSING, SIGNED))


def _pieces(text: str) -> list[str]:
    return RUN_TOGETHER.split(text) if CHAPTER.match(text) or SECTION.match(text) else [text]


class _Reader:
    """Takes clean lines one by one and knows which article they belong to."""

    def __init__(self) -> None:
        self.title: list[str] = []
        self.chapter = self.section = self.heading = ""
        self.annex = ""
        self.done: list[_Open] = []
        self.now: _Open | None = None

    def take(self, line: _Line) -> None:
        if not (self._heading(line) or self._opens(line)):
            self._content(line)

    def finished(self) -> Iterator[Article]:
        """All articles, each reference once (a later page that repeats an article's number adds nothing new)."""
        seen: set[str] = set()
        for each in self.done:
            if each.reference not in seen:
                seen.add(each.reference)
                yield Article(each.reference, each.chapter, each.section, tuple(_units(each, bool(_annexed(each)))))

    def _open(self, reference: str, first: str = "") -> None:
        self.heading = ""
        self.now = _Open(reference, self.chapter, self.section)
        self.done.append(self.now)
        if first:
            self._content(_Line(first, bullet=False, gap=False))

    def _heading(self, line: _Line) -> bool:
        """Chapters and sections, and the lines of their names until the first article."""
        if CHAPTER.match(line.text) and not self.annex:
            self.heading, self.chapter, self.section = "chapter", line.text, ""
        elif SECTION.match(line.text) and not self.annex:
            self.heading, self.section = "section", line.text
        elif self.heading and not _structure(line.text):
            setattr(self, self.heading, f"{getattr(self, self.heading)} {line.text}".strip())
        else:
            return False
        return True

    def _opens(self, line: _Line) -> bool:
        """Does an article, an opening word, the closing or a part of the annex begin here?"""
        text = line.text
        in_body = self.now is not None and self.now.reference.startswith("Pasal")
        if (word := OPENING.match(text)) and not in_body and not self.annex:
            self._open(word[1], word[2])
        elif (number := ARTICLE.match(text)) and not self.annex:
            self._open(f"Pasal {number[1]}")
        elif CLOSING.match(text) and in_body:
            self.chapter = self.section = ""
            self._open("Penutup", text)
        elif (annex := ANNEX.match(text)) and self.now is not None:
            self.annex, self.chapter, self.section = f"Lampiran {annex[1]}" if annex[1] else "Lampiran", "", ""
            self._open(self.annex, text)
        elif self.annex and (part := PART.match(text)):
            self.section = ""
            self._open(f"{self.annex} {part[1]}", part[2])
        elif self.annex and SIGNED.match(text):
            self._open("Lampiran akhir", text)
        else:
            return False
        return True

    def _content(self, line: _Line) -> None:
        if self.now is None:
            self.title.append(line.text)
            return
        entries = self.now.entries
        for kind, pattern in MARKS:
            if match := pattern.match(line.text):
                entries.append(_Entry(kind, match[1], match[2]))
                return
        if line.text.startswith("MEMUTUSKAN"):
            return
        last = entries[-1] if entries else None
        if line.bullet or (last is not None and _defines(line, last)):
            entries.append(_Entry("?", "", line.text))
        elif last is None or (line.gap and last.text.endswith(".")):
            entries.append(_Entry("", "", line.text))
        else:
            last.text = f"{last.text} {line.text}"


def _defines(line: _Line, last: _Entry) -> bool:
    """A definition whose number the scan lost: a sentence of its own after a numbered one."""
    return line.gap and last.kind == "angka" and last.text.endswith(".") and " adalah " in line.text


def _annexed(opened: _Open) -> str:
    return opened.reference if re.fullmatch(r"Lampiran(?: [IVX]+)? [A-Z]", opened.reference) else ""


def _units(opened: _Open, annexed: bool) -> Iterator[Unit]:
    """The article's entries with their references; lost marks are counted from their neighbours."""
    _find_marks(opened.entries)
    stack: list[tuple[str, str]] = []
    for number, entry in enumerate(opened.entries):
        if not entry.kind:
            yield Unit(opened.reference, "", entry.text, 0)
            continue
        if number == 0:
            yield Unit(opened.reference, "", "", 0)
        kinds = [kind for kind, _mark in stack]
        stack = [] if entry.kind == "ayat" else stack[: kinds.index(entry.kind)] if entry.kind in kinds else stack
        stack = [*stack, (entry.kind, entry.mark)]
        label = f"({entry.mark})" if entry.kind == "ayat" else f"{entry.mark}."
        yield Unit(_reference(opened.reference, stack, annexed), label, entry.text, len(stack))


def _reference(article: str, stack: Iterable[tuple[str, str]], annexed: bool) -> str:
    said = article
    for depth, (kind, mark) in enumerate(stack):
        if annexed and depth == 0 and kind == "angka":
            said += f".{mark}"
        else:
            said += f" {kind} ({mark})" if kind == "ayat" else f" {kind} {mark}"
    return said


def _find_marks(entries: list[_Entry]) -> None:
    for place, entry in enumerate(entries):
        if entry.kind != "?":
            continue
        before = next((each for each in reversed(entries[:place]) if each.kind in ("huruf", "angka")), None)
        ahead = [(far, each) for far, each in enumerate(entries[place:]) if each.kind in ("huruf", "angka")]
        if before is not None:
            entry.kind, entry.mark = before.kind, _shifted(before, 1)
        elif ahead and (mark := _shifted(ahead[0][1], -ahead[0][0])):
            entry.kind, entry.mark = ahead[0][1].kind, mark
        else:
            numbered = any(each.kind == "angka" for each in entries)
            entry.kind, entry.mark = ("angka", "1") if numbered else ("huruf", "a")


def _shifted(entry: _Entry, by: int) -> str:
    """The mark so many places further in the same list; "" when there is none."""
    if entry.kind == "angka":
        return str(int(entry.mark) + by) if int(entry.mark) + by > 0 else ""
    place = ord(entry.mark) + by
    return chr(place) if ord("a") <= place <= ord("z") else ""
