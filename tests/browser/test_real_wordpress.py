"""Annex B from end to end: a real citizen's comment on a real WordPress, driven in a real browser."""

from __future__ import annotations

import re
import time
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.browser.conftest import House, page_for, running, wait_until
from tests.browser.prepare import ANSWER
from tests.lab.wordpress import Site

pytestmark = [pytest.mark.lab, pytest.mark.browser]
COLLECTED_WITHIN = 10  # seconds, from the comment on the site to the desk


@pytest.fixture(scope="module")
def house(wordpress_site: Site, tmp_path_factory: pytest.TempPathFactory) -> Iterator[House]:
    """Pendopo over the real site."""
    with running(Path(tmp_path_factory.mktemp("house")), wordpress_site.url) as made:
        yield made


@pytest.fixture(scope="module")
def connected(chromium: Browser, house: House, wordpress_site: Site) -> House:
    """The official connects the account in the settings page, as they would."""
    page = page_for(chromium, house, house["official"])
    page.goto(f"/akun/{house['account']}/?cara=wordpress")
    page.get_by_label("Nama pengguna").fill(wordpress_site.username)
    page.get_by_label("Kata sandi aplikasi").fill(wordpress_site.password)
    page.click("button:has-text('Simpan dan coba')")
    expect(page.locator("main")).to_contain_text("terhubung")
    assert wordpress_site.password not in page.content()
    return house


def comes_to_the_desk(page: Page, words: str) -> float:
    """Seconds until a comment stands in the list of new cases."""

    def there() -> bool:
        page.goto("/meja/?tampak=baru")
        return page.locator(".desk-list, main").first.inner_text().find(words) >= 0

    return wait_until(there, 30)


def replies_to(site: Site, comment: int) -> list[str]:
    """What stands under a comment on the site, from its database."""
    return [str(one["text"]) for one in site.comments() if one["parent"] == comment and str(one["status"]) == "1"]


def test_a_question_is_collected_answered_from_the_library_and_stands_on_the_site(
    chromium: Browser, connected: House, wordpress_site: Site
) -> None:
    officer = page_for(chromium, connected, connected["officer"])
    comment = wordpress_site.citizen_comments("min ktp sy ilang gmn ngurusnya ya", name="Warga Satu")
    assert comes_to_the_desk(officer, "ktp sy ilang") <= COLLECTED_WITHIN
    officer.click("text=ktp sy ilang gmn ngurusnya")
    expect(officer.locator(".likely-one").first).to_contain_text("KTP-el hilang")
    officer.locator(".likely-one").first.click()
    expect(officer.locator("#kotak")).to_have_value(re.compile("Bawa surat kehilangan"))
    officer.click("[data-send]")
    wait_until(lambda: replies_to(wordpress_site, comment), 30)
    assert [
        re.sub(r"\s+", " ", re.sub("<[^>]+>", "", text)).strip() for text in replies_to(wordpress_site, comment)
    ] == [ANSWER]


def test_another_agency_answers_by_a_one_time_link_and_the_reply_stands_on_the_site(
    chromium: Browser, connected: House, wordpress_site: Site
) -> None:
    officer = page_for(chromium, connected, connected["officer"])
    comment = wordpress_site.citizen_comments("Jalan Mawar berlubang besar, kapan diperbaiki?", name="Warga Dua")
    comes_to_the_desk(officer, "Jalan Mawar")
    officer.click("text=Jalan Mawar berlubang")
    case = f"/meja/kasus/{officer.locator('article.case').get_attribute('data-case')}/"
    officer.click("[data-key=r]")
    form = officer.locator("form.refer")
    form.locator("[name=to][value=lain]").check()
    form.locator("select").select_option(connected["pu"])
    form.locator("[name=their_competence]").check()
    form.locator("[name=not_answerable]").check()
    form.locator("[name=because]").fill("Jalan kota adalah kewenangan DPUPR.")
    if form.locator("[name=question]").input_value() == "":
        form.locator("[name=question]").fill("Kapan Jalan Mawar diperbaiki?")
    form.locator("button:has-text('Rujuk')").click()
    officer.goto("/rujukan/?sisi=keluar")
    officer.click("text=Mawar")
    officer.click("button:has-text('WhatsApp')")
    text = officer.locator("#teks-tautan").input_value()
    link = re.search(r"/r/[\w-]+/", text)
    assert link is not None, text

    phone = page_for(chromium, connected, width=360, height=720)
    phone.goto(link.group(0))
    expect(phone.locator(".clock")).to_contain_text(re.compile("23 jam|24 jam"))
    assert phone.evaluate("document.documentElement.scrollWidth <= innerWidth")
    phone.fill("#text", "Jalan Mawar ditambal Kamis pekan ini oleh tim kami.")
    phone.fill("#name", "Pu Petugas")
    phone.click("button:has-text('Kirim jawaban')")
    expect(phone.locator("main")).to_contain_text("Terima kasih")
    phone.goto(link.group(0))
    expect(phone.locator("#text")).to_have_count(0)

    officer.goto(case)
    officer.locator(".likely-one").first.click()
    expect(officer.locator("#kotak")).to_have_value(re.compile("ditambal Kamis"))
    officer.click("[data-send]")
    wait_until(lambda: replies_to(wordpress_site, comment), 30)
    assert len(replies_to(wordpress_site, comment)) == 1
    time.sleep(3)
    officer.goto(case)
    clocks = officer.locator(".case-clocks").inner_text()
    for clock in ("pertama", "menjawab", "terkirim"):
        assert clock in clocks, clocks
    assert "terlambat" not in clocks.lower()
