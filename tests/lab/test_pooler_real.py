"""Behind a pooler that lends connections by the transaction nothing may rest on a connection staying ours."""

from __future__ import annotations

import os
import subprocess
import sys
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.lab.ground import LabMissing
from tests.lab.pooler import pooled_database

pytestmark = pytest.mark.lab
ROOT = Path(__file__).parents[2]
# Eight threads, each with a connection of its own, ask for the same pages again and again.
MANY = """
from concurrent.futures import ThreadPoolExecutor
import django
django.setup()
from django.db import connection
from django.test import Client
from pendopo.inbox.models import Case
from pendopo.people.models import Person
officer = Person.objects.get(email="petugas.disdukcapil@probolinggo.contoh.invalid")
cases = list(Case.objects.filter(agency__short_name__iexact="disdukcapil", agency__government__key="probolinggo")[:5])
connection.close()
def ask(number):
    client = Client(raise_request_exception=False)
    client.force_login(officer)
    pages = ["/meja/?tampak=all", *(f"/meja/kasus/{case.pk}/" for case in cases)]
    return [client.get(page, headers={"host": "127.0.0.1"}).status_code for page in pages * 4]
with ThreadPoolExecutor(8) as many:
    for codes in many.map(ask, range(8)):
        print(*codes)
"""


@pytest.fixture(scope="module")
def place(tmp_path_factory: pytest.TempPathFactory) -> Iterator[dict[str, str]]:
    """The environment of an installation behind the pooler, with the demo world."""
    try:
        with pooled_database() as url:
            env = {
                **os.environ, "PENDOPO_DATABASE_URL": url, "PENDOPO_DATA_DIR": str(tmp_path_factory.mktemp("data")), "PENDOPO_LOG_LEVEL": "CRITICAL",
                "DJANGO_SETTINGS_MODULE": "pendopo.settings",
            }  # fmt: skip
            for words in (["migrate"], ["django", "collectstatic", "--no-input"], ["demo"]):
                pendopo(env, *words)
            yield env
    except LabMissing as missing:
        pytest.skip(str(missing))


def pendopo(env: dict[str, str], *words: str) -> str:
    command = [sys.executable, "-m", "pendopo", *words]
    return subprocess.run(command, cwd=ROOT, env=env, check=True, capture_output=True, text=True).stdout


def pages(env: dict[str, str], *, before: str = "") -> Counter[str]:
    command = [sys.executable, "-c", before + MANY]
    done = subprocess.run(command, cwd=ROOT, env=env, check=True, capture_output=True, text=True)
    return Counter(done.stdout.split())


def test_every_page_is_answered_however_connections_change_hands(place: dict[str, str]) -> None:
    assert pages(place) == {"200": 8 * 6 * 4}
    assert pendopo(place, "journal", "verify").count("utuh") == 2


def test_if_the_pooler_were_not_noticed_pages_would_fail(place: dict[str, str]) -> None:
    blind = "from pendopo.postgresql import base\nbase.behind_a_pooler = lambda connection: False\n"
    assert pages(place, before=blind)["500"] > 0
