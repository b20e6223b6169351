"""Walks the demo world in Chromium as each of its people, takes pictures, and names the pages that are not right."""

from __future__ import annotations

import argparse
import html
import os
import re
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import time
from collections import Counter, deque
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass, field
from importlib import import_module
from pathlib import Path
from threading import Lock
from urllib.parse import urljoin, urlsplit

from playwright.sync_api import Browser, BrowserContext, ConsoleMessage, Page, Response, sync_playwright
from playwright.sync_api import Error as BrowserError

CHECKOUT = Path(__file__).resolve().parent.parent
WIDTHS = {360: 740, 768: 1024, 1440: 900}
THEMES = ("light", "dark")
TALLEST = 8000
CHROMIUM = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--no-first-run",
    "--disable-quic",
    "--disable-dev-shm-usage",
]
NOT_FOLLOWED = ("account_logout", "set_language")
MISSING_PAGE = "/halaman-yang-tidak-ada/"

# What sticks out at the right edge, unless something around it scrolls by itself.
TOO_WIDE = """() => {
  const edge = window.innerWidth;
  if (document.documentElement.scrollWidth <= edge) return null;
  const scrolls = e => { for (let p = e.parentElement; p; p = p.parentElement)
    if (/auto|scroll|hidden/.test(getComputedStyle(p).overflowX)) return true; return false; };
  const out = [...document.body.querySelectorAll('*')].filter(e => e.getBoundingClientRect().right > edge + 1);
  const e = out.filter(e => !scrolls(e)).pop() || out[0];
  const name = e ? e.tagName.toLowerCase() + (e.className ? '.' + String(e.className).split(' ')[0] : '') : '?';
  return `${document.documentElement.scrollWidth} px, ${name}`;
}"""
FAULTS = (CHECKOUT / "script" / "faults.js").read_text(encoding="utf-8")
# Until a page has put on its dark clothes.
PAINTED = "() => new Promise(done => requestAnimationFrame(() => requestAnimationFrame(done)))"
AT_ONCE = 2
LINKS = "() => [...document.querySelectorAll('a[href]:not([download])')].map(a => a.getAttribute('href'))"


@dataclass(frozen=True)
class Visitor:
    """Somebody who walks through the pages; without a session, the public."""

    name: str
    session: str | None


@dataclass
class Findings:
    """What is wrong, each said once, and how many pictures were taken."""

    wrong: dict[str, None] = field(default_factory=dict)
    pictures: list[Path] = field(default_factory=list)
    pages: int = 0
    told: Lock = field(default_factory=Lock)

    def say(self, where: str, text: str) -> None:
        """A fault that many pages share is told where it was seen first."""
        with self.told:
            if text not in self.wrong:
                self.wrong[text] = None
                print(f"  ✗ {where}: {text}", flush=True)

    def opened(self) -> None:
        with self.told:
            self.pages += 1

    def taken(self, picture: Path) -> None:
        with self.told:
            self.pictures.append(picture)


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


@contextmanager
def demo_site() -> Iterator[str]:
    """The demo world behind the real web server, in a data folder that goes afterwards."""
    folder = tempfile.mkdtemp(prefix="pendopo-pictures-")
    port = free_port()
    for name in [name for name in os.environ if name.startswith("PENDOPO_")]:
        if name not in {"PENDOPO_VENV", "PENDOPO_PYTHON"}:
            del os.environ[name]
    os.environ |= {"PENDOPO_DATA_DIR": folder, "PENDOPO_PORT": str(port), "DJANGO_SETTINGS_MODULE": "pendopo.settings"}
    log = Path(folder, "web.log")
    server: subprocess.Popen[bytes] | None = None
    try:
        for word in ("migrate", "demo"):
            subprocess.run([sys.executable, "-m", "pendopo", word], cwd=CHECKOUT, check=True)
        command = [sys.executable, "-m", "granian", "--interface", "wsgi", "--port", str(port), "--workers", "2"]
        with log.open("wb") as out:
            server = subprocess.Popen([*command, "pendopo.wsgi:application"], cwd=CHECKOUT, stdout=out, stderr=out)
        wait_for(port, server, log)
        yield f"http://127.0.0.1:{port}"
        traces = re.findall(r"Traceback.*?\n(?=\S)[^\n]*", log.read_text(errors="replace"), re.DOTALL)
        for trace, times in Counter(traces).items():
            print(f"\n{times} × di server (in the server):\n{trace}")
    finally:
        if server is not None:
            server.send_signal(signal.SIGTERM)
            server.wait(timeout=20)
        shutil.rmtree(folder, ignore_errors=True)


