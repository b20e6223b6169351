"""What the first page and the first case would make an officer wait for: the addresses and all that stands behind them, the
models of the language part, the answers; loaded beforehand.

One thread reads them. Several requests at once would each read them anew, and what they let go stays with the process.
"""

from __future__ import annotations

import logging
from threading import Thread

from django.db import connection
from django.urls import get_resolver
from django.utils import timezone

from pendopo.knowledge.shelf import ask
from pendopo.loaded import keep
from pendopo.registry.models import Government
from pendopo.web.icons import named_by_the_pages, take_out

SENTENCE = "Selamat pagi, bagaimana cara mengurus KTP yang hilang?"
log = logging.getLogger(__name__)


def warm() -> None:
    """Know every address and icon; look a sentence up among the answers of each government."""
    get_resolver().url_patterns  # noqa: B018 (reading it loads the pages)
    take_out(named_by_the_pages())
    for pk in Government.objects.values_list("pk", flat=True):
        ask(SENTENCE, government_id=pk, agency_id=0, day=timezone.now().date(), top=1)


def warm_beside() -> Thread:
    """The same while the first requests are answered already. Where it fails the first case waits, nothing else."""

    def work() -> None:
        try:
            warm()
        except Exception:
            log.warning("what the first case needs was not read beforehand", exc_info=True)
        finally:
            connection.close()
            keep()

    thread = Thread(target=work, name="warming", daemon=True)
    thread.start()
    return thread
