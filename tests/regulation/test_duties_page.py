"""The reference page of duties says what the duties say."""

from pathlib import Path

from tests.regulation.duties_page import page

PAGE = Path(__file__).parents[2] / "docs" / "reference" / "duties.md"


def test_the_page_of_duties_is_the_duties() -> None:
    assert PAGE.read_text(encoding="utf-8") == page(), (
        "python -m tests.regulation.duties_page > docs/reference/duties.md"
    )
