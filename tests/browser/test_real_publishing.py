"""A message from draft to published: written by one, approved by another, live on a real WordPress at its time, once."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import datetime, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest
from playwright.sync_api import Browser, expect

from tests.browser.conftest import House, page_for, running, wait_until
from tests.lab.wordpress import Site

pytestmark = [pytest.mark.lab, pytest.mark.browser]
TITLE = "Perekaman KTP-el keliling"


@pytest.fixture(scope="module")
def house(wordpress_site: Site, tmp_path_factory: pytest.TempPathFactory) -> Iterator[House]:
    """Pendopo over the real site."""
    with running(Path(tmp_path_factory.mktemp("house")), wordpress_site.url) as made:
        yield made


def test_a_message_is_written_by_one_approved_by_another_and_live_once(
    chromium: Browser, house: House, wordpress_site: Site
) -> None:
    official = page_for(chromium, house, house["official"])
    official.goto(f"/akun/{house['account']}/?cara=wordpress")
    official.get_by_label("Nama pengguna").fill(wordpress_site.username)
    official.get_by_label("Kata sandi aplikasi").fill(wordpress_site.password)
    official.click("button:has-text('Simpan dan coba')")
    expect(official.locator("main")).to_contain_text("terhubung")

    officer = page_for(chromium, house, house["officer"], width=360, height=740)
    officer.goto("/pesan/")
    officer.click("text=Tulis pesan")
    officer.fill("[name=title]", TITLE)
    officer.fill("[name=text]", "Mobil perekaman hadir di Kelurahan Jati, Sabtu pukul 08.00.")
    planned = datetime.now(ZoneInfo("Asia/Jakarta")) + timedelta(seconds=75)
    officer.fill("[name=planned_at]", planned.strftime("%Y-%m-%dT%H:%M"))
    officer.select_option("[name=purpose]", index=1)
    officer.select_option("[name=category]", index=1)
    officer.fill("[name=source]", "Jadwal perekaman Disdukcapil")
    officer.fill("[name=tags]", "ktp, layanan keliling")
    officer.check(f"[name=account_{house['account']}]")
    for radio in officer.locator("input[type=radio][value=safe]").all():
        radio.check()
    officer.click("button[name=submit]")
    expect(officer.locator("main")).to_contain_text("Tulisan sendiri tidak dapat disetujui sendiri")
    message = officer.url

    official.goto("/pesan/persetujuan/")
    official.click(f"text={TITLE}")
    official.click("button:has-text('Setujui isi ini')")
    officer.goto(message)
    officer.click("button:has-text('Jadwalkan')")
    expect(officer.locator("main")).to_contain_text("Terkirim sendiri pada waktunya")
    assert not [post for post in wordpress_site.posts() if post["title"] == TITLE]
    wait_until(lambda: [post for post in wordpress_site.posts() if post["title"] == TITLE], 120)
    assert datetime.now(ZoneInfo("Asia/Jakarta")) >= planned.replace(second=0, microsecond=0)

    def published() -> bool:
        officer.goto(message)
        return bool(re.search("Sudah terbit", officer.locator("main").inner_text()))

    wait_until(published, 30)
    assert len([post for post in wordpress_site.posts() if post["title"] == TITLE]) == 1
