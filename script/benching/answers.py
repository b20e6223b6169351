"""Ten thousand approved answers in the database: the first suggestion of a process, and every later one."""

from __future__ import annotations

from importlib import import_module
from itertools import count
from statistics import median, quantiles
from typing import Any

ANSWERS = 10_000


def answers(bench: Any, times: int) -> None:
    """The answers are read by the worker's own job; then a process that knows nothing yet is asked."""
    knowledge, shelf = import_module("pendopo.knowledge.models"), import_module("pendopo.knowledge.shelf")
    suggest, jobs = import_module("pendopo.knowledge.queries").suggest, import_module("pendopo.knowledge.jobs")
    now, agency, numbers = import_module("django.utils.timezone").now(), bench.account.agency, count(1)
    edition = shelf.next_edition(agency.government)
    made = knowledge.Answer.objects.bulk_create(
        [
            knowledge.Answer(
                agency=agency, title=f"{bench.sentence()[:100]} {next(numbers)}", tags="loket, layanan", state="approved",
                edition=edition,
            )
            for _ in range(ANSWERS)
        ]
    )  # fmt: skip
    versions = knowledge.Version.objects.bulk_create(
        [
            knowledge.Version(
                answer=one, number=1, title=one.title, text=" ".join(bench.sentence() for _ in range(4)), source="SOP",
                author=bench.officer, created_at=now,
            )
            for one in made
        ]
    )  # fmt: skip
    for one, version in zip(made, versions, strict=True):
        one.current = version
    knowledge.Answer.objects.bulk_update(made, ["current"], batch_size=500)
    bench.survey()
    seconds = bench.timed(lambda: [None for _ in iter(lambda: jobs.read_answers(now), 0)]) / 1000
    bench.keep(f"the worker reads {ANSWERS} answers", seconds, "s")
    shelf._copies.clear()
    first = bench.timed(lambda: suggest("gmn ngurus ktp ilang", agency))
    bench.keep("first suggestion of a process", first, "ms")
    taken = [bench.timed(lambda: suggest(bench.sentence(), agency)) for _ in range(times)]
    bench.keep(
        f"suggestion of {ANSWERS} answers", median(taken), "ms", p95=round(quantiles(taken, n=20)[-1], 2),
        target="<= 10 ms", reached=median(taken) <= 10,
    )  # fmt: skip
