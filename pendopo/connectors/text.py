"""Text between a platform and us: HTML to plain text and back, cleaned of what no database or screen should meet."""

from __future__ import annotations

import hashlib
import html
import re
import unicodedata
from html.parser import HTMLParser

# NUL and the other controls but tab and newline; lone surrogates can't be stored or sent.
_UNFIT = re.compile("[\x00-\x08\x0b-\x1f\x7f\ud800-\udfff]")
_LINK = re.compile(r"https?://[^\s<>\"']+[^\s<>\"'.,;:!?)\]]")
_BLOCKS = frozenset(
    [
        "address",
        "article",
        "blockquote",
        "div",
        "dl",
        "fieldset",
        "footer",
        "form",
        "h1",
        "h2",
        "h3",
        "h4",
        "h5",
        "h6",
        "header",
        "hr",
        "li",
        "ol",
        "p",
        "pre",
    ]
)
_BREAKS = _BLOCKS | frozenset(["section", "table", "tr", "ul"])
_SILENT = frozenset({"script", "style", "head", "title", "template", "noscript", "svg"})


def clean(text: str) -> str:
    """The text with one kind of line end and nothing unfit; everything a person wrote stays."""
    return _UNFIT.sub("�", text.replace("\r\n", "\n").replace("\r", "\n").replace("\x00", ""))


def one_line(text: str, limit: int = 200) -> str:
    """Fit for a header or a title: no line breaks, no controls, not too long."""
    return re.sub(r"[\s\x00-\x1f\x7f\u2028\u2029]+", " ", clean(text)).strip()[:limit]


def normal(text: str) -> str:
    """The form in which two texts are compared: as read, without regard to spacing, entities or quote marks."""
    seen = unicodedata.normalize("NFKC", html.unescape(clean(text)))
    seen = seen.translate({0x2018: "'", 0x2019: "'", 0x201C: '"', 0x201D: '"', 0x2013: "-", 0x2014: "-", 0xAD: None})
    return re.sub(r"\s+", " ", seen).strip()


def digest(*parts: str, length: int = 16) -> str:
    """A short, stable name for these texts."""
    joined = "\x1f".join(parts).encode("utf-8", "replace")
    return hashlib.sha256(joined).hexdigest()[:length]


class _Reader(HTMLParser):
    def __init__(self, keep_lines: bool) -> None:
        super().__init__(convert_charrefs=True)
        self.keep_lines = keep_lines
        self.parts: list[str] = []
        self.silent = 0

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag in _SILENT:
            self.silent += 1
        elif tag == "br":
            self.parts.append("\n")
        elif tag in _BREAKS:
            self.parts.append("\n\n" if tag in ("p", "blockquote") else "\n")
        elif tag == "img":
            self.parts.append(dict(attrs).get("alt") or "")

    def handle_endtag(self, tag: str) -> None:
        if tag in _SILENT:
            self.silent = max(0, self.silent - 1)
        elif tag in _BREAKS:
            self.parts.append("\n")

    def handle_data(self, data: str) -> None:
        if not self.silent:
            self.parts.append(data if self.keep_lines else re.sub(r"\s+", " ", data))


def plain(markup: str, *, keep_lines: bool = False) -> str:
    """What a reader of this HTML sees, as text. `keep_lines`: line breaks in the source count (unrendered comments)."""
    reader = _Reader(keep_lines)
    reader.feed(clean(markup))
    reader.close()
    lines = [line.strip() for line in clean("".join(reader.parts)).split("\n")]
    return re.sub(r"\n{3,}", "\n\n", "\n".join(lines)).strip()


def escaped(text: str) -> str:
    """Plain text made inert for an HTML page; line breaks are left as they are."""
    return html.escape(clean(text), quote=False)


def paragraphs(text: str) -> str:
    """Plain text as HTML: paragraphs, line breaks, and web addresses that can be followed; nothing else."""

    def linked(line: str) -> str:
        parts, at = [], 0
        for link in _LINK.finditer(line):
            address = html.escape(link.group())
            parts += [escaped(line[at : link.start()]), f'<a href="{address}">{address}</a>']
            at = link.end()
        return "".join([*parts, escaped(line[at:])])

    blocks = [block for block in re.split(r"\n\s*\n", clean(text).strip()) if block.strip()]
    return "\n".join(f"<p>{'<br>'.join(linked(line) for line in block.strip().split(chr(10)))}</p>" for block in blocks)
