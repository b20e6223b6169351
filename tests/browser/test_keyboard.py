"""Everything an officer does on a day, without a mouse: the focus is always seen, never trapped, and where it is expected."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Locator, Page, Route, expect

from tests.browser.conftest import PASSWORD, House, page_for, running

pytestmark = pytest.mark.browser
PATIENCE = 30_000
QUESTION = "KTP saya hilang kemarin, mengurusnya ke mana?"

# What has the focus: whether it is marked, and whether any of it is seen and not covered by a bar.
FOCUS = """() => {
  const e = document.activeElement;
  if (!e || e === document.body) return null;
  const marked = one => { if (!one) return false; const s = getComputedStyle(one);
    return (s.outlineStyle !== "none" && parseFloat(s.outlineWidth) >= 2) || s.boxShadow !== "none"; };
  const r = e.getBoundingClientRect();
  const points = [[.5, .5], [.1, .2], [.9, .8], [.5, .1], [.5, .9]].map(([x, y]) => [r.left + r.width * x, r.top + r.height * y]);
  const seen = points.some(([x, y]) => { const at = document.elementFromPoint(x, y); return at && (e.contains(at) || at.contains(e) || (e.labels && [...e.labels].some(l => l.contains(at)))); });
  e.dataset.stop = e.dataset.stop || String(++window.stops || (window.stops = 1));
  return { stop: e.dataset.stop, marked: marked(e) || marked(e.nextElementSibling) || marked(e.parentElement), seen,
           what: e.outerHTML.slice(0, 160) };
}"""
# The places of a page that a round must have met: of a group of radio buttons one.
LEFT_OUT = """() => {
  const groups = new Map(), left = [];
  for (const e of document.querySelectorAll('a[href], button, input:not([type=hidden]), select, textarea, summary')) {
    if (e.disabled || e.tabIndex < 0 || !e.checkVisibility({ visibilityProperty: true }) || !e.getClientRects().length) continue;
    if (e.type === 'radio') groups.set(e.name, groups.get(e.name) || Boolean(e.dataset.stop));
    else if (!e.dataset.stop) left.push(e.outerHTML.slice(0, 120));
  }
  return left.concat([...groups].filter(([, met]) => !met).map(([name]) => name));
}"""


@dataclass
class Hand:
    """Somebody at the keyboard; every step looks where the focus is."""

    page: Page

    def press(self, *keys: str) -> None:
        for key in keys:
            self.page.keyboard.press(key)

    def write(self, text: str) -> None:
        self.page.keyboard.type(text)

    def look(self) -> str:
        """The focus as it is: marked and in sight."""
        at = self.page.evaluate(FOCUS)
        assert at, "nothing has the focus"
        assert at["marked"], f"the focus is not to be seen on {at['what']}"
        assert at["seen"], f"the focus is out of sight or covered: {at['what']}"
        return str(at["stop"])

    def to(self, goal: str | Locator, most: int = 120, back: bool = False) -> None:
        """Tab until the goal has the focus."""
        place = self.page.locator(goal).first if isinstance(goal, str) else goal
        expect(place).to_be_attached(timeout=PATIENCE)
        for _ in range(most + 1):
            if place.evaluate("e => e === document.activeElement"):
                return
            self.press("Shift+Tab" if back else "Tab")
            if self.page.evaluate("document.activeElement !== document.body"):
                self.look()
        raise AssertionError(f"{goal} is not reached by the keyboard")

    def fill(self, goal: str, text: str) -> None:
        self.to(goal)
        self.press("Control+A")
        self.write(text)

    def tick(self, goal: str) -> None:
        self.to(goal)
        self.press("Space")

    def go(self, words: str) -> None:
        """To a link or button with these words, and press it."""
        self.to(self.page.locator("a, button, summary").filter(has_text=words).locator("visible=true").first)
        self.press("Enter")

    def begin(self) -> None:
        """To the beginning of the page, from wherever the page has put the focus."""
        self.page.evaluate(
            "document.body.tabIndex = -1; document.body.focus(); document.body.removeAttribute('tabindex')"
        )

    def round(self) -> list[str]:
        """Once around the page, no trap: what was left out."""
        self.begin()
        met: set[str] = set()
        while len(met) < 400:
            self.press("Tab")
            if self.page.evaluate("document.activeElement === document.body"):
                break
            stop = self.look()
            if stop in met and self.page.evaluate("document.activeElement.matches('.skip')"):
                break
            met.add(stop)
        return list(self.page.evaluate(LEFT_OUT))


@pytest.fixture(scope="module")
def house(tmp_path_factory: pytest.TempPathFactory) -> Iterator[House]:
    data = Path(tmp_path_factory.mktemp("house"))
    with running(
        data, "https://situs.contoh.invalid/", "facebook=https://fb.contoh.invalid/", undo_seconds=60
    ) as house:
        yield house


def signed_in(browser: Browser, house: House, who: str) -> Hand:
    """Through the sign-in page, by the keyboard as well."""
    hand = Hand(page_for(browser, house))
    hand.page.goto("/masuk/login/")
    hand.fill("#id_login", house[who])
    hand.fill("#id_password", PASSWORD)
    hand.press("Enter")
    hand.page.wait_for_url(lambda url: "/masuk/" not in url)
    return hand


def test_the_skip_link_comes_first_and_the_round_of_a_page_leaves_nothing_out(chromium: Browser, house: House) -> None:
    hand = signed_in(chromium, house, "officer")
    agency = hand.page.request.get("/pesan/").text().split("/pesan/tulis/")[1].split("/")[0]
    for address in (
        "/meja/",
        "/catat/",
        "/pesan/",
        f"/pesan/tulis/{agency}/",
        "/pesan/penghentian/",
        "/rujukan/",
        "/pustaka/tulis/",
    ):
        hand.page.goto(address)
        assert hand.round() == [], address
        hand.page.goto(address)
        hand.begin()
        hand.to(".skip", most=1)
        expect(hand.page.locator(".skip")).to_be_in_viewport()
        hand.press("Enter")
        assert hand.page.evaluate("document.activeElement.id") == "isi", address
        hand.press("Tab")
        assert hand.page.evaluate("document.querySelector('main').contains(document.activeElement)"), address


def test_an_officer_records_answers_and_takes_back(chromium: Browser, house: House) -> None:
    hand = signed_in(chromium, house, "officer")
    page = hand.page
    hand.go("Catat")
    hand.fill("[name=text]", QUESTION)
    hand.to("[name=kind]")
    hand.press("ArrowRight", "ArrowLeft")
    assert page.locator("[name=kind]").first.is_checked()
    hand.to("[name=account]")
    page.keyboard.type("Word")
    hand.go("Simpan")
    expect(page.locator("main")).not_to_contain_text("Kata-kata warga", timeout=PATIENCE)

    page.goto("/meja/")
    expect(page.locator("[data-row]").first).to_contain_text("KTP saya hilang", timeout=PATIENCE)
    hand.press("j")
    expect(page.locator("#kasus .case")).to_contain_text(QUESTION, timeout=PATIENCE)
    hand.look()
    assert page.evaluate("document.activeElement.matches('[data-row]')"), "the focus stays on the row that was opened"
    hand.press("1")
    box = page.locator("#kotak")
    expect(box).to_be_focused()
    expect(box).to_have_value(r := box.input_value())
    assert "Disdukcapil" in r
    hand.press("End")
    hand.write(" Terima kasih.")
    hand.press("Control+Enter")
    undo = page.locator(".undo")
    expect(undo).to_contain_text("Jawaban siap diunggah", timeout=PATIENCE)
    hand.press("z")
    expect(page.locator("#kabar")).to_contain_text("diurungkan", timeout=PATIENCE)
    expect(page.locator("#kotak")).to_have_value(r + " Terima kasih.")
    assert page.evaluate("document.activeElement.id") == "kotak", "the words that came back have the focus"

    # What is under the dots opens by its button and has the focus; Escape leads out of the box.
    hand.to("a[data-open='#lainnya']")
    hand.press("Enter")
    hand.look()
    assert page.evaluate("document.querySelector('#lainnya').contains(document.activeElement)")
    hand.press("Escape", "?")
    expect(page.locator("#tombol")).to_be_visible()
    hand.press("Escape")
    expect(page.locator("#tombol")).to_be_hidden()


def test_of_two_cases_opened_quickly_the_address_names_the_one_that_is_shown(chromium: Browser, house: House) -> None:
    hand = signed_in(chromium, house, "officer")
    page = hand.page
    for words in ("Jam buka loket berapa?", "Akta lahir diurus di mana?"):
        page.goto("/catat/")
        page.fill("[name=text]", words)
        page.locator(".kind-chip").first.click()
        page.select_option("[name=account]", index=1)
        page.get_by_role("button", name="Simpan").click()
        expect(page.locator("main")).not_to_contain_text("Kata-kata warga", timeout=PATIENCE)
    page.goto("/meja/")
    rows = page.locator("[data-row]")
    expect(rows.nth(1)).to_be_visible(timeout=PATIENCE)

    def slowly(route: Route) -> None:
        page.wait_for_timeout(400)
        route.continue_()

    page.route("**/meja/kasus/**", slowly)
    hand.press("j", "j")
    expect(page.locator("#kasus .said-big")).to_contain_text(
        rows.nth(1).locator(".row-words").inner_text(), timeout=PATIENCE
    )
    page.wait_for_timeout(600)
    assert page.evaluate("location.pathname") == (rows.nth(1).get_attribute("href") or "").partition("?")[0]


def test_a_message_goes_from_the_composer_to_the_calendar(chromium: Browser, house: House) -> None:
    hand = signed_in(chromium, house, "officer")
    page = hand.page
    hand.go("Kalender & tulis")
    hand.go("Tulis pesan")
    hand.fill("[name=title]", "Loket Sabtu")
    hand.fill("[name=text]", "Loket Disdukcapil buka Sabtu pukul 08.00 sampai 12.00.")
    hand.fill("[name=tags]", "layanan")
    for name in ("account", "facebook"):
        hand.tick(f"[name=account_{house[name]}]")
        assert page.locator(f"[name=account_{house[name]}]").is_checked()
    own = page.locator("details", has=page.locator(f"[name=text_{house['facebook']}]")).locator("summary")
    hand.to(own)
    hand.press("Enter")
    hand.fill(f"[name=text_{house['facebook']}]", "Sabtu loket buka!")
    hand.to("[name=planned_at]")
    planned = datetime.fromisoformat(page.locator("[name=planned_at]").input_value())
    for name in ("purpose", "category"):
        hand.to(f"[name={name}]")
        hand.press("ArrowDown")
    hand.fill("[name=source]", "Surat Kepala Disdukcapil")
    for letter in "abcdefgh":
        hand.to(f"[name=ethics_{letter}]")
        hand.press("Space")
        assert page.locator(f"[name=ethics_{letter}]").first.is_checked()
    hand.to(".write-bar [name=keep]")
    hand.press("Enter")
    expect(page.locator("main")).to_contain_text("Konsep tersimpan", timeout=PATIENCE)

    # Shift and an arrow on the message's link moves it; the focus goes along.
    page.goto(f"/pesan/?bulan={planned:%Y-%m}")
    hand.to(page.locator("[data-move] a", has_text="Loket Sabtu"))
    hand.press("Shift+ArrowRight")
    moved = planned + timedelta(days=1)
    link = page.locator(f"[data-day='{moved:%Y-%m-%d}'] a", has_text="Loket Sabtu")
    expect(link).to_be_focused(timeout=PATIENCE)
    hand.look()
    hand.press("Enter")
    hand.go("Ajukan untuk disetujui")
    expect(page.locator("main")).to_contain_text("Tulisan sendiri tidak dapat disetujui sendiri", timeout=PATIENCE)

    second = signed_in(chromium, house, "official")
    second.page.goto("/pesan/persetujuan/")
    second.go("Loket Sabtu")
    second.go("Setujui isi ini")
    expect(second.page.locator("main")).to_contain_text("Disetujui", timeout=PATIENCE)


def test_the_emergency_stop_is_pulled_and_released(chromium: Browser, house: House) -> None:
    hand = signed_in(chromium, house, "analyst")
    page = hand.page
    page.goto("/pesan/penghentian/")
    hand.fill("[name=because]", "Akun diambil alih")
    hand.go("Hentikan semua unggahan")
    expect(page.locator(".stop-banner")).to_contain_text("Akun diambil alih", timeout=PATIENCE)
    hand.fill("[name=because]", "Akun sudah kembali")
    hand.go("Cabut, jalankan lagi")
    expect(page.locator("main")).to_contain_text("Semua berjalan", timeout=PATIENCE)
    assert page.locator(".stop-banner").count() == 0
