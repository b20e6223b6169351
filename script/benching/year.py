"""The board of a government of 40 agencies, and the yearly report of the agency that has all the items."""

from __future__ import annotations

import resource
from datetime import date, timedelta
from importlib import import_module
from statistics import median, quantiles
from typing import Any

AGENCIES = 40


def board(bench: Any, times: int) -> None:
    """The board out of stored results, as the dinas sees it; and how long the looking itself takes."""
    registry, people = import_module("pendopo.registry.models"), import_module("pendopo.people.models")
    look_at = import_module("pendopo.report.compliance.actions").look_at
    government = bench.account.agency.government
    have = registry.Agency.objects.filter(government=government, closed_on=None).count()
    kind = bench.account.agency.kind
    for number in range(AGENCIES - have):
        registry.Agency.objects.create(
            government=government, kind=kind, name=f"Dinas Urusan {number}", short_name=f"Dinas {number}",
            slug=f"dinas-ukur-{number}", since=date(2024, 1, 2),
        )  # fmt: skip
    agencies = list(registry.Agency.objects.filter(government=government, closed_on=None).select_related("government"))
    now = import_module("django.utils.timezone").now()
    seconds = bench.timed(lambda: [look_at(agency, now) for agency in agencies]) / 1000
    bench.keep(f"looking at {len(agencies)} agencies", seconds, "s", target="<= 60 s for 50,000 items",
               reached=seconds <= 60 if bench.filled <= 50_000 else None)  # fmt: skip
    look_at(agencies[0], now - timedelta(days=31))
    analyst = people.Person.objects.get(email="analyst@probolinggo.contoh.invalid")
    client = import_module("django.test").Client(headers={"host": "127.0.0.1"})
    client.force_login(analyst)

    def page() -> None:
        if client.get("/papan/").status_code != 200:
            raise SystemExit("/papan/")

    page()
    taken = [bench.timed(page) for _ in range(max(times // 2, 10))]
    value = median(taken)
    bench.keep(f"board of {len(agencies)} agencies", value, "ms", p95=round(quantiles(taken, n=20)[-1], 2),
               queries=bench.queries_of(page), target="<= 300 ms", reached=value <= 300)  # fmt: skip


def report(bench: Any) -> None:
    """The year of all items: the document built, then typeset twice (the first time a process also reads its fonts)."""
    actions, build = import_module("pendopo.report.actions"), import_module("pendopo.report.build")
    pdf = import_module("pendopo.report.pdf")
    now = import_module("django.utils.timezone").now()
    made = actions.build(agency=bench.account.agency, year=now.year, by=bench.officer)
    kept: list[Any] = []
    seconds = bench.timed(lambda: kept.append(build.build_now(made, now))) / 1000
    bench.keep("yearly report, built", seconds, "s", target="<= 10 s", reached=seconds <= 10)
    document = kept[0].document
    first = bench.timed(lambda: pdf.render(document)) / 1000
    again = bench.timed(lambda: pdf.render(document)) / 1000
    bench.keep("yearly report, first PDF", first, "s")
    bench.keep("yearly report, typeset", again, "s", target="<= 1 s", reached=again <= 1)
    most = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    bench.keep("memory of this process at its most", most, "MB", target="<= 500 MB", reached=most <= 500)
