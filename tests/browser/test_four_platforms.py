"""One message, four accounts: a second person approves it, and it goes live on real WordPress, MediaWiki, snac and e-mail."""

from __future__ import annotations

import re
from collections.abc import Iterator
from contextlib import ExitStack
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

import httpx
import pytest
from playwright.sync_api import Browser, Page, expect

from tests.browser.conftest import House, page_for, running, wait_until
from tests.lab.ground import LabMissing
from tests.lab.mail import CITIZENS, MailSite, mail
from tests.lab.mediawiki import Wiki, mediawiki
from tests.lab.snac import Server, snac
from tests.lab.wordpress import Site

pytestmark = [pytest.mark.lab, pytest.mark.browser]
# A page may take its time on a machine that runs five servers and a browser.
PATIENCE = 60_000
TITLE, TEXT = "Posko banjir dibuka", "Posko banjir dibuka di Kelurahan Jati, buka 24 jam. Hubungi 112."
LIST, TALK = f"milis@{CITIZENS}", "Pembicaraan:Disdukcapil"


@dataclass
class Lab:
    """The four servers and the house over them."""

    site: Site
    wiki: Wiki
    social: Server
    letters: MailSite
    house: House

    def on_site(self) -> int:
        return sum(post["title"] == TITLE for post in self.site.posts())

    def on_wiki(self) -> int:
        return self.wiki.text(TALK).count(TEXT)

    def on_social(self) -> int:
        headers = {"authorization": f"Bearer {self.social.token('dinas')}"}
        me = httpx.get(f"{self.social.url}/api/v1/accounts/verify_credentials", headers=headers).json()["id"]
        rows = httpx.get(f"{self.social.url}/api/v1/accounts/{me}/statuses", headers=headers).json()
        return sum("Posko banjir dibuka di Kelurahan Jati" in str(row["content"]) for row in rows)

    def in_letters(self) -> int:
        return sum(letter["Subject"] == TITLE for letter in self.letters.inbox(LIST))

    def live(self) -> list[int]:
        return [self.on_site(), self.on_wiki(), self.on_social(), self.in_letters()]


@pytest.fixture(scope="module")
def lab(wordpress_site: Site, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Lab]:
    """All five, running."""
    with ExitStack() as stack:
        try:
            wiki, social = stack.enter_context(mediawiki()), stack.enter_context(snac())
            letters = stack.enter_context(mail())
        except LabMissing as reason:
            pytest.fail(f"a real server can't be had: {reason}")
        more = f"{wordpress_site.url} mediawiki={wiki.url} mastodon={social.url} email=https://surel.contoh.invalid/"
        house = stack.enter_context(running(Path(tmp_path_factory.mktemp("house")), *more.split()))
        yield Lab(wordpress_site, wiki, social, letters, house)


def connect(page: Page, account: str, way: str, values: dict[str, str]) -> None:
    """The official connects an account in its page, as they would."""
    page.goto(f"/akun/{account}/?cara={way}")
    for name, value in values.items():
        field = page.locator(f"[name={way}-{name}]")
        if field.evaluate("one => one.tagName") == "SELECT":
            field.select_option(value)
        else:
            field.fill(value)
    page.click("button:has-text('Simpan dan coba')")
    expect(page.locator("main")).to_contain_text("terhubung", timeout=PATIENCE)


def test_one_message_with_four_variants_goes_live_once_on_each(chromium: Browser, lab: Lab) -> None:
    house = lab.house
    official = page_for(chromium, house, house["official"])
    connect(official, house["account"], "wordpress", {"username": lab.site.username, "password": lab.site.password})
    connect(
        official, house["mediawiki"], "mediawiki",
        {"username": lab.wiki.username, "password": lab.wiki.password, "pages": TALK},
    )  # fmt: skip
    connect(official, house["mastodon"], "mastodon", {"token": lab.social.token("dinas")})
    box = lab.letters
    connect(
        official, house["email"], "email",
        {
            "address": box.address, "password": box.password, "imap_host": box.host, "imap_port": str(box.imap_port),
            "imap_security": "none", "smtp_host": box.host, "smtp_port": str(box.smtp_port), "smtp_security": "none",
            "list_address": LIST,
        },
    )  # fmt: skip

    officer = page_for(chromium, house, house["officer"])
    officer.goto("/pesan/")
    officer.click("text=Tulis pesan")
    officer.fill("[name=title]", TITLE)
    officer.fill("[name=text]", TEXT)
    planned = datetime.now(ZoneInfo("Asia/Jakarta")) + timedelta(seconds=200)
    officer.fill("[name=planned_at]", planned.strftime("%Y-%m-%dT%H:%M"))
    officer.select_option("[name=purpose]", index=1)
    officer.select_option("[name=category]", index=1)
    officer.fill("[name=source]", "Surat Kepala BPBD")
    officer.fill("[name=tags]", "posko, banjir")
    for name in ("account", "mediawiki", "mastodon", "email"):
        officer.check(f"[name=account_{house[name]}]")
    for radio in officer.locator("input[type=radio][value=safe]").all():
        radio.check()
    officer.click("button[name=submit]")
    expect(officer.locator("main")).to_contain_text("Tulisan sendiri tidak dapat disetujui sendiri", timeout=PATIENCE)
    message = officer.url

    phone = page_for(chromium, house, house["official"], width=360, height=740)
    phone.goto("/pesan/persetujuan/")
    phone.click(f"text={TITLE}")
    phone.click("button:has-text('Setujui isi ini')")
    expect(phone.locator("main")).to_contain_text("Disetujui", timeout=PATIENCE)
    officer.goto(message)
    officer.click("button:has-text('Jadwalkan')")
    assert lab.live() == [0, 0, 0, 0]
    wait_until(lambda: all(lab.live()), 320)

    def published() -> bool:
        officer.goto(message)
        return bool(re.search("Sudah terbit", officer.locator("main").inner_text()))

    wait_until(published, 60)
    assert lab.live() == [1, 1, 1, 1]
    assert officer.locator(".chip-done:has-text('terkirim')").count() == 4