def wait_for(port: int, server: subprocess.Popen[bytes], log: Path) -> None:
    until = time.monotonic() + 60
    while time.monotonic() < until and server.poll() is None:
        try:
            socket.create_connection(("127.0.0.1", port), timeout=1).close()
            return
        except OSError:
            time.sleep(0.1)
    sys.exit(f"Server web tidak menyala (the web server did not start):\n{log.read_text(errors='replace')}")


def visitors(quick: bool) -> list[Visitor]:
    """The public, and one person for each office and duty of each government (quick: of any government)."""
    import_module("django").setup()
    client = import_module("django.test").Client
    settings = import_module("django.conf").settings
    models = import_module("pendopo.registry.models")
    found = [Visitor("publik", None)]
    seen: set[tuple[str, str]] = set()
    for person in import_module("pendopo.people.models").Person.objects.order_by("pk"):
        offices = {(o.agency.government.key, o.role) for o in models.Office.objects.filter(person=person)}
        duties = {
            (a.decree.agency.government.key, a.duty)
            for a in models.Appointment.objects.filter(person=person).select_related("decree__agency__government")
        }
        held = {("" if quick else key, role) for key, role in offices | duties}
        if new := held - seen:
            seen |= new
            browser = client()
            browser.force_login(person)
            what = "-".join(filter(None, [min(new)[0], *sorted(role for _, role in new)]))
            found.append(Visitor(f"{len(found):02d}-{what}", browser.cookies[settings.SESSION_COOKIE_NAME].value))
    return found


def pattern_of(address: str) -> str | None:
    """The URL pattern behind an address; None when it must not be followed."""
    urls = import_module("django.urls")
    try:
        match = urls.resolve(urlsplit(address).path)
    except urls.Resolver404:
        return urlsplit(address).path
    return None if match.url_name in NOT_FOLLOWED else match.route or "/"


