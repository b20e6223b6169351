"""The reader: a regulation page by page, in the government's own text where it loaded one, else in our short wording.

Beside each line stand the duties that the program draws from it, and where the text has a slip, how it is read.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, fields

from pendopo.regulation.articles import all_of, page_of, slug_of
from pendopo.regulation.duties import Duty, duties_of
from pendopo.regulation.profile import Profile
from pendopo.regulation.shape import AccountType, CitationPair, Item, ReportItem
from pendopo.regulation.text import Article, Parsed


@dataclass(frozen=True)
class Line:
    """What can be cited: its own words where the text is loaded, ours (`said`) always, its duties and readings."""

    reference: str
    label: str
    text: str
    depth: int
    said: tuple[str, ...]
    duties: tuple[Duty, ...]
    pairs: tuple[CitationPair, ...]

    @property
    def anchor(self) -> str:
        """Where the page has it."""
        return slug_of(self.reference)


@dataclass(frozen=True)
class Entry:
    """A page in the table of contents."""

    reference: str
    slug: str
    about: str
    in_text: bool = True


@dataclass(frozen=True)
class Chapter:
    """A chapter (or a section of one) with its pages."""

    title: str
    entries: tuple[Entry, ...]


@dataclass(frozen=True)
class Page:
    """One page of the reader, with those before and after it."""

    reference: str
    chapter: str
    section: str
    lines: tuple[Line, ...]
    loaded: bool
    before: Entry | None
    after: Entry | None


@dataclass(frozen=True)
class _Known:
    """What the profile and the duties say of each reference."""

    pages: Mapping[str, tuple[str, ...]]
    said: Mapping[str, tuple[str, ...]]
    duties: Mapping[str, tuple[Duty, ...]]
    pairs: Mapping[str, tuple[CitationPair, ...]]


def contents(profile: Profile, parsed: Parsed | None) -> list[Chapter]:
    """The table of contents: by the chapters of the loaded text; pages that it lacks stand at the end."""
    known = _known(profile)
    if parsed is None:
        return [Chapter("", tuple(_entry(known, page) for page in known.pages))]
    chapters: list[Chapter] = []
    for article in parsed.articles:
        title = " · ".join(part for part in (article.chapter, article.section) if part)
        entry = _entry(known, article.reference)
        if chapters and chapters[-1].title == title:
            chapters[-1] = Chapter(title, (*chapters[-1].entries, entry))
        else:
            chapters.append(Chapter(title, (entry,)))
    read = {article.reference for article in parsed.articles}
    lost = tuple(_entry(known, page, in_text=False) for page in known.pages if page not in read)
    return [*chapters, Chapter("Tidak ada dalam naskah yang dimuat", lost)] if lost else chapters


def page(profile: Profile, parsed: Parsed | None, slug: str) -> Page | None:
    """The page of that word; None when the regulation has no such page."""
    known = _known(profile)
    order = [entry for chapter in contents(profile, parsed) for entry in chapter.entries]
    place = next((number for number, entry in enumerate(order) if entry.slug == slug), None)
    if place is None:
        return None
    article = parsed.article(slug) if parsed else None
    lines = _read(known, article) if article else _ours(known, order[place].reference)
    return Page(
        order[place].reference, article.chapter if article else "", article.section if article else "", tuple(lines),
        article is not None, order[place - 1] if place else None, order[place + 1] if place + 1 < len(order) else None,
    )  # fmt: skip


def _read(known: _Known, article: Article) -> Iterator[Line]:
    for unit in article.units:
        yield _line(known, unit.reference, unit.label, unit.text, unit.depth)
    read = {unit.reference for unit in article.units}
    for reference in known.pages.get(article.reference, ()):
        if reference not in read:
            yield _line(known, reference, "", "", 1)


def _ours(known: _Known, reference: str) -> Iterator[Line]:
    for each in known.pages[reference]:
        yield _line(known, each, "", "", each.count(" huruf ") + each.count(" ayat ") + each.count(" angka "))


def _line(known: _Known, reference: str, label: str, text: str, depth: int) -> Line:
    return Line(
        reference, label, text, depth, known.said.get(reference, ()), known.duties.get(reference, ()),
        known.pairs.get(reference, ()),
    )  # fmt: skip


def _entry(known: _Known, reference: str, *, in_text: bool = True) -> Entry:
    lines = known.pages.get(reference, ())
    said = next((words[0] for line in lines if (words := known.said.get(line))), "")
    duty = next((ones[0].text for line in lines if (ones := known.duties.get(line))), "")
    return Entry(reference, slug_of(reference), duty or said, in_text)


def _known(profile: Profile) -> _Known:
    duties: dict[str, tuple[Duty, ...]] = {}
    for duty in duties_of(profile):
        for reference in duty.reference(profile):
            duties[reference] = (*duties.get(reference, ()), duty)
    said: dict[str, tuple[str, ...]] = {}
    for reference, words in _worded(profile):
        said[reference] = (*said.get(reference, ()), words)
    pairs: dict[str, tuple[CitationPair, ...]] = {}
    for pair in profile.citation_pairs:
        pairs[pair.reference] = (*pairs.get(pair.reference, ()), pair)
    pages: dict[str, tuple[str, ...]] = {}
    for line in dict.fromkeys([*all_of(profile.articles), *duties, *pairs]):
        pages[page_of(line)] = (*pages.get(page_of(line), ()), line)
    return _Known(pages, said, duties, pairs)


def _worded(profile: Profile) -> Iterator[tuple[str, str]]:
    """Our own short wording of the lines, as the profile has it."""
    for each in fields(profile):
        value = getattr(profile, each.name)
        if isinstance(value, tuple):
            yield from _items(value)
    yield from _items(profile.report.items)
    laws = [line for line in all_of(profile.articles) if line.startswith(("Mengingat angka", "Memperhatikan angka"))]
    if len(laws) == len(profile.legal_bases):
        for line, basis in zip(laws, profile.legal_bases, strict=True):
            yield line, f"{basis.label}: {basis.title}."


def _items(values: Iterable[object]) -> Iterator[tuple[str, str]]:
    for one in values:
        if isinstance(one, Item):
            yield one.reference, one.label
        elif isinstance(one, AccountType):
            yield one.reference, f"{one.label}: {one.scope}"
        elif isinstance(one, ReportItem):
            yield one.reference, f"{one.title}: {one.definition}"
