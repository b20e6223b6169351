"""A running Pendopo and a real Chromium."""

from __future__ import annotations

import json
import os
import shutil
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import httpx
import pytest
from playwright.sync_api import Browser, Page, sync_playwright

from tests.lab.fixtures import mail_site, wordpress_site

__all__ = ["mail_site", "wordpress_site"]
ROOT = Path(__file__).parents[2]
PASSWORD = "rahasia-sekali-1"
CHROMIUM = [
    "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking",
    "--disable-component-update", "--disable-sync",
]  # fmt: skip


@dataclass(frozen=True)
class House:
    """A running Pendopo: its address, its data folder, and what `prepare` made."""

    url: str
    data: Path
    made: dict[str, str]

    def __getitem__(self, name: str) -> str:
        return str(self.made[name])


def free_port() -> int:
    """A port that nobody listens on."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


@contextmanager
def running(data: Path, site: str, *more: str, undo_seconds: int = 3) -> Iterator[House]:
    """`pendopo serve` over a fresh database, with a worker that looks often and hurries with undo."""
    port = free_port()
    environment = {
        **{name: value for name, value in os.environ.items() if not name.startswith("PENDOPO_")},
        "PENDOPO_DATA_DIR": str(data), "PENDOPO_PORT": str(port), "PENDOPO_ALLOW_PRIVATE_ADDRESSES": "1",
        "PENDOPO_COLLECT_SECONDS": "2", "PENDOPO_UNDO_SECONDS": str(undo_seconds), "PENDOPO_WORKERS": "1", "PENDOPO_LOG_LEVEL": "WARNING",
        "DJANGO_SETTINGS_MODULE": "pendopo.settings",
    }  # fmt: skip
    command = [sys.executable, "-m", "pendopo"]
    subprocess.run([*command, "migrate"], env=environment, cwd=ROOT, check=True, capture_output=True)
    made = subprocess.run(
        [sys.executable, "-m", "tests.browser.prepare", site, *more],
        env=environment,
        cwd=ROOT,
        check=True,
        capture_output=True,
        text=True,
    )
    log = (data / "serve.log").open("wb")
    server = subprocess.Popen(
        [*command, "serve", "--port", str(port)], env=environment, cwd=ROOT, stdout=log, stderr=log
    )
    url = f"http://127.0.0.1:{port}"
    try:
        wait_until(lambda: _answers(url), 60)
        yield House(url, data, json.loads(made.stdout))
    finally:
        server.send_signal(signal.SIGTERM)
        try:
            server.wait(30)
        except subprocess.TimeoutExpired:
            server.kill()
        log.close()


def _answers(url: str) -> bool:
    try:
        return httpx.get(f"{url}/masuk/login/", timeout=5).status_code == 200
    except httpx.HTTPError:
        return False


def wait_until(holds: object, seconds: float) -> float:
    """Ask again and again until it holds; how long it took. Fails when it doesn't within `seconds`."""
    assert callable(holds)
    began = time.monotonic()
    while time.monotonic() - began < seconds:
        if holds():
            return time.monotonic() - began
        time.sleep(0.2)
    raise AssertionError(f"not within {seconds} s")


@pytest.fixture(scope="session")
def chromium() -> Iterator[Browser]:
    """The machine's own Chromium."""
    program = next(filter(None, map(shutil.which, ("chromium", "chromium-browser", "google-chrome"))), None)
    if program is None:
        if os.environ.get("CI"):
            pytest.fail("no Chromium on this machine")
        pytest.skip("no Chromium on this machine")
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=program, args=CHROMIUM)
        yield browser
        browser.close()


def page_for(browser: Browser, house: House, email: str = "", *, width: int = 1280, height: int = 900) -> Page:
    """A new window, signed in when an address is given; every script error fails the test that uses it."""
    page = browser.new_context(
        viewport={"width": width, "height": height}, base_url=house.url, locale="id-ID"
    ).new_page()
    page.set_default_timeout(20_000)
    if email:
        page.goto("/masuk/login/")
        page.fill("#id_login", email)
        page.fill("#id_password", PASSWORD)
        page.click("button:has-text('Masuk')")
        page.wait_for_url(lambda url: "/masuk/" not in url)
    return page
