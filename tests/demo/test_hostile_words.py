"""Markup and scripts in every text that people ever gave stand on every page as the letters they are."""

from __future__ import annotations

import html
import re
from collections import Counter, deque
from collections.abc import Iterator
from io import StringIO
from urllib.parse import urljoin, urlsplit

import pytest
from django.apps import apps
from django.core.management import call_command
from django.db import connection, models
from django.test import Client

from pendopo.demo.management.commands.demo import SIGN_INS
from pendopo.people.models import Person

pytestmark = [
    pytest.mark.django_db,
    pytest.mark.skipif(connection.vendor != "sqlite", reason="what a page escapes does not depend on the database"),
]
# The first would be a tag, the second an attribute's end, the third a template's expression.
HOSTILE = "<x9z onerror=alert(1)>\"'x9q><!--{{ 7|add:7 }}"
BROKEN_OUT = re.compile(r"<x9z|(?<!\\)\"'x9q|<!--14")
LONG_ENOUGH = len(HOSTILE) + 12
NOT_FOLLOWED = ("/masuk/logout", "/bahasa/")
FEWEST_FIELDS, FEWEST_PAGES = 150, 140


def people_wrote(field: models.Field) -> bool:  # type: ignore[type-arg]
    """Whether a column holds words of people and not codes, addresses or digests."""
    code = field.choices or field.primary_key or field.unique or isinstance(field, (models.URLField, models.SlugField))
    return (
        isinstance(field, (models.CharField, models.TextField))
        and not code
        and (field.max_length or 9999) >= LONG_ENOUGH
    )


def spoil() -> int:
    """Hostile letters at the end of everything with a space in it that is no JSON; how many columns were reached."""
    reached = 0
    with connection.cursor() as cursor:
        cursor.execute("SELECT name FROM sqlite_master WHERE type = 'trigger'")
        for (guard,) in cursor.fetchall():  # comes back with the test's transaction
            cursor.execute(f'DROP TRIGGER "{guard}"')
        for model in apps.get_models():
            ours = model.__module__.startswith("pendopo.") and model._meta.app_label not in {"journal", "worker"}
            for field in model._meta.concrete_fields if ours else ():
                if people_wrote(field):
                    column, table = (
                        connection.ops.quote_name(str(field.column)),
                        connection.ops.quote_name(model._meta.db_table),
                    )
                    room = (field.max_length or 100_000) - len(HOSTILE)
                    cursor.execute(
                        f"UPDATE {table} SET {column} = substr({column}, 1, {room}) || %s"
                        f" WHERE {column} LIKE '%% %%' AND substr({column}, 1, 1) NOT IN ('{{', '[', '\"')",
                        [HOSTILE],
                    )
                    reached += cursor.rowcount > 0
    return reached


def shape(address: str) -> str:
    """An address without its numbers: pages of one kind look alike."""
    parts = urlsplit(address)
    return re.sub(r"\d+", "N", parts.path) + re.sub(r"=[^&]*", "", parts.query)


def pages(client: Client, most: int = 1) -> Iterator[tuple[str, str]]:
    """Every page that somebody comes to by links, `most` of each kind."""
    waiting, met, kinds = deque(["/", "/beranda/", "/meja/?tampak=all"]), set[str](), Counter[str]()
    while waiting:
        address = waiting.popleft()
        kinds[shape(address)] += 1
        if kinds[shape(address)] > most:
            continue
        answer = client.get(address)
        assert answer.status_code < 500, address
        ahead = [answer.headers["Location"]] if answer.status_code in {301, 302} else []
        if "html" in answer.headers.get("Content-Type", "") and not answer.streaming:
            body = answer.content.decode()
            yield address, body
            ahead = [html.unescape(link) for link in re.findall(r'<a\b[^>]*\bhref="([^"]*)"', body)]
        for link in ahead:
            there = urljoin(address, link).split("#")[0]
            if there.startswith("/") and not there.startswith(NOT_FOLLOWED) and there not in met:
                met.add(there)
                waiting.append(there)


def test_markup_in_every_text_field_is_only_text_on_every_page() -> None:
    call_command("demo", stdout=StringIO())
    assert spoil() >= FEWEST_FIELDS
    seen = set[str]()
    for email in (*(email for email, _what in SIGN_INS), None):
        client = Client()
        if email:
            client.force_login(Person.objects.get(email=email))
        for address, body in pages(client):
            seen.add(shape(address))
            out = BROKEN_OUT.search(body)
            assert out is None, (email, address, body[max(0, out.start() - 200) : out.end() + 100])
    assert len(seen) >= FEWEST_PAGES, len(seen)
