"""A page before sign-in comes over a slow network: what it asks for stays under 100 kB, packed as it is sent."""

from __future__ import annotations

import gzip
import re

import pytest
from django.conf import settings
from django.contrib.staticfiles import finders
from django.test import Client

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
