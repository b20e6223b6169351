"""Every word of the menu leads to a screen that cites the duty it serves, in both regulations (Pasal 4 (1); C-AIM0)."""

from __future__ import annotations

import pytest
from django.urls import get_resolver

from pendopo.regulation.duties import SHORT, duties
from pendopo.regulation.profile import load
from pendopo.regulation.screens import SCREENS, bare_screens, basis_of, cited
from pendopo.web.navigation import MENU

PAGES = sorted({word.url for group in MENU for word in group.words})
ADDRESSES = {str(name) for name in get_resolver().reverse_dict if isinstance(name, str)}


@pytest.mark.parametrize("page", PAGES)
def test_every_word_of_the_menu_cites_its_article(page: str) -> None:
    for key in SHORT.values():
        assert basis_of(load(key), page), f"{page}: add its duties to regulation/screens.py"


def test_every_screen_of_the_table_exists_and_every_duty_in_it_is_one() -> None:
    assert set(SCREENS) - ADDRESSES == set()
    codes = {each.code for each in duties()}
    assert {code for codes_of in SCREENS.values() for code in codes_of} <= codes
    assert [bare_screens(load(key)) for key in SHORT.values()] == [(), ()]


def test_the_same_duty_is_cited_where_each_regulation_has_it() -> None:
    p, k = (load(SHORT[short]) for short in "pk")
    assert cited(p, "sebarkan-tindak-lanjut") == ("Pasal 8 huruf i",)
    assert cited(k, "sebarkan-tindak-lanjut") == ("Pasal 8 huruf j",)
    assert cited(p, "rekomendasi") == ()
    assert cited(k, "Pasal 15 (2)") == ("Pasal 15 ayat (2)",)
    assert cited(p, "Pasal 7, 8 e, 10") == ("Pasal 7", "Pasal 8 huruf e", "Pasal 10")
