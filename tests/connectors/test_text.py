"""Text between a platform and us."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pendopo.connectors.text import clean, escaped, normal, one_line, paragraphs, plain


@pytest.mark.parametrize(
    ("markup", "seen"),
    [
        ("<p>Satu</p><p>Dua</p>", "Satu\n\nDua"),
        ("Satu<br>Dua<br/>Tiga", "Satu\nDua\nTiga"),
        ("<ul><li>a</li><li>b</li></ul>", "a\n\nb"),
        ("a &amp; b &lt;c&gt; &#128591;", "a & b <c> 🙏"),
        ("<script>alert(1)</script>x<style>p{}</style>", "x"),
        ('<a href="https://contoh.test">tautan</a>', "tautan"),
        ("<p>belum ditutup", "belum ditutup"),
        ("1 < 2 dan 3 > 2", "1 < 2 dan 3 > 2"),
        ("", ""),
    ],
)
def test_html_is_read_as_a_person_sees_it(markup: str, seen: str) -> None:
    assert plain(markup) == seen


def test_line_breaks_of_an_unrendered_comment_stay() -> None:
    assert plain("baris 1\nbaris <b>2</b>", keep_lines=True) == "baris 1\nbaris 2"


@settings(max_examples=50, deadline=None)
@given(st.text(alphabet=st.characters(codec=None)))
def test_cleaned_text_can_always_be_stored_and_sent(text: str) -> None:
    cleaned = clean(text)
    assert cleaned.encode("utf-8")[:0] == b""
    assert "\x00" not in cleaned
    assert clean(cleaned) == cleaned


@settings(max_examples=50, deadline=None)
@given(st.text())
def test_what_we_write_into_a_page_is_inert_and_reads_back_the_same(text: str) -> None:
    assert "<" not in escaped(text)
    assert normal(plain(escaped(text), keep_lines=True)) == normal(text) or "&" in text
    page = paragraphs(text).replace("<p>", "").replace("</p>", "").replace("<br>", "")
    assert "<script" not in page


def test_a_web_address_can_be_followed_and_nothing_else_is_markup() -> None:
    written = paragraphs('Lihat https://contoh.go.id/a?b=1&c="><script>.\n\n<b>x</b>')
    assert '<a href="https://contoh.go.id/a?b=1&amp;c=">https://contoh.go.id/a?b=1&amp;c=</a>' in written
    assert "<script>" not in written
    assert "<b>" not in written


def test_a_title_has_no_line_breaks() -> None:
    assert one_line("a\r\nBcc: b\u2028c\x00d") == "a Bcc: b cd"


def test_two_spellings_of_the_same_words_are_the_same() -> None:
    assert normal("It’s  “so”\n–") == normal("It's &quot;so&quot; -")
