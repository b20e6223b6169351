"""Pages come over a slow network: what the sign-in page asks for stays under 100 kB, and pages leave packed."""

from __future__ import annotations

import gzip
import re

import pytest
from django.conf import settings
from django.contrib.staticfiles import finders
from django.test import Client

from tests.world import two_governments

pytestmark = pytest.mark.django_db


def parts_of(page: str) -> list[str]:
    """The files that a page links, by the name they have in the source."""
    prefix = re.escape(settings.STATIC_URL)
    asked = re.findall(rf'(?:src|href)="{prefix}([^"]+)"', page)
    return [re.sub(r"\.[0-9a-f]{12}(?=\.\w+$)", "", name) for name in asked]


def test_the_sign_in_page_weighs_less_than_100_kb() -> None:
    page = Client().get("/masuk/login/").content
    parts = parts_of(page.decode())
    files = [finders.find(name) for name in parts]
    assert len(files) >= 4
    assert all(files), parts
    weight = len(page)
    for file in files:
        assert isinstance(file, str)
        with open(file, "rb") as content:
            weight += len(gzip.compress(content.read(), 6))
    assert weight < 100_000, f"{weight} bytes"


def officer() -> Client:
    client = Client(headers={"Accept-Encoding": "gzip"})
    client.force_login(two_governments().dukcapil.officer)
    return client


def test_a_signed_in_page_leaves_packed_at_less_than_a_third() -> None:
    answer = officer().get("/meja/")
    assert answer.headers["Content-Encoding"] == "gzip"
    assert "Accept-Encoding" in answer.headers["Vary"]
    page = gzip.decompress(answer.content)
    assert b"</html>" in page
    assert len(answer.content) < len(page) / 3


def test_no_packed_page_repeats_what_somebody_else_may_have_chosen() -> None:
    client = officer()
    for address in ("/meja/?cari=rahasia", "/cari/?q=rahasia", "/pustaka/?cari=rahasia", "/catat/?tautan=rahasia"):
        answer = client.get(address)
        assert answer.status_code == 200
        assert "Content-Encoding" not in answer.headers, address
    refused = client.post("/catat/", {"text": "rahasia"})
    assert "Content-Encoding" not in refused.headers


def test_the_length_of_a_packed_page_tells_nothing() -> None:
    client = officer()
    assert len({len(client.get("/rujukan/").content) for _ in range(12)}) > 3
