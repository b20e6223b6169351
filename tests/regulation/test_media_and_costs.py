"""The tables of media and costs: what they stop, what they say, and that the page of the docs says the same."""

from __future__ import annotations

from decimal import Decimal
from pathlib import Path

import pytest

from pendopo.regulation.costs import COSTS, cost_of, terms_of
from pendopo.regulation.lengths import RULES
from pendopo.regulation.media import BY_HAND, MEDIA, Piece, media_rule, refusals

PAGE = Path(__file__).parents[2] / "docs/reference/media.md"
PICTURE, FILM = Piece("image", 1000, 1000, 1000), Piece("video", 1000, 1280, 720, 30)


@pytest.mark.parametrize(
    ("platform", "pieces", "said"),
    [
        ("x", (PICTURE,) * 4, ""), ("x", (PICTURE,) * 5, "paling banyak 4"), ("x", (PICTURE, FILM), "digabung"),
        ("x", (FILM, FILM), "paling banyak 1 video"), ("instagram", (), "sedikitnya satu"), ("youtube", (PICTURE,), "perlu video"),
        ("youtube", (FILM,), ""), ("goodreads", (PICTURE,), "tidak menerima gambar"), ("plurk", (FILM,), "tidak menerima video"),
        ("instagram", (Piece("image", 1, 1000, 3000),), "4:5"), ("instagram", (Piece("image", 1, 1080, 1350),), ""),
        ("bluesky", (Piece("video", 1, 1, 1, 181),), "180 detik"), ("whatsapp", (Piece("video", 20 * 1024 * 1024, 1, 1, 1),), "16 MB"),
        ("instagram", (PICTURE, FILM), ""), ("entah", (PICTURE,) * 10, ""), ("twitter", (PICTURE,) * 5, "paling banyak 4"),
    ],
)  # fmt: skip
def test_what_does_not_fit_is_said(platform: str, pieces: tuple[Piece, ...], said: str) -> None:
    found = refusals(platform, pieces)
    assert bool(found) == bool(said)
    assert said in " ".join(found)


def test_every_platform_of_the_table_counts_texts_too() -> None:
    assert MEDIA.keys() <= RULES.keys()
    assert media_rule("entah") is BY_HAND


def test_costs_are_by_message_and_by_link() -> None:
    assert cost_of("x", ["Halo"]) == Decimal("0.015")
    assert cost_of("x", ["Halo https://a.invalid", "dua"]) == Decimal("0.215")
    assert cost_of("twitter", ["Halo"]) == Decimal("0.015")
    assert cost_of("wordpress", ["Halo"]) is None
    terms = terms_of("x")
    assert terms is not None
    assert terms.source
    assert terms.on.year >= 2024


def test_the_page_says_what_the_tables_say() -> None:
    page = PAGE.read_text(encoding="utf-8")
    for platform, rule in MEDIA.items():
        assert f"| `{platform}` | {rule.pictures or '–'} |" in page
    for platform, cost in COSTS.items():
        assert f"| `{platform}` | {cost.price} {cost.currency} | {cost.with_link} {cost.currency} |" in page
