"""The network goes while an officer writes: nothing is lost, it is said, and nothing newer on the server is overwritten."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, Route, expect

from tests.browser.conftest import House, page_for, running

pytestmark = pytest.mark.browser
PATIENCE = 30_000
FIRST, MORE, NEWER = "Posko dibuka.", " Nomor telepon 112.", "Posko pindah ke balai desa."


@pytest.fixture(scope="module")
def house(tmp_path_factory: pytest.TempPathFactory) -> Iterator[House]:
    with running(Path(tmp_path_factory.mktemp("house")), "https://situs.contoh.invalid/") as house:
        yield house


def writing(page: Page) -> str:
    """A draft that the server has kept by itself; its number."""
    page.goto("/pesan/")
    page.click("text=Tulis pesan")
    page.fill("[name=title]", "Posko banjir")
    page.fill("[name=text]", FIRST)
    expect(page.locator("#tersimpan")).to_contain_text("Tersimpan", timeout=PATIENCE)
    expect(page.locator("[name=message]")).not_to_have_value("", timeout=PATIENCE)
    return page.locator("[name=message]").input_value()


def cut_off(page: Page) -> None:
    """The network goes, and more is typed."""
    page.context.set_offline(True)
    page.locator("[name=text]").press("End")
    page.locator("[name=text]").press_sequentially(MORE)
    expect(page.locator("#tersimpan")).to_contain_text("Tersimpan di perangkat ini, dikirim nanti", timeout=PATIENCE)
    expect(page.locator("body")).to_have_class("composing scripted offline")


def words_of(page: Page, number: str) -> str:
    """What the server holds."""
    page.goto(f"/pesan/{number}/")
    return page.locator(".message-text").inner_text()


def test_what_was_typed_before_the_script_came_is_kept_too(chromium: Browser, house: House) -> None:
    page = page_for(chromium, house, house["officer"])
    held: list[Route] = []

    def hold(route: Route) -> None:
        held.append(route)

    page.route("**/composer*.js", hold)
    page.goto("/pesan/")
    page.click("text=Tulis pesan")
    while not held:
        page.wait_for_timeout(20)
    page.fill("[name=title]", "Posko banjir")
    page.fill("[name=text]", FIRST)
    expect(page.locator("body")).not_to_have_class("composing scripted")
    held[0].continue_()
    expect(page.locator("#tersimpan")).to_contain_text("Tersimpan ", timeout=PATIENCE)
    assert words_of(page, page.locator("[name=message]").input_value()) == FIRST


def test_what_was_typed_without_a_network_is_sent_when_it_is_back(chromium: Browser, house: House) -> None:
    page = page_for(chromium, house, house["officer"])
    number = writing(page)
    cut_off(page)
    page.context.set_offline(False)
    expect(page.locator("#tersimpan")).to_contain_text("Tersimpan ", timeout=PATIENCE)
    expect(page.locator("#tersimpan")).not_to_contain_text("perangkat", timeout=PATIENCE)
    assert words_of(page, number) == FIRST + MORE


def test_a_page_closed_without_a_network_loses_nothing(chromium: Browser, house: House) -> None:
    page = page_for(chromium, house, house["officer"])
    number = writing(page)
    cut_off(page)
    address = page.url
    page.close()
    back = page.context.new_page()
    page.context.set_offline(False)
    assert words_of(back, number) == FIRST
    back.goto(address)
    expect(back.locator("#pulihkan")).to_contain_text("Ada tulisan yang belum tersimpan", timeout=PATIENCE)
    back.click("text=Pulihkan")
    expect(back.locator("[name=text]")).to_have_value(FIRST + MORE)
    expect(back.locator("#tersimpan")).to_contain_text("Tersimpan ", timeout=PATIENCE)
    assert words_of(back, number) == FIRST + MORE


@pytest.mark.parametrize("where", ["/pesan/{number}/ubah/", ""], ids=["in the message", "in a new page"])
def test_what_is_newer_on_the_server_is_not_overwritten(chromium: Browser, house: House, where: str) -> None:
    page = page_for(chromium, house, house["officer"])
    number = writing(page)
    if where:
        page.goto(where.format(number=number))
    address = page.url
    cut_off(page)
    page.close()
    colleague = page_for(chromium, house, house["official"])
    colleague.goto(f"/pesan/{number}/ubah/")
    colleague.fill("[name=text]", NEWER)
    expect(colleague.locator("#tersimpan")).to_contain_text("Tersimpan ", timeout=PATIENCE)

    back = page.context.new_page()
    page.context.set_offline(False)
    back.goto(address)
    expect(back.locator("#pulihkan")).to_be_visible(timeout=PATIENCE)
    if where:
        expect(back.locator("#pulihkan")).to_contain_text("tidak akan menimpanya")
    back.click("text=Pulihkan")
    expect(back.locator("#tersimpan")).to_contain_text(
        "tulisan Anda belum disimpan agar tidak menimpanya", timeout=PATIENCE
    )
    expect(back.locator("[name=text]")).to_have_value(FIRST + MORE)
    assert words_of(colleague, number) == NEWER