class Walk:
    """One visitor's way through the pages in one browser context."""

    def __init__(self, site: str, visitor: Visitor, browser: Browser, out: Path, quick: bool, findings: Findings):
        self.site, self.visitor, self.findings = site, visitor, findings
        self.out, self.quick = out / visitor.name, quick
        self.context: BrowserContext = browser.new_context(
            viewport={"width": 360, "height": WIDTHS[360]},
            locale="id-ID",
            timezone_id="Asia/Jakarta",
            color_scheme="light",
            reduced_motion="reduce",
        )
        self.context.set_default_timeout(20_000)
        if visitor.session:
            name = import_module("django.conf").settings.SESSION_COOKIE_NAME
            self.context.add_cookies([{"name": name, "value": visitor.session, "url": site}])
        self.page: Page = self.context.new_page()
        self.now = (THEMES[0], 360)
        self.heard: list[str] = []
        self.at = ""
        self.expected = 200
        self.page.on("console", self.listen)
        self.page.on("pageerror", lambda error: self.complain(f"kesalahan skrip: {error}"))
        self.page.on("response", self.look_at)

    def listen(self, said: ConsoleMessage) -> None:
        """What the browser complains of; the picture it looks for beside a bare file is nobody's fault."""
        if said.type == "error" and not said.location.get("url", "").endswith("/favicon.ico"):
            self.heard.append(said.text)

    def complain(self, text: str) -> None:
        if self.expected != 200 and str(self.expected) in text:
            return
        self.findings.say(f"{self.visitor.name} {self.at}", text)

    def look_at(self, response: Response) -> None:
        if response.url.startswith("http") and not response.url.startswith(self.site):
            self.complain(f"meminta alamat luar {response.url}")
        elif response.status >= 400 and response.status != self.expected:
            self.complain(f"HTTP {response.status} untuk {response.url.removeprefix(self.site)}")

    def dress(self, theme: str, width: int) -> None:
        """The theme and the width; what is so already is left alone."""
        if theme != self.now[0]:
            self.page.emulate_media(color_scheme="dark" if theme == "dark" else "light")
        if width != self.now[1]:
            self.page.set_viewport_size({"width": width, "height": WIDTHS[width]})
        self.now = (theme, width)

    def go(self, address: str, theme: str) -> bool:
        """Open a page; False when it is a file (whose status is checked all the same)."""
        self.dress(theme, 360)
        try:
            answer = self.page.goto(self.site + address, wait_until="load")
        except BrowserError as problem:
            if "Download is starting" in problem.message or "ERR_ABORTED" in problem.message:
                self.fetched(address)
            else:
                self.complain(problem.message.splitlines()[0])
            return False
        shown = answer is None or "html" in answer.headers.get("content-type", "html")
        if not shown:
            # The browser dresses bare files with a style of its own, which their strict policy refuses.
            self.heard.clear()
        return shown

    def fetched(self, address: str) -> None:
        """A file that the browser would keep instead of showing."""
        try:
            file = self.context.request.get(self.site + address)
        except BrowserError as problem:
            self.complain(problem.message.splitlines()[0])
            return
        if file.status >= 400:
            self.complain(f"HTTP {file.status}")

    def visit(self, address: str) -> list[str]:
        """All pictures of one page, its faults noted; the links on it."""
        self.at = address
        links: list[str] = []
        for theme in THEMES[:1] if self.quick else THEMES:
            if not self.go(address, theme):
                return links
            if theme == THEMES[0]:
                self.findings.opened()
                links = self.page.evaluate(LINKS)
            for width in list(WIDTHS)[: 1 if self.quick else None]:
                self.dress(theme, width)
                wide = self.page.evaluate(TOO_WIDE)
                if wide:
                    self.complain(f"lebih lebar dari layar {width} px ({wide})")
                self.take(address, width, theme)
            self.read_by_all()
            for said in self.heard:
                self.complain(said)
            self.heard.clear()
        return links

    def read_by_all(self) -> None:
        """Names, labels, headings, sizes at 360 px in the light; the contrast in both themes."""
        theme = self.now[0]
        self.dress(theme, 360)
        for fault in self.page.evaluate(f"({FAULTS})(false)") if theme == THEMES[0] else ():
            self.complain(fault)
        if self.quick or theme == THEMES[1]:
            self.dress(THEMES[1], 360)
            self.page.evaluate(PAINTED)
            for fault in self.page.evaluate(f"({FAULTS})(true)"):
                self.complain(f"gelap: {fault}")

    def take(self, address: str, width: int, theme: str) -> None:
        slug = re.sub(r"[^A-Za-z0-9]+", "-", address).strip("-")[:80] or "beranda"
        # A quick look is kept small: half the time goes into writing pictures otherwise.
        path = self.out / f"{width}-{theme}" / f"{slug}.{'jpg' if self.quick else 'png'}"
        path.parent.mkdir(parents=True, exist_ok=True)
        tall = min(int(self.page.evaluate("() => document.documentElement.scrollHeight")), TALLEST)
        clip = {"x": 0, "y": 0, "width": width, "height": max(tall, WIDTHS[width])}
        kind = {"type": "jpeg", "quality": 70} if self.quick else {}
        self.page.screenshot(path=path, full_page=True, clip=clip, animations="disabled", **kind)  # type: ignore[arg-type]
        self.findings.taken(path)

    def everything(self, per_pattern: int) -> None:
        """From the front page along every link, at most so many pages of one pattern."""
        waiting = deque(["/"])
        known = {"/"}
        count: Counter[str] = Counter()
        while waiting:
            address = waiting.popleft()
            pattern = pattern_of(address)
            if pattern is None or count[pattern] >= per_pattern:
                continue
            count[pattern] += 1
            for link in self.visit(address):
                target = urlsplit(urljoin(self.site + address, link))
                goal = target.path + (f"?{target.query}" if target.query else "")
                if f"{target.scheme}://{target.netloc}" == self.site and goal not in known:
                    known.add(goal)
                    waiting.append(goal)
        self.expected = 404
        self.visit(MISSING_PAGE)
        self.context.close()


