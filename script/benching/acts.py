"""From click to answer: replying, referring and closing, each on a case of its own, by the officer's own forms."""

from __future__ import annotations

import secrets
import sys
from importlib import import_module
from statistics import median, quantiles
from typing import Any

WORDS = "Selamat siang. Silakan datang ke loket pelayanan dengan membawa kartu keluarga dan surat pengantar."


def acts(bench: Any, times: int) -> None:
    """Act and floor turn by turn. What counts is the form's own answer (where to go next); the page after it is measured
    with the pages."""
    cases = bench.inbox.Case.objects.filter(account=bench.account, state="new").order_by("-last_item_at", "-id")
    waiting = list(cases.values_list("pk", flat=True)[: 4 * times + 40])
    agencies = import_module("pendopo.registry.models").Agency.objects
    other = agencies.filter(government=bench.account.agency.government_id).exclude(pk=bench.account.agency_id).first()
    forms = {
        "reply": ("jawab", {"text": WORDS, "basis": "source", "source": "SOP loket", "known": "0"}),
        "refer": ("rujuk", {"to": "lain", "other": other.pk, "their_competence": "on", "not_answerable": "on",
                            "because": "Kewenangan instansi itu.", "question": "Bagaimana jawabannya?"}),
        "close": ("tutup", {"because": "sudah dijawab di loket"}),
    }  # fmt: skip
    for what, (word, fields) in forms.items():

        def act(word: str = word, fields: dict[str, Any] = fields) -> None:
            data = {"form_key": secrets.token_urlsafe(18), "tampak": "new", **fields}
            answer = bench.client.post(f"/meja/kasus/{waiting.pop()}/{word}/", data)
            if answer.status_code != 302:
                sys.exit(f"{word}: HTTP {answer.status_code}")

        act()
        taken, floors = [], []
        for _ in range(times):
            taken.append(bench.timed(act))
            floors.append(bench.timed(bench.bare_page))
        ratio = median(taken) / median(floors)
        bench.keep(
            f"{what}, click to answer", median(taken), "ms", p95=round(quantiles(taken, n=20)[-1], 2),
            ratio=round(ratio, 2), queries=bench.queries_of(act), target="p50 <= 4 x floor", reached=ratio <= 4,
        )  # fmt: skip
