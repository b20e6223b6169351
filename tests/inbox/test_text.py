"""Any text that the world can send is kept the same on every database, bounded, and inert."""

from __future__ import annotations

import time

import pytest

from pendopo.inbox.models import Case, Item
from pendopo.inbox.text import MARKS_ON_ONE_LETTER, TEXT_LIMIT, clean, excerpt, kept, line, link
from tests.inbox.scene import arrive, said
from tests.world import two_governments

ODD = {
    "nul": ("KTP\x00 hilang", "KTP hilang"),
    "half of a pair": ("a\ud83dz", "a\ufffdz"),
    "right to left": ("السلام عليكم", "السلام عليكم"),
    "turned around": ("aman \u202egpj.exe\u202c", "aman gpj.exe"),
    "accents on accents": ("Z" + "\u0301" * 10_000 + "algo", "Z" + "\u0301" * MARKS_ON_ONE_LETTER + "algo"),
    "family emoji": ("👨‍👩‍👧‍👦", "👨‍👩‍👧‍👦"),
    "javanese": ("ꦱꦸꦒꦼꦁ", "ꦱꦸꦒꦼꦁ"),
    "line ends": ("a\r\nb\rc", "a\nb\nc"),
    "escape codes": ("\x1b[31mmerah", "[31mmerah"),
    "html": ("<script>alert(1)</script>", "<script>alert(1)</script>"),
}


@pytest.mark.parametrize("name", list(ODD))
def test_odd_text_is_cleaned_and_letters_stay(name: str) -> None:
    given, wanted = ODD[name]
    assert clean(given) == wanted


@pytest.mark.django_db
@pytest.mark.parametrize("name", list(ODD))
def test_odd_text_in_every_field_is_kept_the_same_on_every_database(name: str) -> None:
    given, wanted = ODD[name]
    account = two_governments().dukcapil.account
    odd = said(
        "1" + given,
        given,
        author_name=given,
        author_id=given,
        url=given,
        title=given,
        thread_id=given,
        raw={"x": given},
    )
    assert arrive(account, odd).new == 1
    assert arrive(account, odd).again == 1
    item = Item.objects.get()
    assert wanted.split("\n")[0][:30] in item.text
    assert item.url == ""


@pytest.mark.django_db
def test_a_comment_of_ten_million_letters_is_kept_up_to_the_limit_and_says_so() -> None:
    account = two_governments().dukcapil.account
    began = time.monotonic()
    arrive(account, said("1", "panjang " * 1_310_720))
    item = Item.objects.get()
    assert time.monotonic() - began < 10
    assert len(item.text) <= TEXT_LIMIT + 2
    assert item.full_length == 8 * 1_310_720
    assert len(Case.objects.get().excerpt) <= 280


@pytest.mark.django_db
def test_one_word_of_a_million_letters_is_kept() -> None:
    arrive(two_governments().dukcapil.account, said("1", "é" * 1_000_000))
    assert Item.objects.get().full_length == 1_000_000


def test_a_short_text_is_not_marked_as_cut() -> None:
    assert kept("  apa kabar \n") == kept("apa kabar")
    assert kept("apa kabar").full_length is None


def test_names_are_one_line_and_bounded() -> None:
    assert line("  Pak\n\tTono  ") == "Pak Tono"
    assert len(line("x" * 10_000)) == 300
    assert len(excerpt("kata " * 1000)) <= 280


@pytest.mark.parametrize(
    "url",
    ["javascript:alert(1)", "data:text/html,x", "//evil", "ftp://x/y", "https://", "https://a b", "http://[", "x" * 2000,
     "https://" + "x" * 1000, "\x00", "file:///etc/passwd"],
)  # fmt: skip
def test_only_web_addresses_become_links(url: str) -> None:
    assert link(url) == ""


def test_a_web_address_stays_as_it_is() -> None:
    assert link(" https://contoh.invalid/p?q=1#k ") == "https://contoh.invalid/p?q=1#k"
