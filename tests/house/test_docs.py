"""Every page of the docs can be found from their first page, and every link leads somewhere."""

from __future__ import annotations

import re
from pathlib import Path

DOCS = Path(__file__).parents[2] / "docs"
PAGES = sorted(DOCS.rglob("*.md"))


def links_of(page: Path) -> set[Path]:
    """Files that a page links to."""
    found = re.findall(r"\]\((?!https?://)([^)#]+)(?:#[^)]*)?\)", page.read_text(encoding="utf-8"))
    return {(page.parent / link).resolve() for link in found}


def test_every_page_is_linked_from_the_first_page_of_the_docs() -> None:
    linked = links_of(DOCS / "README.md")
    assert not [
        str(page.relative_to(DOCS)) for page in PAGES if page != DOCS / "README.md" and page.resolve() not in linked
    ]


def test_every_link_leads_somewhere() -> None:
    for page in [*PAGES, DOCS.parent / "README.md"]:
        assert not [link for link in links_of(page) if not link.exists()], page