def walks(
    site: str, people: list[Visitor], program: str, out: Path, quick: bool, most: int, findings: Findings
) -> None:
    """Every visitor's way; several at once, each with a browser of their own."""
    waiting = deque(people)

    def one_after_another() -> None:
        with sync_playwright() as playwright:
            browser = playwright.chromium.launch(executable_path=program, args=CHROMIUM)
            while waiting:
                try:
                    visitor = waiting.popleft()
                except IndexError:
                    break
                began = time.monotonic()
                Walk(site, visitor, browser, out, quick, findings).everything(most)
                print(f"{visitor.name} ({time.monotonic() - began:.0f} detik)", flush=True)
            browser.close()

    with ThreadPoolExecutor(AT_ONCE) as pool:
        for walk in [pool.submit(one_after_another) for _ in range(AT_ONCE)]:
            walk.result()


def contents(out: Path, pictures: list[Path]) -> None:
    """A page on which all pictures stand together."""
    rows = "".join(
        f"<figure><a href='{html.escape(str(path.relative_to(out)))}'>"
        f"<img loading=lazy height=320 src='{html.escape(str(path.relative_to(out)))}'></a>"
        f"<figcaption>{html.escape(str(path.relative_to(out)))}</figcaption></figure>"
        for path in pictures
    )
    style = "body{font:12px sans-serif;display:flex;flex-wrap:wrap;gap:8px}figure{margin:0;width:320px;overflow:hidden}"
    page = f"<!doctype html><meta charset=utf-8><title>Pendopo</title><style>{style}</style>{rows}"
    (out / "index.html").write_text(page, encoding="utf-8")


def chromium() -> str:
    found = shutil.which("chromium") or shutil.which("chromium-browser") or shutil.which("google-chrome")
    if not found:
        sys.exit("Chromium tidak ada; pasang dahulu: apt-get install chromium (Chromium is missing; install it first)")
    return found


def main() -> int:
    parser = argparse.ArgumentParser(prog="script/pictures", description="Memotret semua halaman dunia contoh.")
    parser.add_argument("--quick", action="store_true", help="hanya 360 px terang, satu halaman tiap pola alamat")
    parser.add_argument("--out", type=Path, default=CHECKOUT / "pictures", help="folder gambar (default: pictures/)")
    parser.add_argument("--per-pattern", type=int, help="paling banyak sekian halaman tiap pola alamat (default: 2)")
    arguments = parser.parse_args()
    program = chromium()
    out: Path = arguments.out.resolve()
    if (out / "index.html").exists():
        shutil.rmtree(out)
    out.mkdir(parents=True, exist_ok=True)
    sys.path.insert(0, str(CHECKOUT))
    findings = Findings()
    began = time.monotonic()
    with demo_site() as site:
        people = visitors(arguments.quick)
        most = arguments.per_pattern or (1 if arguments.quick else 2)
        walks(site, people, program, out, arguments.quick, most, findings)
    contents(out, sorted(findings.pictures))
    print(
        f"\n{findings.pages} halaman, {len(findings.pictures)} gambar di {out} ({time.monotonic() - began:.0f} detik);"
        f" {len(findings.wrong)} hal yang salah (things wrong)."
    )
    return 1 if findings.wrong else 0


if __name__ == "__main__":
    sys.exit(main())
